import { type CapturedPacket, sectionType } from './packet.js';

/** What a block of a capture is to us. */
export type Block =
  | { readonly kind: 'packet'; readonly packet: CapturedPacket }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'secrets' }
  | { readonly kind: 'other' };

/** Reads blocks of one kind of file; every length is judged before it is believed. */
export interface BlockReader {
  /** Bytes that tell how long a block is. */
  readonly headBytes: number;
  what(number: number): string;
  /** Bytes of the block, or why it has no length. */
  size(view: DataView, at: number): number | string;
  /** A block that is whole, or why it is none: `@` in it stands for where it begins. */
  read(bytes: Uint8Array, view: DataView, at: number, size: number, number: number): Block | string;
}

interface Interface {
  readonly link: number;
  readonly snap: number;
  /** Ticks of a second. */
  readonly ticks: bigint;
  /** Seconds to add. */
  readonly offset: bigint;
}

/** Blocks of draft-ietf-opsawg-pcapng that are understood. */
const Type = { interface: 1, oldPacket: 2, simple: 3, packet: 6, secrets: 10 } as const;
/** Interfaces of a section. */
const mostInterfaces = 65_536;

/** Blocks of pcapng; keeps what a section says of itself. */
export function pcapngBlocks(): BlockReader {
  let little = true;
  let interfaces: Interface[] = [];
  let latest = { ms: 0, ns: 0 };
  return {
    headBytes: 12,
    what: () => 'a block',
    size(view, at) {
      if (view.getUint32(at) === sectionType) {
        const order = view.getUint32(at + 8);
        if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) return 'begins a section without a byte order';
        little = order === 0x4d3c2b1a;
        interfaces = [];
      }
      const size = view.getUint32(at + 4, little);
      return size < 12 || size % 4 !== 0 ? `claims a length of ${size}` : size;
    },
    read(bytes, view, at, size, number) {
      const type = view.getUint32(at, little);
      const end = at + size - 4;
      if (type === sectionType) return comment(commentOf(bytes, view, at + 24, end, little));
      if (type === Type.interface && size >= 20) {
        if (interfaces.length < mostInterfaces) interfaces.push(interfaceOf(view, at, end, little));
        return comment(commentOf(bytes, view, at + 16, end, little));
      }
      if (type === Type.secrets) return { kind: 'secrets' };
      if ((type === Type.packet || type === Type.oldPacket) && size >= 32) {
        const id = type === Type.packet ? view.getUint32(at + 8, little) : view.getUint16(at + 8, little);
        const source = interfaces[id];
        if (source === undefined)
          return `packet ${number} at byte @ is of an interface ${id} that is not there`;
        const captured = view.getUint32(at + 20, little);
        if (at + 28 + captured > end) return `packet ${number} at byte @ claims ${captured} bytes`;
        const rest = at + 28 + ((captured + 3) & ~3);
        const flags = optionOf(view, rest, end, little, 2, 4);
        const way = flags === null ? 0 : view.getUint32(flags, little) & 3;
        const ticks =
          (BigInt(view.getUint32(at + 12, little)) << 32n) | BigInt(view.getUint32(at + 16, little));
        const nanos = (ticks * 1_000_000_000n) / source.ticks + source.offset * 1_000_000_000n;
        latest = { ms: Number(nanos / 1_000_000n), ns: Number(nanos % 1_000_000n) };
        const packet: CapturedPacket = {
          number,
          ...latest,
          link: source.link,
          bytes: bytes.subarray(at + 28, at + 28 + captured),
          length: Math.max(captured, view.getUint32(at + 24, little)),
          inbound: way === 1 ? true : way === 2 ? false : null,
          comment: commentOf(bytes, view, rest, end, little),
        };
        return { kind: 'packet', packet };
      }
      if (type === Type.simple && size >= 16) {
        const source = interfaces[0];
        if (source === undefined) return `packet ${number} at byte @ is of no interface`;
        const length = view.getUint32(at + 8, little);
        const captured = Math.min(length, source.snap === 0 ? length : source.snap, end - at - 12);
        const data = bytes.subarray(at + 12, at + 12 + captured);
        // A simple packet has no time: that of the one before it is the nearest.
        const about = { number, ...latest, link: source.link, bytes: data, length, inbound: null };
        return { kind: 'packet', packet: { ...about, comment: '' } };
      }
      return { kind: 'other' };
    },
  };
}

function comment(text: string): Block {
  return text === '' ? { kind: 'other' } : { kind: 'comment', text };
}

/** Every option: its code, where its value begins, and how long that is. What does not fit ends them. */
function* options(
  view: DataView,
  from: number,
  end: number,
  little: boolean,
): Generator<readonly [number, number, number]> {
  for (let at = from; at + 4 <= end;) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === 0 || at + 4 + length > end) return;
    yield [code, at + 4, length];
    at += 4 + length + ((4 - (length & 3)) & 3);
  }
}

/** Where the first option of a code is, if it is as long as it has to be. */
function optionOf(
  view: DataView,
  from: number,
  end: number,
  little: boolean,
  wanted: number,
  least: number,
): number | null {
  for (const [code, at, length] of options(view, from, end, little))
    if (code === wanted && length >= least) return at;
  return null;
}

/** All comments of a block, a line each. */
function commentOf(bytes: Uint8Array, view: DataView, from: number, end: number, little: boolean): string {
  // Most blocks have no options, and every packet is asked.
  if (from + 4 > end) return '';
  const found: string[] = [];
  for (const [code, at, length] of options(view, from, end, little)) {
    if (code === 1) found.push(new TextDecoder().decode(bytes.subarray(at, at + length)));
  }
  return found.join('\n').replaceAll('\u0000', '').trim();
}

function interfaceOf(view: DataView, at: number, end: number, little: boolean): Interface {
  const resolution = optionOf(view, at + 16, end, little, 9, 1);
  const code = resolution === null ? 6 : view.getUint8(resolution);
  const exponent = Math.min(code & 0x7f, 62);
  const ticks = (code & 0x80) === 0 ? 10n ** BigInt(Math.min(exponent, 18)) : 1n << BigInt(exponent);
  const offset = optionOf(view, at + 16, end, little, 14, 8);
  return {
    link: view.getUint16(at + 8, little),
    snap: view.getUint32(at + 12, little),
    ticks,
    offset: offset === null ? 0n : view.getBigInt64(offset, little),
  };
}
