import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksTextual, visibleJson, visibleText } from './text.js';

const utf8 = new TextEncoder();

describe('visibleJson', () => {
  const value = { 'a\u009b2J': ['b\u202e\u0007', 'c\u{e0041}\u007f\n', 'plain ä'] };

  it('writes what a terminal would obey or hide as escapes, which are read back as what they were', () => {
    const text = visibleJson(value);
    expect(text).toBe('{"a\\u009b2J":["b\\u202e\\u0007","c\\udb40\\udc41\\u007f\\n","plain ä"]}');
    expect(JSON.parse(text)).toEqual(value);
  });

  it('keeps the lines of its indentation', () => {
    expect(visibleJson({ a: '\u2028' }, 2)).toBe('{\n  "a": "\\u2028"\n}');
    expect(JSON.parse(visibleJson(value, 2))).toEqual(value);
  });
});

describe('visibleText', () => {
  it.each([
    ['\u001b[31mred', '␛[31mred'],
    ['a\r\nb\tc\u0000', 'a␍␊b␉c␀'],
    ['\u007f\u0085\u009b', '␡⟨U+0085⟩⟨U+009B⟩'],
    ['abc\u202egpj.exe', 'abc⟨U+202E⟩gpj.exe'],
    ['\u061c\u200e\u200f\u2066\u2069\u202a', '⟨U+061C⟩⟨U+200E⟩⟨U+200F⟩⟨U+2066⟩⟨U+2069⟩⟨U+202A⟩'],
    ['\ufeffa\u200bb\u2060', '⟨U+FEFF⟩a⟨U+200B⟩b⟨U+2060⟩'],
    ['a\u2028b\u2029', 'a⟨U+2028⟩b⟨U+2029⟩'],
    ['\u{e0041}', '⟨U+E0041⟩'],
    ['Grüße 😀 日本 \u2423', 'Grüße 😀 日本 \u2423'],
  ])('shows %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('leaves line breaks and tabs where asked, but no lone CR', () => {
    expect(visibleText('a\r\nb\n\tc\rd\u0007', { keepLineBreaks: true })).toBe('a\r\nb\n\tc␍d␇');
  });

  it('leaves nothing that could be obeyed', () => {
    const controls = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b-\u200f\u061c\ufeff]/u;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(controls);
      }),
      { seed: 8, numRuns: 1000 },
    );
  });
});

describe('looksTextual', () => {
  it.each([
    ['nothing', new Uint8Array(0)],
    ['words', utf8.encode('GET / HTTP/1.1\r\n\r\n')],
    ['terminal colours', utf8.encode('\u001b[31mred\u001b[0m')],
    ['a few controls', utf8.encode('twenty characters ok\u0007')],
    ['a character cut at the end', utf8.encode('price 5 €').subarray(0, -1)],
    ['a character cut at the start', utf8.encode('€ is the price').subarray(1)],
  ])('takes %s as text', (_name, bytes) => {
    expect(looksTextual(bytes)).toBe(true);
  });

  it.each([
    ['a NUL', utf8.encode('abcdefghijklmnop\u0000')],
    ['ill-formed UTF-8', Uint8Array.of(0x41, 0xff, 0x42)],
    ['many controls', Uint8Array.of(1, 2, 3, 0x41, 0x42)],
    ['many DELs', Uint8Array.of(0x7f, 0x7f)],
    ['continuation bytes alone', Uint8Array.of(0x80, 0x80)],
    ['a lead byte alone', Uint8Array.of(0xe2)],
    ['four continuation bytes', Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x41)],
  ])('takes %s as bytes', (_name, bytes) => {
    expect(looksTextual(bytes)).toBe(false);
  });
});
