import { effectScope, nextTick, ref } from 'vue';
import type { EffectScope } from 'vue';
import { afterEach, describe, expect, it } from 'vitest';
import type { Timeline } from '../stores/timeline.js';
import { useMatchStep } from './use-match-step.js';

const scopes: EffectScope[] = [];
afterEach(() => scopes.splice(0).forEach((scope) => scope.stop()));

function stepping(count: number) {
  const state = {
    showing: ref(false),
    done: ref(true),
    count: ref(count),
    follow: ref(true),
    selected: ref(-1),
  };
  const shown: number[] = [];
  // Of a timeline these five are all that steps need.
  const scope = effectScope();
  scopes.push(scope);
  const step = scope.run(() =>
    useMatchStep(
      () => state as unknown as Timeline,
      (position) => shown.push(position),
    ),
  )!;
  return { ...state, shown, step };
}

describe('a step to a match', () => {
  it('goes around either end, and leaves the tail', () => {
    const { step, shown, follow } = stepping(3);
    for (const by of [1, 1, 1, 1, -1, -1]) step(by);
    expect(shown).toEqual([0, 1, 2, 0, 2, 1]);
    expect(follow.value).toBe(false);
    const back = stepping(3);
    back.step(-1);
    expect(back.shown).toEqual([2]);
  });

  it('waits for the rows of a filter that has only just been asked for', async () => {
    const { step, shown, showing, done, count, selected } = stepping(1_000_000);
    showing.value = true;
    step(1);
    expect(selected.value).toBe(-1);
    count.value = 0;
    done.value = false;
    showing.value = false;
    await nextTick();
    expect(shown).toEqual([]);
    done.value = true;
    count.value = 1;
    await nextTick();
    expect(shown).toEqual([0]);
  });

  it('gives up where nothing matches, and goes on following', async () => {
    const { step, shown, done, count, follow } = stepping(0);
    done.value = false;
    step(1);
    expect(follow.value).toBe(false);
    done.value = true;
    await nextTick();
    expect(follow.value).toBe(true);
    count.value = 1;
    await nextTick();
    expect(shown).toEqual([]);
  });
});
