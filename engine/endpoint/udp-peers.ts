import { Direction, RowKind } from '../../contract/index.js';
import type { SocketAddress } from '../../contract/index.js';
import type { EndpointHost } from './endpoint.js';
import { placeOf } from './failure.js';

/** How an address came to be known: somebody wrote from it, we wrote to it, or it is the socket's own target. */
export type UdpOccasion = 'from' | 'to' | 'target';

/**
 * Who a datagram came from, as numbers: one for each address and port. A flood of forged senders
 * must not grow it without bound, so past `limit` datagrams are those of the session itself (peer 0).
 */
export class UdpPeers {
  readonly #host: EndpointHost;
  readonly #limit: number;
  readonly #client: boolean;
  readonly #numbers = new Map<string, number>();
  readonly #addresses = new Map<number, SocketAddress>();
  #full = false;
  // Datagrams come in runs from one sender: the last answer saves building the key.
  #lastHost = '';
  #lastPort = -1;
  #lastNumber = 0;

  constructor(host: EndpointHost, limit: number, client: boolean) {
    this.#host = host;
    this.#limit = limit;
    this.#client = client;
  }

  /**
   * The number of a sender; 0 where the table is full, said once. The first time an address is met a row
   * says which number it has: the log alone tells, later, who sent what.
   */
  numberOf(remote: SocketAddress, local: SocketAddress | null, occasion: UdpOccasion): number {
    const last = this.last(remote.host, remote.port);
    if (last !== null) return last;
    const key = `${remote.host} ${remote.port}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      if (this.#numbers.size >= this.#limit) {
        if (!this.#full) {
          this.#full = true;
          this.#host.life(RowKind.note, 0, {
            text: `${this.#limit} peers are known, the limit: datagrams of others are shown without a number`,
          });
        }
        return 0;
      }
      number = this.#host.openPeer({
        state: 'open',
        remote,
        local,
        path: null,
        subprotocol: null,
        extensions: null,
        headers: [],
        tls: null,
      });
      this.#numbers.set(key, number);
      this.#addresses.set(number, remote);
      this.#introduce(number, remote, local, occasion);
    }
    this.#lastHost = remote.host;
    this.#lastPort = remote.port;
    this.#lastNumber = number;
    return number;
  }

  /** The number of the address met last, if it is this one. */
  last(host: string, port: number): number | null {
    return port === this.#lastPort && host === this.#lastHost ? this.#lastNumber : null;
  }

  #introduce(
    number: number,
    remote: SocketAddress,
    local: SocketAddress | null,
    occasion: UdpOccasion,
  ): void {
    // The target's row is the one that says that the socket is open.
    if (occasion === 'target') return;
    const known = { remote, ...(local !== null && { local }) };
    const place = placeOf(remote);
    if (occasion === 'to') this.#host.life(RowKind.open, number, { text: `sending to ${place}`, ...known });
    // Only a listener accepts; who writes to a client unasked opens nothing but a number.
    else {
      const kind = this.#client ? RowKind.open : RowKind.accept;
      this.#host.life(kind, number, { text: `first datagram from ${place}`, ...known }, Direction.in);
    }
  }

  /** The number of an address heard of or written to before; 0 where there is none. */
  knownNumber(remote: SocketAddress): number {
    return this.#numbers.get(`${remote.host} ${remote.port}`) ?? 0;
  }

  addressOf(number: number): SocketAddress | undefined {
    return this.#addresses.get(number);
  }

  /** Forgets a peer: a later datagram of the same sender opens a new number. */
  forget(number: number): boolean {
    const address = this.#addresses.get(number);
    if (address === undefined) return false;
    this.#addresses.delete(number);
    this.#numbers.delete(`${address.host} ${address.port}`);
    this.#lastPort = -1;
    this.#full = false;
    this.#host.closePeer(number);
    return true;
  }

  forgetAll(): void {
    for (const number of [...this.#addresses.keys()]) this.forget(number);
  }
}
