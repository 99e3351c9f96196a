import { effectScope, ref, shallowRef } from 'vue';
import { describe, expect, it } from 'vitest';
import type { Timeline } from '../stores/timeline.js';
import { useRowLimit } from './use-row-limit.js';

/** What the limit looks at of a timeline. */
function view(rows: number) {
  return {
    count: ref(rows),
    follow: ref(true),
    goal: shallowRef<{ readonly position: number } | null>(null),
  };
}

function limitOf(rows: number, limit: number) {
  const now = view(rows);
  const shown = shallowRef(now);
  const most = ref(limit);
  const made = effectScope().run(() =>
    // Only these three are read.
    useRowLimit(
      () => shown.value as unknown as Timeline,
      () => most.value,
    ),
  );
  if (made === undefined) throw new Error('a new scope runs');
  return { ...made, now, shown, most };
}

describe('the row limit', () => {
  it('hides nothing without one, and up to it', () => {
    const { hidden, now, most } = limitOf(5_000, 0);
    expect(hidden.value).toBe(0);
    most.value = 5_000;
    expect(hidden.value).toBe(0);
    now.count.value = 5_001;
    expect(hidden.value).toBe(500);
  });

  it('moves a tenth at a time while the tail is followed, and never draws more', () => {
    const { hidden, now } = limitOf(1_000, 100);
    expect(hidden.value).toBe(900);
    for (let rows = 1_000; rows < 1_200; rows += 7) {
      now.count.value = rows;
      expect(rows - hidden.value).toBeLessThanOrEqual(100);
      expect(rows - hidden.value).toBeGreaterThan(90);
      expect(hidden.value % 10).toBe(0);
    }
  });

  it('keeps a row where somebody reads, and goes on when the tail is followed again', () => {
    const { hidden, now } = limitOf(1_000, 100);
    now.follow.value = false;
    now.count.value = 2_000;
    expect(hidden.value).toBe(900);
    now.follow.value = true;
    expect(hidden.value).toBe(1_900);
  });

  it('shows all where somebody goes to an older row, until the tail is followed again', () => {
    const { hidden, now } = limitOf(1_000, 100);
    now.follow.value = false;
    now.goal.value = { position: 950 };
    expect(hidden.value).toBe(900);
    now.goal.value = { position: 3 };
    expect(hidden.value).toBe(0);
    now.follow.value = true;
    expect(hidden.value).toBe(900);
  });

  it('shows all by hand for as long as the view is shown', () => {
    const { hidden, now, shown, showAll } = limitOf(1_000, 100);
    showAll();
    now.follow.value = false;
    now.follow.value = true;
    now.count.value = 1_500;
    expect(hidden.value).toBe(0);
    shown.value = view(300);
    expect(hidden.value).toBe(200);
  });

  it('begins anew where a filter leaves fewer rows, and shows the last one with a limit of one', () => {
    const { hidden, now, most } = limitOf(1_000, 100);
    now.follow.value = false;
    now.count.value = 20;
    expect(hidden.value).toBe(0);
    now.follow.value = true;
    most.value = 1;
    expect(hidden.value).toBe(19);
  });
});
