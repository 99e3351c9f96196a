/** A file as it was given, wherever its bytes are. */
export interface GivenFile {
  /** With folders, `/` between them. */
  readonly path: string;
  readonly size: number;
  /** Bytes from and up to; fewer only behind the end. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** A file whose bytes are in memory. */
export function givenBytes(path: string, given: Uint8Array): GivenFile {
  // Of a Buffer `slice` would share the bytes that readers mean to copy.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  return { path, size: bytes.length, read: (from, to) => Promise.resolve(bytes.subarray(from, to)) };
}

/** The first bytes of a file, enough to know its format by. */
export const headBytes = 65_536;
