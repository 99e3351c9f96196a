import { describe, expect, it } from 'vitest';
import { countedHead, pairFacts } from './pair-facts.js';
import type { FactRow } from './pair-facts.js';
import { RowFlag, RowKind } from './row.js';

const row = (changes: Partial<FactRow> = {}): FactRow => ({
  ...{ kind: RowKind.text, flags: 0, peer: 1, size: 5 },
  ...{ preview: Buffer.from('hello'), head: Uint8Array.of(0x81, 0x05) },
  ...changes,
});
const all = { flags: true, heads: true, peers: true };

/** Facts as `name: left | right`, and `(…)` where they do not count. */
function told(left: FactRow, right: FactRow, layer: 'messages' | 'wire' = 'wire', counts = all): string[] {
  return pairFacts(left, right, layer, counts).map(({ name, left: one, right: other, counts: count }) =>
    count ? `${name}: ${one} | ${other}` : `(${name}: ${one} | ${other})`,
  );
}

describe('pairFacts', () => {
  it('has nothing to say of rows that are alike, whatever their masking keys', () => {
    const masked = (...key: number[]): FactRow => row({ head: Uint8Array.of(0x81, 0x85, ...key) });
    expect(told(masked(1, 2, 3, 4), masked(5, 6, 7, 8))).toEqual([]);
  });

  it('tells kinds and close codes, which always count', () => {
    const none = { flags: false, heads: false, peers: false };
    const close = (hex: string): FactRow => row({ kind: RowKind.close, preview: Buffer.from(hex, 'hex') });
    expect(told(row(), row({ kind: RowKind.binary }), 'messages', none)).toEqual(['Kind: text | binary']);
    expect(told(close('03e8'), close('03ea'), 'messages', none)).toEqual(['Close code: 1000 | 1002']);
    expect(told(close(''), close('03ea'), 'messages', none)).toEqual(['Close code: none | 1002']);
  });

  it('tells what heads say of their frames, in the layer that shows frames', () => {
    const other = row({ head: Uint8Array.of(0x62, 0xfe, 0x00, 0x05, 1, 2, 3, 4) });
    expect(told(row(), other, 'messages')).toEqual([]);
    expect(told(row(), other)).toEqual([
      'Opcode: 0x1 | 0x2',
      'FIN: 1 | 0',
      'RSV: none | RSV1 RSV2',
      'Mask: not masked | masked',
      'Length: shortest form | longer than need be',
    ]);
    expect(told(row(), other, 'wire', { ...all, heads: false })[0]).toBe('(Opcode: 0x1 | 0x2)');
    expect(told(row(), row({ head: new Uint8Array() }))[0]).toBe('Opcode: 0x1 | no frame');
  });

  it('tells flags of what crossed the wire, and peers by their order', () => {
    const flags = RowFlag.compressed | RowFlag.fragmented;
    expect(told(row(), row({ flags }), 'messages')).toEqual(['Flags: none | fragmented, compressed']);
    expect(told(row(), row({ flags: RowFlag.automatic | RowFlag.crafted }), 'messages')).toEqual([]);
    const numbers = [1, 2, 3, 4, 11, 12, 21, 112];
    expect(numbers.map((peer) => told(row({ peer: 0 }), row({ peer }), 'messages')[0])).toEqual(
      ['1st', '2nd', '3rd', '4th', '11th', '12th', '21st', '112th'].map((word) => `Peer: none | ${word}`),
    );
    expect(told(row(), row({ peer: 2 }), 'messages', { ...all, peers: false })).toEqual([
      '(Peer: 1st | 2nd)',
    ]);
  });
});

describe('countedHead', () => {
  it('differs where FIN, RSV, opcode, mask or the form of the length do, and nowhere else', () => {
    const heads = [
      countedHead(0x81, 0x05, 5),
      countedHead(0x01, 0x05, 5),
      countedHead(0xc1, 0x05, 5),
      countedHead(0x82, 0x05, 5),
      countedHead(0x81, 0x85, 5),
      countedHead(0x81, 0x7e, 5),
      countedHead(0x00, 0x00, 0),
    ];
    expect(new Set([0, ...heads]).size).toBe(8);
    expect(countedHead(0x81, 0x7e, 200)).toBe(countedHead(0x81, 0x05, 5));
    expect(countedHead(0x81, 0x7f, 65_535)).toBe(countedHead(0x81, 0x7e, 125));
  });
});
