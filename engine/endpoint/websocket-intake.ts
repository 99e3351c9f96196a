import {
  type FrameHead,
  type FramePart,
  FrameScanner,
  type FrameSink,
  decodeFrameHead,
  judgeFrame,
  parseClosePayload,
  unmask,
} from '../../codec/index.js';
import { Direction, RowFlag, RowKind, maxHeadBytes } from '../../contract/index.js';
import { FrameRun } from '../frame-run.js';
import type { EndpointHost } from './endpoint.js';
import { frameSlabs } from './frame-slabs.js';
import { isText, isTextInParts } from './websocket-text.js';

const none = new Uint8Array();
/** Empty but while a chunk is read, which nothing interrupts: one serves all connections. */
const run = new FrameRun();

/** Between frames a scanner knows nothing of its connection: those that hold no part of one are here, for whoever reads next. */
const idle: FrameScanner[] = [];
/** More are left to the garbage collector. */
const mostIdle = 16;

/** What the frames of one connection are read for. */
export interface IntakeOwner {
  readonly host: EndpointHost;
  readonly peer: number;
  /** We are the server: frames come masked. */
  readonly server: boolean;
  /** permessage-deflate was agreed on. */
  readonly deflate: boolean;
  /** Most bytes of a message; 0 is no limit. */
  readonly limit: number;
  /** Hands bytes to `ws`, in order, always from the start of a frame on. False: it wants no more for now. */
  pass(bytes: Uint8Array): boolean;
  /** `ws` has refused what it was given. */
  refused(): boolean;
  /** Reading can go on. */
  ready(): void;
  /** A text that came in one frame is not UTF-8. It is a row already. */
  badText(payload: Uint8Array): void;
}

/** A frame: the scanner during its call, or a copy of what it said. */
interface Frame extends FrameHead {
  readonly single: boolean;
  readonly source: Uint8Array;
  readonly headAt: number;
  readonly payloadAt: number;
  readonly end: number;
  readonly parts: readonly FramePart[];
  readonly oversize: boolean;
}

/**
 * The frames a peer sends become rows here, before `ws` sees a byte. A message in one uncompressed
 * frame is done with: nothing but `ws`'s memory and time would be gained from handing it on. Every other
 * frame is a row and then goes to `ws`, which speaks the protocol, inflates, and puts fragments together.
 */
export class FrameIntake implements FrameSink {
  readonly #owner: IntakeOwner;
  /** While a part of a frame is held. */
  #scanner: FrameScanner | null = null;
  #arrived = 0;
  /** The message under way in fragments. */
  #fragmented = false;
  #compressed = false;
  #messageBytes = 0;
  /** `ws` listens no more: the protocol was broken, or a Close frame has come. */
  #over = false;
  #closeCame = false;
  /** A message was refused by us: none that follows is one, and `ws` still has to hear of the end. */
  #mute = false;
  /** A compressed message is complete and `ws` inflates it: what came after it waits, so that rows keep the order of messages. */
  #inflating = false;
  #held: (() => void)[] | null = null;
  #full = false;

  constructor(owner: IntakeOwner) {
    this.#owner = owner;
  }

  /** When the latest chunk came. */
  get arrived(): number {
    return this.#arrived;
  }

  /** Takes a chunk in the place of `ws`, of which nothing is kept; false where reading should pause. */
  take(chunk: Uint8Array): boolean {
    this.#arrived = this.#owner.host.now();
    this.#full = false;
    const scanner = (this.#scanner ??= this.#borrow());
    scanner.push(chunk);
    this.#flush();
    this.#judgePending();
    if (scanner.between) {
      this.#scanner = null;
      if (idle.length < mostIdle) idle.push(scanner);
    }
    return !this.#full && this.#held === null;
  }

  #borrow(): FrameScanner {
    const limit = this.#owner.limit === 0 ? Number.MAX_SAFE_INTEGER : this.#owner.limit;
    const scanner = idle.pop();
    if (scanner === undefined) return new FrameScanner(this, limit, frameSlabs);
    scanner.sink = this;
    scanner.limit = limit;
    return scanner;
  }

  /** `ws` has inflated the message it was given. */
  inflated(): void {
    if (!this.#inflating) return;
    // `ws` is in the middle of its work: it takes nothing more until it has returned.
    process.nextTick(() => {
      this.#inflating = false;
      this.#release();
      if (this.#inflating || this.#full) return;
      this.#judgePending();
      this.#owner.ready();
    });
  }

  /** Nothing that comes is a message any more; what was waiting is told. */
  end(): void {
    this.#over = true;
    this.#inflating = false;
    this.#release();
  }

  /** The connection is closed: what is there of a frame under way is told. */
  close(): void {
    this.end();
    const parts = this.#scanner?.pending() ?? [];
    if (parts.length === 0) return;
    const { host, peer } = this.#owner;
    host.record(RowKind.bytes, Direction.in, peer, this.#arrived, joined(parts), RowFlag.partial);
  }

  frame(scanner: FrameScanner): void {
    if (!this.#inflating) this.#frame(scanner);
    else {
      const kept = copyOf(scanner);
      this.#hold(() => {
        this.#frame(kept);
      });
    }
  }

  bytes(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#inflating) this.#junk(bytes.subarray(start, end));
    else {
      const kept = Uint8Array.from(bytes.subarray(start, end));
      this.#hold(() => {
        this.#junk(kept);
      });
    }
  }

