import { expect, test, vi } from 'vitest';
import { shallowRef } from 'vue';
import { usePlotKeys } from './use-plot-keys.js';

function plot(buckets = 20) {
  const size = shallowRef({ count: buckets, width: 1000 });
  const select = vi.fn();
  const keys = usePlotKeys({ count: () => size.value.count, width: () => size.value.width, select });
  const press = (...names: string[]): void =>
    names.forEach((name) => keys.press(name.replace('Shift+', ''), name.startsWith('Shift+')));
  return { size, select, keys, press };
}

test('goes by a bucket, by ten and to either end, and not past them', () => {
  const { keys, press } = plot();
  expect(keys.at.value).toBeNull();
  press('ArrowLeft');
  expect(keys.at.value).toBe(18);
  press('PageDown');
  expect(keys.at.value).toBe(8);
  press('Home', 'ArrowLeft');
  expect(keys.at.value).toBe(0);
  press('ArrowRight', 'ArrowUp');
  expect(keys.at.value).toBe(2);
  press('End', 'PageUp');
  expect(keys.at.value).toBe(19);
});

test('extends a range with Shift either way and shows it with Enter', () => {
  const { keys, press, select } = plot();
  press('Home', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
  expect(keys.pending.value).toEqual({ from: 1000, to: 4000 });
  press('Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft');
  expect(keys.pending.value).toEqual({ from: 0, to: 2000 });
  press('Enter');
  expect(select).toHaveBeenCalledExactlyOnceWith(0, 2000);
  expect(keys.pending.value).toBeNull();
});

test('begins a range at the newest where no key was pressed before', () => {
  const { keys, press } = plot();
  press('Shift+ArrowLeft');
  expect(keys.pending.value).toEqual({ from: 18_000, to: 20_000 });
});

test('shows the bucket it stands on where nothing was extended', () => {
  const { press, select } = plot();
  press('Home', 'ArrowRight', 'Enter');
  expect(select).toHaveBeenCalledExactlyOnceWith(1000, 2000);
});

test('forgets a range on a key without Shift, and on Esc', () => {
  const { keys, press } = plot();
  press('Shift+ArrowLeft', 'ArrowLeft');
  expect(keys.pending.value).toBeNull();
  press('Shift+ArrowLeft');
  expect(keys.drop()).toBe(true);
  expect(keys.drop()).toBe(false);
});

test('stays at its time as buckets merge', () => {
  const { keys, press, size } = plot();
  press('Home', 'PageUp', 'Shift+ArrowRight');
  size.value = { count: 10, width: 2000 };
  expect(keys.at.value).toBe(5);
  expect(keys.pending.value).toEqual({ from: 10_000, to: 12_000 });
});

test('leaves other keys, and every key while nothing is read', () => {
  const { keys, select } = plot(0);
  expect(keys.press('Enter', false)).toBe(false);
  expect(keys.press('Home', false)).toBe(false);
  expect(select).not.toHaveBeenCalled();
  expect(plot().keys.press('a', false)).toBe(false);
});

test('takes a range by a click at either end, and forgets the first one by Esc or a key', () => {
  const { keys, press, select } = plot();
  keys.point(7_300);
  expect(keys.pending.value).toEqual({ from: 7000, to: 8000 });
  keys.point(3_900);
  expect(select).toHaveBeenCalledExactlyOnceWith(3000, 8000);
  expect(keys.pending.value).toBeNull();
  keys.point(1_000);
  expect(keys.drop()).toBe(true);
  keys.point(2_000);
  press('ArrowRight');
  keys.point(5_000);
  expect(keys.pending.value).toEqual({ from: 5000, to: 6000 });
  expect(select).toHaveBeenCalledTimes(1);
});
