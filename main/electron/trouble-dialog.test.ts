import { describe, expect, it } from 'vitest';
import { troubleOf } from '../../contract/trouble.js';
import { TroubleDialog } from './trouble-dialog.js';

function dialogs() {
  const asked: { detail: string; answer: (button: number) => void }[] = [];
  const told: string[] = [];
  const done: string[] = [];
  const clock = { now: 0 };
  const dialog = new TroubleDialog({
    ask: ({ detail }) =>
      new Promise((resolve) => asked.push({ detail: detail ?? '', answer: (button) => resolve(button) })),
    showLog: () => done.push('log'),
    restart: () => done.push('restart'),
    tellPages: (message) => told.push(message),
    logFile: '/logs/desktop.log',
    now: () => clock.now,
  });
  return { dialog, asked, told, done, clock };
}
const one = troubleOf(new Error('one'));
const two = troubleOf(new Error('two'));

describe('TroubleDialog', () => {
  it('says what failed and where it is noted, and does what the person chooses', async () => {
    for (const [button, did] of [
      [0, []],
      [1, ['log']],
      [2, ['restart']],
    ] as const) {
      const { dialog, asked, done } = dialogs();
      const told = dialog.tell(one, 1);
      expect(asked[0]?.detail).toContain('Error: one');
      expect(asked[0]?.detail).toContain('/logs/desktop.log');
      asked[0]?.answer(button);
      await told;
      expect(done).toEqual(did);
    }
  });

  it('asks once of a failure, one at a time, with a pause; the rest is told in the pages', async () => {
    const { dialog, asked, told, clock } = dialogs();
    const first = dialog.tell(one, 1);
    await dialog.tell(two, 1);
    expect(told).toHaveLength(1);
    asked[0]?.answer(0);
    await first;
    await dialog.tell(two, 2);
    for (let n = 2; n <= 100; n++) await dialog.tell(one, n);
    expect(told.map((text) => text.split('.')[0])).toEqual([
      'Error: two',
      'Error: one, 10 times so far',
      'Error: one, 100 times so far',
    ]);
    expect(asked).toHaveLength(1);
    clock.now = 60_000;
    void dialog.tell(two, 3);
    expect(asked).toHaveLength(2);
  });
});
