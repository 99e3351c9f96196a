import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef } from 'vue';
import type {
  Failure,
  Input,
  Output,
  PeerInfo,
  RepeatInfo,
  Result,
  SessionInfo,
} from '../../../contract/index.js';
import { isActive } from '../../../contract/index.js';
import { useHostStore } from './host.js';

/** A minute of rates for the status line's sparkline, one sample a second. */
export const sparkSamples = 60;

export interface Spark {
  readonly messagesIn: number[];
  readonly messagesOut: number[];
}

/** Every session the host knows, live and recorded, as `session.changed` last told it. */
export const useSessionsStore = defineStore('sessions', () => {
  const host = useHostStore();
  const byId = shallowReactive(new Map<string, SessionInfo>());
  const peersOf = shallowReactive(new Map<string, readonly PeerInfo[]>());
  const sparks = shallowReactive(new Map<string, Spark>());
  const loaded = ref(false);
  const failure = shallowRef<Failure | null>(null);

  const live = computed(() => [...byId.values()].filter((one) => isActive(one.state)));
  /** Newest first: what the sidebar lists as recorded sessions, those still running left out. */
  const recorded = computed(() =>
    [...byId.values()].filter((one) => !isActive(one.state)).sort((a, b) => b.startedAt - a.startedAt),
  );

  function take(info: SessionInfo): void {
    const before = byId.get(info.id);
    byId.set(info.id, info);
    if (before?.peersRevision !== info.peersRevision && peersOf.has(info.id)) void loadPeers(info.id);
  }

  function sample(): void {
    for (const info of byId.values()) {
      if (!isActive(info.state)) continue;
      const old = sparks.get(info.id) ?? { messagesIn: [], messagesOut: [] };
      sparks.set(info.id, {
        messagesIn: [...old.messagesIn, info.rates.messagesIn].slice(-sparkSamples),
        messagesOut: [...old.messagesOut, info.rates.messagesOut].slice(-sparkSamples),
      });
    }
  }

  /** Reads the list and follows it; answers how to stop. */
  async function load(): Promise<void> {
    const answer = await host.call('session.list', {});
    loaded.value = true;
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    const seen = new Set(answer.value.map((one) => one.id));
    for (const id of byId.keys()) if (!seen.has(id)) byId.delete(id);
    for (const info of answer.value) byId.set(info.id, info);
  }

  function follow(): () => void {
    const off = host.on('session.changed', take);
    const offReturn = host.onReturn(() => void load());
    const timer = setInterval(sample, 1_000);
    return () => {
      off();
      offReturn();
      clearInterval(timer);
    };
  }

  async function start(input: Input<'session.start'>): Promise<Result<SessionInfo>> {
    const answer = await host.call('session.start', input);
    if (answer.ok) take(answer.value);
    return answer;
  }

  /** Asks for one anew: what a recording lost and held in all is known once it has been opened. */
  async function refresh(id: string): Promise<void> {
    const answer = await host.call('session.info', { session: id });
    if (answer.ok) take(answer.value);
  }

  const stop = (input: Input<'session.stop'>): Promise<Result<void>> => host.call('session.stop', input);
  const send = (input: Input<'session.send'>): Promise<Result<Output<'session.send'>>> =>
    host.call('session.send', input);
  const craft = (input: Input<'session.craft'>): Promise<Result<Output<'session.craft'>>> =>
    host.call('session.craft', input);
  const uncraft = (input: Input<'session.uncraft'>): Promise<Result<void>> =>
    host.call('session.uncraft', input);
  /** What the host answers is on screen before its next word about the session. */
  function takeRepeat(session: string, answer: Result<RepeatInfo>): Result<RepeatInfo> {
    const info = byId.get(session);
    if (answer.ok && info !== undefined) byId.set(session, { ...info, repeat: answer.value });
    return answer;
  }
  const startRepeat = async (input: Input<'repeat.start'>): Promise<Result<RepeatInfo>> =>
    takeRepeat(input.session, await host.call('repeat.start', input));
  const pauseRepeat = async (input: Input<'repeat.pause'>): Promise<Result<RepeatInfo>> =>
    takeRepeat(input.session, await host.call('repeat.pause', input));
  const stopRepeat = async (input: Input<'repeat.stop'>): Promise<Result<RepeatInfo>> =>
    takeRepeat(input.session, await host.call('repeat.stop', input));
  const end = (input: Input<'session.end'>): Promise<Result<Output<'session.end'>>> =>
    host.call('session.end', input);

  /** Peers are read on demand and again whenever their revision moves. */
  async function loadPeers(id: string): Promise<void> {
    if (!peersOf.has(id)) peersOf.set(id, []);
    const answer = await host.call('session.peers', { session: id });
    if (answer.ok) peersOf.set(id, answer.value);
  }

  /** The sessions on screen, which the host then reports at full rate. */
  function watch(ids: readonly string[]): void {
    void host.call('session.watch', { sessions: [...ids] });
  }

  return {
    byId,
    peersOf,
    sparks,
    loaded,
    failure,
    live,
    recorded,
    load,
    follow,
    refresh,
    start,
    stop,
    send,
    craft,
    uncraft,
    startRepeat,
    pauseRepeat,
    stopRepeat,
    end,
    loadPeers,
    watch,
  };
});
