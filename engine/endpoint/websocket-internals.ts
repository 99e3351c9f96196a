import type { Socket } from 'node:net';
import * as library from 'ws';
import { WebSocket } from 'ws';
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

interface Receiver {
  readonly _compressed: boolean;
  readonly _fin: boolean;
  readonly _opcode: number;
  readonly _totalPayloadLength: number;
  readonly _messageLength: number;
  readonly _errored: boolean;
  write: (bytes: Buffer) => boolean;
  dataMessage: (done: (error?: Error) => void) => void;
  controlMessage: (data: Buffer, done: (error?: Error) => void) => void;
}

interface Sender {
  readonly _compress: boolean;
  sendFrame: (list: readonly Buffer[], done: (error?: Error | null) => void) => void;
}

/** Where the bytes of a connection can be seen and taken. */
export interface InsideHooks {
  /** The payload of a Close frame, before it is judged. */
  closeFrame(payload: Buffer): void;
  /** Bytes that came, instead of `ws`; false pauses reading. */
  received(chunk: Buffer): boolean;
  /** A frame that leaves now: its head, masking key included, then its payload, masked where it is. */
  sent(list: readonly Buffer[]): void;
}

interface Internals {
  _isServer: boolean;
  _protocol: string;
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
const { PerMessageDeflate, extension, Sender } = library as unknown as {
  PerMessageDeflate: new (options: { isServer: boolean; maxPayload: number }) => Deflate;
  extension: { parse(header: string): Record<string, unknown>; format(offers: object): string };
  Sender: { frame(data: Uint8Array, frame: Frame): Buffer[] };
};

// The types of @types/ws hide these members; ws 8.23 has them.
const inside = (ws: WebSocket): Internals => ws as unknown as Internals;

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

/** Gives a socket whose handshake is done to `ws` as a client. `rest` came after the response's head. */
export function adoptClient(
  socket: Socket,
  rest: Buffer,
  agreed: {
    readonly subprotocol: string;
    readonly deflate: Deflate | null;
    readonly maxMessageBytes: number;
  },
): WebSocket {
  const options = protocolOptions(agreed.maxMessageBytes);
  // The constructor takes options after a null address, as the server of `ws` uses it.
  const Constructor = WebSocket as unknown as new (
    address: null,
    protocols: undefined,
    options: object,
  ) => WebSocket;
  const ws = new Constructor(null, undefined, options);
  const inner = inside(ws);
  inner._isServer = false;
  inner._protocol = agreed.subprotocol;
  if (agreed.deflate !== null) inner._extensions = { [deflateName]: agreed.deflate };
  inner.setSocket(socket, rest, options);
  return ws;
}

/** What the events of `ws` do not tell, read beside it. */
export class WebSocketInside {
  readonly #inner: Internals;
  readonly #ws: WebSocket;
  #split = false;
  readonly #write: (bytes: Buffer) => boolean;

  constructor(ws: WebSocket, hooks: InsideHooks) {
    this.#ws = ws;
    this.#inner = inside(ws);
    const receiver = this.#inner._receiver;
    const sender = this.#inner._sender;
    const { dataMessage, controlMessage, write } = receiver;
    const { sendFrame } = sender;
    this.#write = write.bind(receiver);
    receiver.write = (chunk) => hooks.received(chunk);
    sender.sendFrame = (list, done) => {
      hooks.sent(list);
      sendFrame.call(sender, list, done);
    };
    receiver.dataMessage = (done) => {
      if (!receiver._fin) this.#split = true;
      dataMessage.call(receiver, done);
    };
    receiver.controlMessage = (data, done) => {
      if (receiver._opcode === 8) hooks.closeFrame(data);
      controlMessage.call(receiver, data, done);
    };
  }

  /** Gives `ws` bytes to read; false where it wants no more for now. */
  pass(bytes: Uint8Array): boolean {
    return this.#write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
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
      (this.#inner._receiver._compressed ? RowFlag.compressed : 0) | (this.#split ? RowFlag.fragmented : 0);
    this.#split = false;
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
