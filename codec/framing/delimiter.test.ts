import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cut } from './cut.js';
import { delimiterFramer, type DelimiterOptions } from './delimiter.js';

const utf8 = new TextEncoder();
const lines: DelimiterOptions = { bytes: Uint8Array.of(0x0a), keepEmpty: true, trimCr: true };

/** Bodies as text, whatever the chunks. */
function cutAll(stream: Uint8Array, options: DelimiterOptions, sizes: readonly number[]): readonly Cut[] {
  const framer = delimiterFramer(0, options);
  const cuts: Cut[] = [];
  let at = 0;
  for (const size of [...sizes, stream.length]) {
    cuts.push(...framer.push(stream.subarray(at, at + size)));
    at += size;
  }
  return [...cuts, ...framer.end()];
}

function bodies(text: string, options: DelimiterOptions): string[] {
  return cutAll(utf8.encode(text), options, []).map((cut) => text.slice(cut.bodyStart, cut.bodyEnd));
}

describe('delimiterFramer', () => {
  it('ends lines at LF and CRLF', () => {
    expect(bodies('a\nbc\r\n\n\r\nd\re\n', lines)).toEqual(['a', 'bc', '', '', 'd\re']);
  });

  it('leaves empty lines out where asked', () => {
    expect(bodies('\na\n\r\n\nb\n', { ...lines, keepEmpty: false })).toEqual(['a', 'b']);
  });

  it('counts the delimiter to the message, not to the body', () => {
    expect(cutAll(utf8.encode('a\r\nb'), lines, [])).toEqual([
      { start: 0, end: 3, bodyStart: 0, bodyEnd: 1 },
      { start: 3, end: 4, bodyStart: 3, bodyEnd: 4, partial: true },
    ]);
  });

  it('takes no CR of the line before for its own', () => {
    const framer = delimiterFramer(0, lines);
    expect(framer.push(utf8.encode('a\r\n'))).toHaveLength(1);
    expect(framer.push(utf8.encode('\n'))).toEqual([{ start: 3, end: 4, bodyStart: 3, bodyEnd: 3 }]);
  });

  it('finds a CR that came with the chunk before', () => {
    const framer = delimiterFramer(10, lines);
    framer.push(utf8.encode('a\r'));
    framer.push(new Uint8Array(0));
    expect(framer.pending()).toEqual({ start: 10, end: 12, bodyStart: 10, bodyEnd: 12, partial: true });
    expect(framer.push(utf8.encode('\n'))).toEqual([{ start: 10, end: 13, bodyStart: 10, bodyEnd: 11 }]);
  });

  it('finds delimiters that begin like themselves', () => {
    const options = { bytes: utf8.encode('aab'), keepEmpty: true, trimCr: false };
    expect(bodies('xaaabyaab', options)).toEqual(['xa', 'y']);
    expect(bodies('aabaabaa', options)).toEqual(['', '', 'aa']);
    expect(bodies('abacabadabacabaX', { ...options, bytes: utf8.encode('abacabaX') })).toEqual(['abacabad']);
  });

  it('cuts the same however the bytes come, byte at a time included', () => {
    const small = fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n'), maxLength: 40 });
    fc.assert(
      fc.property(
        small,
        fc.string({ unit: fc.constantFrom('a', 'b', '\n'), minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 0, max: 5 })),
        (text, delimiter, sizes) => {
          const stream = utf8.encode(text);
          const options = { bytes: utf8.encode(delimiter), keepEmpty: true, trimCr: false };
          const whole = cutAll(stream, options, []);
          expect(whole.map((cut) => text.slice(cut.bodyStart, cut.bodyEnd))).toEqual(
            text.split(delimiter).filter((body, index, all) => index < all.length - 1 || body !== ''),
          );
          expect(cutAll(stream, options, sizes)).toEqual(whole);
          expect(cutAll(stream, options, Array<number>(stream.length).fill(1))).toEqual(whole);
          expect(cutAll(stream, lines, Array<number>(stream.length).fill(1))).toEqual(
            cutAll(stream, lines, []),
          );
        },
      ),
      { seed: 15, numRuns: 1000 },
    );
  });
});
