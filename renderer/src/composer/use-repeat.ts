import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { maxRepeatMs, maxRepeatTimes, minRepeatMs } from '../../../contract/index.js';
import type { Failure, RepeatInfo, Result } from '../../../contract/index.js';
import { useCommandsStore } from '../stores/commands.js';
import { useSentStore } from '../stores/sent.js';
import { useSessionsStore } from '../stores/sessions.js';
import { useVariablesStore } from '../stores/variables.js';
import { isWebSocket } from './draft.js';
import type { useSending } from './use-sending.js';
import { phrase, t } from '../language/index.js';

/** Repeats that ended before this page came are nobody's news. */
const cameAt = Date.now();

export interface RepeatControls {
  /** The repeat of the session on screen: under way, or ended and not yet dismissed. */
  readonly info: ComputedRef<RepeatInfo | null>;
  readonly active: ComputedRef<boolean>;
  /** Why none can be started; null where one can. */
  readonly blocked: ComputedRef<string | null>;
  readonly failure: Readonly<Ref<Failure | null>>;
  /** The form is open. */
  readonly open: Ref<boolean>;
  /** Peers that do not read and can be dropped: the one it waits for, or those it goes on without. */
  readonly droppable: ComputedRef<readonly { readonly peer: number; readonly missed?: number }[]>;
  /** Opens the form for a block that is sent line by line. */
  readonly openLines: () => void;
  readonly start: () => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly drop: (peers: readonly number[]) => Promise<void>;
  readonly dismiss: () => void;
}

/** Repeats what the composer of the active tab holds. The host keeps time; the page shows what it says. */
export function useRepeat(sending: ReturnType<typeof useSending>): RepeatControls {
  const { tab, session, protocol, frame, isFile } = sending;
  const sessions = useSessionsStore();
  const variables = useVariablesStore();
  const sent = useSentStore();
  const commands = useCommandsStore();
  const failure = shallowRef<Failure | null>(null);
  const open = ref(false);
  const dismissed = ref('');

  const nameOf = (one: RepeatInfo): string => `${session.value?.id} ${one.startedAt}`;
  const info = computed(() => {
    const repeat = session.value?.repeat ?? null;
    if (repeat?.endedAt == null) return repeat;
    return repeat.endedAt < cameAt || dismissed.value === nameOf(repeat) ? null : repeat;
  });
  const active = computed(() => info.value !== null && info.value.endedAt === null);
  const blocked = computed(() => {
    if (frame.crafting.value) return t('Crafted frames are sent once');
    if (isFile.value) return t('A file is sent once');
    if (isWebSocket(protocol.value) && tab.value?.message.kind === 'close') return t('A close is sent once');
    // A repeat waits for the first peer of a listener.
    return sending.blocked.value === t('No peer is connected') ? null : sending.blocked.value;
  });
  const droppable = computed(() => {
    if (info.value === null || protocol.value === 'udp') return [];
    const { reason, peer = null } = info.value.waiting ?? {};
    return reason === 'peer' && peer !== null ? [{ peer }] : info.value.deaf.peers;
  });
  watch(
    () => tab.value?.id,
    () => {
      failure.value = null;
      open.value = false;
    },
  );

  // What is set here is set for the message in the composer; another tab has its own.
  watch(
    () => {
      const { id, repeat } = tab.value ?? {};
      return [id, repeat?.every, repeat?.unit, repeat?.times, repeat?.lines] as const;
    },
    ([id], [before]) => {
      if (tab.value !== null && id === before && open.value) tab.value.repeat.of = tab.value.message.saved;
    },
  );

  async function start(): Promise<void> {
    const of = tab.value;
    if (of?.session == null || blocked.value !== null || active.value) return;
    const { every, unit, times, lines } = of.repeat;
    const { kind } = of.message;
    const to = of.message.to.trim();
    settle(
      await sessions.startRepeat({
        session: of.session,
        to: sending.to.value,
        kind: isWebSocket(protocol.value) && kind !== 'close' ? kind : 'data',
        text: sending.template.composition.value,
        ...(protocol.value === 'udp' && to !== '' ? { destination: to } : {}),
        environment: variables.environment,
        everyMs: Math.min(maxRepeatMs, Math.max(minRepeatMs, unit === 's' ? every * 1_000 : every)),
        times: times === null ? null : Math.min(maxRepeatTimes, Math.max(1, times)),
        lines,
        note: sent.noteOf(of, of.message, sending.nameOf(of.message)),
      }),
    );
    if (failure.value === null) open.value = false;
  }

  function settle(answer: Result<unknown>): void {
    failure.value = answer.ok ? null : answer.error;
  }

  async function pause(): Promise<void> {
    if (tab.value?.session == null || info.value === null) return;
    const paused = info.value.state !== 'paused';
    settle(await sessions.pauseRepeat({ session: tab.value.session, paused }));
  }

  async function stop(): Promise<void> {
    if (tab.value?.session != null) settle(await sessions.stopRepeat({ session: tab.value.session }));
  }

  async function drop(peers: readonly number[]): Promise<void> {
    if (tab.value?.session == null) return;
    settle(await sessions.end({ session: tab.value.session, to: [...peers], how: 'reset' }));
  }

  function openLines(): void {
    if (tab.value === null || blocked.value !== null || active.value) return;
    tab.value.repeat.lines = true;
    open.value = true;
  }

  function dismiss(): void {
    if (info.value !== null) dismissed.value = nameOf(info.value);
  }

  onScopeDispose(
    commands.registerAll([
      {
        id: 'message.repeat',
        title: phrase('Repeat the message…'),
        group: 'Message',
        shortcut: 'Mod+Shift+Enter',
        enabled: () => blocked.value === null && !active.value,
        run: () => (open.value = true),
      },
      {
        id: 'message.lines',
        title: phrase('Send line by line…'),
        group: 'Message',
        enabled: () => blocked.value === null && !active.value,
        run: openLines,
      },
      {
        id: 'message.repeat.pause',
        title: phrase('Pause the repeat, or go on'),
        group: 'Message',
        enabled: () => active.value,
        run: () => void pause(),
      },
      {
        id: 'message.repeat.stop',
        title: phrase('Stop the repeat'),
        group: 'Message',
        enabled: () => active.value,
        run: () => void stop(),
      },
    ]),
  );

  return { info, active, blocked, failure, open, droppable, openLines, start, pause, stop, drop, dismiss };
}
