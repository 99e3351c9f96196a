import { describe, expect, it } from 'vitest';
import { RowKind, maxHeadBytes } from '../../../contract/index.js';
import type { RowBatch } from '../../../contract/index.js';
import { pageRows, RowCache } from './row-cache.js';

function batch(from: number, length: number): RowBatch {
  const previews = new TextEncoder().encode('x'.repeat(length));
  return {
    from,
    length,
    total: from + length,
    seq: Float64Array.from({ length }, (_, at) => from + at + 1),
    time: new Float64Array(length),
    kind: new Uint8Array(length).fill(RowKind.text),
    direction: new Uint8Array(length),
    flags: new Uint8Array(length),
    peer: new Uint32Array(length),
    size: new Float64Array(length).fill(1),
    headSize: new Uint8Array(length).fill(2),
    heads: Uint8Array.from({ length: length * maxHeadBytes }, (_, at) => Math.floor(at / maxHeadBytes)),
    previewAt: Uint32Array.from({ length: length + 1 }, (_, at) => at),
    previews,
  };
}

describe('RowCache', () => {
  it('finds rows by position and knows how many of a page it has', () => {
    const cache = new RowCache();
    cache.put(batch(pageRows, 3));
    expect(cache.row(pageRows + 2)?.seq).toBe(pageRows + 3);
    expect(cache.row(pageRows + 2)?.head).toEqual(Uint8Array.of(2, 2));
    expect(cache.row(pageRows + 3)).toBeNull();
    expect(cache.row(0)).toBeNull();
    expect(cache.held(1)).toBe(3);
  });

  it('takes a longer tail in place of a shorter one', () => {
    const cache = new RowCache();
    cache.put(batch(0, 1));
    cache.put(batch(0, 5));
    expect(cache.row(4)?.preview).toEqual(new Uint8Array([0x78]));
  });

  it('forgets the pages that were put first, so memory is bounded', () => {
    const cache = new RowCache();
    for (let page = 0; page < 80; page++) cache.put(batch(page * pageRows, 1));
    expect(cache.row(0)).toBeNull();
    expect(cache.row(79 * pageRows)?.seq).toBe(79 * pageRows + 1);
  });
});
