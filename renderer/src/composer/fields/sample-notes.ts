import { phrase, t, type Phrase } from '../../language/index.js';

/** What the samples of layouts are for, by their id; their names become the names of layouts and stay as they are. */
export const sampleNotes: Readonly<Record<string, Phrase>> = {
  'modbus-rtu': phrase('Read registers: address, function, start, quantity and the CRC, low byte first.'),
  'length-prefixed': phrase('A magic number, the length of what comes after it, and a text.'),
  tlv: phrase('As many items as there are: each says how long its value is.'),
  nmea: phrase('A text between $ and *, the XOR of it as two hex digits, and a line end.'),
  'slip-payload': phrase(
    'The packet itself. Escaping and the byte that ends it are the framing, chosen under Options.',
  ),
};

export function noteOf({ id, note }: { readonly id: string; readonly note: string }): string {
  const own = sampleNotes[id];
  return own === undefined ? note : t(own);
}
