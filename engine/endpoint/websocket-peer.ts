import type { Socket } from 'node:net';
import type { FullOptions, Outgoing, Result, SocketAddress } from '../../contract/index.js';
import type { EndpointHost, SendStream, StreamHead } from './endpoint.js';
import { addressText } from './stream-address.js';
import { readChunks } from './stream-reading.js';
import type { ChunkReader } from './stream-reading.js';
import { FrameIntake } from './websocket-intake.js';
import type { IntakeOwner } from './websocket-intake.js';
import { adopt, replay } from './websocket-internals.js';
import type { Deflate } from './websocket-internals.js';
import { WebSocketSpeaker } from './websocket-speaker.js';
import type { SpokenLine, WebSocketOwner } from './websocket-speaker.js';

/** Bytes read of one WebSocket, or of several, in a turn: some 2 ms of the smallest messages. */
const turnBytes = 512 * 1024;

/** What all WebSockets of one endpoint have in common. */
export interface WebSocketFamily {
  readonly host: EndpointHost;
  readonly options: FullOptions['ws'];
  /** TCP_NODELAY, which `ws` switches on. */
  readonly noDelay: boolean;
  /** We are the server. */
  readonly server: boolean;
  readonly owner: WebSocketOwner;
}

/** One socket whose handshake is done. */
export interface Upgraded {
  readonly peer: number;
  readonly socket: Socket;
  readonly raw: Socket;
  readonly remote: SocketAddress;
  readonly deflate: Deflate | null;
  /** What came behind the head. */
  readonly rest: Buffer;
}

/** On its socket: listeners that all sockets share find their peer by it. */
const peerOf = Symbol('peer');

/**
 * One open WebSocket of a session, of either role. There may be thousands that say nothing: what reads and what speaks
 * are made when they are needed.
 */
export class WebSocketPeer implements SpokenLine, IntakeOwner, ChunkReader {
  readonly peer: number;
  readonly socket: Socket;
  readonly raw: Socket;
  readonly #remote: SocketAddress;
  readonly #family: WebSocketFamily;
  readonly #deflate: Deflate | null;
  #paused = false;
  #intake: FrameIntake | null = null;
  #speaker: WebSocketSpeaker | null = null;

  constructor(family: WebSocketFamily, { peer, socket, raw, remote, deflate, rest }: Upgraded) {
    this.#family = family;
    this.peer = peer;
    this.socket = socket;
    this.raw = raw;
    this.#remote = remote;
    this.#deflate = deflate;
    if (rest.length > 0) socket.unshift(rest);
    Object.assign(socket, { [peerOf]: this });
    socket.on('error', onError);
    socket.on('end', onEnd);
    socket.on('close', onClose);
    // `ws` stops listening after a Close frame or a violation; what still comes crossed the wire all the same.
    readChunks(socket, this);
    if (raw !== socket) {
      Object.assign(raw, { [peerOf]: this });
      raw.on('error', onError);
    }
    if (family.options.pingIntervalMs > 0) this.#speak();
  }

  get host(): EndpointHost {
    return this.#family.host;
  }

  get options(): FullOptions['ws'] {
    return this.#family.options;
  }

  get owner(): WebSocketOwner {
    return this.#family.owner;
  }

  get server(): boolean {
    return this.#family.server;
  }

  get deflate(): boolean {
    return this.#deflate !== null;
  }

  get limit(): number {
    return this.options.maxMessageBytes;
  }

  get turnBytes(): number {
    return turnBytes;
  }

  get place(): string {
    return addressText(this.#remote);
  }

  get intake(): FrameIntake {
    return (this.#intake ??= new FrameIntake(this));
  }

  take(chunk: Buffer): boolean {
    return this.intake.take(chunk);
  }

  pass(bytes: Uint8Array): boolean {
    return this.#speak().pass(bytes);
  }

  refused(): boolean {
    return this.#speaker?.refused === true;
  }

  ready(): void {
    if (!(this.#speaker?.paused ?? this.#paused)) this.socket.resume();
  }

  badText(payload: Uint8Array): void {
    this.#speak().badText(payload);
  }

  queuedBytes(): number {
    return this.#speaker?.queuedBytes() ?? 0;
  }

  pause(): void {
    this.#paused = true;
    if (this.#speaker === null) this.socket.pause();
    else this.#speaker.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#speaker === null) this.socket.resume();
    else this.#speaker.resume();
  }

  send(message: Outgoing, flags = 0): Promise<Result<number>> {
    return this.#speak().send(message, flags);
  }

  openStream(head: StreamHead): Result<SendStream> {
    return this.#speak().openStream(head);
  }

  /** Sends a Close frame with any code; answers with the bytes of its payload. */
  close(code?: number, reason = ''): Result<number> {
    return this.#speak().close(code, reason);
  }

  /** Writes bytes beside `ws` as they are, once what was sent before has left. */
  craft(bytes: Uint8Array): Promise<Result<number>> {
    return this.#speak().craft(bytes);
  }

  /** Sends RST. */
  reset(): void {
    this.#speak().reset();
  }

  /** Resolves after the last row. */
  whenClosed(): Promise<void> {
    return this.#speak().whenClosed();
  }

  /** Something is the matter with the socket: `ws` has to know, and is told of it where it comes too late to hear. */
  failed(socket: Socket, error: Error): void {
    const late = this.#speaker === null;
    const speaker = this.#speak();
    if (late && socket === this.socket) replay(socket, 'error', error);
    speaker.socketFailed(error);
  }

  ends(event: 'end' | 'close'): void {
    if (this.#speaker !== null) return;
    this.#speak();
    replay(this.socket, event);
  }

  #speak(): WebSocketSpeaker {
    if (this.#speaker !== null) return this.#speaker;
    const { server, noDelay, options } = this.#family;
    const { maxMessageBytes } = options;
    const ws = adopt(this.socket, { server, deflate: this.#deflate, maxMessageBytes });
    if (!noDelay) this.raw.setNoDelay(false);
    this.#speaker = new WebSocketSpeaker(this, ws);
    if (this.#paused) this.#speaker.pause();
    return this.#speaker;
  }
}

interface Owned extends Socket {
  readonly [peerOf]: WebSocketPeer;
}

function onError(this: Owned, error: Error): void {
  this[peerOf].failed(this, error);
}

function onEnd(this: Owned): void {
  this[peerOf].ends('end');
}

function onClose(this: Owned): void {
  this[peerOf].ends('close');
}
