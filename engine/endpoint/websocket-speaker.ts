import { isUtf8 } from 'node:buffer';
import type { WebSocket } from 'ws';
import { parseClosePayload, utf8Error } from '../../codec/index.js';
import { Direction, RowFlag, RowKind, fail, ok } from '../../contract/index.js';
import type { Failure, FullOptions, LifeDetail, Outgoing, Result } from '../../contract/index.js';
import type { EndpointHost, SendStream, StreamHead } from './endpoint.js';
import { errorText, failureOf, systemOf } from './failure.js';
import type { StageFailure } from './failure.js';
import { Turns } from './stream-turns.js';
import { closePayload, isOrdinaryCode, sendReset } from './websocket-close.js';
import { violationOf } from './websocket-errors.js';
import type { FrameIntake } from './websocket-intake.js';
import { WebSocketInside } from './websocket-internals.js';
import type { InsideHooks } from './websocket-internals.js';
import { KeepAlive } from './websocket-keepalive.js';
import type { KeepAliveOwner } from './websocket-keepalive.js';
import { ending } from './websocket-outcome.js';
import type { WebSocketOutcome } from './websocket-outcome.js';
import { FrameOutput } from './websocket-output.js';
import type { OutputOwner } from './websocket-output.js';
import { fragments, notUtf8 } from './websocket-stream.js';
import { FrameWriter } from './websocket-writer.js';
import type { WebSocketLine } from './websocket-writer.js';

/** A send is refused while more than this waits before it: the peer does not read. */
const maxQueuedBytes = 256 * 1024 * 1024;

/** Pings left unanswered by us while the peer does not read: only the latest must be (RFC 6455 §5.5.3). */
const maxPendingPongs = 64;

/** Application data of a control frame, bytes (RFC 6455 §5.5). */
const maxControlBytes = 125;

/** Whoever has the peers of one endpoint. */
export interface WebSocketOwner {
  closing(): void;
  roundTrip(ms: number): void;
  /** `count` of that peer, in all. */
  missed(count: number): void;
  /** Called once, after the last row. */
  closed(peer: number, outcome: WebSocketOutcome): void;
}

/** What a peer and its speaker have in common. */
export interface SpokenLine extends WebSocketLine {
  readonly options: FullOptions['ws'];
  readonly owner: WebSocketOwner;
  readonly intake: FrameIntake;
}

/**
 * The part of an open WebSocket that speaks: messages, control frames and the end go through `ws`, and become rows. A
 * peer has one from the first thing on that needs it.
 */
export class WebSocketSpeaker implements InsideHooks, OutputOwner, KeepAliveOwner {
  readonly #ws: WebSocket;
  readonly #line: SpokenLine;
  readonly #inside: WebSocketInside;
  readonly #writer: FrameWriter;
  readonly #output: FrameOutput;
  #keepAlive: KeepAlive | null = null;
  #turns: Turns | null = null;
  /** Records a Close frame of `ws` that tells what is wrong: its row follows that of the error. */
  #closeRow: (() => void) | null = null;
  #waitingBytes = 0;
  #pendingPongs = 0;
  #streaming = false;
  #by: 'us' | 'peer' | null = null;
  #closeSent: { readonly code: number | undefined; readonly reason: string } | null = null;
  #closeReceived: { readonly code: number | null; readonly reason: string } | null = null;
  #reset: 'us' | 'peer' | null = null;
  #failure: StageFailure | null = null;
  #closed = false;
  #done: (() => void)[] | null = null;

  constructor(line: SpokenLine, ws: WebSocket) {
    this.#ws = ws;
    this.#line = line;
    this.#inside = new WebSocketInside(ws, this);
    this.#output = new FrameOutput(this);
    this.#writer = new FrameWriter(ws, line, this.#inside, this.#output);
    if (line.options.pingIntervalMs > 0) this.#keepAlive = new KeepAlive(line.options.pingIntervalMs, this);
  }

  get host(): EndpointHost {
    return this.#line.host;
  }

  get peer(): number {
    return this.#line.peer;
  }

  /** `ws` has refused what it was given. */
  get refused(): boolean {
    return this.#inside.refused;
  }

  get paused(): boolean {
    return this.#ws.isPaused;
  }

  /** Gives `ws` a frame; false where it wants no more for now. */
  pass(bytes: Uint8Array): boolean {
    return this.#inside.pass(bytes);
  }

