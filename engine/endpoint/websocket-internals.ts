import type { Socket } from 'node:net';
import * as library from 'ws';
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import { RowFlag } from '../../contract/index.js';

/*
 * The one file that knows the inside of `ws` (the version is pinned). `ws` speaks the protocol once
 * a socket is open, but its client cannot keep the order, case and duplicates of headers, and its
 * events leave out whether a message was fragmented and what a bad close frame held.
 */

/** permessage-deflate (RFC 7692) as `ws` negotiates it. */
export interface Deflate {
  offer(): object;
  /** Throws where the parameters are unknown or not acceptable. */
  accept(configurations: unknown): object;
}

/** On what belongs to one WebSocket: functions that all of them share find their own by it. */
const inner = Symbol('inner');

interface Owned {
  [inner]: WebSocketInside;
}

interface Receiver extends Owned {
  readonly _compressed: boolean;
  readonly _fin: boolean;
  readonly _opcode: number;
  readonly _totalPayloadLength: number;
  readonly _messageLength: number;
  readonly _errored: boolean;
  write(bytes: Buffer): boolean;
  dataMessage(done: (error?: Error) => void): void;
  controlMessage(data: Buffer, done: (error?: Error) => void): void;
}

interface Sender extends Owned {
  readonly _compress: boolean;
  sendFrame(list: readonly Buffer[], done: (error?: Error | null) => void): void;
}

/** What `ws` says, and where the bytes of a connection can be seen and taken. */
export interface InsideHooks {
  /** The payload of a Close frame, before it is judged. */
  closeFrame(payload: Buffer): void;
  /** Bytes that were left when the socket closed, instead of `ws`; false pauses reading. */
  received(chunk: Buffer): boolean;
  /** A frame that leaves now: its head, masking key included, then its payload, masked where it is. */
  sent(list: readonly Buffer[]): void;
  message(data: Buffer, isBinary: boolean): void;
  ping(data: Buffer): void;
  pong(data: Buffer): void;
  violation(error: Error): void;
  closed(): void;
}

interface Internals extends Owned {
  _isServer: boolean;
  _extensions: Record<string, Deflate>;
  _readyState: number;
  _closeFrameSent: boolean;
  readonly _closeFrameReceived: boolean;
  _closeTimer: NodeJS.Timeout | null;
  readonly _receiver: Receiver;
  readonly _sender: Sender;
  setSocket(socket: Socket, head: Buffer, options: object): void;
}

interface Frame {
  readonly fin: boolean;
  readonly rsv1: boolean;
  readonly opcode: number;
  readonly mask: boolean;
  readonly readOnly: boolean;
}

// Exported by the package (wrapper.mjs) and left out by its types.
const { PerMessageDeflate, Receiver, Sender, extension } = library as unknown as {
  PerMessageDeflate: new (options: { isServer: boolean; maxPayload: number }) => Deflate;
  extension: { parse(header: string): Record<string, unknown>; format(offers: object): string };
  Receiver: { readonly prototype: Receiver };
  Sender: { readonly prototype: Sender; frame(data: Uint8Array, frame: Frame): Buffer[] };
};

// The types of @types/ws hide these members; ws 8.23 has them.
const insideOf = (ws: WebSocket): Internals => ws as unknown as Internals;

const deflateName = 'permessage-deflate';

/** After our Close frame the peer has this long to answer it (RFC 6455 §7.1.1 lets us give up). */
export const closeWaitMs = 5_000;

/** More fragments than this in one message is an attack on memory; a 1 GiB file in 4 KiB frames passes. */
const maxFragments = 256 * 1024;

/** Options of `ws` for either role. UTF-8 is judged by us, so that ill-formed text is seen and not lost. */
export function protocolOptions(maxMessageBytes: number) {
  return {
    autoPong: false,
    allowSynchronousEvents: true,
    skipUTF8Validation: true,
    maxPayload: maxMessageBytes,
    maxFragments,
    closeTimeout: closeWaitMs,
  };
}

/** The extension header a client offers. */
export function deflateOffer(): string {
  return extension.format({
    [deflateName]: new PerMessageDeflate({ isServer: false, maxPayload: 0 }).offer(),
  });
}

/** Reads what a server accepted of our offer; throws where it makes no sense (RFC 7692 §7.1). */
export function acceptDeflate(header: string, maxMessageBytes: number): Deflate {
  const parsed = extension.parse(header);
  const names = Object.keys(parsed);
  if (names.length !== 1 || names[0] !== deflateName) throw new Error(`cannot speak ${names.join(', ')}`);
  const deflate = new PerMessageDeflate({ isServer: false, maxPayload: maxMessageBytes });
  deflate.accept(parsed[deflateName]);
  return deflate;
}

/** What a handshake agreed on. */
export interface Agreement {
  /** We are the server. */
  readonly server: boolean;
  readonly deflate: Deflate | null;
  /** 0 is no limit. */
  readonly maxMessageBytes: number;
}

/**
 * Stands where the server of `ws` makes a WebSocket of an upgraded socket (its option `WebSocket`): one is made when there
 * is something that only it can do, and until then it would be most of what an idle peer costs.
 */
export class UpgradedSocket {
  _protocol = '';
  _extensions: Record<string, Deflate> = {};

  setSocket(): void {
    // It is handed over when it is needed: see `adopt`.
  }

  get deflate(): Deflate | null {
    return this._extensions[deflateName] ?? null;
  }
}

