import { looksLikeFrames } from './frame-guess.js';
import type { Place, Transport } from './datagram.js';
import type { CapturedPacket } from './packet.js';
import { Tcp } from './tcp.js';

/** A packet while it waits: what the network said, and when and how it was captured. */
export interface Held {
  readonly transport: Transport;
  readonly about: Pick<CapturedPacket, 'ms' | 'ns' | 'inbound' | 'comment'>;
}

/** Packets of one connection that may wait, and those with bytes among them, until it is known who called. */
const mostHeld = 64;
const mostLooked = 8;
/** A request line is looked for in so many bytes. */
const mostLine = 2048;

/**
 * Who called, where the capture began after the connection did and has no SYN that says it: the packets wait
 * until one is seen that only a caller sends (RFC 6455 §5.1: only a client masks; a request of HTTP; a ClientHello
 * of TLS, RFC 8446 §4.1.2), or that only the called one does. Where none comes the higher port is taken for the
 * caller's, as ports that the system chose mostly are.
 */
export class Caller {
  readonly held: Held[] = [];
  #looked = 0;
  /** Who was sent what may be frames of a server: bytes of other protocols look like such ones too. */
  #unmasked: Place | null = null;
  #other = false;

  /** `room`: bytes that may wait, of all connections together. */
  constructor(private readonly room: { left: number }) {}

  /** Whether nothing has to be awaited: the packet says itself who called. */
  static isSaid({ protocol, flags }: Transport): boolean {
    return protocol === 'udp' || (flags & Tcp.syn) !== 0;
  }

  /** Holds a packet; answers the caller once it is known. */
  take(transport: Transport, { ms, ns, inbound, comment }: Held['about']): Place | null {
    // It may wait long: the piece of the file it came in is not kept for it.
    this.held.push({
      transport: { ...transport, data: transport.data.slice() },
      about: { ms, ns, inbound, comment },
    });
    this.room.left -= transport.data.length;
    const known = this.#look(transport);
    if (known !== null) return known;
    const enough = this.held.length >= mostHeld || this.#looked >= mostLooked || this.room.left < 0;
    return enough ? this.guess(transport) : null;
  }

  /** Nothing more comes, or enough came. */
  guess({ from, to }: Transport): Place {
    if (this.#unmasked !== null && !this.#other) return this.#unmasked;
    return to.port > from.port ? to : from;
  }

  /** Takes what waited; its bytes no longer count. */
  release(): readonly Held[] {
    for (const { transport } of this.held) this.room.left += transport.data.length;
    return this.held;
  }

  #look({ from, to, data }: Transport): Place | null {
    if (data.length === 0) return null;
    this.#looked++;
    const head = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, mostLine)).toString(
      'latin1',
    );
    if (/^[A-Z]{3,16} \S+ HTTP\/1\./.test(head)) return from;
    if (head.startsWith('HTTP/1.')) return to;
    if (data[0] === 0x16 && data[1] === 3 && (data[5] === 1 || data[5] === 2))
      return data[5] === 1 ? from : to;
    const frames = looksLikeFrames(data);
    if (frames?.masked === true) return from;
    if (frames === null) this.#other = true;
    else this.#unmasked ??= to;
    return null;
  }
}
