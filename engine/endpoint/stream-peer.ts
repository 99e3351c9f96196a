import type { Socket } from 'node:net';
import { Direction, fail, ok, RowFlag, RowKind } from '../../contract/index.js';
import type { Failure, LifeDetail, Result, SocketAddress } from '../../contract/index.js';
import type { EndpointHost, SendStream } from './endpoint.js';
import { errorText, failureOf, systemOf } from './failure.js';
import type { StageFailure } from './failure.js';
import { addressText } from './stream-address.js';
import { readChunks } from './stream-reading.js';
import { finUnderWay } from './stream-reset.js';
import { Turns } from './stream-turns.js';
import { TurnCork } from './turn-cork.js';

/** A send is refused while more than this waits before it: the peer does not read. */
const maxQueuedBytes = 256 * 1_024 * 1_024;

/** A message is written in pieces of this size, so that a failure knows how far it came. */
const pieceBytes = 1_024 * 1_024;

/** After our FIN the peer has this long to end its side; a queue must shrink within the same time. */
const closeWaitMs = 1_000;

export interface StreamSocket {
  /** What is read and written: the TLS socket where there is one. */
  readonly socket: Socket;
  /** The socket below, which alone can send RST. */
  readonly raw: Socket;
  readonly remote: SocketAddress;
}

export interface StreamOutcome {
  readonly by: 'us' | 'peer' | 'error';
  readonly failure: StageFailure | null;
}

export type StreamState = 'open' | 'half-closed' | 'closing';

/** What became of the stream, for whoever owns it. */
export interface StreamOwner {
  state(state: StreamState): void;
  /** Called once, after the last row. */
  closed(outcome: StreamOutcome): void;
}

/**
 * One open byte stream (TCP, TLS or a local socket) of a session: it turns data, FIN, RST and
 * errors into rows and writes what is sent, in order.
 */
export class StreamPeer {
  readonly #socket: Socket;
  readonly #raw: Socket;
  readonly #host: EndpointHost;
  readonly #peer: number;
  readonly #place: string;
  readonly #local: boolean;
  readonly #owner: StreamOwner;
  readonly #turns = new Turns();
  readonly #cork: TurnCork;
  #waitingBytes = 0;
  #streaming = false;
  #firstFin: 'us' | 'peer' | null = null;
  #reset: 'us' | 'peer' | null = null;
  #closing = false;
  #forced = false;
  #unsent = 0;
  /** Writes the kernel has not been said to have taken. */
  #writing = 0;
  #held: { readonly time: number; readonly bytes: Buffer }[] = [];
  #failure: StageFailure | null = null;
  #timer: NodeJS.Timeout | undefined;
  #done: (() => void)[] = [];
  #closed = false;

