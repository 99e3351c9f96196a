import { effectScope, ref, shallowRef } from 'vue';
import type { EffectScope } from 'vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { filterMarks, parseFilter } from '../../../codec/index.js';
import type { FilterMarks } from '../../../codec/index.js';
import { fail, ok } from '../../../contract/index.js';
import type { Needle, Output, Result } from '../../../contract/index.js';
import { useFilterPlace } from './filter-place.js';

type Answer = Result<Output<'payload.find'>>;

function marksOf(query: string): FilterMarks {
  const node = parseFilter(query);
  return filterMarks(node.ok ? node.value : null);
}

const nothingYet = (next: number | null): Answer => ok({ found: null, next, unsearched: [] });
const foundAt = (from: number, to: number): Answer => ok({ found: { from, to }, next: null, unsearched: [] });

describe('the first place of a filter in a large payload', () => {
  let scope: EffectScope;
  afterEach(() => scope.stop());

  function use(ask: (needle: Needle, from: number) => Promise<Answer>) {
    const key = ref('a');
    const wanted = ref(true);
    const marks = shallowRef(marksOf('needle'));
    scope = effectScope();
    const place = scope.run(() => useFilterPlace(key, wanted, () => marks.value, ask));
    if (place === undefined) throw new Error('the scope is active');
    return { key, wanted, marks, place };
  }

  it('is looked for a stretch at a time, by the first text or bytes of the filter', async () => {
    const asked: unknown[] = [];
    const { marks, place } = use((needle, from) => {
      asked.push([needle, from]);
      return Promise.resolve(from < 200 ? nothingYet(from + 100) : foundAt(250, 256));
    });
    await vi.waitFor(() => expect(place.value).toEqual({ from: 250, to: 256 }));
    const text = { kind: 'text', text: 'needle' };
    expect(asked.splice(0)).toEqual([0, 100, 200].map((from) => [text, from]));
    marks.value = marksOf('hex:01 ??');
    await vi.waitFor(() => expect(asked).toHaveLength(3));
    expect(asked.splice(0)[0]).toEqual([{ kind: 'hex', bytes: [1, -1] }, 0]);
    // Of a pattern the host is not asked: lines mark it as they are drawn.
    marks.value = marksOf('text~/n.*e/');
    await vi.waitFor(() => expect(place.value).toBeNull());
    expect(asked).toEqual([]);
  });

  it('is none where nothing is found, where it cannot be read, and where nobody wants it', async () => {
    const answers: Answer[] = [foundAt(1, 2), nothingYet(null), foundAt(3, 4), fail('log.io', 'no')];
    const { key, wanted, place } = use(() => Promise.resolve(answers.shift() ?? nothingYet(null)));
    for (const [name, expected] of [
      ['a', { from: 1, to: 2 }],
      ['b', null],
      ['c', { from: 3, to: 4 }],
      ['d', null],
    ] as const) {
      key.value = name;
      await vi.waitFor(() => expect(place.value).toEqual(expected));
    }
    answers.push(foundAt(5, 6));
    wanted.value = false;
    key.value = 'e';
    await vi.waitFor(() => expect(place.value).toBeNull());
    wanted.value = true;
    await vi.waitFor(() => expect(place.value).toEqual({ from: 5, to: 6 }));
  });

  it('is dropped where another payload is meant by the time it is found', async () => {
    const waiting: ((answer: Answer) => void)[] = [];
    const { key, place } = use(() => new Promise((answer) => waiting.push(answer)));
    key.value = 'b';
    await vi.waitFor(() => expect(waiting).toHaveLength(2));
    waiting[1]?.(foundAt(7, 8));
    waiting[0]?.(foundAt(1, 2));
    await vi.waitFor(() => expect(place.value).toEqual({ from: 7, to: 8 }));
  });
});
