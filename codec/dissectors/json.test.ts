import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSound, expectSoundPrefixes, hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { json } from './json.js';

describe('json', () => {
  it('shows values as sent, with their bytes', () => {
    const bytes = utf8('{"é": 12345678901234567890, "b":[1.0e2, "x\\u0041", null],"o":{}}');
    expect(outlineOf(json, bytes)).toEqual([
      'JSON @0+65 = { 3 members }',
      '  é @1+26 = 12345678901234567890',
      '  b @29+28 = [ 3 items ]',
      '    [0] @34+5 = 1.0e2',
      '    [1] @41+9 = "x\\u0041"',
      '    [2] @52+4 = null',
      '  o @58+6 = { 0 members }',
    ]);
    expect(json.dissect(bytes, noContext)).toMatchObject({ summary: 'JSON object, 3 members', consumed: 65 });
  });

  it('names a repeated key, escapes undone', () => {
    expect(outlineOf(json, utf8('{"a":1,"\\u0061":2}'))).toEqual([
      'JSON @0+18 = { 2 members }',
      '  a @1+5 = 1',
      '  \\u0061 @7+10 = 2 !this key came before in the object (RFC 8259 §4)',
    ]);
  });

  it('shows what is malformed as far as it goes', () => {
    expect(outlineOf(json, utf8('{"a":[1,2'))).toEqual([
      'JSON @0+9 = { …',
      '  a @1+8 = [ …',
      '    [0] @6+1 = 1',
      '    [1] @8+1 = 2',
      "Rest @9+0 =  !the text ends where ',' or the closing bracket belongs, line 1, column 10",
    ]);
    expect(outlineOf(json, utf8('{"k" x}'))).toEqual([
      'JSON @0+5 = { …',
      '  k @1+4 = ',
      "Rest @5+2 = x} !'x' where ':' belongs, line 1, column 6",
    ]);
  });

  it('names ill-formed UTF-8', () => {
    expect(outlineOf(json, hex('22 ff 22')).at(-1)).toContain('ill-formed UTF-8');
  });

  it('makes controls visible', () => {
    expect(outlineOf(json, utf8('["\u202e\u001b"]'))[1]).toContain('U+001B must be escaped');
    expect(outlineOf(json, utf8('["\u202e"]'))[1]).toBe('  [0] @1+5 = "⟨U+202E⟩"');
  });

  it('bounds depth and fields', () => {
    const deep = utf8('['.repeat(500) + ']'.repeat(500));
    expect(outlineOf(json, deep)).toHaveLength(201);
    expect(outlineOf(json, deep).at(-1)).toContain('[0] @200+600 = […] deeper than 200 levels');
    const many = utf8(`[${'1,'.repeat(9999)}1]`);
    expect(outlineOf(json, many)).toHaveLength(5001);
    expect(outlineOf(json, many).at(-1)).toBe('… @20001+0 = 5001 more fields left out');
    expectSound(json, utf8('['.repeat(200_000)));
  });

  it('is sure of objects, less of scalars, and not of other text', () => {
    const sure = (text: string): number => json.sniff(utf8(text), noContext);
    expect(sure(' {"a":1}')).toBeGreaterThan(0.7);
    expect(sure('[1,2]')).toBeGreaterThan(0.5);
    expect(sure('"a"')).toBeLessThan(0.5);
    expect(['', 'hello', '{a}', '12 monkeys', '"a" and "b"', '2026-01-01'].map(sure)).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
    expect(json.dissect(utf8(' \n'), noContext).kind).toBe('need-more');
    expect(json.dissect(utf8('hello'), noContext).kind).toBe('not-mine');
  });

  it('takes any text', () => {
    expectSoundPrefixes(json, utf8('{"aé":[1,-2.5e3,"\\u00e9😀",true,null,{"b":{}}]} '));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[],:"\\-1e.tnu é') }), (text) => {
        expectSound(json, utf8(text));
      }),
      { seed: 41, numRuns: 1000 },
    );
  });
});
