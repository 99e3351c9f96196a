import { counted, hexNumber } from './fields.js';
import {
  levelOf,
  takeIdentifier,
  takeProperties,
  takeReason,
  takeString,
  textOf,
  type MqttLevel,
} from './mqtt-values.js';
import { packetTypes, qosLevels, returnCodes } from './mqtt-words.js';
import { named, shownPayload, type BitRun, type Part } from './part.js';

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
