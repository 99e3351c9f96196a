import type { EventName, EventValue, Input, Output, RequestName } from './index.js';
import { asHostMessage } from './message.js';
import { fail, ok } from './result.js';
import type { Failure, Result } from './result.js';
import type { Transport } from './transport.js';
import { contractVersion } from './version.js';
import { decode, encode } from './wire.js';

/** The page's end of a transport. */
export interface Client {
  /**
   * Asks the host. Settles always and never rejects: with the host's answer, or with `transport.closed`
   * where the transport dies first, or `transport.version` where the two ends are of different ages.
   */
  call<Name extends RequestName>(name: Name, input: Input<Name>): Promise<Result<Output<Name>>>;
  /** Listens for an event; what it returns stops that. */
  on<Name extends EventName>(name: Name, listener: (value: EventValue<Name>) => void): () => void;
  /** Called once, also when it is closed already; `reason` is why calls fail from now on. */
  onClose(listener: (reason: Failure) => void): void;
  /** Settles when the host has said hello, or with the reason it never will. */
  readonly ready: Promise<Result<void>>;
  close(): void;
}

export function connect(transport: Transport): Client {
  const waiting = new Map<number, (result: Result<never>) => void>();
  const listeners = new Map<string, Set<(value: never) => void>>();
  let lastId = 0;
  let reason: Failure | null = null;
  let settleReady: (result: Result<void>) => void;
  const ready = new Promise<Result<void>>((resolve) => {
    settleReady = resolve;
  });

  const end = (why: Failure) => {
    reason ??= why;
    const result = { ok: false, error: reason } as const;
    settleReady(result);
    for (const settle of waiting.values()) settle(result);
    waiting.clear();
  };

  transport.onMessage((bytes) => {
    const read = decode(bytes);
    const message = read.ok ? asHostMessage(read.value) : null;
    if (message === null) return;
    if ('contract' in message) {
      if (message.contract === contractVersion) return settleReady(ok());
      end(version(message.contract).error);
      return transport.close();
    }
    if ('event' in message) {
      for (const listener of listeners.get(message.event) ?? []) {
        (listener as (value: unknown) => void)(message.value); // outputs are typed by the contract, not parsed
      }
      return;
    }
    const { id, ...result } = message;
    const settle = id === null ? undefined : waiting.get(id);
    if (id === null || settle === undefined) return;
    waiting.delete(id);
    settle(result as Result<never>); // as above
  });
  transport.onClose(() => end(fail('transport.closed', 'The connection to the host is gone').error));

  return {
    ready,
    call(name, input) {
      if (reason !== null) return Promise.resolve({ ok: false, error: reason });
      const id = ++lastId;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        transport.send(encode({ id, call: name, input }));
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      // A listener of its own, so that one function given twice is heard twice and stopped once.
      const own: typeof listener = (value) => listener(value);
      set.add(own);
      return () => void set.delete(own);
    },
    onClose(listener) {
      transport.onClose(() => listener(reason ?? fail('transport.closed', 'The connection is closed').error));
    },
    close: () => transport.close(),
  };
}

function version(theirs: number) {
  return fail(
    'transport.version',
    `The host speaks version ${theirs} of the contract, this page version ${contractVersion}: reload the page`,
    { host: theirs, page: contractVersion },
  );
}
