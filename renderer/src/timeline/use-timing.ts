import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { isActive } from '../../../contract/index.js';
import { useAnswersStore } from '../stores/answers.js';
import type { RowPair } from '../stores/answers.js';
import { useReveal } from '../stores/reveal.js';
import type { Row } from '../stores/row-cache.js';
import { useTabsStore } from '../stores/tabs.js';
import type { MenuFacts } from './row-menu.js';
import type { TimeReference } from './row-text.js';
import { phrase } from '../language/index.js';

export interface Timing {
  readonly pairs: ComputedRef<ReadonlyMap<number, RowPair>>;
  /** Answers may still come. */
  readonly live: ComputedRef<boolean>;
  readonly reference: ComputedRef<TimeReference | null>;
  /** Only a range of time, or only what has no answer, is shown. */
  readonly narrowed: ComputedRef<boolean>;
  want(from: number, to: number): void;
  clearReference(): void;
  /** Shows every time and every row again. */
  widen(): void;
  facts(row: Row): Pick<MenuFacts, 'origin' | 'pair'>;
  /** What of a row's menu is about time; false where the command is not. */
  run(row: Row, command: string): boolean;
}

/** Answers, the row that times are measured from, and ranges of time, of the tab on screen. */
export function useTiming(): Timing {
  const tabs = useTabsStore();
  const answers = useAnswersStore();
  const reveal = useReveal();
  const session = computed(() => (tabs.active === null ? null : tabs.sessionOf(tabs.active)));
  const reference = computed(() => {
    const of = tabs.active?.reference ?? null;
    return of !== null && of.session === tabs.active?.session ? of : null;
  });
  const narrowed = computed(() => {
    const tab = tabs.active;
    if (tab === null) return false;
    const { range, unanswered } = tab.filter;
    return (range !== null && range.session === tab.session) || (unanswered && tab.correlation !== null);
  });

  function clearReference(): void {
    if (tabs.active !== null) tabs.active.reference = null;
  }

  function widen(): void {
    if (tabs.active === null) return;
    tabs.active.filter.range = null;
    tabs.active.filter.unanswered = false;
  }

  function facts(row: Row): Pick<MenuFacts, 'origin' | 'pair'> {
    const pair = answers.pairs.get(row.position);
    const other = pair?.other ?? null;
    const words = pair?.role === 'answer' ? phrase('Show its request') : phrase('Show its answer');
    return { origin: reference.value?.seq === row.seq, pair: other === null ? null : words };
  }

  function run(row: Row, command: string): boolean {
    const tab = tabs.active;
    if (command === 'time.from' && tab?.session != null) {
      const same = reference.value?.seq === row.seq;
      tab.reference = same ? null : { session: tab.session, seq: row.seq, time: row.time };
    } else if (command === 'pair') {
      const other = answers.pairs.get(row.position)?.other ?? null;
      if (other !== null) void reveal(other);
    } else return false;
    return true;
  }

  return {
    pairs: computed(() => answers.pairs),
    live: computed(() => session.value !== null && isActive(session.value.state)),
    reference,
    narrowed,
    want: (from, to) => answers.want(from, to),
    clearReference,
    widen,
    facts,
    run,
  };
}
