import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { parseClosePayload, utf8Error } from '../../codec/index.js';
import { Direction, RowFlag, RowKind, fail, ok } from '../../contract/index.js';
import type { Failure, FullOptions, LifeDetail, Outgoing, Result } from '../../contract/index.js';
import type { EndpointHost, SendStream, StreamHead } from './endpoint.js';
import { errorText, failureOf, systemOf } from './failure.js';
import type { StageFailure } from './failure.js';
import { Turns } from './stream-turns.js';
import { closePayload, isOrdinaryCode, sendReset } from './websocket-close.js';
import { violationOf } from './websocket-errors.js';
import { WebSocketInside, closeWaitMs } from './websocket-internals.js';
import { KeepAlive } from './websocket-keepalive.js';
import { ending } from './websocket-outcome.js';
import type { WebSocketOutcome } from './websocket-outcome.js';
import { fragments, notUtf8 } from './websocket-stream.js';
import { PendingWrites } from './websocket-writes.js';

/** A send is refused while more than this waits before it: the peer does not read. */
const maxQueuedBytes = 256 * 1024 * 1024;

/** Pings left unanswered by us while the peer does not read: only the latest must be (RFC 6455 §5.5.3). */
const maxPendingPongs = 64;

/** Application data of a control frame, bytes (RFC 6455 §5.5). */
const maxControlBytes = 125;

export interface WebSocketWire {
  /** What is read and written: the TLS socket where there is one. */
  readonly socket: Socket;
  /** The socket below, which alone can send RST. */
  readonly raw: Socket;
  /** `host:port` of the peer. */
  readonly place: string;
}

export interface WebSocketOwner {
  closing(): void;
  roundTrip(ms: number): void;
  missed(count: number): void;
  /** Called once, after the last row. */
  closed(outcome: WebSocketOutcome): void;
}

/** One open WebSocket of a session, of either role: messages, control frames and its end become rows. */
export class WebSocketPeer {
  readonly #ws: WebSocket;
  readonly #wire: WebSocketWire;
  readonly #host: EndpointHost;
  readonly #peer: number;
  readonly #options: FullOptions['ws'];
  readonly #owner: WebSocketOwner;
  readonly #inside: WebSocketInside;
  readonly #keepAlive: KeepAlive;
  readonly #turns = new Turns();
  readonly #writes: PendingWrites;
  /** When the latest chunk came. */
  #arrived: number;
  #waitingBytes = 0;
  #pendingPongs = 0;
  #streaming = false;
  #by: 'us' | 'peer' | null = null;
  #closeSent: { readonly code: number | undefined; readonly reason: string } | null = null;
  #closeReceived: { readonly code: number | null; readonly reason: string } | null = null;
  #reset: 'us' | 'peer' | null = null;
  #failure: StageFailure | null = null;
  #closed = false;
  #done: (() => void)[] = [];

