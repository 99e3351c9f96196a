import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSound, expectSoundPrefixes, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { form } from './form.js';

describe('form', () => {
  it('undoes the encoding of each pair', () => {
    expect(outlineOf(form, utf8('name=J%C3%BCrgen+K&n%5B%5D=1&empty=&&flag&a=b=c'))).toEqual([
      'name @0+18 = Jürgen K',
      'n[] @19+9 = 1',
      'empty @29+6 = ',
      'flag @37+4 = ',
      'a @42+5 = b=c',
    ]);
  });

  it('names what is wrong', () => {
    expect(outlineOf(form, utf8('a=%zz&b=%4'))).toEqual([
      'a @0+5 = %zz !a % without two hex digits at byte 2',
      'b @6+4 = %4 !a % without two hex digits at byte 8',
    ]);
    expect(outlineOf(form, utf8('a=%ff'))[0]).toContain('!what it decodes to is not UTF-8');
    expect(outlineOf(form, utf8('a=%1b%E2%80%AE'))).toEqual(['a @0+14 = ␛⟨U+202E⟩']);
    expect(form.dissect(utf8('hello'), noContext).kind).toBe('not-mine');
  });

  it('is sure of pairs, and not of Base64, text or JSON', () => {
    const sure = (text: string): number => form.sniff(utf8(text), noContext);
    expect(sure('a=1&b=2')).toBeGreaterThan(0.5);
    expect(sure('a=1')).toBeGreaterThan(0.3);
    expect(sure(`a=${'x'.repeat(2000)}`)).toBe(0);
    expect(sure(`b=1&a=${'x'.repeat(2000)}`)).toBeGreaterThan(0.3);
    expect(['', 'aGVsbG8=', 'hello', '{"a":"="}', 'a = b', '=1', 'a=1\n'].map(sure)).toEqual([
      0, 0, 0, 0, 0, 0, 0,
    ]);
  });

  it('takes any bytes', () => {
    expectSoundPrefixes(form, utf8('name=J%C3%BCrgen+K&n%5B%5D=1&é=%'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expectSound(form, Uint8Array.of(0x61, 0x3d, ...bytes));
      }),
      { seed: 48, numRuns: 500 },
    );
  });
});
