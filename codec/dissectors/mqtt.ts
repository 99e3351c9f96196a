import { field, type Field } from '../field.js';
import type { DissectContext, Dissection, Dissector } from './dissector.js';
import { bytesAt, counted, done, firstError, hexNumber, needMore, notMine } from './fields.js';
import { readMqttBody } from './mqtt-packet.js';
import { levelOf, variableInteger, type MqttLevel } from './mqtt-values.js';
import { packetTypes, qosLevels } from './mqtt-words.js';
import { Part, uint, type BitRun } from './part.js';

const ports = [1883, 8883];

/** Flags that are no flags: what the low four bits of the first byte must be (MQTT 5 §2.1.3). */
function fixedFlags(type: number): number {
  return type === 6 || type === 8 || type === 10 ? 2 : 0;
}

function headerBits(type: number): readonly BitRun[] {
  const kind: BitRun = {
    name: 'packet type',
    first: 0,
    count: 4,
    show: (value) => `${packetTypes[value] ?? 'reserved'} (${value})`,
  };
  if (type !== 3) {
    const must = fixedFlags(type);
    const judge = (value: number): string | null => (value === must ? null : `must be ${must} (§2.1.3)`);
    return [kind, { name: 'flags', first: 4, count: 4, show: String, judge }];
  }
  return [
    kind,
    { name: 'DUP', first: 4, count: 1 },
    {
      name: 'QoS',
      first: 5,
      count: 2,
      show: (value) => qosLevels[value] ?? '',
      judge: (value) => (value === 3 ? 'must not be 3 (§3.3.1.2)' : null),
    },
    { name: 'RETAIN', first: 7, count: 1 },
  ];
}

function readPacket(part: Part, level: MqttLevel): string {
  const first = part.bytes[part.at] ?? 0;
  const type = first >> 4;
  const name = packetTypes[type] ?? 'reserved';
  part.flags('fixed header', 1, headerBits(type), (value) => `${hexNumber(value)}: ${name}`);
  if (type === 0) part.fault('packet type 0 is reserved (§2.1.2)');
  const size = variableInteger(part.bytes, part.at, part.end);
  if (size === 'short') {
    part.take('remaining length', part.left + 1);
    return name;
  }
  if (size === 'long') {
    part.raw('remaining length', 4);
    part.fault('more than 4 bytes long (§2.1.4)');
    part.cut = true;
    return name;
  }
  part.raw('remaining length', size.size, () => counted(size.value, 'byte'));
  if (size.size > 1 && part.bytes[part.at - 1] === 0 && level === 5)
    part.fault('not the fewest bytes possible (§1.5.5)');
  let line = '';
  // A ping or an end may be empty; of the others what is missing is named.
  if (size.value > 0 || type < 12)
    part.group('content', size.value, (inside) => (line = readMqttBody(inside, type, first & 15, level)));
  else return name;
  part.flatten();
  return line === '' ? name : `${name} ${line}`;
}

interface ReadPackets {
  readonly fields: readonly Field[];
  readonly lines: readonly string[];
  readonly end: number;
  readonly level: MqttLevel;
}

/** All packets, of one version; a CONNECT among them says the version of those after it. */
function readPackets(bytes: Uint8Array, guess: MqttLevel): ReadPackets {
  const part = new Part(bytes);
  const lines: string[] = [];
  let level = guess;
  while (part.more) {
    const named = connectLevel(bytes, part.at);
    level = named ?? level;
    const type = (bytes[part.at] ?? 0) >> 4;
    part.group(packetTypes[type] ?? 'packet', null, (inside) => {
      const line = readPacket(inside, level);
      lines.push(line);
      return line.slice(line.indexOf(' ') + 1 || line.length) || 'nothing more';
    });
  }
  return { fields: part.fields, lines, end: part.at, level };
}

/** The level a CONNECT at `at` speaks, or null where there is none. */
function connectLevel(bytes: Uint8Array, at: number): MqttLevel | null {
  if ((bytes[at] ?? 0) >> 4 !== 1) return null;
  const size = variableInteger(bytes, at + 1, bytes.length);
  if (typeof size === 'string') return null;
  const name = at + 1 + size.size;
  const level = name + 2 + uint(bytes, name, 2);
  return level < bytes.length ? levelOf(bytes[level] ?? 0) : null;
}

function dissect(bytes: Uint8Array, context: DissectContext): Dissection {
  if (bytes.length < 2) return needMore('an MQTT packet has 2 bytes at least');
  const type = (bytes[0] ?? 0) >> 4;
  if (type === 0) return notMine('packet type 0 is reserved');
  // Only CONNECT says the version. What reads without fault as 5 is 5, since a stray byte would show.
  const told = context.subprotocol === 'mqttv3.1' ? 3 : null;
  let read = readPackets(bytes, told ?? 5);
  const guessed = told === null && connectLevel(bytes, 0) === null;
  const older = guessed ? readPackets(bytes, 4) : null;
  const doubt: Field[] = [];
  if (older !== null && firstError(read.fields) === null) {
    const also = firstError(older.fields) === null && older.lines.join() !== read.lines.join();
    if (also) doubt.push(field('version', 0, 0, 'not said here: read as MQTT 5, but it could be 3.1.1'));
  } else if (older !== null) {
    if (firstError(older.fields) === null || older.end > read.end || older.lines.length > read.lines.length)
      read = older;
  }
  const [first = 'MQTT'] = read.lines;
  const more = read.lines.length - 1;
  return done(
    [...doubt, ...read.fields],
    more > 0 ? `${first} and ${counted(more, 'more packet')}` : first,
    read.end,
  );
}

/** Whether packets with flags as they must be follow each other exactly to the end; how many, at most 4 looked at. */
function chain(bytes: Uint8Array): 'exact' | 'cut' | 'no' {
  let at = 0;
  for (let packets = 0; at < bytes.length; packets++) {
    if (packets === 4) return 'cut';
    const first = bytes[at] ?? 0;
    const type = first >> 4;
    if (type === 0 || (type === 3 ? (first & 6) === 6 : (first & 15) !== fixedFlags(type))) return 'no';
    const size = variableInteger(bytes, at + 1, bytes.length);
    if (size === 'long') return 'no';
    if (size === 'short') return 'cut';
    at += 1 + size.size + size.value;
  }
  return at === bytes.length ? 'exact' : 'cut';
}

function sniff(bytes: Uint8Array, context: DissectContext): number {
  if (context.text === true || bytes.length < 2) return 0;
  if ((bytes[0] ?? 0) === 0x10) {
    const size = variableInteger(bytes, 1, bytes.length);
    const at = typeof size === 'string' ? 0 : 1 + size.size;
    if (at > 0 && (bytesAt(bytes, at, '\0\x04MQTT') || bytesAt(bytes, at, '\0\x06MQIsdp'))) return 0.98;
  }
  const fit = chain(bytes);
  if (fit === 'no') return 0;
  if (/^mqtt/i.test(context.subprotocol ?? '') || context.ports.some((port) => ports.includes(port)))
    return 0.9;
  if (fit === 'cut' || context.transport === 'udp') return 0;
  // Without a hint: only what has more to it than a type and a length that happen to fit.
  if (bytes.length < 4) return 0;
  const dissection = dissect(bytes.subarray(0, 65_536), context);
  return dissection.kind === 'done' && firstError(dissection.fields) === null ? 0.55 : 0;
}

/** MQTT 3.1, 3.1.1 and 5: every packet type, properties, flags and reason codes. */
export const mqtt: Dissector = { id: 'mqtt', label: 'MQTT', sniff, dissect };
