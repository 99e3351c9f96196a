import { looksTextual } from '../text.js';
import { utf8Error } from '../utf8.js';
import type { Dissector } from './dissector.js';
import { counted, FieldTree, hexText, utf8Text, viewOf } from './fields.js';
import { dissectItems, readItem, type Head, type ItemEnd, type ReadHead } from './items.js';
import { floatText, isoTime, wholeNumber } from './numbers.js';

/** Items looked at to tell whether bytes may be of this format. */
const sniffItems = 500;

function cut(what: string, needed: number, there: number): Head {
  return { kind: 'stop', cut: true, error: `${what} needs ${counted(needed, 'byte')}, ${there} there` };
}

/** Width in bytes of the number behind a first byte, by its last bits: 1, 2, 4, 8. */
function width(step: number): number {
  return 2 ** step;
}

/** The timestamp extension: 4, 8 or 12 bytes. */
function timestamp(bytes: Uint8Array, at: number, length: number): { value: string; error?: string } {
  const size = 'timestamp (ext -1)';
  if (length !== 4 && length !== 8 && length !== 12)
    return {
      value: hexText(bytes, at, at + length),
      error: `a timestamp has 4, 8 or 12 bytes, not ${length}`,
    };
  let nanoseconds = 0;
  let seconds: bigint;
  if (length === 4) {
    seconds = wholeNumber(bytes, at, 4);
  } else if (length === 8) {
    const both = wholeNumber(bytes, at, 8);
    nanoseconds = Number(both >> 34n);
    seconds = both & 0x3ffffffffn;
  } else {
    nanoseconds = Number(wholeNumber(bytes, at, 4));
    seconds = wholeNumber(bytes, at + 4, 8, { signed: true });
  }
  const text = isoTime(seconds, nanoseconds) ?? `${seconds} s, ${nanoseconds} ns`;
  if (nanoseconds > 999_999_999)
    return { value: `${text}, ${size}`, error: 'nanoseconds must not exceed 999999999' };
  return { value: `${text}, ${size}` };
}

function text(bytes: Uint8Array, from: number, length: number, type: string): Head {
  if (from + length > bytes.length) return cut(type, length, bytes.length - from);
  const end = from + length;
  const value = utf8Text(bytes, from, end);
  const wrong = utf8Error(bytes.subarray(from, end));
  const leaf = { kind: 'leaf', end, value: `"${value}" (${type})`, key: value } as const;
  return wrong === null ? leaf : { ...leaf, error: `ill-formed UTF-8 at byte ${from + wrong}` };
}

function extension(bytes: Uint8Array, from: number, length: number, type: string): Head {
  // The type is one byte before the data.
  if (from + 1 + length > bytes.length) return cut(type, length + 1, bytes.length - from);
  const code = Number(wholeNumber(bytes, from, 1, { signed: true }));
  const end = from + 1 + length;
  if (code === -1) return { kind: 'leaf', end, ...timestamp(bytes, from + 1, length) };
  const use = code < 0 ? 'reserved' : 'application';
  return { kind: 'leaf', end, value: `${hexText(bytes, from + 1, end)} (${type}, ${use} type ${code})` };
}

function number(bytes: Uint8Array, from: number, size: number, signed: boolean): Head {
  const type = `${signed ? 'int' : 'uint'} ${size * 8}`;
  if (from + size > bytes.length) return cut(type, size, bytes.length - from);
  return { kind: 'leaf', end: from + size, value: `${wholeNumber(bytes, from, size, { signed })} (${type})` };
}

function float(bytes: Uint8Array, from: number, size: 4 | 8): Head {
  if (from + size > bytes.length) return cut(`float ${size * 8}`, size, bytes.length - from);
  const view = viewOf(bytes);
  const value = size === 4 ? floatText(view.getFloat32(from), 32) : floatText(view.getFloat64(from), 64);
  return { kind: 'leaf', end: from + size, value: `${value} (float ${size * 8})` };
}

