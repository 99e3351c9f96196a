import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { fail } from '../../../contract/index.js';
import type {
  EventName,
  EventValue,
  HostInfo,
  Input,
  Output,
  RequestName,
  Result,
} from '../../../contract/index.js';
import type { Host, HostState } from '../host/index.js';
import { t } from '../language/index.js';

/** The page's one way to its host: requests, events, and whether the host is there. */
export const useHostStore = defineStore('host', () => {
  const info = shallowRef<HostInfo | null>(null);
  const state = shallowRef<HostState>({ kind: 'connecting' });
  let host: Host | null = null;

  /** Called once by main.ts (or a test) before anything else asks. */
  function attach(to: Host): void {
    host = to;
    state.value = to.state;
    to.onState((next) => (state.value = next));
  }

  /** Makes a request. It never rejects: a lost host answers `transport.closed`. */
  async function call<Name extends RequestName>(
    name: Name,
    input: Input<Name>,
  ): Promise<Result<Output<Name>>> {
    if (host === null) return fail('transport.closed', t('The page is not connected to its host.'));
    return host.call(name, input);
  }

  /** Listens to an event; answers how to stop. */
  function on<Name extends EventName>(name: Name, listener: (value: EventValue<Name>) => void): () => void {
    if (host === null) throw new Error('on() before attach()');
    return host.on(name, listener);
  }

  /** Runs each time the host is there again after a loss: the page reads its state anew. */
  function onReturn(listener: () => void): () => void {
    if (host === null) throw new Error('onReturn() before attach()');
    return host.onState((next) => {
      if (next.kind === 'connected' && next.times > 1) listener();
    });
  }

  /** Runs each time the host is there, the first time included. */
  function onConnected(listener: () => void): () => void {
    if (host === null) throw new Error('onConnected() before attach()');
    return host.onState((next) => {
      if (next.kind === 'connected') listener();
    });
  }

  /** Tries a lost host now instead of at the next attempt. */
  function retry(): void {
    host?.retry();
  }

  async function load(): Promise<Result<HostInfo>> {
    const answer = await call('host.info', {});
    if (answer.ok) info.value = answer.value;
    return answer;
  }

  return { info, state, attach, call, on, onReturn, onConnected, retry, load };
});
