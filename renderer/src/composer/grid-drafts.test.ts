import { describe, expect, it } from 'vitest';
import { parseHex } from '../../../codec/index.js';
import { HexBuffer } from '../ui/index.js';
import { gridDraft, isWriting, leaveGrid, writeGrid } from './grid-drafts.js';
import { readHex } from './known-hex.js';

const written = (tab: string, bytes: Uint8Array): Promise<string> =>
  new Promise((resolve) => writeGrid(tab, bytes, resolve));

describe('the text of a grid', () => {
  it('is there at once where the bytes are few', () => {
    let text = '';
    writeGrid('small', Uint8Array.of(1, 2), (now) => (text = now));
    expect([text, isWriting('small')]).toEqual(['01 02', false]);
  });

  it('comes piece by piece where they are many, and is the same', async () => {
    const bytes = Uint8Array.from({ length: 300_001 }, (_, at) => (at * 7) & 0xff);
    const later = written('large', bytes);
    expect(isWriting('large')).toBe(true);
    expect(gridDraft('large')?.bytes).toBe(bytes);
    const text = await later;
    expect(isWriting('large')).toBe(false);
    expect(parseHex(text)).toEqual({ ok: true, value: bytes });
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .every((line) => line.length === 47),
    ).toBe(true);
    // It is not read back: the bytes are known.
    const read = readHex(text);
    expect(read.ok && read.value).toBe(bytes);
  });

  it('is that of the newest bytes alone', async () => {
    const texts: string[] = [];
    writeGrid('typing', new Uint8Array(200_000), (text) => texts.push(text));
    const last = await written('typing', new Uint8Array(100_000).fill(1));
    expect(texts).toEqual([]);
    expect(last.startsWith('01 01')).toBe(true);
  });

  it('keeps bytes and undo of the grids that were left last', () => {
    for (const tab of ['a', 'b', 'c', 'd', 'e'])
      leaveGrid(tab, new HexBuffer(Uint8Array.of(1)), Uint8Array.of(1), '01');
    expect([gridDraft('a'), gridDraft('e')?.text]).toEqual([null, '01']);
  });
});