/** The head of an item by its first byte (MessagePack specification, "Formats"). */
const readHead: ReadHead = (bytes, at) => {
  const first = bytes[at] ?? 0;
  const next = at + 1;
  if (first < 0x80) return { kind: 'leaf', end: next, value: String(first) };
  if (first < 0x90) return { kind: 'map', end: next, count: first & 0x0f };
  if (first < 0xa0) return { kind: 'array', end: next, count: first & 0x0f };
  if (first < 0xc0) return text(bytes, next, first & 0x1f, 'fixstr');
  if (first >= 0xe0) return { kind: 'leaf', end: next, value: String(first - 0x100) };
  if (first === 0xc0) return { kind: 'leaf', end: next, value: 'nil' };
  if (first === 0xc1) return { kind: 'stop', cut: false, error: 'c1 is never used' };
  if (first <= 0xc3) return { kind: 'leaf', end: next, value: String(first === 0xc3) };
  if (first === 0xca || first === 0xcb) return float(bytes, next, first === 0xca ? 4 : 8);
  if (first >= 0xcc && first <= 0xcf) return number(bytes, next, width(first - 0xcc), false);
  if (first >= 0xd0 && first <= 0xd3) return number(bytes, next, width(first - 0xd0), true);
  if (first >= 0xd4 && first <= 0xd8)
    return extension(bytes, next, width(first - 0xd4), `fixext ${width(first - 0xd4)}`);
  return sized(bytes, next, first);
};

/** What has its length behind the first byte. */
function sized(bytes: Uint8Array, next: number, first: number): Head {
  const [kind, lowest] =
    first <= 0xc6
      ? (['bin', 0xc4] as const)
      : first <= 0xc9
        ? (['ext', 0xc7] as const)
        : first <= 0xdb
          ? (['str', 0xd9] as const)
          : first <= 0xdd
            ? (['array', 0xdb] as const)
            : (['map', 0xdd] as const);
  const size = width(first - lowest);
  const type = `${kind} ${size * 8}`;
  if (next + size > bytes.length) return cut(`the length of ${type}`, size, bytes.length - next);
  const length = Number(wholeNumber(bytes, next, size));
  const from = next + size;
  if (kind === 'array' || kind === 'map') return { kind, end: from, count: length };
  if (kind === 'ext') return extension(bytes, from, length, type);
  if (kind === 'str') return text(bytes, from, length, type);
  if (from + length > bytes.length) return cut(type, length, bytes.length - from);
  return { kind: 'leaf', end: from + length, value: `${hexText(bytes, from, from + length)} (${type})` };
}

/**
 * How sure one may be of bytes that are one item of a self-describing binary format from beginning to end:
 * text as keys is what chance does not make.
 */
export function sureOfItem(bytes: Uint8Array, item: ItemEnd): number {
  // One byte is anything.
  if (bytes.length < 2) return 0;
  const outOfItems = item.error !== null && !item.cut && item.items >= sniffItems;
  if (item.flaws > 0 || (item.error !== null && !outOfItems)) return 0;
  if (item.error === null && item.end < bytes.length) return 0;
  if (looksTextual(bytes.subarray(0, 256))) return 0.05;
  if (item.keys > 0 && item.textKeys === item.keys) return item.items >= 4 ? 0.6 : 0.5;
  if (bytes.length <= 4) return 0.15;
  return item.items >= 6 ? 0.42 : 0.35;
}

/** MessagePack (github.com/msgpack/msgpack, spec.md of 2017), one item after another. */
export const messagepack: Dissector = {
  id: 'messagepack',
  label: 'MessagePack',
  sniff(bytes, context) {
    const first = bytes[0] ?? 0;
    const isNumber =
      first < 0x80 || first >= 0xe0 || (first >= 0xc0 && first <= 0xc3) || (first >= 0xca && first <= 0xd3);
    if (context.text === true || isNumber) return 0;
    return sureOfItem(bytes, readItem(new FieldTree(0), bytes, 0, '', readHead, sniffItems));
  },
  dissect: (bytes) => dissectItems(bytes, 'MessagePack', readHead),
};
