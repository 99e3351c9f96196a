import { fail, ok } from '../contract/index.js';
import type { Outgoing, PeerInfo, Recipients, Result, SendReport } from '../contract/index.js';
import { Backlog } from './backlog.js';
import type { Endpoint } from './endpoint/endpoint.js';
import type { PeerTable } from './peer-table.js';
import { addressees, forEachPeer, idle } from './sending.js';
import { StreamTransfer, openStreams } from './transfer.js';
import type { Transfer, TransferRequest } from './transfer.js';

/** What sending asks of its session. */
export interface OutboxSession {
  readonly peers: PeerTable;
  /** Null while nothing is open or being opened. */
  endpoint(): Endpoint | null;
  /** A UDP session: it may send to an address of its own choosing. */
  datagrams(): boolean;
  /** A Close frame is about to be sent to these. */
  closing(peers: readonly number[]): void;
  note(text: string): void;
  changed(): void;
}

/** What a session sends: messages to each recipient in order, and one file at a time. */
export class Outbox {
  readonly #session: OutboxSession;
  readonly #backlog = new Backlog();
  #transfer: StreamTransfer | null = null;

  constructor(session: OutboxSession) {
    this.#session = session;
  }

  get transferring(): boolean {
    return this.#transfer !== null;
  }

  /** Whether a file is on its way to that peer. */
  transfersTo(peer: number): boolean {
    return this.#transfer?.has(peer) === true;
  }

  /** What the kernel has not taken of what was sent to a peer, and since when. */
  waiting(peer: number): Pick<PeerInfo, 'queuedBytes' | 'waitingSince'> {
    const queuedBytes = this.#session.endpoint()?.queuedBytes(peer) ?? 0;
    return { queuedBytes, waitingSince: this.#backlog.since(peer) };
  }

  async send(to: Recipients, message: Outgoing, flags = 0): Promise<Result<SendReport>> {
    const endpoint = this.#session.endpoint();
    if (endpoint === null) return idle('Nothing was sent');
    if (message.to !== undefined && message.to !== '') {
      if (!this.#session.datagrams()) {
        return fail('send.destination', 'Only a UDP session sends to an address of its own choosing');
      }
      const sent = await endpoint.send(0, message, flags);
      return sent.ok ? ok({ peers: 1, bytes: sent.value, failures: [] }) : sent;
    }
    const addressed = addressees(this.#session.peers, to);
    if (!addressed.ok) return addressed;
    if (message.kind === 'close') this.#session.closing(addressed.value.peers);
    return ok(await forEachPeer(addressed.value, (peer) => this.#sendTo(endpoint, peer, message, flags)));
  }

  async #sendTo(endpoint: Endpoint, peer: number, message: Outgoing, flags: number): Promise<Result<number>> {
    const control = message.kind === 'ping' || message.kind === 'pong' || message.kind === 'close';
    if (!control && this.#transfer?.has(peer) === true) {
      const { name } = this.#transfer.head;
      return fail('send.busy', `${name} is on its way to peer ${peer}: wait for it or cancel it`);
    }
    this.#backlog.begin(peer);
    const sent = await endpoint.send(peer, message, flags);
    this.#backlog.end(peer);
    return sent;
  }

  beginTransfer(request: TransferRequest): Result<Transfer> {
    const endpoint = this.#session.endpoint();
    if (endpoint === null) return idle('Nothing was sent');
    if (this.#transfer !== null) {
      const { name } = this.#transfer.head;
      return fail('transfer.busy', `${name} is still on its way: wait for it or cancel it`);
    }
    const opened = openStreams(endpoint, this.#session.peers, request);
    if (!opened.ok) return opened;
    const transfer = new StreamTransfer(request, opened.value, (how, sent) => {
      if (this.#transfer === transfer) this.#transfer = null;
      if (how !== 'complete') {
        const what = how === 'cancelled' ? 'cancelled' : 'given up';
        this.#session.note(
          `Sending ${request.name} was ${what} after ${sent} of ${request.size} ${request.size === 1 ? 'byte' : 'bytes'}`,
        );
      }
      this.#session.changed();
    });
    this.#transfer = transfer;
    return ok(transfer);
  }

  /** The session has ended under what was on its way. */
  lose(): void {
    this.#transfer?.lose();
  }
}
