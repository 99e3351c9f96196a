import { counted, hexNumber, utf8Text, shown } from './fields.js';
import { packetTypes, properties, qosLevels, reasonName, returnCodes } from './mqtt-words.js';
import { named, quoted, shownBytes, shownPayload, type BitRun, type Part } from './part.js';

/** Protocol levels: 3 is MQTT 3.1, 4 is 3.1.1, 5 is 5. */
export type MqttLevel = 3 | 4 | 5;

/** Level by the number in CONNECT; a bridge of mosquitto sets the top bit. */
export function levelOf(value: number): MqttLevel | null {
  const level = value & 0x7f;
  return level === 3 || level === 4 || level === 5 ? level : null;
}

/** A Variable Byte Integer (§1.5.5): 1 to 4 bytes, seven bits each, least significant first. Null where there is none. */
export function variableInteger(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly value: number; readonly size: number } | 'short' | 'long' {
  let value = 0;
  for (let size = 1; size <= 4; size++) {
    if (at + size > end) return 'short';
    const byte = bytes[at + size - 1] ?? 0;
    value += (byte & 0x7f) * 128 ** (size - 1);
    if (byte < 0x80) return { value, size };
  }
  return 'long';
}

function takeVariable(part: Part, name: string, show: (value: number) => string = String): number {
  const read = variableInteger(part.bytes, part.at, part.end);
  if (read === 'short') {
    part.take(name, part.left + 1);
    return 0;
  }
  if (read === 'long') {
    part.raw(name, 4);
    part.fault('a Variable Byte Integer has 4 bytes at most (§1.5.5)');
    part.cut = true;
    return 0;
  }
  part.raw(name, read.size, () => show(read.value));
  // Each byte before the last says that there is more: a last byte of 0 said nothing.
  if (read.size > 1 && (part.bytes[part.at - 1] ?? 0) === 0)
    part.fault('not the fewest bytes possible (§1.5.5)');
  return read.value;
}

/** A UTF-8 string (§1.5.4) or binary data (§1.5.6), with its length before it, as one field. */
export function takeString(
  part: Part,
  name: string,
  binary = false,
  show = binary ? shownPayload : quoted,
): Uint8Array {
  let taken = new Uint8Array();
  part.group(name, null, (inside) => {
    const size = inside.number('length', 2);
    if (size === 0 && !inside.cut) return binary ? 'empty' : '""';
    taken = Uint8Array.from(binary ? inside.raw('data', size, show) : inside.text('text', size));
    if (!binary && taken.includes(0)) inside.fault('U+0000 is not allowed in a string (§1.5.4)');
    return inside.cut ? 'cut short' : show(taken);
  });
  return taken;
}

function textOf(bytes: Uint8Array): string {
  return shown(utf8Text(bytes, 0, bytes.length));
}

function takeIdentifier(part: Part): string {
  const id = part.number('packet identifier', 2);
  if (!part.cut && id === 0) part.fault('must not be 0 (§2.2.1)');
  return `id ${id}`;
}

function takeProperty(part: Part, packet: number, seen: Set<number>): void {
  part.group('property', null, (inside) => {
    const id = takeVariable(
      inside,
      'identifier',
      (value) => `${properties[value]?.name ?? 'unassigned'} (${hexNumber(value)})`,
    );
    if (inside.cut) return 'cut short';
    const property = properties[id];
    if (property === undefined) {
      inside.fault('no property has this identifier (§2.2.2.2)');
      inside.cut = true;
      return hexNumber(id);
    }
    // A User Property may be repeated, and in PUBLISH a Subscription Identifier for each match.
    if (seen.has(id) && id !== 0x26 && !(id === 0x0b && packet === 3))
      inside.fault('must not be there twice');
    if (!property.packets.includes(packet))
      inside.fault(`does not belong in ${packet === 0 ? 'a will' : (packetTypes[packet] ?? 'this packet')}`);
    seen.add(id);
    const { kind, name } = property;
    if (kind === 'byte') return `${name}: ${inside.number('value', 1)}`;
    if (kind === 'two') return `${name}: ${inside.number('value', 2)}`;
    if (kind === 'four') return `${name}: ${inside.number('value', 4)}`;
    if (kind === 'variable') return `${name}: ${takeVariable(inside, 'value')}`;
    if (kind === 'binary') return `${name}: ${shownBytes(takeString(inside, 'value', true))}`;
    if (kind === 'text') return `${name}: ${quoted(takeString(inside, 'value'))}`;
    return `${name}: ${quoted(takeString(inside, 'name'))} = ${quoted(takeString(inside, 'value'))}`;
  });
}

