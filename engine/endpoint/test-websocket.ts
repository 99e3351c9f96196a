import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { plainServer } from './test-endpoint.js';
import type { Plain } from './test-endpoint.js';

/** Hex digits, white space ignored. */
export function bytes(hex: string): Buffer<ArrayBuffer> {
  return Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');
}

export function text(value: string): Buffer<ArrayBuffer> {
  return Buffer.from(value, 'utf8');
}

/** A bare socket that keeps what it hears and lets a test wait for it. */
export class RawPeer {
  heard = Buffer.alloc(0);
  ended = false;
  #wake: (() => void)[] = [];

  constructor(readonly socket: Socket) {
    socket.on('error', () => this.#end());
    socket.on('data', (chunk) => {
      this.heard = Buffer.concat([this.heard, chunk]);
      this.#look();
    });
    socket.on('end', () => this.#end());
    socket.on('close', () => this.#end());
    socket.resume();
  }

  /** Waits for so many bytes and takes them. */
  async take(length: number): Promise<Buffer> {
    await this.#until(() => this.heard.length >= length);
    const taken = this.heard.subarray(0, length);
    this.heard = this.heard.subarray(length);
    return taken;
  }

  /** Waits for a whole HTTP head and takes it, as text. */
  async head(): Promise<string> {
    await this.#until(() => this.heard.includes('\r\n\r\n'));
    return (await this.take(this.heard.indexOf('\r\n\r\n') + 4)).toString('latin1');
  }

  /** The next frame, unmasked: its first two bytes tell FIN, RSV, opcode and MASK. */
  async frame(): Promise<{ first: number; masked: boolean; payload: Buffer }> {
    const [first = 0, second = 0] = await this.take(2);
    let length = second & 0x7f;
    if (length === 126) length = (await this.take(2)).readUInt16BE();
    else if (length === 127) length = Number((await this.take(8)).readBigUInt64BE());
    const masked = (second & 0x80) !== 0;
    const mask = masked ? await this.take(4) : Buffer.alloc(4);
    const payload = (await this.take(length)).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    return { first, masked, payload: Buffer.from(payload) };
  }

  async end(): Promise<void> {
    await this.#until(() => this.ended);
  }

  #end(): void {
    this.ended = true;
    this.#look();
  }

  #look(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  async #until(found: () => boolean): Promise<void> {
    while (!found()) {
      if (this.ended) throw new Error(`the socket ended after ${this.heard.toString('latin1')}`);
      await new Promise<void>((wake) => this.#wake.push(wake));
    }
  }
}

/** What a server must answer to a key (RFC 6455 §4.2.2). */
export function acceptOf(request: string): string {
  const key = /^Sec-WebSocket-Key: *(.*)$/im.exec(request)?.[1]?.trim() ?? '';
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/** The response that accepts a request; `extra` are further lines. */
export function switching(request: string, extra: readonly string[] = []): string {
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptOf(request)}`,
    ...extra,
    '',
    '',
  ].join('\r\n');
}

/** A server that answers each request with what `answer` says, and hands its peers on. */
export async function rawServer(
  answer: (request: string, peer: RawPeer, index: number) => string | Buffer | null,
): Promise<Plain & { peers: RawPeer[]; requests: string[] }> {
  const peers: RawPeer[] = [];
  const requests: string[] = [];
  const plain = await plainServer((socket) => {
    const peer = new RawPeer(socket);
    const index = peers.push(peer) - 1;
    peer.head().then(
      (request) => {
        requests.push(request);
        const response = answer(request, peer, index);
        if (response !== null) socket.write(response);
      },
      // A client that leaves before it asked is a test of its own.
      () => undefined,
    );
  });
  return { ...plain, peers, requests };
}

/** A bare client: sends its request, or nothing, and keeps what comes. */
export async function rawClient(port: number, request?: string): Promise<RawPeer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const peer = new RawPeer(socket);
  if (request !== undefined) socket.write(request);
  return peer;
}

/** A request as RFC 6455 §1.3 prints it. */
export function upgradeRequest(path = '/', extra: readonly string[] = []): string {
  return [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    ...extra,
    '',
    '',
  ].join('\r\n');
}

/** A masked frame of a client (RFC 6455 §5.2), up to 65 535 bytes. */
export function maskedFrame(first: number, payload: Uint8Array, mask = bytes('37 fa 21 3d')): Buffer {
  const { length } = payload;
  const head =
    length < 126 ? Buffer.of(first, 0x80 | length) : Buffer.of(first, 0xfe, length >> 8, length & 0xff);
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}
