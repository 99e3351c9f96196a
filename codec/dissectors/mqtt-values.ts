import { counted, hexNumber, shown, utf8Text } from './fields.js';
import { packetTypes, properties, reasonName } from './mqtt-words.js';
import { quoted, shownBytes, shownPayload, type Part } from './part.js';

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

/** Text safe to show. */
export function textOf(bytes: Uint8Array): string {
  return shown(utf8Text(bytes, 0, bytes.length));
}

/** A packet identifier (§2.2.1), as words. */
export function takeIdentifier(part: Part): string {
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

/** A reason code of MQTT 5 (§2.4); answers its name. */
export function takeReason(part: Part, packet: number): string {
  let name = '';
  part.number('reason code', 1, (value) => {
    name = reasonName(value, packet) ?? 'unassigned';
    return `${hexNumber(value)} ${name}`;
  });
  if (name === 'unassigned') part.fault('not a reason code of MQTT 5 (§2.4)');
  return name;
}
