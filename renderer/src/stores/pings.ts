import { onScopeDispose, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { maxRowsPerRead } from '../../../contract/index.js';
import type { Failure, RowKindName, ViewInfo } from '../../../contract/index.js';
import type { useHostStore } from './host.js';
import { pingPairs } from './ping-pairs.js';
import type { PingPair } from './ping-pairs.js';

const kinds: RowKindName[] = ['ping', 'pong', 'missedPong'];

export interface Pings {
  /** Oldest first: of the newest rows, as many as one read answers. */
  readonly pairs: Readonly<ShallowRef<readonly PingPair[]>>;
  /** There are older ones that are not looked at. */
  readonly cut: Readonly<ShallowRef<boolean>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  /** The ping that a row is, or whose pong it is; null where it is neither or its counterpart is far. */
  pairOf(seq: number): Promise<PingPair | null>;
}

/** Pings and pongs around one of them among which its counterpart is looked for. */
const reach = 200;

export interface PingsOptions {
  readonly session: Ref<string> | ComputedRef<string>;
  /** Of a listener: whose pings; null for everybody's. */
  readonly peer: Ref<number | null> | ComputedRef<number | null>;
}

/** Pings and pongs of a session, matched, kept up to date through a view of its own while its scope lives. */
export function usePings(host: ReturnType<typeof useHostStore>, options: PingsOptions): Pings {
  const pairs = shallowRef<readonly PingPair[]>([]);
  const cut = shallowRef(false);
  const failure = shallowRef<Failure | null>(null);
  let view = 0;
  let opening = 0;
  /** What the host last told of each view of the session: it may tell of ours before `view.open` is answered. */
  const told = new Map<number, ViewInfo>();
  let reading = false;
  let again = false;

  async function read(count: number): Promise<void> {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    const of = view;
    const session = options.session.value;
    const from = Math.max(0, count - maxRowsPerRead);
    const answer = await host.call('rows.read', { session, view: of, from, to: count });
    reading = false;
    if (of === view) {
      failure.value = answer.ok ? null : answer.error;
      if (answer.ok) {
        pairs.value = pingPairs(answer.value);
        cut.value = from > 0;
      }
    }
    if (again) {
      again = false;
      void read(told.get(view)?.count ?? 0);
    }
  }

  function close(): void {
    if (view !== 0) void host.call('view.close', { view });
    view = 0;
  }

  async function open(): Promise<void> {
    const mine = ++opening;
    close();
    told.clear();
    pairs.value = [];
    cut.value = false;
    const peer = options.peer.value;
    const answer = await host.call('view.open', {
      session: options.session.value,
      filter: { kinds, ...(peer === null ? {} : { peer }) },
      framing: { kind: 'raw' },
    });
    if (mine !== opening) {
      if (answer.ok) void host.call('view.close', { view: answer.value.view });
      return;
    }
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    view = answer.value.view;
    const { count } = told.get(view) ?? answer.value;
    told.clear();
    told.set(view, { ...answer.value, count });
    void read(count);
  }

  async function pairOf(seq: number): Promise<PingPair | null> {
    const known = pairWith(pairs.value, seq);
    if (known !== undefined || !cut.value) return known ?? null;
    const session = options.session.value;
    const of = view;
    const place = await host.call('view.locate', { session, view: of, seq });
    if (!place.ok || place.value.position === null) return null;
    const { position } = place.value;
    const from = Math.max(0, position - reach);
    const answer = await host.call('rows.read', { session, view: of, from, to: position + reach });
    return answer.ok ? (pairWith(pingPairs(answer.value), seq) ?? null) : null;
  }

  const off = host.on('view.changed', (info) => {
    if (info.session !== options.session.value || (view !== 0 && info.view !== view)) return;
    told.set(info.view, info);
    if (view !== 0) void read(info.count);
  });
  const offReturn = host.onReturn(() => {
    view = 0;
    void open();
  });
  watch([options.session, options.peer], () => void open(), { immediate: true });
  onScopeDispose(() => {
    opening++;
    off();
    offReturn();
    close();
  });
  return { pairs, cut, failure, pairOf };
}

function pairWith(pairs: readonly PingPair[], seq: number): PingPair | undefined {
  return pairs.find((one) => one.ping === seq || one.pong === seq);
}
