import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { constants, createDeflateRaw } from 'node:zlib';
import { maskKeyOf, unmask } from '../../codec/index.js';
import type { Direction } from '../../contract/index.js';
import type { TestHost, TestRow } from './test-host.js';

/** What tests of the wire share: frames written by hand, rows read back to bytes, a proxy that keeps what passes. */

export interface FrameShape {
  readonly mask?: Buffer | null;
  /** Form of the length; the shortest unless told otherwise. */
  readonly form?: 7 | 16 | 64;
}

/** One frame, byte by byte as RFC 6455 §5.2 draws it; by no code of ours. */
export function frame(first: number, payload: Buffer, { mask = null, form }: FrameShape = {}): Buffer {
  const { length } = payload;
  const chosen = form ?? (length < 126 ? 7 : length < 65_536 ? 16 : 64);
  const bit = mask === null ? 0 : 0x80;
  const size = Buffer.alloc(chosen === 7 ? 0 : chosen === 16 ? 2 : 8);
  if (chosen === 16) size.writeUInt16BE(length);
  if (chosen === 64) size.writeBigUInt64BE(BigInt(length));
  const head = Buffer.of(first, bit | (chosen === 7 ? length : chosen === 16 ? 126 : 127));
  const masked = mask === null ? payload : Buffer.from(payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0)));
  return Buffer.concat([head, size, mask ?? Buffer.alloc(0), masked]);
}

/** A row as the bytes it says crossed the wire: the head, and the payload masked again with its key. */
function wireBytes({ head, payload }: TestRow): Buffer {
  const body = Buffer.from(payload);
  if (((head[1] ?? 0) & 0x80) !== 0) unmask(body, 0, body.length, maskKeyOf(head, head.length - 4));
  return Buffer.concat([head, body]);
}

/** What crossed the wire after the handshake in one direction, as the rows tell it. */
export function crossed(host: TestHost, direction: Direction, peer = 1): Buffer {
  const rows = host.wire.filter(
    (row) =>
      row.peer === peer && row.direction === direction && (row.head.length > 0 || row.kind === 'bytes'),
  );
  return Buffer.concat(rows.map(wireBytes));
}

/** Resolves with what crossed when it is at least this long. */
export function crossing(host: TestHost, direction: Direction, length: number): Promise<Buffer> {
  return host.when(`${length} bytes of wire`, () => {
    const bytes = crossed(host, direction);
    return bytes.length >= length ? bytes : undefined;
  });
}

export type Message = readonly ['text' | 'binary', string];

/** The messages of one direction, payloads in hex. */
export function messages(host: TestHost, direction: Direction): Message[] {
  return host.rows.flatMap((row): Message[] =>
    row.direction === direction && (row.kind === 'text' || row.kind === 'binary')
      ? [[row.kind, Buffer.from(row.payload).toString('hex')]]
      : [],
  );
}

/** permessage-deflate with context takeover (RFC 7692 §7.2.1), by zlib itself. */
export function deflater(): (data: Buffer) => Promise<Buffer> {
  const stream = createDeflateRaw();
  const out: Buffer[] = [];
  stream.on('data', (piece: Buffer) => out.push(piece));
  return (data) =>
    new Promise((resolve) => {
      stream.write(data);
      stream.flush(constants.Z_SYNC_FLUSH, () => {
        const whole = Buffer.concat(out.splice(0));
        resolve(whole.subarray(0, whole.length - 4));
      });
    });
}

/** Passes bytes on and keeps them, by direction. */
export class RecordingProxy {
  /** From who connected to it, and to them. */
  readonly up: Buffer[] = [];
  readonly down: Buffer[] = [];
  readonly #server: Server;
  readonly #sockets: Socket[] = [];

  private constructor(server: Server, to: number) {
    this.#server = server;
    server.on('connection', (near: Socket) => {
      const far = connect(to, '127.0.0.1');
      this.#sockets.push(near, far);
      for (const socket of [near, far]) socket.on('error', () => socket.destroy());
      near.on('data', (chunk: Buffer) => {
        this.up.push(Buffer.from(chunk));
        far.write(chunk);
      });
      far.on('data', (chunk: Buffer) => {
        this.down.push(Buffer.from(chunk));
        near.write(chunk);
      });
      near.on('end', () => far.end());
      far.on('end', () => near.end());
    });
  }

  static async to(port: number): Promise<RecordingProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RecordingProxy(server, port);
  }

  get port(): number {
    // A listening TCP server has an address of this shape.
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

/** What follows the HTTP head. */
export function behindHead(pieces: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(pieces);
  return whole.subarray(whole.indexOf('\r\n\r\n') + 4);
}