/** Gives a socket whose handshake is done to `ws`, which does not read it: see `WebSocketInside.pass`. */
export function adopt(socket: Socket, { server, deflate, maxMessageBytes }: Agreement): WebSocket {
  const options = protocolOptions(maxMessageBytes);
  // The constructor takes options after a null address, as the server of `ws` uses it.
  const Constructor = WebSocket as unknown as new (
    address: null,
    protocols: undefined,
    options: object,
  ) => WebSocket;
  const ws = new Constructor(null, undefined, options);
  const inside = insideOf(ws);
  inside._isServer = server;
  if (deflate !== null) inside._extensions = { [deflateName]: deflate };
  inside.setSocket(socket, Buffer.alloc(0), options);
  const reads = socket.listeners('data').at(-1);
  // Listeners of a socket take what its events give.
  if (reads !== undefined) socket.off('data', reads as (chunk: Buffer) => void);
  return ws;
}

/** Tells `ws` of an event of its socket that is under way: it was given the socket too late to hear of it. */
export function replay(socket: Socket, event: 'end' | 'close' | 'error', ...told: unknown[]): void {
  socket.listeners(event).at(-1)?.apply(socket, told);
}

function write(this: Receiver, chunk: Buffer): boolean {
  return this[inner].hooks.received(chunk);
}

function dataMessage(this: Receiver, done: (error?: Error) => void): void {
  if (!this._fin) this[inner].split = true;
  Receiver.prototype.dataMessage.call(this, done);
}

function controlMessage(this: Receiver, data: Buffer, done: (error?: Error) => void): void {
  if (this._opcode === 8) this[inner].hooks.closeFrame(data);
  Receiver.prototype.controlMessage.call(this, data, done);
}

function sendFrame(this: Sender, list: readonly Buffer[], done: (error?: Error | null) => void): void {
  this[inner].hooks.sent(list);
  Sender.prototype.sendFrame.call(this, list, done);
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  // binaryType is nodebuffer, so `ws` gives a Buffer.
  insideOf(this)[inner].hooks.message(data as Buffer, isBinary);
}

function onPing(this: WebSocket, data: Buffer): void {
  insideOf(this)[inner].hooks.ping(data);
}

function onPong(this: WebSocket, data: Buffer): void {
  insideOf(this)[inner].hooks.pong(data);
}

function onError(this: WebSocket, error: Error): void {
  insideOf(this)[inner].hooks.violation(error);
}

function onClose(this: WebSocket): void {
  insideOf(this)[inner].hooks.closed();
}

/** What `ws` says, and what its events do not tell. */
export class WebSocketInside {
  readonly hooks: InsideHooks;
  /** The message under way comes in fragments. */
  split = false;
  readonly #inner: Internals;
  readonly #ws: WebSocket;

  constructor(ws: WebSocket, hooks: InsideHooks) {
    this.hooks = hooks;
    this.#ws = ws;
    this.#inner = insideOf(ws);
    const { _receiver: receiver, _sender: sender } = this.#inner;
    this.#inner[inner] = this;
    Object.assign(receiver, { [inner]: this, write, dataMessage, controlMessage });
    Object.assign(sender, { [inner]: this, sendFrame });
    ws.on('message', onMessage);
    ws.on('ping', onPing);
    ws.on('pong', onPong);
    ws.on('error', onError);
    ws.on('close', onClose);
  }

  /** Gives `ws` bytes to read; false where it wants no more for now. */
  pass(bytes: Uint8Array): boolean {
    const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return Receiver.prototype.write.call(this.#inner._receiver, given);
  }

  /** Reading has failed: it reads nothing more. */
  get refused(): boolean {
    return this.#inner._receiver._errored;
  }

  get server(): boolean {
    return this.#inner._isServer;
  }

  /** permessage-deflate was agreed on. */
  get deflate(): boolean {
    return this.#inner._extensions[deflateName] !== undefined;
  }

  /** Flags of the message that is being delivered. */
  takeFlags(): number {
    const flags =
      (this.#inner._receiver._compressed ? RowFlag.compressed : 0) | (this.split ? RowFlag.fragmented : 0);
    this.split = false;
    return flags;
  }

  /** The message last begun goes out compressed. */
  get compressing(): boolean {
    return this.#inner._extensions[deflateName] !== undefined && this.#inner._sender._compress;
  }

  /** Bytes of the message being received, as far as its frames have announced them. */
  get announcedBytes(): number {
    const { _totalPayloadLength, _messageLength } = this.#inner._receiver;
    return Math.max(_totalPayloadLength, _messageLength);
  }

  /** Both Close frames have passed (RFC 6455 §7.1.4: closed cleanly). */
  get clean(): boolean {
    return this.#inner._closeFrameSent && this.#inner._closeFrameReceived;
  }

  /**
   * Sends a Close frame that `ws` refuses to, such as one with code 1005, and waits for the answer
   * as `ws` would. Nothing may be waiting to be compressed.
   */
  closeWith(payload: Uint8Array, socket: Socket): void {
    const inner = this.#inner;
    const frame = { fin: true, rsv1: false, opcode: 8, mask: !inner._isServer, readOnly: true };
    inner._sender.sendFrame(Sender.frame(payload, frame), (error) => {
      if (error) return;
      inner._closeFrameSent = true;
      if (inner._closeFrameReceived) socket.end();
    });
    inner._readyState = this.#ws.CLOSING;
    inner._closeTimer = setTimeout(() => socket.destroy(), closeWaitMs);
  }
}