  #hold(act: () => void): void {
    const arrived = this.#arrived;
    this.#held ??= [];
    this.#held.push(() => {
      const now = this.#arrived;
      this.#arrived = arrived;
      act();
      this.#flush();
      this.#arrived = now;
    });
  }

  #release(): void {
    while (!this.#inflating && this.#held !== null) {
      const act = this.#held.shift();
      if (this.#held.length === 0) this.#held = null;
      act?.();
    }
  }

  #frame(frame: Frame): void {
    if (
      frame.fin &&
      frame.rsv === 0 &&
      (frame.opcode === 1 || frame.opcode === 2) &&
      frame.masked === this.#owner.server &&
      !this.#fragmented &&
      !frame.oversize &&
      !this.#over &&
      !this.#mute
    ) {
      this.#message(frame);
    } else this.#other(frame);
  }

  /** A message in one frame as it is. Nobody else needs the bytes: they are unmasked where they lie. */
  #message(frame: Frame): void {
    const { host, peer } = this.#owner;
    const text = frame.opcode === 1;
    const kind = text ? RowKind.text : RowKind.binary;
    let flags = frame.minimal ? 0 : RowFlag.invalid;
    if (frame.single) {
      const { source, payloadAt, end } = frame;
      if (frame.maskKey !== 0) unmask(source, payloadAt, end, frame.maskKey);
      const good = !text || isText(source, payloadAt, end);
      if (!good) flags |= RowFlag.invalid;
      if (run.end !== frame.headAt || run.source !== source || run.full) {
        this.#flush();
        run.begin(source, frame.headAt);
      }
      run.add(kind, flags, frame.headLength, end);
      if (!good) {
        this.#flush();
        this.#badText(source.subarray(payloadAt, end));
      }
      return;
    }
    this.#flush();
    const payload = payloadParts(frame);
    let phase = 0;
    for (const { bytes, start, end } of payload) {
      if (frame.maskKey !== 0) unmask(bytes, start, end, frame.maskKey, phase & 3);
      phase += end - start;
    }
    const good = !text || isTextInParts(payload);
    if (!good) flags |= RowFlag.invalid;
    host.recordFrameParts(kind, Direction.in, peer, this.#arrived, frame.parts, flags);
    if (!good) this.#badText(joined(payload));
  }

  #flush(): void {
    if (run.count === 0) return;
    const { host, peer } = this.#owner;
    host.recordRun(Direction.in, peer, this.#arrived, run);
    run.begin(none, 0);
  }

  #badText(payload: Uint8Array): void {
    this.#mute = true;
    this.#owner.badText(payload);
  }

  /** Control frames, fragments, compressed frames, and what breaks the protocol. */
  #other(frame: Frame): void {
    this.#flush();
    const breaks = this.#breaks(frame);
    const control = frame.opcode >= 8;
    let flags = breaks || !frame.minimal ? RowFlag.invalid : 0;
    if (!control) {
      if (frame.opcode !== 0 && !breaks) this.#compressed = (frame.rsv & 4) !== 0;
      if (!frame.fin || frame.opcode === 0) flags |= RowFlag.fragmented;
      if (this.#compressed && !breaks) flags |= RowFlag.compressed;
      if (this.#closeCame) flags |= RowFlag.invalid;
    }
    if (frame.oversize && !frame.single) flags |= RowFlag.partial;
    const last = control || breaks || this.#over ? false : this.#follow(frame);
    this.#record(frame, breaks ? RowKind.frame : kindOf(frame), flags);
    if (frame.opcode === 8 && !breaks) this.#closeCame = true;
    if (this.#over) return;
    this.#pass(frame);
    if (breaks || frame.opcode === 8 || this.#owner.refused()) this.#over = true;
    else if (last && this.#compressed) this.#inflating = true;
  }

  /** Keeps count of fragments; true where the frame completes a message. */
  #follow(frame: Frame): boolean {
    this.#messageBytes = (frame.opcode === 0 ? this.#messageBytes : 0) + frame.payloadLength;
    this.#fragmented = !frame.fin;
    return frame.fin;
  }

  /** Whether `ws` will refuse the frame. A length in a longer form than needed is against the rules, and read all the same. */
  #breaks(frame: FrameHead): boolean {
    const { server, deflate, limit } = this.#owner;
    const before = frame.opcode === 0 ? this.#messageBytes : 0;
    if (limit > 0 && frame.opcode < 8 && before + frame.payloadLength > limit) return true;
    const role = server ? 'client' : 'server';
    return judgeFrame(frame, { role, deflate, fragmented: this.#fragmented }).some(
      ({ rule }) => rule !== 'length-not-minimal',
    );
  }

  #record(frame: Frame, kind: RowKind, flags: number): void {
    const { host, peer } = this.#owner;
    const arrived = this.#arrived;
    if (frame.maskKey === 0 && kind !== RowKind.close) {
      if (!frame.single) host.recordFrameParts(kind, Direction.in, peer, arrived, frame.parts, flags);
      else host.recordFrame(kind, Direction.in, peer, arrived, frame.source, frame.headAt, frame.end, flags);
      return;
    }
    // `ws` unmasks for itself: what it is given stays as it came.
    const whole = frame.single
      ? Uint8Array.from(frame.source.subarray(frame.headAt, frame.end))
      : joined(frame.parts);
    if (frame.maskKey !== 0) unmask(whole, frame.headLength, whole.length, frame.maskKey);
    if (kind === RowKind.close && parseClosePayload(whole.subarray(frame.headLength)).problem !== null) {
      flags |= RowFlag.invalid;
    }
    host.recordFrame(kind, Direction.in, peer, arrived, whole, 0, whole.length, flags);
  }

  #pass(frame: Frame): void {
    if (frame.single) this.#give(frame.source.subarray(frame.headAt, frame.end));
    else for (const { bytes, start, end } of frame.parts) this.#give(bytes.subarray(start, end));
  }

  #give(bytes: Uint8Array): void {
    // `ws` keeps what it is given, and this memory is read into again.
    if (!this.#owner.pass(Uint8Array.from(bytes))) this.#full = true;
  }

  #junk(bytes: Uint8Array): void {
    this.#flush();
    const { host, peer } = this.#owner;
    host.record(RowKind.bytes, Direction.in, peer, this.#arrived, bytes, RowFlag.invalid);
    if (this.#over) return;
    this.#give(bytes);
    this.#over = true;
  }

  /** What the head of a frame under way breaks is refused at once, and not when the frame is complete. */
  #judgePending(): void {
    if (this.#over || this.#inflating) return;
    const parts = this.#scanner?.pending() ?? [];
    if (parts.length === 0) return;
    const head = decodeFrameHead(firstBytes(parts));
    if (!head.ok || !this.#breaks(head.value)) return;
    for (const { bytes, start, end } of parts) this.#give(bytes.subarray(start, end));
    this.#over = true;
  }
}

/** What a scanner says, with bytes of its own. */
function copyOf(scanner: FrameScanner): Frame {
  const { fin, rsv, opcode, masked, maskKey, lengthForm, minimal, headLength, payloadLength } = scanner;
  const { single, headAt, payloadAt, end, oversize } = scanner;
  const head = { fin, rsv, opcode, masked, maskKey, lengthForm, minimal, headLength, payloadLength };
  const whole = single ? Uint8Array.from(scanner.source.subarray(headAt, end)) : joined(scanner.parts);
  const parts = single ? [] : [{ bytes: whole, start: 0, end: whole.length }];
  const place = { headAt: 0, payloadAt: payloadAt - headAt, end: whole.length };
  return { ...head, ...place, single, source: whole, parts, oversize };
}

function kindOf({ opcode }: FrameHead): RowKind {
  if (opcode === 8) return RowKind.close;
  if (opcode === 9) return RowKind.ping;
  return opcode === 10 ? RowKind.pong : RowKind.frame;
}

/** The parts of a frame without its head. */
function payloadParts({ parts, headLength }: Frame): FramePart[] {
  let skip = headLength;
  const payload: FramePart[] = [];
  for (const { bytes, start, end } of parts) {
    const from = Math.min(end, start + skip);
    skip -= from - start;
    if (from < end) payload.push({ bytes, start: from, end });
  }
  return payload;
}

function joined(parts: readonly FramePart[]): Uint8Array {
  let size = 0;
  for (const { start, end } of parts) size += end - start;
  const whole = new Uint8Array(size);
  let to = 0;
  for (const { bytes, start, end } of parts) {
    whole.set(bytes.subarray(start, end), to);
    to += end - start;
  }
  return whole;
}

/** As many bytes as a head can have, of what has come. */
function firstBytes(parts: readonly FramePart[]): Uint8Array {
  const head = new Uint8Array(maxHeadBytes);
  let length = 0;
  for (const { bytes, start, end } of parts) {
    for (let i = start; i < end && length < maxHeadBytes; i++) head[length++] = bytes[i] ?? 0;
    if (length === maxHeadBytes) break;
  }
  return head.subarray(0, length);
}
