import { describe, expect, it } from 'vitest';
import { Direction } from '../contract/index.js';
import { PeerTable } from './peer-table.js';

const facts = {
  state: 'open',
  remote: { host: '127.0.0.1', port: 4_000, family: 'IPv4' },
  local: null,
  path: null,
  subprotocol: null,
  extensions: null,
  headers: [],
  tls: null,
} as const;
const noQueue = () => ({ queuedBytes: 0, waitingSince: null });

describe('PeerTable', () => {
  it('numbers the peers of a listener in order and never twice', () => {
    const table = new PeerTable();
    expect(table.open(facts, false)).toBe(1);
    table.close(1);
    expect(table.open(facts, false)).toBe(2);
    expect(table.list(noQueue).map(({ peer, state }) => [peer, state])).toEqual([
      [1, 'closed'],
      [2, 'open'],
    ]);
  });

  it('gives a client its far end as 1 again, with the counters it had', () => {
    const table = new PeerTable();
    table.open(facts, true);
    table.count(1, Direction.in, 1, 10);
    table.close(1);
    expect(table.open(facts, true)).toBe(1);
    table.count(1, Direction.in, 1, 5);
    expect(table.list(noQueue)).toMatchObject([{ peer: 1, closedAt: null, bytesIn: 15, messagesIn: 2 }]);
  });

  it('numbers other senders of a client from 2', () => {
    const table = new PeerTable();
    expect([table.open(facts, true), table.open(facts, true), table.open(facts, true)]).toEqual([1, 2, 3]);
    table.close(1);
    table.close(2);
    expect(table.open(facts, true)).toBe(1);
    expect(table.open(facts, true)).toBe(4);
  });

  it('counts both directions of each peer', () => {
    const table = new PeerTable();
    table.open(facts, false);
    table.open(facts, false);
    table.count(1, Direction.in, 1, 3);
    table.count(2, Direction.out, 0, 4);
    table.count(9, Direction.in, 1, 5);
    expect(table.list(noQueue)).toMatchObject([
      { peer: 1, bytesIn: 3, bytesOut: 0, messagesIn: 1 },
      { peer: 2, bytesIn: 0, bytesOut: 4, messagesOut: 0 },
    ]);
  });

  it('remembers closed peers up to its bound, the latest ones', () => {
    const table = new PeerTable(2);
    for (let n = 0; n < 5; n++) table.open(facts, false);
    for (const peer of [3, 1, 2, 5]) table.close(peer);
    expect(table.list(noQueue).map(({ peer }) => peer)).toEqual([2, 4, 5]);
    expect(table.openCount).toBe(1);
  });

  it('raises its revision for lists and facts, not for traffic', () => {
    const table = new PeerTable();
    table.open({ ...facts, state: 'opening' }, false);
    expect(table.isOpen(1)).toBe(false);
    table.update(1, { state: 'open' });
    expect(table.revision).toBe(2);
    table.count(1, Direction.in, 1, 1);
    table.update(7, { state: 'open' });
    table.close(7);
    expect(table.revision).toBe(2);
    expect(table.openPeers()).toEqual([1]);
  });

  it('forgets the headers that came first where peers send too many', () => {
    const table = new PeerTable(10, 250);
    const headers = [['X', 'a'.repeat(91)]] as const; // 100 characters with what JSON adds
    for (let i = 0; i < 3; i++) {
      table.open(facts, false);
      table.update(i + 1, { headers });
    }
    expect(table.list(noQueue).map((peer) => peer.headers.length)).toEqual([0, 1, 1]);
    table.count(1, Direction.in, 1, 10);
    table.close(2);
    table.update(1, { headers });
    expect(table.list(noQueue).map((peer) => peer.headers.length)).toEqual([1, 0, 1]);
    expect(table.list(noQueue)[0]).toMatchObject({ state: 'open', bytesIn: 10 });
  });

  it('keeps the headers of one peer whatever their size', () => {
    const table = new PeerTable(10, 10);
    table.open({ ...facts, headers: [['X', 'a'.repeat(91)]] }, false);
    expect(table.list(noQueue)[0]?.headers).toHaveLength(1);
  });
});