  constructor(
    ws: WebSocket,
    wire: WebSocketWire,
    host: EndpointHost,
    peer: number,
    options: FullOptions['ws'],
    owner: WebSocketOwner,
  ) {
    this.#ws = ws;
    this.#wire = wire;
    this.#host = host;
    this.#peer = peer;
    this.#options = options;
    this.#owner = owner;
    this.#writes = new PendingWrites(wire.socket);
    this.#arrived = host.now();
    this.#inside = new WebSocketInside(ws, (payload) => this.#onCloseFrame(payload));
    this.#keepAlive = new KeepAlive(options.pingIntervalMs, {
      now: () => host.now(),
      ping: (payload) => {
        if (this.#open) void this.#write(RowKind.ping, payload, RowFlag.automatic);
      },
      missed: (count, ms) => {
        this.#life(RowKind.missedPong, { text: `no pong for ${ms} ms; ${count} missed`, ms });
        owner.missed(count);
      },
      roundTrip: (ms) => owner.roundTrip(ms),
    });
    // Before `ws` reads it: a chunk holds hundreds of small messages, and they all came with it.
    wire.socket.prependListener('data', () => (this.#arrived = host.now()));
    ws.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    ws.on('ping', (data) => this.#onPing(data));
    ws.on('pong', (data) => {
      host.record(RowKind.pong, Direction.in, peer, host.now(), data);
      this.#keepAlive.pong(data);
    });
    ws.on('error', (error) => this.#onViolation(error));
    ws.on('close', () => this.#onClosed());
    wire.socket.on('error', (error) => this.#onSocketError(error));
    if (wire.raw !== wire.socket) wire.raw.on('error', (error) => this.#onSocketError(error));
  }

  get #open(): boolean {
    return this.#ws.readyState === this.#ws.OPEN && this.#closeSent === null;
  }

  queuedBytes(): number {
    return this.#closed ? 0 : this.#ws.bufferedAmount + this.#waitingBytes;
  }

  pause(): void {
    this.#keepAlive.pause();
    this.#ws.pause();
  }

  resume(): void {
    this.#keepAlive.resume();
    this.#ws.resume();
  }

  async send(message: Outgoing, flags = 0): Promise<Result<number>> {
    const { kind, data } = message;
    if (kind === 'close') return this.close(message.code, message.reason);
    const refusal = this.#refusal();
    if (refusal !== null) return refusal;
    if (kind === 'ping' || kind === 'pong') {
      if (data.length > maxControlBytes) {
        return fail(
          'send.too-large',
          `a ${kind} holds at most 125 bytes (RFC 6455 §5.5), this one has ${data.length}`,
          {
            size: data.length,
            limit: maxControlBytes,
          },
        );
      }
      return this.#write(kind === 'ping' ? RowKind.ping : RowKind.pong, data, flags);
    }
    if (kind === 'text' && !isUtf8(data)) {
      return notUtf8(utf8Error(data) ?? 0);
    }
    const row = kind === 'text' ? RowKind.text : RowKind.binary;
    if (!this.#turns.busy) return this.#write(row, data, flags);
    // Between the fragments of a message no other may stand (RFC 6455 §5.4).
    this.#waitingBytes += data.length;
    await this.#turns.take();
    this.#turns.give();
    this.#waitingBytes -= data.length;
    return this.#refusal() ?? this.#write(row, data, flags);
  }

  openStream(head: StreamHead): Result<SendStream> {
    const refusal = this.#refusal();
    if (refusal !== null) return refusal;
    if (this.#streaming)
      return fail('send.busy', `${this.#wire.place} is already being sent something; wait or cancel it`);
    this.#streaming = true;
    const turn = this.#turns.take();
    const kind = head.kind === 'text' ? RowKind.text : RowKind.binary;
    return ok(
      fragments(head, {
        frame: async (data, { first, last }) => {
          await turn;
          const gone = this.#refusal();
          if (gone !== null) return gone;
          const flags = first && last ? 0 : last ? RowFlag.fragmented : RowFlag.fragmented | RowFlag.partial;
          const sent = await this.#write(kind, data, flags, last);
          return sent.ok ? ok() : sent;
        },
        over: (begun) => {
          this.#streaming = false;
          void turn.then(() => this.#turns.give());
          // Half a message cannot be taken back: what followed would be read as its rest.
          if (begun) this.close(1001, 'transfer cancelled');
        },
      }),
    );
  }

  /** Sends a Close frame with any code; answers with the bytes of its payload. */
  close(code?: number, reason = ''): Result<number> {
    const payload = closePayload(code, reason);
    if (!payload.ok) return payload;
    if (this.#closed || this.#closeSent !== null || this.#ws.readyState !== this.#ws.OPEN) {
      return fail('close.closed', `${this.#wire.place} is closed, or closing`);
    }
    this.#by ??= 'us';
    this.#closeSent = { code, reason };
    this.#owner.closing();
    this.#keepAlive.stop();
    // A paused socket would never see the answer.
    this.#ws.resume();
    if (isOrdinaryCode(code)) {
      this.#ws.close(code, reason);
      this.#rowOut(RowKind.close, payload.value, 0);
    } else {
      void this.#craft(payload.value);
    }
    return ok(payload.value.length);
  }

  async #craft(payload: Uint8Array): Promise<void> {
    // A peer that reads nothing never lets the queue before the frame run dry.
    const timer = setTimeout(() => this.#wire.socket.destroy(), closeWaitMs);
    await this.#writes.idle();
    clearTimeout(timer);
    if (this.#ws.readyState !== this.#ws.OPEN || this.#wire.socket.destroyed) return;
    this.#inside.closeWith(payload, this.#wire.socket);
    this.#rowOut(RowKind.close, payload, RowFlag.crafted | RowFlag.invalid);
  }

  /** Sends RST. */
  reset(): void {
    if (this.#closed || this.#reset !== null) return;
    this.#reset = 'us';
    this.#by = 'us';
    this.#life(RowKind.reset, { text: `reset sent to ${this.#wire.place} (RST)` }, Direction.out);
    sendReset(this.#wire.socket, this.#wire.raw);
  }

  /** Resolves after the last row. */
  whenClosed(): Promise<void> {
    return this.#closed ? Promise.resolve() : new Promise((done) => this.#done.push(done));
  }

  #refusal(): { readonly ok: false; readonly error: Failure } | null {
    if (!this.#open) return fail('send.closed', `cannot send: ${this.#wire.place} is closed, or closing`);
    const queued = this.queuedBytes();
    if (queued <= maxQueuedBytes) return null;
    return fail(
      'send.queue-full',
      `cannot send: ${queued} bytes wait already; ${this.#wire.place} does not read`,
    );
  }

  /** Hands one frame or message to `ws`; the row is written when it was taken, the answer comes with the kernel's. */
  #write(kind: RowKind, data: Uint8Array, flags: number, fin = true): Promise<Result<number>> {
    return new Promise((settle) => {
      const written = this.#writes.begin(data.length);
      const done = (told?: Error | null) => {
        // Node calls a write that was under way when its socket was destroyed a success.
        const error = told ?? (this.#wire.socket.destroyed ? new Error('closed before it was sent') : null);
        written(error);
        if (error) {
          const { code, message, detail } = failureOf(error, { stage: 'open', host: this.#wire.place });
          settle(fail(code, message, detail));
        } else {
          settle(ok(data.length));
        }
      };
      if (kind === RowKind.ping) {
        this.#keepAlive.sent(data);
        this.#ws.ping(data, undefined, done);
      } else if (kind === RowKind.pong) {
        this.#ws.pong(data, undefined, done);
      } else {
        this.#ws.send(data, { binary: kind === RowKind.binary, compress: this.#options.deflate, fin }, done);
        if (this.#inside.compressing) flags |= RowFlag.compressed;
      }
      this.#rowOut(kind, data, flags);
    });
  }

  #rowOut(kind: RowKind, data: Uint8Array, flags: number): void {
    this.#host.record(kind, Direction.out, this.#peer, this.#host.now(), data, flags);
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (this.#failure !== null) return;
    const time = this.#arrived;
    // binaryType is nodebuffer, so `ws` gives a Buffer.
    const bytes = data as Buffer;
    const flags = this.#inside.takeFlags();
    if (isBinary || isUtf8(bytes)) {
      const kind = isBinary ? RowKind.binary : RowKind.text;
      this.#host.record(kind, Direction.in, this.#peer, time, bytes, flags);
      return;
    }
    this.#host.record(RowKind.text, Direction.in, this.#peer, time, bytes, flags | RowFlag.invalid);
    const offset = utf8Error(bytes) ?? 0;
    const said = Object.assign(new Error(`from byte ${offset}`), { code: 'WS_ERR_INVALID_UTF8' });
    const failure = violationOf(said, this.#context());
    this.#fail({ ...failure, detail: { ...failure.detail, offset } });
    this.#closeAutomatically(1007);
  }

  #onPing(data: Buffer): void {
    this.#host.record(RowKind.ping, Direction.in, this.#peer, this.#host.now(), data);
    if (!this.#options.autoPong || !this.#open || this.#pendingPongs >= maxPendingPongs) return;
    this.#pendingPongs += 1;
    void this.#write(RowKind.pong, data, RowFlag.automatic).then(() => {
      this.#pendingPongs -= 1;
    });
  }

  #onCloseFrame(payload: Buffer): void {
    const { code, reason, problem } = parseClosePayload(payload);
    this.#closeReceived = { code, reason };
    const time = this.#host.now();
    // `ws` judges codes and lengths; the text of the reason is left to us (skipUTF8Validation).
    const flags = problem === null ? 0 : RowFlag.invalid;
    this.#host.record(RowKind.close, Direction.in, this.#peer, time, payload, flags);
    if (problem !== null && isOrdinaryCode(code ?? undefined) && payload.length !== 1) {
      const text = `${this.#wire.place} broke the protocol: ${problem.message} (${problem.section})`;
      this.#life(RowKind.error, { text, error: { code: 'ws.close-reason', message: text } });
    }
    if (this.#failure !== null || this.#closeSent !== null || this.#ws.readyState !== this.#ws.OPEN) return;
    this.#by = 'peer';
    this.#keepAlive.stop();
    this.#owner.closing();
    // `ws` answers with the same payload when we return, unless the code is one that it refuses.
    if (code !== null && !isOrdinaryCode(code)) return;
    this.#closeSent = { code: code ?? undefined, reason };
    this.#rowOut(RowKind.close, payload, RowFlag.automatic);
  }

  #onViolation(error: Error): void {
    const failure = violationOf(error, this.#context());
    this.#fail(failure);
    if (this.#closeSent !== null) return;
    // `ws` has sent this Close frame already.
    const code = Number(failure.detail?.['close'] ?? 1002);
    this.#closeSent = { code, reason: '' };
    const payload = closePayload(code, '');
    if (payload.ok) this.#rowOut(RowKind.close, payload.value, RowFlag.automatic);
  }

  #closeAutomatically(code: number): void {
    if (!this.#open) return;
    this.#closeSent = { code, reason: '' };
    this.#ws.close(code);
    const payload = closePayload(code, '');
    if (payload.ok) this.#rowOut(RowKind.close, payload.value, RowFlag.automatic);
  }

  #context() {
    return {
      place: this.#wire.place,
      limit: this.#options.maxMessageBytes,
      size: this.#inside.announcedBytes,
    };
  }

  #onSocketError(error: Error): void {
    if (this.#reset !== null || this.#closed) return;
    const failure = failureOf(error, { stage: 'open', host: this.#wire.place });
    if (errorText(error, 'code') !== 'ECONNRESET') {
      this.#fail(failure);
      return;
    }
    this.#reset = 'peer';
    this.#failure ??= failure;
    this.#life(RowKind.reset, { text: failure.message, error: failure, ...systemOf(failure) }, Direction.in);
  }

  /** The first failure is the reason of the end; those after it follow from it. */
  #fail(failure: StageFailure): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    this.#keepAlive.stop();
    this.#owner.closing();
    const { code, message, detail } = failure;
    const error = { code, message, ...(detail !== undefined && { detail }) };
    this.#life(RowKind.error, { text: message, error, ...systemOf(failure) });
  }

  #onClosed(): void {
    if (this.#closed) return;
    this.#keepAlive.stop();
    const { detail, outcome } = ending({
      place: this.#wire.place,
      by: this.#by,
      sent: this.#closeSent,
      received: this.#closeReceived,
      reset: this.#reset,
      failure: this.#failure,
      clean: this.#inside.clean,
      unsent: this.#writes.bytes,
    });
    this.#closed = true;
    this.#writes.giveUp();
    this.#life(RowKind.end, detail);
    this.#owner.closed(outcome);
    for (const done of this.#done.splice(0)) done();
  }

  #life(kind: RowKind, detail: LifeDetail, direction: Direction = Direction.none): void {
    this.#host.life(kind, this.#peer, detail, direction);
  }
}
