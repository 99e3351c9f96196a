import { fail, ok } from '../contract/index.js';
import type { Outgoing, Recipients, Result, SendReport } from '../contract/index.js';
import type { Endpoint, SendStream } from './endpoint/endpoint.js';
import type { PeerTable } from './peer-table.js';
import { addressees } from './sending.js';
import type { PeerFailure } from './sending.js';
import { Turns } from '../contract/turns.js';

export interface TransferHead {
  readonly kind: Extract<Outgoing['kind'], 'data' | 'text' | 'binary'>;
  readonly name: string;
  readonly size: number;
  /** UDP, as `to` of a message. */
  readonly destination?: string;
}

export interface TransferRequest extends TransferHead {
  readonly to: Recipients;
}

/** One message of known size on its way to its recipients, piece by piece. */
export interface Transfer {
  /** Nothing more will be taken: complete, cancelled, or given up. */
  readonly over: boolean;
  /** Answers when every recipient took the piece: the slowest sets the pace. */
  write(chunk: Uint8Array): Promise<Result<{ readonly sent: number }>>;
  /** Completes it, or gives it up. Afterwards the session is free for the next. */
  end(cancel: boolean): Promise<Result<SendReport>>;
}

export interface OpenStreams {
  readonly streams: ReadonlyMap<number, SendStream>;
  readonly failures: readonly PeerFailure[];
}

/** Opens a stream to each recipient; fails as the first one does where none could be opened. */
export function openStreams(
  endpoint: Endpoint,
  table: PeerTable,
  request: TransferRequest,
): Result<OpenStreams> {
  const { kind, size, destination } = request;
  const elsewhere = destination === undefined || destination === '' ? {} : { to: destination };
  const addressed = 'to' in elsewhere ? ok({ peers: [0], failures: [] }) : addressees(table, request.to);
  if (!addressed.ok) return addressed;
  const streams = new Map<number, SendStream>();
  const failures: PeerFailure[] = [...addressed.value.failures];
  for (const peer of addressed.value.peers) {
    const stream = endpoint.openStream(peer, { kind, size, ...elsewhere });
    if (stream.ok) streams.set(peer, stream.value);
    else failures.push({ peer, error: stream.error });
  }
  const first = failures[0];
  return streams.size === 0 && first !== undefined
    ? { ok: false, error: first.error }
    : ok({ streams, failures });
}

/** A transfer over streams that are open already; `over` is called once, with what became of it. */
export class StreamTransfer implements Transfer {
  readonly #failures: PeerFailure[];
  readonly #streams: Map<number, SendStream>;
  #sent = 0;
  #over = false;
  /** Pieces go one after the other even if a caller does not wait. */
  readonly #turns = new Turns();

  constructor(
    readonly head: TransferHead,
    { streams, failures }: OpenStreams,
    readonly onOver: (how: 'complete' | 'cancelled' | 'failed', sent: number) => void,
  ) {
    this.#streams = new Map(streams);
    this.#failures = [...failures];
  }

  get over(): boolean {
    return this.#over;
  }

  has(peer: number): boolean {
    return this.#streams.has(peer);
  }

  write(chunk: Uint8Array): Promise<Result<{ readonly sent: number }>> {
    return this.#turns.take(async () => {
      if (this.#over) return this.#cancelled();
      if (this.#sent + chunk.length > this.head.size) {
        this.#abort('failed');
        const error = `${this.head.name} was announced with ${this.head.size} ${this.head.size === 1 ? 'byte' : 'bytes'} and has more`;
        return fail('send.size', error, { size: this.head.size });
      }
      await this.#each((stream) => stream.write(chunk));
      if (this.over) return this.#cancelled();
      if (this.#streams.size === 0) return this.#lost();
      this.#sent += chunk.length;
      return ok({ sent: this.#sent });
    });
  }

  end(cancel: boolean): Promise<Result<SendReport>> {
    // A cancel does not wait for a peer that reads nothing.
    if (cancel) {
      this.#abort('cancelled');
      return Promise.resolve(ok(this.#report()));
    }
    return this.#turns.take(async () => {
      if (this.#over) return this.#cancelled();
      if (this.#sent < this.head.size) {
        this.#abort('failed');
        return fail(
          'send.size',
          `${this.head.name} ended after ${this.#sent} of ${this.head.size} ${this.head.size === 1 ? 'byte' : 'bytes'}`,
          {
            size: this.head.size,
            sent: this.#sent,
          },
        );
      }
      await this.#each((stream) => stream.end());
      if (this.over) return this.#cancelled();
      if (this.#streams.size === 0) return this.#lost();
      this.#finish('complete');
      return ok(this.#report());
    });
  }

  /** The session has ended under it. */
  lose(): void {
    this.#abort('failed');
  }

  async #each(act: (stream: SendStream) => Promise<Result<void>>): Promise<void> {
    const results = await Promise.all(
      [...this.#streams].map(async ([peer, stream]) => ({ peer, result: await act(stream) })),
    );
    for (const { peer, result } of results) {
      if (result.ok) continue;
      this.#streams.delete(peer);
      this.#failures.push({ peer, error: result.error });
    }
  }

  #report(): SendReport {
    return { peers: this.#streams.size, bytes: this.#sent * this.#streams.size, failures: this.#failures };
  }

  #cancelled(): Result<never> {
    return fail(
      'transfer.cancelled',
      `Sending ${this.head.name} has ended after ${this.#sent} ${this.#sent === 1 ? 'byte' : 'bytes'}`,
      {
        sent: this.#sent,
      },
    );
  }

  #lost(): Result<never> {
    this.#finish('failed');
    const first = this.#failures[0]?.error;
    return {
      ok: false,
      error: first ?? { code: 'send.failed', message: `Nobody is left to take ${this.head.name}` },
    };
  }

  #abort(how: 'cancelled' | 'failed'): void {
    if (this.#over) return;
    for (const stream of this.#streams.values()) stream.abort();
    this.#streams.clear();
    this.#finish(how);
  }

  #finish(how: 'complete' | 'cancelled' | 'failed'): void {
    this.#over = true;
    this.onOver(how, this.#sent);
  }
}