  get #open(): boolean {
    return this.#ws.readyState === this.#ws.OPEN && this.#closeSent === null;
  }

  queuedBytes(): number {
    return this.#closed ? 0 : this.#ws.bufferedAmount + this.#waitingBytes;
  }

  pause(): void {
    this.#keepAlive?.pause();
    this.#ws.pause();
  }

  resume(): void {
    this.#keepAlive?.resume();
    this.#ws.resume();
  }

  async send(message: Outgoing, flags = 0): Promise<Result<number>> {
    const { kind, data } = message;
    if (kind === 'close') return this.close(message.code, message.reason);
    const refusal = this.#refusal();
    if (refusal !== null) return refusal;
    if (kind === 'ping' || kind === 'pong') {
      const { length: size } = data;
      if (size > maxControlBytes) {
        const text = `a ${kind} holds at most 125 bytes (RFC 6455 §5.5), this one has ${size}`;
        return fail('send.too-large', text, { size, limit: maxControlBytes });
      }
      return this.#write(kind === 'ping' ? RowKind.ping : RowKind.pong, data, flags);
    }
    if (kind === 'text' && !isUtf8(data)) {
      return notUtf8(utf8Error(data) ?? 0);
    }
    const row = kind === 'text' ? RowKind.text : RowKind.binary;
    const turns = this.#turns;
    if (turns?.busy !== true) return this.#write(row, data, flags);
    // Between the fragments of a message no other may stand (RFC 6455 §5.4).
    this.#waitingBytes += data.length;
    await turns.take();
    turns.give();
    this.#waitingBytes -= data.length;
    return this.#refusal() ?? this.#write(row, data, flags);
  }

  openStream(head: StreamHead): Result<SendStream> {
    const refusal = this.#refusal();
    if (refusal !== null) return refusal;
    if (this.#streaming)
      return fail('send.busy', `${this.#line.place} is already being sent something; wait or cancel it`);
    this.#streaming = true;
    const turns = (this.#turns ??= new Turns());
    const turn = turns.take();
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
          void turn.then(() => turns.give());
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
      return fail('close.closed', `${this.#line.place} is closed, or closing`);
    }
    this.#by ??= 'us';
    this.#closeSent = { code, reason };
    this.#line.owner.closing();
    this.#keepAlive?.stop();
    // A paused socket would never see the answer.
    this.#ws.resume();
    if (isOrdinaryCode(code)) {
      this.#output.closeFlags = 0;
      this.#ws.close(code, reason);
    } else {
      void this.#writer.closeWith(payload.value);
    }
    return ok(payload.value.length);
  }

  /** Writes bytes beside `ws` as they are, once what was sent before has left. */
  async craft(bytes: Uint8Array): Promise<Result<number>> {
    if (this.#closed) return fail('send.closed', `cannot send: ${this.#line.place} is closed`);
    return this.#tooMuch() ?? this.#writer.craft(bytes);
  }

  /** Sends RST. */
  reset(): void {
    if (this.#closed || this.#reset !== null) return;
    this.#reset = 'us';
    this.#by = 'us';
    this.#life(RowKind.reset, { text: `reset sent to ${this.#line.place} (RST)` }, Direction.out);
    sendReset(this.#line.socket, this.#line.raw);
  }

  /** Resolves after the last row. */
  whenClosed(): Promise<void> {
    return this.#closed ? Promise.resolve() : new Promise((done) => (this.#done ??= []).push(done));
  }

  #refusal(): { readonly ok: false; readonly error: Failure } | null {
    if (!this.#open) return fail('send.closed', `cannot send: ${this.#line.place} is closed, or closing`);
    return this.#tooMuch();
  }

  #tooMuch(): { readonly ok: false; readonly error: Failure } | null {
    const queued = this.queuedBytes();
    if (queued <= maxQueuedBytes) return null;
    return fail(
      'send.queue-full',
      `cannot send: ${queued} ${queued === 1 ? 'byte waits' : 'bytes wait'} already; ${this.#line.place} does not read`,
    );
  }

  #write(kind: RowKind, data: Uint8Array, flags: number, fin = true): Promise<Result<number>> {
    if (kind === RowKind.ping) (this.#keepAlive ??= new KeepAlive(0, this)).sent(data);
    return this.#writer.write(kind, data, flags, { fin, compress: this.#line.options.deflate });
  }

  /** A message of fragments, or inflated: its frames are rows already. */
  message(bytes: Buffer, isBinary: boolean): void {
    const flags = this.#inside.takeFlags();
    this.#line.intake.inflated();
    if (this.#failure !== null) return;
    const good = isBinary || isUtf8(bytes);
    const kind = isBinary ? RowKind.binary : RowKind.text;
    const marks = good ? flags : flags | RowFlag.invalid;
    this.#line.host.record(kind, Direction.in, this.#line.peer, this.#line.intake.arrived, bytes, marks);
    if (!good) this.badText(bytes);
  }

  /** A text that is not UTF-8. It is a row already. */
  badText(bytes: Uint8Array): void {
    const offset = utf8Error(bytes) ?? 0;
    const said = Object.assign(new Error(`from byte ${offset}`), { code: 'WS_ERR_INVALID_UTF8' });
    const failure = violationOf(said, this.#context());
    this.#fail({ ...failure, detail: { ...failure.detail, offset } });
    this.#closeAutomatically(1007);
  }

  ping(data: Buffer): void {
    if (!this.#line.options.autoPong || !this.#open || this.#pendingPongs >= maxPendingPongs) return;
    this.#pendingPongs += 1;
    void this.#write(RowKind.pong, data, RowFlag.automatic).then(() => {
      this.#pendingPongs -= 1;
    });
  }

  pong(data: Buffer): void {
    this.#keepAlive?.pong(data);
  }

  sent(list: readonly Buffer[]): void {
    this.#output.sent(list);
  }

  received(chunk: Buffer): boolean {
    return this.#line.intake.take(chunk);
  }

  get compressing(): boolean {
    return this.#inside.compressing;
  }

  now(): number {
    return this.#line.host.now();
  }

  sendPing(payload: Buffer): void {
    if (this.#open) void this.#write(RowKind.ping, payload, RowFlag.automatic);
  }

  pongMissed(count: number, ms: number): void {
    this.#life(RowKind.missedPong, { text: `no pong for ${ms} ms; ${count} missed`, ms });
    this.#line.owner.missed(count);
  }

  roundTrip(ms: number): void {
    this.#line.owner.roundTrip(ms);
  }

  closeFrame(payload: Buffer): void {
    const { code, reason, problem } = parseClosePayload(payload);
    this.#closeReceived = { code, reason };
    // `ws` judges codes and lengths; the text of the reason is left to us (skipUTF8Validation).
    if (problem !== null && isOrdinaryCode(code ?? undefined) && payload.length !== 1) {
      const text = `${this.#line.place} broke the protocol: ${problem.message} (${problem.section})`;
      this.#life(RowKind.error, { text, error: { code: 'ws.close-reason', message: text } });
    }
    if (this.#failure !== null || this.#closeSent !== null || this.#ws.readyState !== this.#ws.OPEN) return;
    this.#by = 'peer';
    this.#keepAlive?.stop();
    this.#line.owner.closing();
    // `ws` answers with the same payload when we return, unless the code is one that it refuses.
    if (code !== null && !isOrdinaryCode(code)) return;
    this.#closeSent = { code: code ?? undefined, reason };
  }

  closeLeaves(record: () => void): void {
    if (this.#closeSent !== null) record();
    else this.#closeRow = record;
  }

  violation(error: Error): void {
    this.#line.intake.end();
    const failure = violationOf(error, this.#context());
    this.#fail(failure);
    this.#closeRow?.();
    this.#closeRow = null;
    // `ws` has sent its Close frame already.
    this.#closeSent ??= { code: Number(failure.detail?.['close'] ?? 1002), reason: '' };
  }

  #closeAutomatically(code: number): void {
    if (!this.#open) return;
    this.#closeSent = { code, reason: '' };
    this.#ws.close(code);
  }

  #context() {
    return {
      place: this.#line.place,
      limit: this.#line.options.maxMessageBytes,
      size: this.#inside.announcedBytes,
    };
  }

  socketFailed(error: Error): void {
    if (this.#reset !== null || this.#closed) return;
    const failure = failureOf(error, { stage: 'open', host: this.#line.place });
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
    this.#keepAlive?.stop();
    this.#line.owner.closing();
    const { code, message, detail } = failure;
    const error = { code, message, ...(detail !== undefined && { detail }) };
    this.#life(RowKind.error, { text: message, error, ...systemOf(failure) });
  }

  closed(): void {
    if (this.#closed) return;
    this.#keepAlive?.stop();
    this.#line.intake.close();
    this.#closeRow?.();
    const { detail, outcome } = ending({
      place: this.#line.place,
      by: this.#by,
      sent: this.#closeSent,
      received: this.#closeReceived,
      reset: this.#reset,
      failure: this.#failure,
      clean: this.#inside.clean,
      unsent: this.#writer.bytes,
    });
    this.#closed = true;
    this.#writer.giveUp();
    this.#life(RowKind.end, detail);
    this.#line.owner.closed(this.#line.peer, outcome);
    for (const done of this.#done ?? []) done();
    this.#done = null;
  }

  #life(kind: RowKind, detail: LifeDetail, direction: Direction = Direction.none): void {
    this.#line.host.life(kind, this.#line.peer, detail, direction);
  }
}
