import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CharsetId } from '../../../codec/dissectors/index.js';
import { filterMarks, parseFilter } from '../../../codec/index.js';
import { bytesPerLine, lineHits, lineRuns } from './large-text.js';

/** Bytes around a line, as few as tell where its characters begin. */
const contextBytes = 3;

/** The lines of a payload, `n` bytes each. */
function lines(bytes: Uint8Array, n: number, charset: CharsetId = 'utf-8'): string[] {
  const all: string[] = [];
  for (let from = 0; from < bytes.length; from += n) {
    const at = Math.max(0, from - contextBytes);
    const known = { bytes: bytes.subarray(at, from + n + contextBytes), at };
    const runs = lineRuns(known, from, from + n, charset, []);
    all.push(runs.map(({ text }) => text).join(''));
  }
  return all;
}

describe('the lines of a large text', () => {
  it('give each character to the line it begins in', () => {
    const bytes = new TextEncoder().encode('abcdefg€hij😀k');
    expect(lines(bytes, 8)).toEqual(['abcdefg€', 'hij😀', 'k']);
    expect(lines(bytes, 9)).toEqual(['abcdefg€', 'hij😀k']);
    expect(lines(bytes, 14)).toEqual(['abcdefg€hij😀', 'k']);
  });

  it('lose and double nothing, wherever they are cut', () => {
    const character = fc.constantFrom('a', '0', '"', 'ß', 'é', 'Ж', '€', '漢', '한', '😀', '𝄞');
    fc.assert(
      fc.property(
        fc.string({ unit: character, maxLength: 60 }),
        fc.integer({ min: 4, max: 24 }),
        (text, n) => {
          expect(lines(new TextEncoder().encode(text), n).join('')).toBe(text);
        },
      ),
    );
  });

  it('show bytes that are no character, without end', () => {
    expect(
      lines(
        Uint8Array.from({ length: 10 }, () => 0x80),
        5,
      ),
    ).toEqual(['�����', '�����']);
    expect(lines(Uint8Array.of(0x61, 0x0a, 0x1b), 8)).toEqual(['a␊␛']);
  });

  it('mark what a filter found, also where it goes on in the next line', () => {
    const node = parseFilter('"needle" or hex:ff');
    const find = filterMarks(node.ok ? node.value : null);
    const known = { bytes: new TextEncoder().encode('hay needle hay NEEDLE'), at: 1000 };
    expect(lineHits(known, 1000, 1008, find)).toEqual([{ from: 1004, to: 1010 }]);
    expect(lineHits(known, 1008, 1021, find)).toEqual([
      { from: 1004, to: 1010 },
      { from: 1015, to: 1021 },
    ]);
    const runs = lineRuns(known, 1008, 1021, 'utf-8', lineHits(known, 1008, 1021, find));
    expect(runs).toEqual([
      { text: 'le', hit: true },
      { text: ' hay ', hit: false },
      { text: 'NEEDLE', hit: true },
    ]);
    expect(lineHits(known, 1010, 1014, find)).toEqual([]);
  });

  it('mark what was looked for, within the line', () => {
    const bytes = new TextEncoder().encode('one two three');
    expect(lineRuns({ bytes, at: 100 }, 100, 113, 'utf-8', [{ from: 104, to: 107 }])).toEqual([
      { text: 'one ', hit: false },
      { text: 'two', hit: true },
      { text: ' three', hit: false },
    ]);
    expect(lineRuns({ bytes, at: 100 }, 100, 113, 'utf-8', [{ from: 90, to: 103 }])[0]).toEqual({
      text: 'one',
      hit: true,
    });
    expect(lineRuns({ bytes, at: 100 }, 100, 113, 'utf-8', [{ from: 300, to: 303 }])).toEqual([
      { text: 'one two three', hit: false },
    ]);
  });

  it('read other charsets', () => {
    expect(lines(Uint8Array.of(0xe9, 0x20, 0xdf), 8, 'latin1')).toEqual(['é ß']);
  });

  it('are as long as the pane is wide, at least 16 bytes', () => {
    expect(bytesPerLine(430, 8)).toBe(40);
    expect(bytesPerLine(0, 8)).toBe(16);
  });
});
