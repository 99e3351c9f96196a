import { type Result, fail, ok } from '../../../../contract/index.js';
import { captureLimits } from './model.js';

/** A packet as it was captured. */
export interface CapturedPacket {
  /** From 1, as Wireshark counts. */
  readonly number: number;
  /** Unix epoch milliseconds, and the nanoseconds behind them. */
  readonly ms: number;
  readonly ns: number;
  /** What it begins with: a LINKTYPE_ of tcpdump.org. */
  readonly link: number;
  readonly bytes: Uint8Array;
  /** Bytes it had on the wire. */
  readonly length: number;
  /** Whether it came in; null where nobody says. */
  readonly inbound: boolean | null;
}

export interface PacketFile {
  readonly title: 'pcap' | 'pcapng';
  readonly packets: readonly CapturedPacket[];
  /** Why reading stopped before the end of the file; null where it did not. */
  readonly cut: string | null;
}

const pcapMagics = new Map<number, { readonly little: boolean; readonly nano: boolean }>([
  [0xd4c3b2a1, { little: true, nano: false }],
  [0xa1b2c3d4, { little: false, nano: false }],
  [0x4d3cb2a1, { little: true, nano: true }],
  [0xa1b23c4d, { little: false, nano: true }],
]);
const sectionType = 0x0a0d0d0a;
/** No interface has frames that long: a longer one is damage. */
const mostPacketBytes = 64 * 1024 * 1024;

/** Whether bytes begin as a capture does. */
export function isPacketFile(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const magic = viewOf(bytes).getUint32(0);
  return magic === sectionType || pcapMagics.has(magic);
}

/** Reads pcap (both byte orders, micro- and nanoseconds) or pcapng. `import.syntax`, `import.too-many`. */
export function readPacketFile(path: string, bytes: Uint8Array): Result<PacketFile> {
  const view = viewOf(bytes);
  const read =
    view.getUint32(0) === sectionType ? readBlocks(path, bytes, view) : readPcap(path, bytes, view);
  if (!read.ok || read.value.packets.length > 0) return read;
  return bad(path, read.value.cut ?? 'there is no packet in it');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bad(path: string, why: string): Result<never> {
  return fail('import.syntax', `${path} is no capture that can be read: ${why}.`, { file: path });
}

function tooMany(path: string): Result<never> {
  const message = `${path} has more than ${captureLimits.packets} packets, the most an import takes. Filter it first.`;
  return fail('import.too-many', message, { file: path });
}

function readPcap(path: string, bytes: Uint8Array, view: DataView): Result<PacketFile> {
  const kind = pcapMagics.get(view.getUint32(0));
  if (kind === undefined || bytes.length < 24) return bad(path, 'its header is cut off');
  const { little, nano } = kind;
  const link = view.getUint32(20, little) & 0xffff;
  const packets: CapturedPacket[] = [];
  const done = (cut: string | null): Result<PacketFile> => ok({ title: 'pcap', packets, cut });
  let at = 24;
  while (at < bytes.length) {
    const number = packets.length + 1;
    if (number > captureLimits.packets) return tooMany(path);
    if (at + 16 > bytes.length) return done(`it is cut off at byte ${at}, in the header of packet ${number}`);
    const fraction = view.getUint32(at + 4, little) * (nano ? 1 : 1_000);
    const captured = view.getUint32(at + 8, little);
    if (captured > mostPacketBytes) return done(`packet ${number} at byte ${at} claims ${captured} bytes`);
    if (at + 16 + captured > bytes.length) return done(`it is cut off at byte ${at}, in packet ${number}`);
    packets.push({
      number,
      ms: view.getUint32(at, little) * 1_000 + Math.floor(fraction / 1e6),
      ns: fraction % 1e6,
      link,
      bytes: bytes.subarray(at + 16, at + 16 + captured),
      length: Math.max(captured, view.getUint32(at + 12, little)),
      inbound: null,
    });
    at += 16 + captured;
  }
  return done(null);
}

interface Interface {
  readonly link: number;
  readonly snap: number;
  /** Ticks of a second. */
  readonly ticks: bigint;
  /** Seconds to add. */
  readonly offset: bigint;
}

/** Options of a block by code, the first of each; what does not fit is left. */
function options(view: DataView, from: number, end: number, little: boolean): Map<number, number> {
  const found = new Map<number, number>();
  for (let at = from; at + 4 <= end;) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === 0 || at + 4 + length > end) break;
    // Each option asked for has one length; a shorter one would be read past its end.
    const least = code === 2 ? 4 : code === 14 ? 8 : 1;
    if (length >= least && !found.has(code)) found.set(code, at + 4);
    at += 4 + length + ((4 - (length & 3)) & 3);
  }
  return found;
}

