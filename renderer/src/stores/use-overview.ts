import { onScopeDispose, shallowRef, watch } from 'vue';
import type { ComputedRef, ShallowRef } from 'vue';
import type { Failure, MinimapInfo, PlotInfo } from '../../../contract/index.js';
import type { useHostStore } from './host.js';

interface Overview<Info> {
  readonly info: Readonly<ShallowRef<Info | null>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
}

type HostStore = ReturnType<typeof useHostStore>;

/** Rates of a session over time, kept up to date while the scope lives. */
export function usePlot(host: HostStore, session: ComputedRef<string>): Overview<PlotInfo> {
  const info = shallowRef<PlotInfo | null>(null);
  const failure = shallowRef<Failure | null>(null);
  follow(
    host,
    () => session.value,
    async (isLate) => {
      const answer = await host.call('plot.open', { session: session.value });
      const close = (): void => {
        if (answer.ok) void host.call('plot.close', { plot: answer.value.plot });
      };
      if (isLate()) return (close(), null);
      failure.value = answer.ok ? null : answer.error;
      info.value = answer.ok ? answer.value : null;
      return close;
    },
    () =>
      host.on('plot.changed', (news) => {
        if (news.plot === info.value?.plot) info.value = news;
      }),
  );
  return { info, failure };
}

/** Kinds and errors by position of a view (`view` moves when another one is shown). */
export function useMinimap(
  host: HostStore,
  session: ComputedRef<string>,
  view: () => number,
): Overview<MinimapInfo> {
  const info = shallowRef<MinimapInfo | null>(null);
  const failure = shallowRef<Failure | null>(null);
  follow(
    host,
    () => `${session.value} ${view()}`,
    async (isLate) => {
      const answer = await host.call('minimap.open', { session: session.value, view: view() });
      const close = (): void => {
        if (answer.ok) void host.call('minimap.close', { minimap: answer.value.minimap });
      };
      if (isLate()) return (close(), null);
      failure.value = answer.ok ? null : answer.error;
      info.value = answer.ok ? answer.value : null;
      return close;
    },
    () =>
      host.on('minimap.changed', (news) => {
        if (news.minimap === info.value?.minimap) info.value = news;
      }),
  );
  return { info, failure };
}

/** Opens anew whenever the key moves or the host is there again; what is left behind is closed. */
function follow(
  host: HostStore,
  key: () => string,
  open: (isLate: () => boolean) => Promise<(() => void) | null>,
  listen: () => () => void,
): void {
  let turn = 0;
  let close: (() => void) | null = null;
  async function again(): Promise<void> {
    const mine = ++turn;
    close?.();
    close = null;
    const opened = await open(() => mine !== turn);
    if (mine === turn) close = opened;
  }
  const off = listen();
  const offReturn = host.onReturn(() => {
    close = null;
    void again();
  });
  watch(key, () => void again(), { immediate: true });
  onScopeDispose(() => {
    turn++;
    off();
    offReturn();
    close?.();
  });
}
