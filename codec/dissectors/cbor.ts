import { utf8Error } from '../utf8.js';
import { cborTagName, describeTag } from './cbor-tags.js';
import type { Dissector } from './dissector.js';
import { bytesAt, counted, FieldTree, hexText, utf8Text, viewOf } from './fields.js';
import { dissectItems, readItem, type Head, type ReadHead } from './items.js';
import { sureOfItem } from './messagepack.js';
import { floatText, halfToNumber, wholeNumber } from './numbers.js';

/** Items looked at to tell whether bytes may be of this format. */
const sniffItems = 500;

/** Major types (RFC 8949 §3.1). */
const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const;
const simpleNames: Readonly<Record<number, string>> = {
  20: 'false',
  21: 'true',
  22: 'null',
  23: 'undefined',
};

function stop(error: string, isCut = false): Head {
  return { kind: 'stop', error, cut: isCut };
}

/** The head of an item by its first byte: major type and additional information (RFC 8949 §3). */
const readHead: ReadHead = (bytes, at, piece) => {
  const first = bytes[at] ?? 0;
  const type = first >> 5;
  const info = first & 0x1f;
  if (info >= 28 && info < 31) return stop(`additional information ${info} is reserved (RFC 8949 §3)`);
  if (first === 0xff) return { kind: 'break', end: at + 1 };
  if (piece >= 0 && (type !== piece || info === 31))
    return stop('a piece must be a string of definite length and the same type (RFC 8949 §3.2.3)');
  if (info === 31) return indefinite(at + 1, type);
  const size = info < 24 ? 0 : 2 ** (info - 24);
  const end = at + 1 + size;
  if (end > bytes.length)
    return stop(`its head needs ${counted(size + 1, 'byte')}, ${bytes.length - at} there`, true);
  const argument = size === 0 ? BigInt(info) : wholeNumber(bytes, at + 1, size);
  if (type === major.unsigned) return { kind: 'leaf', end, value: String(argument), content: argument };
  if (type === major.negative)
    return { kind: 'leaf', end, value: String(-1n - argument), content: -1n - argument };
  if (type === major.simple) return simple(bytes, end, info, Number(argument));
  if (type === major.tag) {
    const name = cborTagName(argument);
    const value = `tag ${argument}${name === null ? '' : `, ${name}`}`;
    return { kind: 'tag', end, value, describe: (content) => describeTag(argument, content) };
  }
  // What is longer than the bytes stops the reading, whatever a double makes of it.
  const count = Number(argument);
  if (type === major.array || type === major.map)
    return { kind: type === major.array ? 'array' : 'map', end, count };
  return string(bytes, end, count, type === major.text);
};

function indefinite(end: number, type: number): Head {
  if (type === major.array) return { kind: 'array', end, count: null };
  if (type === major.map) return { kind: 'map', end, count: null };
  if (type === major.bytes) return { kind: 'pieces', end, piece: type, value: 'byte string in pieces' };
  if (type === major.text) return { kind: 'pieces', end, piece: type, value: 'text string in pieces' };
  return stop(`major type ${type} has no indefinite length (RFC 8949 §3.2)`);
}

function string(bytes: Uint8Array, from: number, length: number, isText: boolean): Head {
  const there = bytes.length - from;
  if (length > there) return stop(`the string needs ${counted(length, 'byte')}, ${there} there`, true);
  const end = from + length;
  const content = bytes.subarray(from, end);
  if (!isText) {
    const value = length === 0 ? "h''" : `h'${hexText(bytes, from, end)}'`;
    return { kind: 'leaf', end, value, content };
  }
  const text = utf8Text(bytes, from, end);
  const wrong = utf8Error(content);
  const leaf = { kind: 'leaf', end, value: `"${text}"`, key: text, content: text } as const;
  return wrong === null
    ? leaf
    : { ...leaf, error: `ill-formed UTF-8 at byte ${from + wrong} (RFC 8949 §5.3.1)` };
}

/** Floats and simple values (RFC 8949 §3.3); the argument stands before `end`. */
function simple(bytes: Uint8Array, end: number, info: number, argument: number): Head {
  const view = viewOf(bytes);
  if (info === 25) return float(end, halfToNumber(argument), 16);
  if (info === 26) return float(end, view.getFloat32(end - 4), 32);
  if (info === 27) return float(end, view.getFloat64(end - 8), 64);
  const value = simpleNames[argument] ?? `simple(${argument})`;
  if (info === 24 && argument < 32)
    return { kind: 'leaf', end, value, error: 'a simple value below 32 has no second byte (RFC 8949 §3.3)' };
  return { kind: 'leaf', end, value };
}

function float(end: number, content: number, bits: 16 | 32 | 64): Head {
  return { kind: 'leaf', end, value: `${floatText(content, bits)} (float${bits})`, content };
}

/** CBOR (RFC 8949) and sequences of it (RFC 8742). */
export const cbor: Dissector = {
  id: 'cbor',
  label: 'CBOR',
  sniff(bytes, context) {
    if (context.text === true) return 0;
    // Tag 55799 is there to be told by (RFC 8949 §3.4.6).
    if (bytesAt(bytes, 0, [0xd9, 0xd9, 0xf7])) return 0.95;
    const first = bytes[0] ?? 0;
    // Integers, simple values and floats by themselves are what any bytes are.
    if (first < 0x40 || first >= 0xe0) return 0;
    return sureOfItem(bytes, readItem(new FieldTree(0), bytes, 0, '', readHead, sniffItems));
  },
  dissect: (bytes) => dissectItems(bytes, 'CBOR', readHead),
};
