import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { maxColoured } from '../../../contract/index.js';
import type { RowColour } from '../../../contract/index.js';
import { readDrawn } from './drawn-rows.js';
import { useFiltersStore } from './filters.js';
import { useHostStore } from './host.js';
import { useTimelinesStore } from './timelines.js';

/** What a row is coloured by. */
export interface Tint {
  readonly colour: RowColour;
  /** What the filter is called, else its query. */
  readonly title: string;
  /** It has a name of its own, which the row shows. */
  readonly name: string;
}

/** Rows whose colours are kept besides those on screen, so that scrolling back does not blink. */
const keptRows = 2_000;

/** Which saved filter colours which row of the view on screen. The host judges: filters ask for whole payloads. */
export const useColoursStore = defineStore('colours', () => {
  const host = useHostStore();
  const timelines = useTimelinesStore();
  const filters = useFiltersStore();
  const tints = shallowRef<ReadonlyMap<number, Tint>>(new Map());

  const rules = computed(() =>
    filters.list
      .flatMap(({ name, query, colour }) => (colour === undefined ? [] : [{ name, query, colour }]))
      .slice(0, maxColoured),
  );
  const asked = computed(() => JSON.stringify([timelines.current?.session, rules.value]));

  const drawn = readDrawn(async ({ from, to }) => {
    const timeline = timelines.current;
    const now = rules.value;
    const of = asked.value;
    if (timeline === null || now.length === 0) return;
    const view = timeline.view();
    const queries = now.map(({ query }) => query);
    const answer = await host.call('rows.judge', { session: timeline.session, view, from, to, queries });
    // A filter that cannot be read is said where it is edited; without an answer rows stay as they are.
    if (!answer.ok || timelines.current !== timeline || timeline.view() !== view || asked.value !== of)
      return;
    const next = new Map(tints.value.size > keptRows ? [] : tints.value);
    for (const [i, verdict] of answer.value.verdicts.entries()) {
      const rule = now[verdict - 1];
      const position = answer.value.from + i;
      if (rule === undefined) next.delete(position);
      else {
        next.set(position, { colour: rule.colour, title: rule.name ?? rule.query, name: rule.name ?? '' });
      }
    }
    tints.value = next;
  });

  function forget(): void {
    if (tints.value.size > 0) tints.value = new Map();
    drawn.again();
  }

  function follow(): () => void {
    const offs = [
      watch(asked, forget),
      // Rows at the same places may be others in another view, or once it was looked through anew.
      watch(
        () => [timelines.current?.version.value, timelines.current?.view()] as const,
        ([, view], [, before]) => (view === before ? drawn.again() : forget()),
      ),
    ];
    return () => {
      for (const off of offs) off();
    };
  }

  return { tints, want: drawn.want, follow };
});