/** Properties of MQTT 5 with their length before them (§2.2.2). */
export function takeProperties(part: Part, packet: number, name = 'properties'): void {
  if (part.cut) return;
  part.group(name, null, (inside) => {
    const size = takeVariable(inside, 'property length');
    if (inside.cut) return 'cut short';
    let found = 0;
    const seen = new Set<number>();
    if (size > 0)
      inside.group('list', size, (list) => {
        while (list.more) {
          takeProperty(list, packet, seen);
          found++;
        }
        return counted(found, 'property', 'properties');
      });
    return counted(found, 'property', 'properties');
  });
}

function takeReason(part: Part, packet: number): string {
  let name = '';
  part.number('reason code', 1, (value) => {
    name = reasonName(value, packet) ?? 'unassigned';
    return `${hexNumber(value)} ${name}`;
  });
  if (name === 'unassigned') part.fault('not a reason code of MQTT 5 (§2.4)');
  return name;
}

const connectBits: readonly BitRun[] = [
  { name: 'user name', first: 0, count: 1 },
  { name: 'password', first: 1, count: 1 },
  { name: 'will retain', first: 2, count: 1 },
  {
    name: 'will QoS',
    first: 3,
    count: 2,
    show: (value) => qosLevels[value] ?? '',
    judge: (value) => (value === 3 ? 'must not be 3 (§3.1.2.6)' : null),
  },
  { name: 'will', first: 5, count: 1 },
  { name: 'clean session', first: 6, count: 1 },
  {
    name: 'reserved',
    first: 7,
    count: 1,
    show: String,
    judge: (value) => (value === 0 ? null : 'must be 0 (§3.1.2.3)'),
  },
];

function readConnect(part: Part): string {
  const protocol = textOf(takeString(part, 'protocol name'));
  if (!part.cut && protocol !== 'MQTT' && protocol !== 'MQIsdp') part.fault('must be MQTT (§3.1.2.1)');
  const number = part.number('protocol level', 1, (value) => {
    const bridge = value & 0x80 ? ', from a bridge' : '';
    return `${value & 0x7f}, MQTT ${{ 3: '3.1', 4: '3.1.1', 5: '5' }[value & 0x7f] ?? 'of no known version'}${bridge}`;
  });
  const level = levelOf(number);
  if (level === null && !part.cut) part.fault('not a level of MQTT 3.1, 3.1.1 or 5');
  const bits =
    level === 5
      ? connectBits.map((run) => (run.first === 6 ? { ...run, name: 'clean start' } : run))
      : connectBits;
  const flags = part.flags('connect flags', 1, bits, (value) => hexNumber(value));
  part.number('keep alive', 2, (value) => (value === 0 ? '0, off' : `${value} s`));
  if (level === 5) takeProperties(part, 1);
  const id = textOf(takeString(part, 'client identifier'));
  let will = '';
  if (flags & 4) {
    if (level === 5) takeProperties(part, 0, 'will properties');
    will = `, will ${textOf(takeString(part, 'will topic'))}`;
    takeString(part, 'will payload', true);
  }
  const user = flags & 0x80 ? `, user ${textOf(takeString(part, 'user name'))}` : '';
  if (flags & 0x40) takeString(part, 'password', true);
  return `client ${id === '' ? '(empty)' : id}${user}${will}`;
}

function readConnack(part: Part, level: MqttLevel): string {
  const ahead = (value: number): string => (value === 0 ? '0' : String(value));
  part.flags(
    'acknowledge flags',
    1,
    [
      {
        name: 'reserved',
        first: 0,
        count: 7,
        show: ahead,
        judge: (value) => (value === 0 ? null : 'must be 0 (§3.2.2.1)'),
      },
      { name: 'session present', first: 7, count: 1 },
    ],
    (value) => hexNumber(value),
  );
  if (level === 5) {
    const reason = takeReason(part, 2);
    takeProperties(part, 2);
    return reason;
  }
  let name = '';
  part.number('return code', 1, (value) => (name = named(returnCodes, value, 'reserved')));
  return name;
}

function readPublish(part: Part, level: MqttLevel, flags: number): string {
  const qos = (flags >> 1) & 3;
  const topic = takeString(part, 'topic name');
  // Wildcards belong in filters only (§3.3.2.1).
  if (!part.cut && (topic.includes(0x23) || topic.includes(0x2b)))
    part.fault('a topic name must not hold # or + (§3.3.2.1)');
  const id = qos > 0 ? `, ${takeIdentifier(part)}` : '';
  if (level === 5) takeProperties(part, 3);
  const size = part.left;
  part.rest('payload', undefined, shownPayload);
  const marks = `${flags & 1 ? ', retain' : ''}${flags & 8 ? ', duplicate' : ''}`;
  return `${textOf(topic) || '(by alias)'}, QoS ${qos}${marks}${id}, ${counted(size, 'byte')}`;
}

