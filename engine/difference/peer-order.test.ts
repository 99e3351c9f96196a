import { describe, expect, it } from 'vitest';
import { PeerOrder } from './peer-order.js';

describe('PeerOrder', () => {
  it('numbers peers as they first appear, and the session itself never', () => {
    const order = new PeerOrder();
    expect([7, 0, 3, 7, 12, 3, 0].map((peer) => order.of(peer))).toEqual([1, 0, 2, 1, 3, 2, 0]);
  });

  it('tells no more apart than its limit, and those it knows still', () => {
    const order = new PeerOrder(2);
    expect([5, 6, 7, 8, 5, 6, 0].map((peer) => order.of(peer))).toEqual([1, 2, 3, 3, 1, 2, 0]);
  });
});
