import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { troubleKey, troubleOf, troubleText } from '../../../contract/index.js';
import type { Trouble } from '../../../contract/index.js';
import { useHostStore } from './host.js';

/** Something that failed though nothing expected it, here or in the host. */
export interface NotedTrouble {
  readonly where: 'page' | 'host';
  readonly text: string;
  readonly frames: readonly string[];
  readonly times: number;
}

/** Told apart; what comes on top is counted, so that a failure that brings about others ends here. */
const mostTold = 20;

/** What failed unexpectedly since the person last said to go on. */
export const useTroublesStore = defineStore('troubles', () => {
  const host = useHostStore();
  const list = shallowRef<readonly NotedTrouble[]>([]);
  const counts = new Map<string, number>();

  /** Of this page: noted, told the host for its log, and shown. */
  function note(thrown: unknown): void {
    if (isHarmless(thrown)) return;
    const trouble: Trouble = troubleOf(thrown);
    if (
      !add(`page ${troubleKey(trouble)}`, {
        where: 'page',
        text: troubleText(trouble),
        frames: trouble.frames,
      })
    )
      return;
    void host.call('trouble.report', { trouble });
  }

  function noteHost(message: string): void {
    add(`host ${message}`, { where: 'host', text: message, frames: [] });
  }

  /** True where it is worth telling: at 1, 10, 100 and so on, or a failure in drawing this would bring the next. */
  function add(key: string, trouble: Omit<NotedTrouble, 'times'>): boolean {
    if (!counts.has(key) && counts.size >= mostTold) return false;
    const times = (counts.get(key) ?? 0) + 1;
    counts.set(key, times);
    if (!Number.isInteger(Math.log10(times))) return false;
    const others = list.value.filter((one) => one.where !== trouble.where || one.text !== trouble.text);
    list.value = [...others, { ...trouble, times }];
    return true;
  }

  /** The person has read it. What comes again is counted on, and shown again at its next step. */
  function goOn(): void {
    list.value = [];
  }

  /** For whoever reports a bug: versions, what failed and where; nothing of what was being worked on. */
  function report(): string {
    const { version = 'of an unknown version', runtime = 'an unknown host' } = host.info ?? {};
    const entries = list.value.map(({ where, text, frames, times }) =>
      [`In the ${where}, ${times === 1 ? 'once' : `${times} times`}: ${text}`, ...frames].join('\n    '),
    );
    return [`Wirebench ${version}, ${runtime}`, navigator.userAgent, '', ...entries, ''].join('\n');
  }

  return { list, note, noteHost, goOn, report };
});

/** What browsers report though nothing failed: a list that was measured twice within one frame. */
function isHarmless(thrown: unknown): boolean {
  return typeof thrown === 'string' && thrown.startsWith('ResizeObserver loop');
}
