import { RowKind } from '../../contract/index.js';
import type { SocketAddress } from '../../contract/index.js';
import type { EndpointHost } from './endpoint.js';

/**
 * Who a datagram came from, as numbers: one for each address and port. A flood of forged senders
 * must not grow it without bound, so past `limit` datagrams are those of the session itself (peer 0).
 */
export class UdpPeers {
  readonly #host: EndpointHost;
  readonly #limit: number;
  readonly #numbers = new Map<string, number>();
  readonly #addresses = new Map<number, SocketAddress>();
  #full = false;
  // Datagrams come in runs from one sender: the last answer saves building the key.
  #lastHost = '';
  #lastPort = -1;
  #lastNumber = 0;

  constructor(host: EndpointHost, limit: number) {
    this.#host = host;
    this.#limit = limit;
  }

  /** The number of a sender; 0 where the table is full, said once. */
  numberOf(remote: SocketAddress, local: SocketAddress | null): number {
    if (remote.port === this.#lastPort && remote.host === this.#lastHost) return this.#lastNumber;
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
    }
    this.#lastHost = remote.host;
    this.#lastPort = remote.port;
    this.#lastNumber = number;
    return number;
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
