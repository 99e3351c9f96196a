import { afterEach, describe, expect, it } from 'vitest';
import { RepeatClock } from './repeat-clock.js';

let clock: RepeatClock;
afterEach(() => clock.close());

/** Sets as many alarms as there are delays (milliseconds) at once and answers in which order they rang, and how early. */
async function ring(delays: readonly number[]): Promise<{ order: number[]; early: boolean }> {
  const from = clock.now();
  const order: number[] = [];
  let early = false;
  await new Promise<void>((done) => {
    for (const ms of delays) {
      const at = from + ms * 1e6;
      clock
        .ringer(() => {
          early ||= clock.now() < at;
          if (order.push(ms) === delays.length) done();
        })
        .set(at);
    }
  });
  return { order, early };
}

describe('RepeatClock', () => {
  it('rings in the order of deadlines, and never early', async () => {
    clock = new RepeatClock();
    await clock.ready();
    expect(await ring([30, 1, 12, 4, 2])).toEqual({ order: [1, 2, 4, 12, 30], early: false });
    // One that has passed rings at once.
    expect(await ring([-5, 1])).toEqual({ order: [-5, 1], early: false });
  });

  it('rings no more once cleared, and later once moved', async () => {
    clock = new RepeatClock();
    await clock.ready();
    const rung: string[] = [];
    let early = false;
    const from = clock.now();
    const cleared = clock.ringer(() => rung.push('cleared'));
    const moved = clock.ringer(() => {
      rung.push('moved');
      early ||= clock.now() < from + 20e6;
    });
    cleared.set(from + 2e6);
    moved.set(from + 2e6);
    moved.set(from + 20e6);
    cleared.clear();
    cleared.clear();
    // A machine that stands still rings at 10 and 20 ms in one moment: what counts is when, not what came between.
    await ring([10, 30]);
    expect({ rung, early }).toEqual({ rung: ['moved'], early: false });
  });

  it('does not ring one that another has cleared in the same moment', async () => {
    clock = new RepeatClock();
    await clock.ready();
    const rung: string[] = [];
    const second = clock.ringer(() => rung.push('second'));
    const first = clock.ringer(() => {
      rung.push('first');
      second.clear();
    });
    const at = clock.now() - 1;
    first.set(at - 1);
    second.set(at);
    await ring([5]);
    expect(rung).toEqual(['first']);
  });

  it('rings once a turn of the loop, also where every deadline has passed by the time it is set', async () => {
    clock = new RepeatClock();
    await clock.ready();
    const [rounds, busyNs] = [40, 1e6];
    let turns = 0;
    let going = true;
    const turn = (): void => {
      turns++;
      if (going) setImmediate(turn);
    };
    setImmediate(turn);
    await new Promise<void>((done) => {
      let rung = 0;
      const ringer = clock.ringer(() => {
        if (++rung === rounds) return done();
        ringer.set(clock.now());
        // What is sent takes longer than the step: the thread has told of the next by then.
        for (const until = clock.now() + busyNs; clock.now() < until;);
      });
      ringer.set(clock.now());
    });
    going = false;
    expect(turns).toBeGreaterThanOrEqual(rounds - 1);
  });

  it('makes do with timers where its thread cannot begin, or dies', async () => {
    for (const program of [
      "throw new Error('no thread')",
      "require('node:worker_threads').parentPort.postMessage(0)",
    ]) {
      clock = new RepeatClock(program);
      await clock.ready();
      expect((await ring([20, 3])).order).toEqual([3, 20]);
      clock.close();
    }
  });

  it('lets the process end while its thread waits', async () => {
    clock = new RepeatClock();
    await clock.ready();
    let rung = false;
    clock.ringer(() => (rung = true)).set(clock.now() + 5e6);
    clock.close();
    clock.close();
    clock = new RepeatClock();
    await clock.ready();
    await ring([20]);
    expect(rung).toBe(false);
  });
});
