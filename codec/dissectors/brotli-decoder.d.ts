/** Where the decoder takes its bytes from: up to `count` of them into `target` at `at`; a negative answer is an end it did not expect. */
export interface BrotliSource {
  read(target: Uint8Array, at: number, count: number): number;
}

/** Where the decoder puts what it made; `buffer.length` is how much it may take for granted. */
export interface BrotliSink {
  readonly buffer: { readonly length: number };
  write(bytes: Uint8Array, count: number): void;
}

/** Decompresses a brotli stream (RFC 7932). Throws where it is malformed. */
export function decodeBrotli(source: BrotliSource, sink: BrotliSink): void;
