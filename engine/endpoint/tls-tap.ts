import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { SocketAddress } from '../../contract/index.js';

/** Where what is encrypted goes, and the secrets that decrypt it. */
export interface TlsRecorder {
  /** A connection; what is told of it has the time of the call. `dialed`: we are the client. */
  open(ends: {
    readonly local: SocketAddress;
    readonly remote: SocketAddress;
    readonly dialed: boolean;
  }): TlsConnectionRecorder;
}

export interface TlsConnectionRecorder {
  /** Bytes below TLS; copied, where they are kept. */
  bytes(inbound: boolean, bytes: Uint8Array): void;
  /** A line of the NSS key log format, as OpenSSL writes it. */
  secret(line: Uint8Array): void;
  /** A side has ended. */
  end(inbound: boolean): void;
}

/**
 * Lies between a TCP socket and the TLS above it, and tells what passes. Node decrypts in native code
 * where TLS has the socket itself; given a stream, every byte comes through here.
 */
export class TlsTap extends Duplex {
  readonly #raw: Socket;
  readonly #to: TlsConnectionRecorder;
  #finished = false;

  constructor(raw: Socket, to: TlsConnectionRecorder) {
    super({ allowHalfOpen: raw.allowHalfOpen });
    this.#raw = raw;
    this.#to = to;
    raw.on('data', (bytes) => {
      to.bytes(true, bytes);
      if (!this.push(bytes)) raw.pause();
    });
    raw.on('end', () => {
      to.end(true);
      this.push(null);
    });
    raw.on('error', (error) => this.destroy(error));
    raw.on('close', (failed) => {
      // Closed at once, it sent a FIN all the same.
      if (!failed) this.#ended();
      this.destroy();
    });
  }

  override _read(): void {
    this.#raw.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#to.bytes(false, bytes);
    this.#raw.write(bytes, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#ended();
    this.#raw.end(() => done());
  }

  /** Our side, once. */
  #ended(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#to.end(false);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#raw.destroyed) this.#raw.destroy();
    done(error);
  }
}
