import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { MarkChange, Result } from '../../../contract/index.js';
import { ok } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { useSessionsStore } from './sessions.js';
import { useTimelinesStore } from './timelines.js';

/** Row number to comment, '' where a mark has none. */
export type Marks = ReadonlyMap<number, string>;

/** The marks of the session on screen: asked once, and again when another page has changed them. */
export const useMarksStore = defineStore('marks', () => {
  const host = useHostStore();
  const sessions = useSessionsStore();
  const timelines = useTimelinesStore();
  const marks = shallowRef<Marks>(new Map());
  /** The session `marks` are of, and what they were read at. */
  let of: string | null = null;
  let revision = 0;

  async function load(session: string): Promise<void> {
    const answer = await host.call('session.marks', { session });
    if (!answer.ok || timelines.current?.session !== session) return;
    const next = new Map<number, string>();
    for (const seq of answer.value.seqs) next.set(seq, '');
    for (const [seq, comment] of answer.value.comments) next.set(seq, comment);
    of = session;
    revision = answer.value.revision;
    marks.value = next;
  }

  watch(
    () => {
      const session = timelines.current?.session ?? null;
      return { session, told: session === null ? 0 : (sessions.byId.get(session)?.marksRevision ?? 0) };
    },
    ({ session, told }) => {
      if (session !== of) {
        of = null;
        marks.value = new Map();
      }
      // A recorded session says nothing of its marks before it is opened: that is what asking does.
      if (session !== null && (of === null || (told !== 0 && told !== revision))) void load(session);
    },
    { immediate: true },
  );

  /** Makes changes; the answer has the marks as they were in those rows, to be put back. */
  async function change(changes: readonly MarkChange[]): Promise<Result<readonly MarkChange[]>> {
    const session = timelines.current?.session;
    if (session === undefined) return ok([]);
    const before = changes.map(({ seq }) => changeBack(seq));
    const answer = await host.call('session.mark', { session, changes: [...changes] });
    if (!answer.ok) return answer;
    // Who knew the marks before the change knows them now; else what is told of it brings them.
    if (of === session && answer.value.before === revision) {
      const next = new Map(marks.value);
      for (const { seq, marked, comment } of changes) {
        if (marked) next.set(seq, comment ?? next.get(seq) ?? '');
        else next.delete(seq);
      }
      revision = answer.value.revision;
      marks.value = next;
    }
    return ok(before);
  }

  function changeBack(seq: number): MarkChange {
    const comment = marks.value.get(seq);
    return comment === undefined ? { seq, marked: false } : { seq, marked: true, comment };
  }

  return { marks, change };
});
