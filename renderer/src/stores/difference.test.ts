import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../contract/index.js';
import type { DifferenceInfo, DifferencePairs } from '../../../contract/index.js';
import { useDifferenceStore } from './difference.js';
import { pairsAtOnce } from './pair-cache.js';
import { useTabsStore } from './tabs.js';
import { testBatch } from './test-batch.js';
import { addSession, openTestHost } from './test-host.js';

const side = (session: string) => ({ session, rows: 300, beyond: 0, keyless: 0, failure: null });

function infoOf(difference: number, part: Partial<DifferenceInfo> = {}): DifferenceInfo {
  return {
    ...{ difference, stage: 'reading', progress: 0, failure: null, left: side('a'), right: side('b') },
    totals: { same: 0, changed: 0, left: 0, right: 0, moved: 0 },
    ...{ pairs: 0, differences: 0, map: null },
    ...part,
  };
}
const over = { stage: 'done', progress: 1, pairs: 300, differences: 7 } as const;

function pairsFrom(from: number): DifferencePairs {
  const none = Int32Array.from({ length: pairsAtOnce }, () => -1);
  const nobody = new Uint32Array(pairsAtOnce);
  const rows = testBatch([]);
  return {
    ...{
      from,
      length: pairsAtOnce,
      left: none,
      right: none,
      leftAt: none,
      rightAt: none,
      leftPeer: nobody,
      rightPeer: nobody,
    },
    ...{ leftRows: rows, rightRows: rows, state: new Uint8Array(pairsAtOnce) },
    position: Float64Array.from({ length: pairsAtOnce }, (_, i) => from + i),
  };
}

/** A window whose host compares whatever it is asked to, and says it is over when the test does. */
function open(answers: Record<string, (input: never) => unknown> = {}) {
  let handle = 0;
  const host = openTestHost({
    'difference.open': () => ok(infoOf(++handle)),
    'difference.close': () => ok(),
    'difference.pairs': ({ from }: { from: number }) => ok(pairsFrom(from)),
    'difference.seek': () => ok({ found: { position: 41, different: 3 } }),
    'session.tabs': () => ok(),
    ...answers,
  });
  addSession({ id: 'a', name: 'a', lastSeq: 10 });
  addSession({ id: 'b', name: 'b', lastSeq: 20 });
  const difference = useDifferenceStore();
  difference.show('a', 'b');
  const done = (number = handle) => host.say('difference.changed', infoOf(number, over));
  return { host, difference, done };
}

