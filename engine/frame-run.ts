/** Frames in one run at most: several runs a chunk of the smallest ones. */
const capacity = 2048;

/**
 * Messages of one frame each that came in one chunk, one directly behind the other, payloads unmasked
 * where they lie. They are recorded together: one copy, and no call a message.
 */
export class FrameRun {
  count = 0;
  source: Uint8Array = new Uint8Array();
  start = 0;
  /** Where the last frame ends. */
  end = 0;
  /** Bytes of all payloads. */
  payloadBytes = 0;
  /** Of each frame: `RowKind`, `RowFlag` bits, bytes of its head, and where it ends in `source`. */
  readonly kinds = new Uint8Array(capacity);
  readonly flags = new Uint8Array(capacity);
  readonly heads = new Uint8Array(capacity);
  readonly ends = new Uint32Array(capacity);

  get full(): boolean {
    return this.count === capacity;
  }

  /** An empty run that begins with the frame at `start`. */
  begin(source: Uint8Array, start: number): void {
    this.count = 0;
    this.payloadBytes = 0;
    this.source = source;
    this.start = start;
    this.end = start;
  }

  /** Adds the frame that begins at `end`. */
  add(kind: number, flags: number, head: number, end: number): void {
    const i = this.count;
    this.kinds[i] = kind;
    this.flags[i] = flags;
    this.heads[i] = head;
    this.ends[i] = end;
    this.payloadBytes += end - this.end - head;
    this.end = end;
    this.count = i + 1;
  }
}
