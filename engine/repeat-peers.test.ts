import { describe, expect, it } from 'vitest';
import { fail, ok } from '../contract/index.js';
import type { Outgoing, Result, SendReport } from '../contract/index.js';
import { RepeatPeers } from './repeat-peers.js';

const message: Outgoing = { kind: 'data', data: new Uint8Array(1_000) };
const taken = (): Result<SendReport> => ok({ peers: 1, bytes: 1_000, failures: [] });

const lost = (peer: number): Result<SendReport> =>
  ok({ peers: 0, bytes: 0, failures: [{ peer, error: { code: 'send.closed', message: 'closed' } }] });

/** Peers of which 2 takes nothing until it is told to, and a clock that goes when it is told to. */
function peersOf() {
  const heard = new Map<number, number>();
  const told: string[] = [];
  const gone = new Set<number>();
  const waiting: (() => void)[] = [];
  const clock = { ms: 0 };
  const sends = {
    send: (peer: number): Promise<Result<SendReport>> => {
      heard.set(peer, (heard.get(peer) ?? 0) + 1);
      if (peer !== 2) return Promise.resolve(taken());
      return new Promise((resolve) => waiting.push(() => resolve(gone.has(peer) ? lost(peer) : taken())));
    },
    tell: (_: number, text: string) => told.push(text),
  };
  const peers = new RepeatPeers(sends, () => clock.ms);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { peers, heard, told, gone, waiting, clock, turn };
}

describe('peers of a repeat', () => {
  it('go on without one that does not read, which is named and catches up later', async () => {
    const { peers, heard, told, waiting, clock, turn } = peersOf();
    const early = Array.from({ length: 1_000 }, () => peers.send([1, 2, 3], message));
    await turn();
    // A moment's patience: it may be a burst.
    expect(peers.behind([1, 2, 3])).toBe(true);
    expect(told).toEqual([]);
    clock.ms = 500;
    expect([peers.behind([1, 2, 3]), peers.behind([2])]).toEqual([false, true]);
    const late = Array.from({ length: 500 }, () => peers.send([1, 2, 3], message));
    const reports = await Promise.all([...early, ...late]);
    expect(reports.every((report) => report.ok && report.value.peers === 2)).toBe(true);
    expect([heard.get(1), heard.get(2), heard.get(3)]).toEqual([1_500, 1_000, 1_500]);
    expect(told).toEqual(['Peer 2 does not read: the repeat goes on without it']);
    expect(peers.deaf).toEqual({ count: 1, peers: [{ peer: 2, missed: 500 }] });
    for (const take of waiting.splice(0)) take();
    await turn();
    expect(told[1]).toBe('Peer 2 takes messages of the repeat again; 500 were not sent to it');
    expect(peers.deaf).toEqual({ count: 0, peers: [] });
    const last = peers.send([1, 2, 3], message);
    for (const take of waiting.splice(0)) take();
    expect(await last).toEqual(ok({ peers: 3, bytes: 3_000, failures: [] }));
  });

  it('say of one that was left behind and is gone that it takes no more, and not that it reads again', async () => {
    const { peers, told, gone, waiting, clock, turn } = peersOf();
    for (let i = 0; i < 1_000; i++) void peers.send([1, 2], message);
    clock.ms = 500;
    await peers.send([1, 2], message);
    expect(peers.deaf.count).toBe(1);
    gone.add(2);
    for (const take of waiting.splice(0)) take();
    await turn();
    expect(told.at(-1)).toBe('Peer 2 takes no more of the repeat; 1 was not sent to it');
    expect(peers.deaf.count).toBe(0);
  });

  it('are waited for where nobody takes more', async () => {
    const { peers, told, waiting, clock } = peersOf();
    const answers = Array.from({ length: 1_000 }, () => peers.send([2], message));
    expect(peers.behind([2])).toBe(true);
    clock.ms = 10_000;
    expect(peers.behind([2])).toBe(true);
    for (const take of waiting.splice(0)) take();
    await Promise.all(answers);
    expect(peers.behind([2])).toBe(false);
    expect(told).toEqual([]);
  });

  it('are full at a mebibyte, too', () => {
    const { peers } = peersOf();
    void peers.send([2], { kind: 'data', data: new Uint8Array(1 << 20) });
    expect(peers.behind([2])).toBe(true);
  });

  it('tell what went wrong with each', async () => {
    const failure = fail('send.closed', 'closed');
    const peers = new RepeatPeers({
      send: (peer) => Promise.resolve(peer === 1 ? taken() : failure),
      tell: () => undefined,
    });
    expect(await peers.send([2], message)).toEqual(failure);
    expect(await peers.send([1, 2], message)).toEqual(
      ok({ peers: 1, bytes: 1_000, failures: [{ peer: 2, error: failure.error }] }),
    );
  });
});