function interfaceOf(view: DataView, at: number, end: number, little: boolean): Interface {
  const told = options(view, at + 16, end, little);
  const resolution = told.get(9);
  const code = resolution === undefined ? 6 : view.getUint8(resolution);
  const exponent = Math.min(code & 0x7f, 62);
  const ticks = (code & 0x80) === 0 ? 10n ** BigInt(Math.min(exponent, 18)) : 1n << BigInt(exponent);
  const offset = told.get(14);
  return {
    link: view.getUint16(at + 8, little),
    snap: view.getUint32(at + 12, little),
    ticks,
    offset: offset === undefined ? 0n : view.getBigInt64(offset, little),
  };
}

function readBlocks(path: string, bytes: Uint8Array, view: DataView): Result<PacketFile> {
  const packets: CapturedPacket[] = [];
  const done = (cut: string | null): Result<PacketFile> => ok({ title: 'pcapng', packets, cut });
  let little = true;
  let interfaces: Interface[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 12 > bytes.length) return done(`it is cut off at byte ${at}, in the head of a block`);
    const section = view.getUint32(at) === sectionType;
    if (section) {
      const order = view.getUint32(at + 8);
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a)
        return done(`the section at byte ${at} has no byte order`);
      little = order === 0x4d3c2b1a;
      interfaces = [];
    }
    const type = view.getUint32(at, little);
    const size = view.getUint32(at + 4, little);
    if (size < 12 || size % 4 !== 0) return done(`the block at byte ${at} claims a length of ${size}`);
    if (at + size > bytes.length) return done(`it is cut off at byte ${at}, in a block of ${size} bytes`);
    const end = at + size - 4;
    const number = packets.length + 1;
    if (number > captureLimits.packets) return tooMany(path);
    if (type === 1 && size >= 20) interfaces.push(interfaceOf(view, at, end, little));
    else if ((type === 6 || type === 2) && size >= 32) {
      const id = type === 6 ? view.getUint32(at + 8, little) : view.getUint16(at + 8, little);
      const source = interfaces[id];
      const captured = view.getUint32(at + 20, little);
      if (source === undefined)
        return done(`packet ${number} at byte ${at} is of an interface ${id} that is not there`);
      if (at + 28 + captured > end) return done(`packet ${number} at byte ${at} claims ${captured} bytes`);
      const flags = options(view, at + 28 + ((captured + 3) & ~3), end, little).get(2);
      const way = flags === undefined ? 0 : view.getUint32(flags, little) & 3;
      const ticks =
        (BigInt(view.getUint32(at + 12, little)) << 32n) | BigInt(view.getUint32(at + 16, little));
      const nanos = (ticks * 1_000_000_000n) / source.ticks + source.offset * 1_000_000_000n;
      packets.push({
        number,
        ms: Number(nanos / 1_000_000n),
        ns: Number(nanos % 1_000_000n),
        link: source.link,
        bytes: bytes.subarray(at + 28, at + 28 + captured),
        length: Math.max(captured, view.getUint32(at + 24, little)),
        inbound: way === 1 ? true : way === 2 ? false : null,
      });
    } else if (type === 3 && size >= 16) {
      const source = interfaces[0];
      if (source === undefined) return done(`packet ${number} at byte ${at} is of no interface`);
      const length = view.getUint32(at + 8, little);
      const captured = Math.min(length, source.snap === 0 ? length : source.snap, end - at - 12);
      // A simple packet has no time: that of the one before it is the nearest.
      const { ms, ns } = packets.at(-1) ?? { ms: 0, ns: 0 };
      const data = bytes.subarray(at + 12, at + 12 + captured);
      packets.push({ number, ms, ns, link: source.link, bytes: data, length, inbound: null });
    }
    at += size;
  }
  return done(null);
}