  constructor(stream: StreamSocket, host: EndpointHost, peer: number, owner: StreamOwner) {
    this.#socket = stream.socket;
    this.#cork = new TurnCork(stream.socket);
    this.#raw = stream.raw;
    this.#host = host;
    this.#peer = peer;
    this.#place = addressText(stream.remote);
    this.#local = stream.remote.family === 'local';
    this.#owner = owner;
    const socket = this.#socket;
    socket.on('error', (error) => this.#onError(error));
    socket.on('end', () => this.#onEnd());
    socket.on('close', () => this.#onClose());
    readChunks(socket, this);
    // It may have died between its opening and now, while nobody listened.
    if (socket.destroyed) {
      queueMicrotask(() => {
        if (socket.errored) this.#onError(socket.errored);
        this.#onClose();
      });
    }
  }

  /** What came, for whoever reads the socket. */
  take(bytes: Buffer): undefined {
    const time = this.#host.now();
    if (this.#writing === 0 || this.#raw === this.#socket) {
      this.#host.record(RowKind.chunk, Direction.in, this.#peer, time, bytes);
      return;
    }
    // Node's TLS tells that a write went out only after the events of this turn: an answer that is
    // here already must not stand before its question.
    if (this.#held.push({ time, bytes }) === 1) setImmediate(() => this.#recordHeld());
  }

  queuedBytes(): number {
    return this.#socket.writableLength + this.#waitingBytes;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  async send(data: Uint8Array, flags = 0): Promise<Result<number>> {
    const refusal = this.#refusal();
    if (refusal) return refusal;
    if (data.length === 0) return fail('send.empty', 'nothing was sent: a stream carries no empty message');
    if (data.length <= pieceBytes && !this.#turns.busy) {
      const error = await this.#write(data);
      if (error) return this.#writeFailed(error, data, 0, flags);
      this.#recordOut(data, flags);
      return ok(data.length);
    }
    this.#waitingBytes += data.length;
    await this.#turns.take();
    let taken = 0;
    try {
      while (taken < data.length) {
        const piece = data.subarray(taken, taken + pieceBytes);
        this.#waitingBytes -= piece.length;
        const error = await this.#write(piece);
        if (error) {
          this.#waitingBytes -= data.length - taken - piece.length;
          return this.#writeFailed(error, data, taken, flags);
        }
        taken += piece.length;
      }
      this.#recordOut(data, flags);
      return ok(taken);
    } finally {
      this.#turns.give();
    }
  }

  /** Pieces become a row each as the kernel takes them; other sends wait for the end of the stream. */
  openStream(): Result<SendStream> {
    const refusal = this.#refusal();
    if (refusal) return refusal;
    if (this.#streaming)
      return fail('send.busy', `${this.#place} is already being sent something; wait or cancel it`);
    this.#streaming = true;
    const turn = this.#turns.take();
    let over = false;
    const finish = () => {
      if (over) return;
      over = true;
      this.#streaming = false;
      void turn.then(() => this.#turns.give());
    };
    return ok({
      write: async (chunk) => {
        await turn;
        if (over) return fail('send.over', 'this stream has been ended');
        const error = await this.#write(chunk);
        if (error) return this.#writeFailed(error, chunk, 0, 0);
        this.#recordOut(chunk);
        return ok();
      },
      end: () => {
        finish();
        return Promise.resolve(ok());
      },
      abort: finish,
    });
  }

  /** Sends FIN after what is queued; reading goes on. */
  async halfClose(): Promise<Result<void>> {
    if (this.#closed || this.#closing) return fail('send.closed', `${this.#place} is closed`);
    if (this.#socket.writableEnded) return fail('send.ended', 'our side has been ended already (FIN sent)');
    await this.#turns.take();
    this.#turns.give();
    this.#sendFin();
    return ok();
  }

  /** FIN, then the peer's FIN or a second of patience, then the end; answers when it is over. */
  close(): Promise<void> {
    const over = this.whenClosed();
    if (this.#closed || this.#closing || this.#reset) return over;
    this.#closing = true;
    this.#owner.state('closing');
    // A paused socket would never see the peer's FIN.
    this.#socket.resume();
    void this.#turns.take().then(() => {
      this.#turns.give();
      if (!this.#socket.writableEnded) this.#sendFin();
    });
    this.#watch(this.queuedBytes());
    return over;
  }

  /** Sends RST where the kind of socket knows one. */
  reset(): Promise<void> {
    const over = this.whenClosed();
    if (this.#closed || this.#reset) return over;
    this.#reset = 'us';
    this.#unsent = this.queuedBytes();
    // Node may be in the middle of the TLS record that led here, and crashes where its socket goes
    // away beneath it.
    if (this.#raw === this.#socket) this.#cut();
    else setImmediate(() => this.#cut());
    return over;
  }

  #cut(): void {
    if (this.#closed) return;
    const why = this.#local
      ? 'a local socket knows no RST'
      : finUnderWay(this.#socket, this.#raw)
        ? 'our FIN was on its way, and no RST can overtake it'
        : null;
    if (why !== null) {
      this.#life(RowKind.note, { text: `closed at once: ${why}` }, Direction.out);
      this.#socket.destroy();
      return;
    }
    this.#life(RowKind.reset, { text: `reset sent to ${this.#place} (RST)` }, Direction.out);
    // A TLS socket above it follows by itself.
    this.#raw.resetAndDestroy();
  }

  whenClosed(): Promise<void> {
    return this.#closed ? Promise.resolve() : new Promise((done) => this.#done.push(done));
  }

  #refusal(): { readonly ok: false; readonly error: Failure } | null {
    if (this.#closed || this.#closing || this.#socket.destroyed) {
      return fail('send.closed', `cannot send: ${this.#place} is closed`);
    }
    if (this.#socket.writableEnded)
      return fail('send.ended', 'cannot send: our side has been ended (FIN sent)');
    const queued = this.queuedBytes();
    if (queued <= maxQueuedBytes) return null;
    return fail(
      'send.queue-full',
      `cannot send: ${queued} ${queued === 1 ? 'byte waits' : 'bytes wait'} already; ${this.#place} does not read`,
    );
  }

  /** Answers the error, or null when the kernel has taken all of it. */
  #write(bytes: Uint8Array): Promise<unknown> {
    return new Promise((settle) => {
      this.#writing += 1;
      this.#cork.hold(bytes.length);
      this.#socket.write(bytes, (error) => {
        this.#writing -= 1;
        // Node calls a write that was under way when its socket was destroyed a success.
        settle(error ?? (this.#socket.destroyed ? new Error('closed before it was sent') : null));
      });
    });
  }

  /** What came in meanwhile came after it. */
  #recordOut(data: Uint8Array, flags = 0): void {
    const time = this.#held[0]?.time ?? this.#host.now();
    this.#host.record(RowKind.chunk, Direction.out, this.#peer, time, data, flags);
  }

  #recordHeld(): void {
    for (const { time, bytes } of this.#held.splice(0)) {
      this.#host.record(RowKind.chunk, Direction.in, this.#peer, time, bytes);
    }
  }

  #writeFailed(error: unknown, data: Uint8Array, taken: number, flags: number): Result<never> {
    const failure = failureOf(error, { stage: 'open', host: this.#place });
    if (taken > 0) {
      const part = data.subarray(0, taken);
      this.#recordOut(part, flags | RowFlag.partial);
    }
    const text = taken > 0 ? `${taken} of ${data.length} bytes sent: ${failure.message}` : failure.message;
    this.#tell(failure, text);
    return { ok: false, error: { ...failure, message: text, detail: { ...failure.detail, taken } } };
  }

  /** One error row for each end: the writes that fail after it fail for the same reason. */
  #tell(failure: StageFailure, text: string): void {
    if (this.#failure || this.#reset || this.#forced || this.#closed) return;
    this.#failure = failure;
    this.#life(RowKind.error, { text, error: failure, ...systemOf(failure) });
  }

  #sendFin(): void {
    this.#socket.end(() => {
      if (this.#socket.destroyed && this.#socket.errored) return;
      const half = this.#firstFin === null;
      this.#firstFin ??= 'us';
      if (!half || this.#closing) return;
      this.#life(RowKind.halfClose, { text: 'our side ended (FIN sent); reading goes on' }, Direction.out);
      this.#owner.state('half-closed');
    });
  }

  #onEnd(): void {
    this.#recordHeld();
    const half = this.#firstFin === null;
    this.#firstFin ??= 'peer';
    if (!half || this.#closing) return;
    this.#life(
      RowKind.halfClose,
      { text: `${this.#place} ended its side (FIN received); sending still works` },
      Direction.in,
    );
    this.#owner.state('half-closed');
  }

  #onError(error: unknown): void {
    this.#recordHeld();
    // After its handshake Node's TLS tells an alert and lives on; there is nothing to live for.
    if (!this.#socket.destroyed) setImmediate(() => this.#socket.destroy());
    const failure = failureOf(error, { stage: 'open', host: this.#place });
    if (errorText(error, 'code') === 'ECONNRESET' && this.#reset === null && !this.#forced) {
      this.#reset = 'peer';
      this.#failure ??= failure;
      this.#life(
        RowKind.reset,
        { text: failure.message, error: failure, ...systemOf(failure) },
        Direction.in,
      );
      return;
    }
    this.#tell(failure, failure.message);
  }

  /** Gives up when the peer neither takes what is queued nor ends its side. */
  #watch(queued: number): void {
    this.#timer = setTimeout(() => {
      const left = this.queuedBytes();
      if (left > 0 && left < queued) {
        this.#watch(left);
        return;
      }
      this.#forced = true;
      this.#unsent = left;
      this.#socket.destroy();
    }, closeWaitMs);
  }

  #onClose(): void {
    this.#recordHeld();
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    const { by, text } = this.#ending();
    const clean = !this.#forced && this.#reset === null && this.#failure === null;
    this.#life(RowKind.end, { text, by, clean, ...(this.#failure && { error: this.#failure }) });
    const failure = by === 'us' ? null : this.#failure;
    this.#owner.closed({ by, failure });
    for (const done of this.#done) done();
    this.#done = [];
  }

  #ending(): { by: 'us' | 'peer' | 'error'; text: string } {
    const bytes = this.#unsent;
    const unsent =
      bytes === 0 ? '' : bytes === 1 ? '; 1 byte was not sent' : `; ${bytes} bytes were not sent`;
    if (this.#reset === 'us') return { by: 'us', text: `closed by us without ceremony${unsent}` };
    if (this.#reset === 'peer') return { by: 'peer', text: `closed: reset by ${this.#place}` };
    if (this.#failure) return { by: 'error', text: `lost: ${this.#failure.message}` };
    if (this.#forced)
      return {
        by: 'us',
        text: unsent === '' ? `closed by us; ${this.#place} had not ended its side` : `closed by us${unsent}`,
      };
    if (this.#firstFin === 'peer') return { by: 'peer', text: `closed by ${this.#place}` };
    return { by: 'us', text: 'closed by us' };
  }

  #life(kind: RowKind, detail: LifeDetail, direction: Direction = Direction.none): void {
    this.#host.life(kind, this.#peer, detail, direction);
  }
}
