import { afterEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { RowKind, fail, ok } from '../../../contract/index.js';
import type { MarkChange } from '../../../contract/index.js';
import { useMarksStore } from '../stores/marks.js';
import { useSessionsStore } from '../stores/sessions.js';
import { quickTab } from '../stores/tab.js';
import { useTabsStore } from '../stores/tabs.js';
import { testBatch } from '../stores/test-batch.js';
import { addSession, openTestHost } from '../stores/test-host.js';
import { useTimelinesStore } from '../stores/timelines.js';
import { useToasts } from '../ui/index.js';
import { row } from './test-row.js';
import { useMarking } from './use-marks.js';

let stop = (): void => undefined;
afterEach(() => {
  stop();
  for (const { id } of [...useToasts().items.value]) useToasts().dismiss(id);
});

async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  await nextTick();
}

/** A window on a session of 100 rows whose marks the host keeps; a filter leaves out what is above 50. */
async function openWindow(first: readonly [number, string][] = []) {
  const marks = new Map(first);
  let revision = 1_000;
  let refuse = false;
  const host = openTestHost({
    'session.watch': () => ok(),
    'rows.read': ({ from, to }: { from: number; to: number }) => {
      const rows = Array.from({ length: 100 }, () => ({ kind: RowKind.text, payload: 'x' }));
      const all = testBatch(rows.slice(from, to));
      return ok({ ...all, from, seq: all.seq.map((seq) => seq + from) });
    },
    'view.locate': ({ seq }: { seq: number }) => ok({ position: seq > 50 ? null : seq - 1 }),
    'session.marks': () =>
      ok({
        revision,
        seqs: Float64Array.from([...marks.keys()].sort((a, b) => a - b)),
        comments: [...marks].filter(([, comment]) => comment !== ''),
      }),
    'session.mark': ({ changes }: { changes: MarkChange[] }) => {
      if (refuse) return fail('marks.write', 'The disk is full.');
      for (const { seq, marked, comment } of changes) {
        if (marked) marks.set(seq, comment ?? marks.get(seq) ?? '');
        else marks.delete(seq);
      }
      const before = revision++;
      return ok({ before, revision });
    },
  });
  const info = addSession({ id: 's1', rows: 100, lastSeq: 100, marks: marks.size, marksRevision: revision });
  const tab = { ...quickTab(), session: 's1' };
  useTabsStore().tabs.push(tab);
  useTabsStore().activate(tab.id);
  const timelines = useTimelinesStore();
  stop = timelines.follow();
  const store = useMarksStore();
  const marking = useMarking();
  await settle();
  return {
    host,
    store,
    marking,
    timelines,
    marks,
    known: () => [...store.marks].sort(([a], [b]) => a - b),
    refuse: () => (refuse = true),
    /** Another page makes a change, of which the host tells. */
    elsewhere: async (seq: number, comment: string) => {
      marks.set(seq, comment);
      revision++;
      useSessionsStore().byId.set('s1', { ...info, marksRevision: revision });
      await settle();
    },
  };
}

const toast = () => useToasts().items.value.at(-1);

describe('marking', () => {
  it('asks for the marks once, knows its own changes, and asks again for those of others', async () => {
    const { host, marking, known, elsewhere } = await openWindow([[7, 'seven']]);
    expect(known()).toEqual([[7, 'seven']]);
    await marking.toggle(row('', { seq: 3 }));
    await marking.comment(9, 'nine');
    expect(known()).toEqual([
      [3, ''],
      [7, 'seven'],
      [9, 'nine'],
    ]);
    expect(host.of('session.marks')).toHaveLength(1);
    await elsewhere(11, '');
    expect(known().map(([seq]) => seq)).toEqual([3, 7, 9, 11]);
    expect(host.of('session.marks')).toHaveLength(2);
  });

  it('offers back what a second press took away with its comment', async () => {
    const { marking, marks } = await openWindow([[7, 'seven']]);
    await marking.toggle(row('', { seq: 7 }));
    expect(marks.size).toBe(0);
    expect(toast()?.title()).toBe('Mark and comment removed');
    toast()?.action?.run();
    await settle();
    expect([...marks]).toEqual([[7, 'seven']]);
    const before = useToasts().items.value.length;
    await marking.toggle(row('', { seq: 8 }));
    await marking.toggle(row('', { seq: 8 }));
    expect(useToasts().items.value).toHaveLength(before);
  });

  it('offers back a comment that was changed or removed, and leaves the mark', async () => {
    const { marking, marks } = await openWindow();
    await marking.comment(4, 'first');
    expect(toast()).toBeUndefined();
    await marking.comment(4, 'second');
    expect(toast()?.title()).toBe('Comment changed');
    toast()?.action?.run();
    await settle();
    expect(marks.get(4)).toBe('first');
    expect(marking.run(row('', { seq: 4 }), 'comment.remove')).toBe(true);
    await settle();
    expect([marks.get(4), toast()?.title()]).toEqual(['', 'Comment removed']);
    await marking.comment(5, '');
    expect(marks.has(5)).toBe(false);
  });

  it('says what the host refuses, and marks nothing', async () => {
    const { marking, known, refuse } = await openWindow();
    refuse();
    await marking.toggle(row('', { seq: 3 }));
    expect(known()).toEqual([]);
    expect([toast()?.tone, toast()?.text?.()]).toEqual(['err', 'The disk is full.']);
  });

  it('steps through the marked rows that are shown, around the ends', async () => {
    const { marking, timelines } = await openWindow([
      [10, ''],
      [20, ''],
      [90, ''],
    ]);
    const at = (): number => timelines.current?.selected.value ?? -1;
    await marking.step(1);
    expect(at()).toBe(9);
    expect(timelines.current?.follow.value).toBe(false);
    expect(timelines.current?.goal.value).toEqual({ position: 9 });
    await settle();
    await marking.step(1);
    await settle();
    expect(at()).toBe(19);
    // The filter leaves row 90 out.
    await marking.step(1);
    expect(at()).toBe(9);
  });

  it('takes a step behind the one before it where the host has not answered yet', async () => {
    const { marking, timelines } = await openWindow([
      [10, ''],
      [20, ''],
      [30, ''],
    ]);
    const at = (): number => timelines.current?.selected.value ?? -1;
    // The rows it leads to are not read yet either.
    await Promise.all([marking.step(1), marking.step(1), marking.step(1)]);
    expect(at()).toBe(29);
    await Promise.all([marking.step(-1), marking.step(-1)]);
    expect(at()).toBe(9);
  });

  it('says where there is none to go to', async () => {
    const { marking } = await openWindow([[90, '']]);
    await marking.step(-1);
    expect(toast()?.text?.()).toBe('The filter leaves the marked rows out.');
  });
});
