import { type Result, fail, ok } from '../../../../contract/index.js';
import { maxCommentLength } from '../../../../contract/marks.js';
import type { GivenFile } from '../given-file.js';
import { type CapturedPacket, sectionType } from './packet.js';
import { type Block, type BlockReader, pcapngBlocks } from './pcapng-blocks.js';

/** What a capture says besides its packets. */
export interface CaptureFacts {
  packets: number;
  /** Why reading stopped before the end of the file; null where it did not. */
  cut: string | null;
  /** Of its sections and interfaces. */
  readonly comments: Set<string>;
  /** Decryption Secrets Blocks. */
  secrets: number;
}

const pcapMagics = new Map<number, { readonly little: boolean; readonly nano: boolean }>([
  [0xd4c3b2a1, { little: true, nano: false }],
  [0xa1b2c3d4, { little: false, nano: false }],
  [0x4d3cb2a1, { little: true, nano: true }],
  [0xa1b23c4d, { little: false, nano: true }],
]);
/** No interface has frames that long: a longer one is damage. */
const mostPacketBytes = 64 * 1024 * 1024;
/** Read at once; of the packets in it some wait in memory, and their bytes with them. */
const pieceBytes = 1024 * 1024;
/** Comments of sections and interfaces that are kept. */
const mostComments = 100;

/** Whether bytes begin as a capture does. */
export function isPacketFile(head: Uint8Array): boolean {
  if (head.length < 4) return false;
  const magic = viewOf(head).getUint32(0);
  return magic === sectionType || pcapMagics.has(magic);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A pcap (both byte orders, micro- and nanoseconds) or pcapng, read piece by piece. */
export class PacketFile {
  readonly facts: CaptureFacts = { packets: 0, cut: null, comments: new Set(), secrets: 0 };

  private constructor(
    readonly title: 'pcap' | 'pcapng',
    private readonly file: GivenFile,
    private readonly start: number,
    private readonly reader: BlockReader,
  ) {}

  /** `import.syntax` where its header cannot be read. */
  static async open(file: GivenFile): Promise<Result<PacketFile>> {
    const head = await file.read(0, 24);
    const view = viewOf(head);
    if (head.length >= 4 && view.getUint32(0) === sectionType)
      return ok(new PacketFile('pcapng', file, 0, pcapngBlocks()));
    const kind = head.length < 24 ? undefined : pcapMagics.get(view.getUint32(0));
    if (kind === undefined) return badCapture(file.path, 'its header is cut off');
    const link = view.getUint32(20, kind.little) & 0x0fffffff;
    return ok(new PacketFile('pcap', file, 24, pcapRecords(kind.little, kind.nano, link & 0xffff)));
  }

  /** Its packets in their order, some at a time; `cut` says afterwards whether that was all of them. */
  async *packets(): AsyncGenerator<readonly CapturedPacket[], void, void> {
    const { file, facts } = this;
    let rest: Uint8Array = new Uint8Array();
    let at = this.start;
    let wanted = 0;
    while (at < file.size && facts.cut === null) {
      const end = at + rest.length;
      const size = Math.max(pieceBytes, wanted - rest.length);
      const piece = await file.read(end, Math.min(file.size, end + size));
      if (piece.length === 0) break;
      const bytes = rest.length === 0 ? piece : Uint8Array.from(Buffer.concat([rest, piece]));
      const packets: CapturedPacket[] = [];
      const used = this.#take(bytes, at, packets);
      rest = bytes.subarray(used.bytes);
      at += used.bytes;
      wanted = used.wanted;
      yield packets;
    }
    if (at < file.size) facts.cut ??= `it is cut off at byte ${at}`;
  }

  /** Reads whole blocks; answers how many bytes they have, and what the next one needs. */
  #take(bytes: Uint8Array, from: number, packets: CapturedPacket[]): { bytes: number; wanted: number } {
    const view = viewOf(bytes);
    const { facts, file, reader } = this;
    let at = 0;
    for (;;) {
      const left = file.size - from - at;
      const number = facts.packets + 1;
      if (left === 0) return { bytes: at, wanted: 0 };
      if (left < reader.headBytes) {
        facts.cut = `it is cut off at byte ${from + at}, in the head of ${reader.what(number)}`;
        return { bytes: at, wanted: 0 };
      }
      if (bytes.length - at < reader.headBytes) return { bytes: at, wanted: reader.headBytes };
      const size = reader.size(view, at);
      if (typeof size === 'string' || size > mostPacketBytes) {
        const why = typeof size === 'string' ? size : `claims ${size} bytes`;
        facts.cut = `${reader.what(number)} at byte ${from + at} ${why}`;
        return { bytes: at, wanted: 0 };
      }
      if (size > left) {
        facts.cut = `it is cut off at byte ${from + at}, in ${reader.what(number)} of ${size} bytes`;
        return { bytes: at, wanted: 0 };
      }
      if (bytes.length - at < size) return { bytes: at, wanted: size };
      const block = reader.read(bytes, view, at, size, number);
      if (typeof block === 'string') {
        facts.cut = `${block.replace('@', String(from + at))}`;
        return { bytes: at, wanted: 0 };
      }
      this.#told(block, packets);
      at += size;
    }
  }

  #told(block: Block, packets: CapturedPacket[]): void {
    const { facts } = this;
    if (block.kind === 'packet') {
      facts.packets++;
      packets.push(block.packet);
    } else if (block.kind === 'secrets') facts.secrets++;
    else if (block.kind === 'comment') {
      if (facts.comments.size < mostComments) facts.comments.add(block.text.slice(0, maxCommentLength));
    }
  }
}

export function badCapture(path: string, why: string): Result<never> {
  return fail('import.syntax', `${path} is no capture that can be read: ${why}.`, { file: path });
}

function pcapRecords(little: boolean, nano: boolean, link: number): BlockReader {
  return {
    headBytes: 16,
    what: (number) => `packet ${number}`,
    size(view, at) {
      const captured = view.getUint32(at + 8, little);
      return captured > mostPacketBytes ? `claims ${captured} bytes` : 16 + captured;
    },
    read(bytes, view, at, size, number) {
      const fraction = view.getUint32(at + 4, little) * (nano ? 1 : 1_000);
      const packet: CapturedPacket = {
        number,
        ms: view.getUint32(at, little) * 1_000 + Math.floor(fraction / 1e6),
        ns: fraction % 1e6,
        link,
        bytes: bytes.subarray(at + 16, at + size),
        length: Math.max(size - 16, view.getUint32(at + 12, little)),
        inbound: null,
        comment: '',
      };
      return { kind: 'packet', packet };
    },
  };
}
