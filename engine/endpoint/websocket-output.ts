import { headLengthOf, maskKeyOf, unmask } from '../../codec/index.js';
import { Direction, RowFlag, RowKind } from '../../contract/index.js';
import type { EndpointHost } from './endpoint.js';

/** Something handed to `ws`, until its frame leaves. */
export interface Leaving {
  readonly kind: RowKind;
  readonly data: Uint8Array;
  /** `RowFlag` bits. */
  readonly flags: number;
  /** Null while it can still be asked of `ws`: the frame leaves before `ws` has answered. */
  compressed: boolean | null;
}

export interface OutputOwner {
  readonly host: EndpointHost;
  readonly peer: number;
  /** The message last begun goes out compressed. */
  readonly compressing: boolean;
  /** The first Close frame leaves: `record` makes it a row, at once or when what it is about has been told. */
  closeLeaves(record: () => void): void;
}

/** The frames we send become rows as they leave. `ws` keeps their order, whatever has to be compressed. */
export class FrameOutput {
  readonly #owner: OutputOwner;
  readonly #leaving: Leaving[] = [];
  /** Flags of the Close frame, if it is ours: `ws` sends one of its own, too. */
  closeFlags: number = RowFlag.automatic;
  #closed = false;

  constructor(owner: OutputOwner) {
    this.#owner = owner;
  }

  /** Call before `ws` is given it. */
  begin(kind: RowKind, data: Uint8Array, flags: number): Leaving {
    const leaving: Leaving = { kind, data, flags, compressed: null };
    this.#leaving.push(leaving);
    return leaving;
  }

  /** Call when `ws` has it: from now on it could begin another message. */
  handed(leaving: Leaving): void {
    leaving.compressed ??= this.#owner.compressing;
  }

  /** It did not leave, or it has. */
  over(leaving: Leaving): void {
    const at = this.#leaving.indexOf(leaving);
    if (at >= 0) this.#leaving.splice(at, 1);
  }

  /** A frame as `ws` writes it. */
  sent(list: readonly Buffer[]): void {
    const [first] = list;
    if (first === undefined) return;
    const opcode = (first[0] ?? 0) & 15;
    const headLength = headLengthOf(first[1] ?? 0);
    if (opcode === 8) {
      if (this.#closed) return;
      this.#closed = true;
      const close = unmasked(list, headLength);
      const time = this.#owner.host.now();
      this.#owner.closeLeaves(() => {
        this.#record(RowKind.close, time, close, this.closeFlags);
      });
      return;
    }
    const leaving = this.#leaving.shift();
    if (leaving === undefined) return;
    const { kind, data, flags } = leaving;
    const { host, peer } = this.#owner;
    const time = host.now();
    const compressed = opcode < 8 && (leaving.compressed ?? this.#owner.compressing);
    leaving.compressed = compressed;
    if (!compressed) {
      const parts = [
        { bytes: first, start: 0, end: headLength },
        { bytes: data, start: 0, end: data.length },
      ];
      host.recordFrameParts(kind, Direction.out, peer, time, parts, flags);
      return;
    }
    const marks = (flags & (RowFlag.automatic | RowFlag.fragmented)) | RowFlag.compressed;
    this.#record(RowKind.frame, time, unmasked(list, headLength), marks);
    host.record(kind, Direction.out, peer, time, data, flags | RowFlag.compressed);
  }

  #record(kind: RowKind, time: number, frame: Uint8Array, flags: number): void {
    const { host, peer } = this.#owner;
    host.recordFrame(kind, Direction.out, peer, time, frame, 0, frame.length, flags);
  }
}

/** A frame with its payload unmasked, copied: what `ws` writes must stay as it is. */
function unmasked(list: readonly Buffer[], headLength: number): Uint8Array {
  const whole = Buffer.concat(list);
  const masked = ((whole[1] ?? 0) & 0x80) !== 0;
  if (masked) unmask(whole, headLength, whole.length, maskKeyOf(whole, headLength - 4));
  return whole;
}
