import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutRows, firstRow } from './text-rows.js';
import type { RowCut, RowPlace } from './text-rows.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Rows as `line text`, those that go on with a `+`, read in pieces of some bytes. */
function rowsOf(bytes: Uint8Array, cut: RowCut, piece = bytes.length): string[] {
  const starts: { at: number; line: number; fresh: boolean }[] = [];
  for (let place: RowPlace | null = firstRow, size = piece; place !== null;) {
    const { at } = place;
    const whole = at + size >= bytes.length;
    const next: RowPlace | null = cutRows(
      bytes.subarray(at, at + size),
      place,
      cut,
      whole,
      (from, row, line, fresh) => {
        expect(row).toBe(starts.length);
        starts.push({ at: from, line, fresh });
      },
    );
    // Too little to tell where a row ends: a reader takes more.
    size = next !== null && next.at === at ? size + piece : piece;
    place = next;
  }
  return starts.map(({ at, line, fresh }, i) => {
    const text = decode(bytes.subarray(at, starts[i + 1]?.at ?? bytes.length));
    return `${fresh ? line : '+'} ${text.replace(/\n$/, '↵')}`;
  });
}

describe('the rows of a text', () => {
  it('end where lines do, and where a line is longer than a row', () => {
    expect(rowsOf(encode('one\n\ntwo and three\nend'), { soft: 8, lines: true })).toEqual([
      '0 one↵',
      '1 ↵',
      '2 two and ',
      '+ three↵',
      '3 end',
    ]);
    expect(rowsOf(encode('12345678\n1'), { soft: 8, lines: true })).toEqual(['0 12345678↵', '1 1']);
    expect(rowsOf(encode('a\n'), { soft: 8, lines: true })).toEqual(['0 a↵']);
    expect(rowsOf(new Uint8Array(), { soft: 8, lines: true })).toEqual([]);
  });

  it('cut no character of UTF-8 in two, and go on through what is none', () => {
    expect(rowsOf(encode('abcdefg€hij'), { soft: 8, lines: true })).toEqual(['0 abcdefg', '+ €hij']);
    const none = Uint8Array.from({ length: 20 }, () => 0x80);
    expect(rowsOf(none, { soft: 8, lines: true })).toHaveLength(3);
  });

  it('take no byte for a line feed where characters have two', () => {
    expect(rowsOf(Uint8Array.of(0x0a, 0x00, 0x0a, 0x00, 0x41, 0x00), { soft: 4, lines: false })).toHaveLength(
      2,
    );
  });

  it('stop where the visitor says so', () => {
    const next = cutRows(encode('a\nb\nc'), firstRow, { soft: 8, lines: true }, true, (_at, row) => row < 1);
    expect(next).toEqual({ at: 2, row: 1, line: 1, fresh: true });
  });

  it('are the same however the text is read, and lose nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '\n', '\r\n', 'é', '漢', '😀', 'word '), { maxLength: 80 }),
        fc.integer({ min: 4, max: 20 }),
        fc.integer({ min: 1, max: 30 }),
        (pieces, soft, piece) => {
          const bytes = encode(pieces.join(''));
          const whole = rowsOf(bytes, { soft, lines: true });
          expect(rowsOf(bytes, { soft, lines: true }, piece)).toEqual(whole);
          expect(whole.map((row) => row.replace(/^\S+ /, '').replace('↵', '\n')).join('')).toBe(
            decode(bytes),
          );
          expect(whole.filter((row) => !row.startsWith('+'))).toHaveLength(
            decode(bytes).split('\n').length - (decode(bytes).endsWith('\n') || bytes.length === 0 ? 1 : 0),
          );
        },
      ),
    );
  });
});
