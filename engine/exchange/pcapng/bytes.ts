/** A growing run of bytes, written front to back; pcapng's own numbers in little-endian, the network's in big-endian. */
export class ByteRun {
  length = 0;
  bytes = new Uint8Array(4_096);
  #view = new DataView(this.bytes.buffer);

  /** Makes room for `size` more bytes and answers where they begin. They are zeros. */
  reserve(size: number): number {
    const at = this.length;
    const end = at + size;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, at));
      this.bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.bytes.fill(0, at, end);
    this.length = end;
    return at;
  }

  get view(): DataView {
    return this.#view;
  }

  u16(value: number): void {
    const at = this.reserve(2);
    this.#view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.reserve(4);
    this.#view.setUint32(at, value, true);
  }

  put(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Zeros up to a multiple of four. */
  pad(): void {
    this.reserve((4 - (this.length & 3)) & 3);
  }

  /** All of it; what is written next overwrites it. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }
}
