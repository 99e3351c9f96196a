import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { Direction, RowFlag, RowKind, fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import type { EndpointHost } from './endpoint.js';
import { failureOf } from './failure.js';
import { CraftedFrames } from './websocket-craft.js';
import { type WebSocketInside, closeWaitMs } from './websocket-internals.js';
import type { FrameOutput } from './websocket-output.js';
import { PendingWrites } from './websocket-writes.js';

/** One open WebSocket as whoever speaks for it knows it. */
export interface WebSocketLine {
  readonly host: EndpointHost;
  readonly peer: number;
  /** What is read and written: the TLS socket where there is one. */
  readonly socket: Socket;
  /** The socket below, which alone can send RST. */
  readonly raw: Socket;
  /** `host:port` of the peer. */
  readonly place: string;
}

/** What leaves of one WebSocket: messages and control frames through `ws`, crafted bytes beside it. */
export class FrameWriter {
  readonly #ws: WebSocket;
  readonly #line: WebSocketLine;
  readonly #inside: WebSocketInside;
  readonly #output: FrameOutput;
  readonly #pending: PendingWrites;
  #crafted: CraftedFrames | null = null;

  constructor(ws: WebSocket, line: WebSocketLine, inside: WebSocketInside, output: FrameOutput) {
    this.#ws = ws;
    this.#line = line;
    this.#inside = inside;
    this.#output = output;
    this.#pending = new PendingWrites(line.socket);
  }

  /** Bytes of payload that the kernel has not taken. */
  get bytes(): number {
    return this.#pending.bytes;
  }

  /** Lets those go who wait. */
  giveUp(): void {
    this.#pending.giveUp();
  }

  /** Hands one frame or message to `ws`; the row is written when it leaves, the answer comes with the kernel's. */
  write(
    kind: RowKind,
    data: Uint8Array,
    flags: number,
    { fin, compress }: { readonly fin: boolean; readonly compress: boolean },
  ): Promise<Result<number>> {
    return new Promise((settle) => {
      const leaving = this.#output.begin(kind, data, flags);
      const answered = this.#begin(data.length, settle);
      const done = (told?: Error | null) => {
        this.#output.over(leaving);
        answered(told);
      };
      if (kind === RowKind.ping) this.#ws.ping(data, undefined, done);
      else if (kind === RowKind.pong) this.#ws.pong(data, undefined, done);
      else {
        this.#ws.send(data, { binary: kind === RowKind.binary, compress, fin }, done);
        this.#output.handed(leaving);
      }
    });
  }

  /** Writes bytes as they are, once what was sent before has left; only the row says what they break. */
  async craft(bytes: Uint8Array): Promise<Result<number>> {
    const { socket, host, peer } = this.#line;
    await this.#pending.idle();
    if (!socket.writable) return fail('send.closed', `cannot send: ${this.#line.place} is closed`);
    const { server, deflate } = this.#inside;
    this.#crafted ??= new CraftedFrames(server ? 'server' : 'client', deflate);
    const crafted = this.#crafted;
    return new Promise((settle) => {
      socket.write(bytes, this.#begin(bytes.length, settle));
      const { kind, flags, bytes: row, framed } = crafted.read(bytes);
      const time = host.now();
      if (framed) host.recordFrame(kind, Direction.out, peer, time, row, 0, row.length, flags);
      else host.record(kind, Direction.out, peer, time, row, flags);
    });
  }

  /** Sends a Close frame that `ws` refuses to send, as it would. */
  async closeWith(payload: Uint8Array): Promise<void> {
    const { socket } = this.#line;
    // A peer that reads nothing never lets the queue before the frame run dry.
    const timer = setTimeout(() => socket.destroy(), closeWaitMs);
    await this.#pending.idle();
    clearTimeout(timer);
    if (this.#ws.readyState !== this.#ws.OPEN || socket.destroyed) return;
    this.#output.closeFlags = RowFlag.crafted | RowFlag.invalid;
    this.#inside.closeWith(payload, socket);
  }

  #begin(size: number, settle: (result: Result<number>) => void): (told?: Error | null) => void {
    const written = this.#pending.begin(size);
    return (told) => {
      const { socket } = this.#line;
      // Node calls a write that was under way when its socket was destroyed a success.
      const error = told ?? (socket.destroyed ? new Error('closed before it was sent') : null);
      written(error);
      if (error === null) {
        settle(ok(size));
        return;
      }
      const { code, message, detail } = failureOf(error, { stage: 'open', host: this.#line.place });
      settle(fail(code, message, detail));
    };
  }
}
