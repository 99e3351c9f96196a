import { shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import type { MarkChange } from '../../../contract/index.js';
import { Turns } from '../../../contract/turns.js';
import { useMarksStore } from '../stores/marks.js';
import type { Row } from '../stores/row-cache.js';
import type { Timeline } from '../stores/timeline.js';
import { useTimelinesStore } from '../stores/timelines.js';
import { useToasts } from '../ui/index.js';
import { t, told, type Words } from '../language/index.js';

/** Most marked rows asked about in search of one that the view shows. */
const mostTried = 500;

export interface Marking {
  /** Number of the row whose comment is being written; null while none is. */
  readonly commenting: ShallowRef<number | null>;
  commentOf(seq: number): string;
  /** Marks a row, or takes its mark away. */
  toggle(row: Row): Promise<void>;
  /** Writes a comment, marking its row; an empty one takes the comment away and leaves the mark. */
  comment(seq: number, text: string): Promise<void>;
  /** Goes to the next marked row of the view, or the one before it, around the ends; behind steps still under way. */
  step(by: 1 | -1): Promise<void>;
  /** What of a row's menu is about marks; false where the command is not. */
  run(row: Row, command: string): boolean;
}

/** Marks and comments by hand: what is taken away can be had back. */
export function useMarking(): Marking {
  const store = useMarksStore();
  const timelines = useTimelinesStore();
  const toasts = useToasts();
  const commenting = shallowRef<number | null>(null);
  const turns = new Turns();
  /** Where the last step led: its row may still have to be read when the next one is asked for. */
  let went: { readonly timeline: Timeline; readonly position: number; readonly seq: number } | null = null;

  const commentOf = (seq: number): string => store.marks.get(seq) ?? '';

  /** Makes a change; what it took away is offered back under `undone`. */
  async function make(change: MarkChange, undone: Words | null): Promise<void> {
    const answer = await store.change([change]);
    if (!answer.ok) {
      toasts.show({
        tone: 'err',
        title: () => t('The mark was not kept'),
        text: () => told(answer.error.message),
      });
      return;
    }
    if (undone === null) return;
    const back = answer.value;
    toasts.show({
      title: undone,
      text: () => t('Row {seq}', { seq: String(change.seq) }),
      action: { label: () => t('Undo'), run: () => void store.change(back) },
    });
  }

  async function toggle({ seq }: Row): Promise<void> {
    const marked = store.marks.has(seq);
    const lost = marked && commentOf(seq) !== '' ? () => t('Mark and comment removed') : null;
    await make({ seq, marked: !marked }, lost);
  }

  async function comment(seq: number, text: string): Promise<void> {
    commenting.value = null;
    const before = commentOf(seq);
    if (text === before && store.marks.has(seq)) return;
    if (text === '' && !store.marks.has(seq)) return;
    const undone =
      before === '' ? null : text === '' ? () => t('Comment removed') : () => t('Comment changed');
    await make({ seq, marked: true, comment: text }, undone);
  }

  function step(by: 1 | -1): Promise<void> {
    const timeline = timelines.current;
    if (timeline !== null) turns.offer(() => stepIn(timeline, by));
    return turns.idle();
  }

  /** Number of the selected row; null where none is. What is told of it is the one before until its page is read. */
  function hereIn(timeline: Timeline): number | null {
    const row = timeline.selectedRow.value;
    const position = timeline.selected.value;
    if (row?.position !== position && went?.timeline === timeline && went.position === position)
      return went.seq;
    return row?.seq ?? null;
  }

  async function stepIn(timeline: Timeline, by: 1 | -1): Promise<void> {
    if (timelines.current !== timeline) return;
    const seqs = [...store.marks.keys()].sort((a, b) => a - b);
    const here = hereIn(timeline) ?? (by > 0 ? 0 : Number.POSITIVE_INFINITY);
    const after = seqs.filter((seq) => seq > here);
    const before = seqs.filter((seq) => seq < here);
    const order = by > 0 ? [...after, ...before] : [...before.reverse(), ...after.reverse()];
    for (const seq of order.slice(0, mostTried)) {
      const position = await timeline.locate(seq);
      if (timelines.current !== timeline) return;
      if (position === null) continue;
      went = { timeline, position, seq };
      return timeline.goTo(position);
    }
    const text = (): string =>
      seqs.length === 0
        ? t('Ctrl+M marks the selected row.')
        : order.length === 0
          ? t('The selected row is the only one.')
          : t('The filter leaves the marked rows out.');
    toasts.show({ title: () => t('No other marked row here'), text, timeoutMs: 3_000 });
  }

  function run(row: Row, command: string): boolean {
    if (command === 'mark') void toggle(row);
    else if (command === 'comment') commenting.value = row.seq;
    else if (command === 'comment.remove') void comment(row.seq, '');
    else return false;
    return true;
  }

  return { commenting, commentOf, toggle, comment, step, run };
}
