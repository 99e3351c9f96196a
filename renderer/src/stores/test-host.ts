import { createPinia, setActivePinia } from 'pinia';
import { fail } from '../../../contract/index.js';
import type {
  ConnectionConfig,
  EventName,
  EventValue,
  SavedConnection,
  SessionInfo,
} from '../../../contract/index.js';
import type { Host, HostState } from '../host/index.js';
import { useHostStore } from './host.js';
import { useSessionsStore } from './sessions.js';

/** What was asked of a host, in order. */
export interface Asked {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

export interface TestHost {
  readonly asked: Asked[];
  /** What was asked under a name. */
  of(name: string): Record<string, unknown>[];
  say<Name extends EventName>(name: Name, value: EventValue<Name>): void;
  /** The connection is gone. */
  goAway(): void;
  /** A new connection after one that was lost. */
  comeBack(): void;
}

/** What a host answers: a request from a table, or all of them from one function. */
export type TestAnswers =
  Readonly<Record<string, (input: never) => unknown>> | ((name: string, input: never) => unknown);

/** A window of its own on a host that answers as told: what tests of stores and places talk to. */
export function openTestHost(answers: TestAnswers): TestHost {
  setActivePinia(createPinia());
  const asked: Asked[] = [];
  const listeners = new Map<string, Set<(value: never) => void>>();
  const stateListeners: ((state: HostState) => void)[] = [];
  const answer = (name: string, input: never): unknown =>
    typeof answers === 'function'
      ? answers(name, input)
      : (answers[name] ?? (() => fail('request.unknown', name)))(input);
  const host: Host = {
    state: { kind: 'connected', times: 1 },
    call: async (name, input) => {
      asked.push({ name, input });
      // Each request is answered with its own output.
      return (await answer(name, input as never)) as never;
    },
    on: (name, listener) => {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      return () => all.delete(listener);
    },
    onState: (listener) => {
      stateListeners.push(listener);
      return () => undefined;
    },
    retry: () => undefined,
    close: () => undefined,
  };
  useHostStore().attach(host);
  return {
    asked,
    of: (name) => asked.filter((one) => one.name === name).map((one) => one.input),
    say: (name, value) => listeners.get(name)?.forEach((listener) => listener(value as never)),
    goAway: () => stateListeners.forEach((listener) => listener({ kind: 'connecting' })),
    comeBack: () => stateListeners.forEach((listener) => listener({ kind: 'connected', times: 2 })),
  };
}

export const testConfig: ConnectionConfig = {
  protocol: 'tcp',
  role: 'client',
  address: 'localhost:1',
  options: {},
};

export function testConnection(id: string, part: Partial<SavedConnection> = {}): SavedConnection {
  return { id, name: id, folder: '', order: 1, config: testConfig, messages: [], ...part };
}

/** A session, open unless told otherwise. */
export function testSession(part: Partial<SessionInfo> = {}): SessionInfo {
  return {
    id: 's1',
    name: 's1',
    starred: false,
    comment: '',
    connection: null,
    config: testConfig,
    state: 'open',
    since: 0,
    startedAt: 0,
    endedAt: null,
    rows: 0,
    wireRows: 0,
    lastSeq: 0,
    bytesIn: 0,
    bytesOut: 0,
    messagesIn: 0,
    messagesOut: 0,
    rates: { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 },
    peers: 1,
    peersRevision: 0,
    local: null,
    remote: null,
    tls: null,
    subprotocol: null,
    extensions: null,
    roundTripMs: null,
    missedPongs: 0,
    failure: null,
    marks: 0,
    marksRevision: 0,
    queuedBytes: 0,
    repeat: null,
    queue: null,
    diskBytes: 0,
    diskFailure: null,
    droppedBytes: 0,
    directory: '/sessions/s1',
    ...part,
  };
}

/** A session the window knows of, open unless told otherwise. */
export function addSession(part: Partial<SessionInfo> = {}): SessionInfo {
  const info = testSession(part);
  useSessionsStore().byId.set(info.id, info);
  return info;
}
