import { connect } from '../../../contract/connect.js';
import type { Client } from '../../../contract/connect.js';
import type { EventName, EventValue, Failure } from '../../../contract/index.js';
import type { Transport } from '../../../contract/transport.js';

export type HostState =
  /** The first connection is under way; calls wait for it. */
  | { readonly kind: 'connecting' }
  /** `times` counts connections from 1. Views, exports, transfers and watches of the one before are gone. */
  | { readonly kind: 'connected'; readonly times: number }
  /** Calls answer `reason` at once. The page goes on trying where its host can come back. */
  | { readonly kind: 'lost'; readonly reason: Failure };

/** The host as the page sees it, whatever carries the contract. */
export interface Host {
  /** Never rejects; see contract/connect.ts. */
  readonly call: Client['call'];
  /** Goes on across reconnects, until what it returns is called. */
  readonly on: Client['on'];
  readonly state: HostState;
  /** Told of each change after this; what it returns stops that. */
  onState(listener: (state: HostState) => void): () => void;
  /** Tries now rather than at the next attempt. */
  retry(): void;
  close(): void;
}

/** Where transports come from. */
export interface TransportSource {
  open(): Promise<Transport>;
  /** Whether another transport can be had after one is lost. */
  readonly comesBack: boolean;
  /** Why the host refuses this page; null where it is only out of reach. */
  refusal(): Promise<Failure | null>;
}

/** Quick enough to seem immediate, slow enough not to be noticed by whoever shares the machine. */
const firstDelayMs = 250;
const maxDelayMs = 5_000;

type Later = (callback: () => void, ms: number) => () => void;
const later: Later = (callback, ms) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

export function createHost(source: TransportSource, schedule: Later = later): Host {
  const listeners = new Map<EventName, Set<(value: never) => void>>();
  const stateListeners = new Set<(state: HostState) => void>();
  let state: HostState = { kind: 'connecting' };
  let times = 0;
  let closed = false;
  let delayMs = firstDelayMs;
  let cancelRetry: (() => void) | null = null;
  let live: Client | null = null;
  let current: Promise<Client> = attempt();

  function enter(next: HostState): void {
    state = next;
    for (const listener of [...stateListeners]) listener(next);
  }

  async function attempt(): Promise<Client> {
    const client = connect(await source.open());
    live = client;
    if (closed) client.close();
    for (const name of listeners.keys()) forward(client, name);
    let ready = false;
    void client.ready.then((result) => {
      ready = result.ok;
      if (!result.ok || closed) return;
      delayMs = firstDelayMs;
      enter({ kind: 'connected', times: ++times });
    });
    client.onClose((reason) => void lost(reason, ready));
    return client;
  }

  async function lost(reason: Failure, wasReady: boolean): Promise<void> {
    if (closed) return;
    const refused = wasReady || reason.code !== 'transport.closed' ? null : await source.refusal();
    if (closed) return;
    enter({ kind: 'lost', reason: refused ?? reason });
    // A page of another age stays one until it is reloaded.
    if (!source.comesBack || reason.code === 'transport.version') return;
    cancelRetry = schedule(again, delayMs);
    delayMs = Math.min(delayMs * 2, maxDelayMs);
  }

  function again(): void {
    cancelRetry = null;
    if (!closed) current = attempt();
  }

  function forward(client: Client, name: EventName): void {
    client.on(name, (value) => {
      for (const listener of listeners.get(name) ?? []) {
        (listener as (value: EventValue<EventName>) => void)(value); // the set holds listeners of this very event
      }
    });
  }

  return {
    get state() {
      return state;
    },
    call(name, input) {
      if (state.kind === 'lost') return Promise.resolve({ ok: false, error: state.reason });
      // At once where that can be: a caller may reuse its bytes when this returns.
      return live === null ? current.then((client) => client.call(name, input)) : live.call(name, input);
    },
    on(name, listener) {
      let set = listeners.get(name);
      if (set === undefined) {
        set = new Set();
        listeners.set(name, set);
        if (live !== null) forward(live, name);
      }
      const own: typeof listener = (value) => listener(value);
      set.add(own);
      return () => void set.delete(own);
    },
    onState(listener) {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    retry() {
      if (cancelRetry === null) return;
      cancelRetry();
      delayMs = firstDelayMs;
      again();
    },
    close() {
      closed = true;
      cancelRetry?.();
      void current.then((client) => client.close());
    },
  };
}
