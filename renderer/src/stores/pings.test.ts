import { afterEach, describe, expect, it } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import type { EffectScope } from 'vue';
import { Direction, RowKind, ok } from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { usePings } from './pings.js';
import { testBatch } from './test-batch.js';
import { openTestHost } from './test-host.js';

let scope: EffectScope | undefined;
afterEach(() => scope?.stop());

const rows = [
  { kind: RowKind.ping, payload: 'a', direction: Direction.out },
  { kind: RowKind.pong, payload: 'a', direction: Direction.in },
  { kind: RowKind.ping, payload: 'b', direction: Direction.out },
];
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn++) await nextTick();
};

function open() {
  let views = 6;
  const host = openTestHost({
    'view.open': () => ok({ view: ++views, session: 's1', count: 2, scanned: 2, done: true, generation: 0 }),
    'rows.read': ({ to }: { to: number }) => ok(testBatch(rows.slice(0, to))),
    'view.close': () => ok(undefined),
  });
  const session = ref('s1');
  const peer = ref<number | null>(null);
  scope = effectScope();
  const pings = scope.run(() => usePings(useHostStore(), { session, peer }));
  if (pings === undefined) throw new Error('no scope');
  return { host, pings, peer };
}

describe('usePings', () => {
  it('reads pings, pongs and missed ones of a session, and no other rows', async () => {
    const { host, pings } = open();
    await expect.poll(() => pings.pairs.value.length).toBe(1);
    expect(host.of('view.open')).toMatchObject([{ filter: { kinds: ['ping', 'pong', 'missedPong'] } }]);
    expect(pings.pairs.value).toMatchObject([{ ping: 1, pong: 2, roundTrip: 100 }]);
  });

  it('goes on while rows come', async () => {
    const { host, pings } = open();
    await settle();
    host.say('view.changed', { view: 7, session: 's1', count: 3, scanned: 3, done: true, generation: 0 });
    await settle();
    expect(pings.pairs.value).toMatchObject([{ ping: 1 }, { ping: 3, pong: null }]);
  });

  it('finds the pair of a row, and of a pong, too', async () => {
    const { pings } = open();
    await expect.poll(() => pings.pairs.value.length).toBe(1);
    expect(await pings.pairOf(2)).toMatchObject({ ping: 1, pong: 2 });
    expect(await pings.pairOf(9)).toBeNull();
  });

  it('takes another view for another peer, and leaves none open behind it', async () => {
    const { host, peer } = open();
    await settle();
    peer.value = 2;
    await settle();
    expect(host.of('view.open')[1]).toMatchObject({ filter: { peer: 2 } });
    scope?.stop();
    await settle();
    expect(host.of('view.close')).toEqual([{ view: 7 }, { view: 8 }]);
  });
});