/** PUBACK, PUBREC, PUBREL, PUBCOMP: an identifier, and in MQTT 5 a reason and properties if they say anything. */
function readAcknowledge(part: Part, level: MqttLevel, packet: number): string {
  const id = takeIdentifier(part);
  if (level < 5 || !part.more) return id;
  const reason = takeReason(part, packet);
  if (part.more) takeProperties(part, packet);
  return `${id}, ${reason}`;
}

function readSubscribe(part: Part, level: MqttLevel, packet: number): string {
  const id = takeIdentifier(part);
  if (level === 5) takeProperties(part, packet);
  const topics: string[] = [];
  if (!part.cut && part.left === 0) {
    part.missing('topic filter', 'at least one topic filter must be there (§3.8.3)');
  }
  while (part.more) {
    part.group(packet === 8 ? 'subscription' : 'topic filter', null, (inside) => {
      const filter = textOf(takeString(inside, 'topic filter'));
      if (packet === 10) {
        topics.push(filter);
        return filter;
      }
      const options = inside.flags('options', 1, subscriptionBits(level), (value) => hexNumber(value));
      topics.push(`${filter} QoS ${options & 3}`);
      return `${filter}, QoS ${options & 3}`;
    });
  }
  return `${topics.slice(0, 3).join(', ')}${topics.length > 3 ? ` and ${topics.length - 3} more` : ''}, ${id}`;
}

function subscriptionBits(level: MqttLevel): readonly BitRun[] {
  const qos: BitRun = {
    name: 'QoS',
    first: 6,
    count: 2,
    show: (value) => qosLevels[value] ?? '',
    judge: (value) => (value === 3 ? 'must not be 3 (§3.8.3)' : null),
  };
  const reserved = (bits: number): BitRun => ({
    name: 'reserved',
    first: 0,
    count: bits,
    judge: (value) => (value === 0 ? null : 'must be 0 (§3.8.3)'),
    show: String,
  });
  if (level < 5) return [reserved(6), qos];
  const handling: Readonly<Record<number, string>> = {
    0: '0, send retained messages',
    1: '1, send retained messages if the subscription is new',
    2: '2, send no retained messages',
    3: '3, reserved',
  };
  return [
    reserved(2),
    {
      name: 'retain handling',
      first: 2,
      count: 2,
      show: (value) => handling[value] ?? '',
      judge: (value) => (value === 3 ? 'must not be 3 (§3.8.3.1)' : null),
    },
    { name: 'retain as published', first: 4, count: 1 },
    { name: 'no local', first: 5, count: 1 },
    qos,
  ];
}

function readSuback(part: Part, level: MqttLevel, packet: number): string {
  const id = takeIdentifier(part);
  if (level === 5) takeProperties(part, packet);
  const codes: string[] = [];
  if (level < 5 && packet === 11) return id;
  if (!part.cut && part.left === 0) {
    part.missing(
      level === 5 ? 'reason code' : 'return code',
      'one for each topic filter must be there (§3.9.3)',
    );
  }
  while (part.more) {
    if (level === 5) codes.push(takeReason(part, packet));
    else {
      const code = part.number('return code', 1, (value) =>
        value === 0x80 ? '0x80 Failure' : `${hexNumber(value)} Success, maximum QoS ${value}`,
      );
      if (code > 2 && code !== 0x80) part.fault('must be 0, 1, 2 or 0x80 (§3.9.3)');
      codes.push(code === 0x80 ? 'Failure' : `QoS ${code}`);
    }
  }
  return `${codes.slice(0, 3).join(', ')}${codes.length > 3 ? ` and ${codes.length - 3} more` : ''}, ${id}`;
}

/** DISCONNECT and AUTH: nothing at all, or a reason and properties. */
function readEnd(part: Part, level: MqttLevel, packet: number): string {
  if (level < 5 || !part.more) return '';
  const reason = takeReason(part, packet);
  if (part.more) takeProperties(part, packet);
  return reason;
}

/** Reads what follows the fixed header (the part is exactly that); answers it in one line. */
export function readMqttBody(part: Part, type: number, flags: number, level: MqttLevel): string {
  let line = '';
  if (type === 1) line = readConnect(part);
  else if (type === 2) line = readConnack(part, level);
  else if (type === 3) line = readPublish(part, level, flags);
  else if (type >= 4 && type <= 7) line = readAcknowledge(part, level, type);
  else if (type === 8 || type === 10) line = readSubscribe(part, level, type);
  else if (type === 9 || type === 11) line = readSuback(part, level, type);
  else if (type === 14 || type === 15) line = readEnd(part, level, type);
  part.rest('more bytes', `${packetTypes[type] ?? 'this packet'} has nothing more`);
  return line;
}
