import { describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../../contract/index.js';
import { directionOf, rowMenu } from './row-menu.js';
import { row } from './test-row.js';

const facts = {
  canSend: true,
  manyPeers: false,
  onePeer: false,
  filtered: false,
  mark: null,
  related: null,
};
const ids = (...args: Parameters<typeof rowMenu>): string[] =>
  rowMenu(...args).flatMap((item) => ('id' in item && item.disabled !== true ? [item.id] : []));

describe('row menu', () => {
  it('offers to send a message again only where something can be sent', () => {
    expect(ids(row('a'), facts)).toContain('resend');
    expect(ids(row('a'), { ...facts, canSend: false })).not.toContain('resend');
    expect(ids(row('a'), { ...facts, canSend: false })).toContain('edit');
  });

  it('offers neither resend nor save for a handshake or an event', () => {
    for (const kind of [RowKind.request, RowKind.open]) {
      const offered = ids(row('x', { kind }), facts);
      expect(offered).not.toContain('resend');
      expect(offered).not.toContain('save');
      expect(offered).toContain('copy.hex');
    }
  });

  it('speaks of peers where there are several', () => {
    expect(ids(row('a'), facts)).not.toContain('reply');
    expect(ids(row('a'), { ...facts, manyPeers: true })).toEqual(expect.arrayContaining(['reply', 'peer']));
    expect(ids(row('a', { peer: 0 }), { ...facts, manyPeers: true })).not.toContain('reply');
  });

  it('finds the switch that keeps rows like this one', () => {
    expect(directionOf(row('', { direction: Direction.out }))).toBe('out');
    expect(directionOf(row('', { kind: RowKind.binary }))).toBe('in');
    expect(directionOf(row('', { kind: RowKind.close }))).toBe('control');
    expect(directionOf(row('', { kind: RowKind.resolve }))).toBe('control');
  });
});