describe('the difference of two sessions', () => {
  it('is asked for with what is set, and followed until it is done', async () => {
    const { host, difference, done } = open();
    await difference.look();
    expect(host.of('difference.open')).toMatchObject([
      { left: { session: 'a' }, right: { session: 'b' }, align: { by: 'order' }, layer: 'messages' },
    ]);
    expect(difference.running).toBe(true);
    expect(difference.count).toBe(0);
    done();
    expect(difference.done).toBe(true);
    expect(difference.count).toBe(300);
    // What is over stays over, whatever comes late.
    host.say('difference.changed', infoOf(1, { progress: 0.5 }));
    expect(difference.done).toBe(true);
    difference.draft.only = true;
    expect(difference.count).toBe(7);
  });

  it('asks for the pages that are drawn, once, and has their pairs when they come', async () => {
    const { host, difference, done } = open();
    await difference.look();
    done();
    difference.want(120, 140);
    difference.want(100, 150);
    expect(host.of('difference.pairs').map(({ from, to }) => [from, to])).toEqual([
      [0, pairsAtOnce],
      [pairsAtOnce, 2 * pairsAtOnce],
    ]);
    expect(difference.pair(130)).toBeNull();
    await flushPromises();
    expect(difference.pair(130)?.position).toBe(130);
    difference.want(120, 140);
    expect(host.of('difference.pairs')).toHaveLength(2);
  });

  it('drops what belongs to a look before the last', async () => {
    const waiting: ((value: unknown) => void)[] = [];
    const { host, difference } = open({
      'difference.open': () => new Promise((resolve) => waiting.push(resolve)),
    });
    const first = difference.look();
    const second = difference.look();
    waiting[1]?.(ok(infoOf(2)));
    await second;
    waiting[0]?.(ok(infoOf(1)));
    await first;
    expect(difference.info?.difference).toBe(2);
    expect(host.of('difference.close')).toEqual([{ difference: 1 }]);
    host.say('difference.changed', infoOf(1, over));
    expect(difference.done).toBe(false);
  });

  it('says why it cannot be looked at, and when it failed under way', async () => {
    const { difference } = open({
      'difference.open': () => fail('session.unknown', 'There is no session a'),
    });
    await difference.look();
    expect(difference.failure?.code).toBe('session.unknown');
    expect(difference.info).toBeNull();
    const other = open();
    await other.difference.look();
    const failure = { code: 'log.damaged', message: 'hurt' };
    other.host.say('difference.changed', infoOf(1, { stage: 'failed', failure }));
    expect(other.difference.failure).toEqual(failure);
    expect(other.difference.running).toBe(false);
  });

  it('is cancelled, and closed with its tab', async () => {
    const { host, difference } = open();
    await difference.look();
    await difference.stop();
    expect(host.of('difference.close')).toEqual([{ difference: 1 }]);
    expect(difference.info).toBeNull();
    expect(await difference.payload('left', 0, 0, 1)).toMatchObject({
      error: { code: 'difference.unknown' },
    });
    await difference.look();
    await difference.close();
    expect(difference.draft.open).toBe(false);
    expect(useTabsStore().differenceInFront).toBe(false);
    expect(host.of('difference.close')).toHaveLength(2);
  });

  it('counts what was logged since', async () => {
    const { difference, done } = open();
    await difference.look();
    done();
    expect(difference.fresh).toBe(0);
    addSession({ id: 'b', name: 'b', lastSeq: 25 });
    expect(difference.fresh).toBe(5);
  });

  it('finds the next difference among all pairs by asking, among differences by itself', async () => {
    const { host, difference, done } = open();
    await difference.look();
    done();
    expect(await difference.nextDifference(1)).toBe(41);
    difference.selected = 41;
    await difference.nextDifference(-1);
    expect(host.of('difference.seek').map(({ position, by }) => [position, by])).toEqual([
      [0, 0],
      [41, -1],
    ]);
    difference.draft.only = true;
    difference.selected = 6;
    expect(await difference.nextDifference(1)).toBeNull();
    expect(await difference.nextDifference(-1)).toBe(5);
  });

  it('cuts each side as its own tab does, or both alike', async () => {
    const { host, difference } = open();
    const stream = { protocol: 'tcp', role: 'client', address: 'localhost:1' } as const;
    addSession({ id: 'a', config: { ...stream, options: { framing: { kind: 'line' } } } });
    const cuts = (): unknown[] => {
      const { left, right } = host.of('difference.open').at(-1) as Record<string, { framing: unknown }>;
      return [left?.framing, right?.framing];
    };
    const [raw, line] = [{ kind: 'raw' }, { kind: 'line' }];
    await difference.look();
    expect(cuts()).toEqual([line, raw]);
    for (const [choice, wanted] of [
      ['left', [line, line]],
      ['right', [raw, raw]],
      ['own', [line, raw]],
      ['none', [raw, raw]],
      ['own', [line, raw]],
    ] as const) {
      difference.draft.framing = choice;
      // A setting that differs asks for another look.
      expect(difference.looked === difference.wanted).toBe(false);
      await difference.look();
      expect(cuts()).toEqual(wanted);
      expect([difference.framingAt('left'), difference.framingAt('right')]).toEqual(wanted);
    }
  });

  it('stays where the eye is when it shows differences alone, and back', async () => {
    const { difference, done } = open();
    await difference.look();
    done();
    difference.want(40, 41);
    await flushPromises();
    difference.selected = 40;
    await difference.setOnly(true);
    expect(difference.selected).toBe(3);
  });
});
