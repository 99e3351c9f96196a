import { visibleText } from '../text.js';
import { viewOf } from './fields.js';
import type { InspectRow } from './inspect-row.js';
import { timeRows } from './inspect-times.js';
import { floatText, halfToNumber, readVarint, wholeNumber } from './numbers.js';
import { locateUtf8 } from './text-offsets.js';

/** Bytes read of a text, at most. */
const textBytes = 256;
const textCharacters = 64;

const orders = [true, false] as const;

/**
 * Every reading of the bytes at an offset for which there are enough of them: bits, integers and floats of
 * all widths in both byte orders, LEB128, times where one is plausible, and text. Empty beyond the end.
 */
export function inspectBytes(bytes: Uint8Array, offset: number): readonly InspectRow[] {
  if (!Number.isInteger(offset) || offset < 0 || offset >= bytes.length) return [];
  // No reading needs more, and what is handed on is small.
  const part = bytes.subarray(offset, offset + textBytes);
  return [...integerRows(part), ...floatRows(part), ...lebRows(part), ...timeRows(part), ...textRows(part)];
}

function integerRows(part: Uint8Array): readonly InspectRow[] {
  const first = part[0] ?? 0;
  const rows: InspectRow[] = [
    { label: 'bits', value: first.toString(2).padStart(8, '0'), bytes: 1 },
    { label: 'u8', value: String(first), bytes: 1 },
    { label: 'i8', value: String(wholeNumber(part, 0, 1, { signed: true })), bytes: 1 },
  ];
  for (const width of [2, 4, 8]) {
    if (part.length < width) break;
    for (const signed of [false, true]) {
      for (const littleEndian of orders) {
        const value = String(wholeNumber(part, 0, width, { signed, littleEndian }));
        rows.push({ label: `${signed ? 'i' : 'u'}${width * 8}`, value, bytes: width, littleEndian });
      }
    }
  }
  return rows;
}

function floatRows(part: Uint8Array): readonly InspectRow[] {
  const view = viewOf(part);
  const rows: InspectRow[] = [];
  for (const [width, read] of [
    [2, (little: boolean) => floatText(halfToNumber(view.getUint16(0, little)), 16)],
    [4, (little: boolean) => floatText(view.getFloat32(0, little), 32)],
    [8, (little: boolean) => floatText(view.getFloat64(0, little), 64)],
  ] as const) {
    if (part.length < width) break;
    for (const littleEndian of orders)
      rows.push({ label: `f${width * 8}`, value: read(littleEndian), bytes: width, littleEndian });
  }
  return rows;
}

function lebRows(part: Uint8Array): readonly InspectRow[] {
  const { value, end, error } = readVarint(part, 0);
  if (error !== null) return [];
  // A signed one of ten bytes has its sign in the 64th bit already.
  const signed = BigInt.asIntN(Math.min(64, end * 7), value);
  return [
    { label: 'LEB128 unsigned', value: String(value), bytes: end },
    { label: 'LEB128 signed', value: String(signed), bytes: end },
  ];
}

/** `é (U+00E9)`; a control is shown, not obeyed. */
function character(text: string): string | null {
  const point = text.codePointAt(0);
  if (point === undefined || point === 0xfffd || (point >= 0xd800 && point < 0xe000)) return null;
  return `${visibleText(String.fromCodePoint(point))} (U+${point.toString(16).toUpperCase().padStart(4, '0')})`;
}

function textRows(part: Uint8Array): readonly InspectRow[] {
  const rows: InspectRow[] = [];
  const located = locateUtf8(part);
  const one = character(located.text);
  if (one !== null)
    rows.push({
      label: 'UTF-8 character',
      value: one,
      bytes: located.at(unitsOf(located.text)),
    });
  for (const littleEndian of orders) {
    if (part.length < 2) break;
    const label = littleEndian ? 'utf-16le' : 'utf-16be';
    const text = new TextDecoder(label, { ignoreBOM: true }).decode(part.subarray(0, 4));
    const wide = character(text);
    if (wide !== null)
      rows.push({ label: 'UTF-16 character', value: wide, bytes: unitsOf(text) * 2, littleEndian });
  }
  // eslint-disable-next-line no-control-regex -- a text ends where a NUL or what is no text stands
  const run = /^[^\u0000\ufffd]+/.exec(located.text)?.[0] ?? '';
  const whole = [...run].slice(0, textCharacters).join('');
  if (whole.length > 1) {
    const more = whole.length < run.length ? '…' : '';
    rows.push({
      label: 'UTF-8 text',
      value: `${visibleText(whole)}${more}`,
      bytes: located.at(whole.length),
    });
  }
  return rows;
}

/** UTF-16 units of the first character. */
function unitsOf(text: string): number {
  return (text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
}
