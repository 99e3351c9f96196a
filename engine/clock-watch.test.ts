import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClockWatch } from './clock-watch.js';

let [wall, steady] = [0, 0];
let told: string[] = [];
let watch: ClockWatch;

beforeEach(() => {
  vi.useFakeTimers();
  [wall, steady, told] = [1_000_000, 0, []];
  watch = new ClockWatch((words) => told.push(words), { wall: () => wall, steady: () => steady });
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

/** The next look, after so much on either clock. */
function look(wallMs: number, steadyMs: number): void {
  wall += wallMs;
  steady += steadyMs;
  vi.advanceTimersByTime(1_000);
}

it('says nothing of a loop that is held for two seconds, nor of a clock that is steered', () => {
  for (let n = 0; n < 100; n++) look(1_000.5, 1_000);
  look(2_900, 2_900);
  expect(told).toEqual([]);
});

it('says how long nothing ran, where the clocks go on together', () => {
  look(42_300, 42_300);
  look(1_000, 1_000);
  expect(told).toEqual([
    'Nothing ran here for 42.3 s: the machine slept, or Wirebench was stopped or too busy',
  ]);
});

it('says by how much one clock left the other, once', () => {
  look(3_600_000, 1_000);
  look(1_000, 1_000);
  look(-7_000, 1_000);
  expect(told).toEqual([
    'The clock of this machine was set ahead, or went on while the machine slept, by 3599.0 s: rows go on as if it had not',
    'The clock of this machine was set back by 8.0 s: rows go on as if it had not',
  ]);
});

it('is silent once it is stopped', () => {
  watch.stop();
  look(60_000, 60_000);
  expect(told).toEqual([]);
});
