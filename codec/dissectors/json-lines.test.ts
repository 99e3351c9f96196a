import { describe, expect, it } from 'vitest';
import { expectSoundPrefixes, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { jsonLines } from './json-lines.js';

describe('jsonLines', () => {
  it('reads a text a line', () => {
    expect(outlineOf(jsonLines, utf8('{"a":1}\r\n\n[2]\n'))).toEqual([
      'Line 1 @0+8 = object, 1 member',
      '  JSON @0+7 = { 1 member }',
      '    a @1+5 = 1',
      'Line 2 @10+3 = array, 1 item',
      '  JSON @10+3 = [ 1 item ]',
      '    [0] @11+1 = 2',
    ]);
  });

  it('shows a line that is malformed, and the ones after it', () => {
    const lines = outlineOf(jsonLines, utf8('{"a":1}\n{"a":\n{"a":3}'));
    expect(lines.filter((line) => line.includes('!'))).toHaveLength(1);
    expect(lines.at(-1)).toBe('    a @15+5 = 3');
    expect(jsonLines.dissect(utf8('a\nb'), noContext).kind).toBe('not-mine');
    expect(jsonLines.dissect(utf8('\n'), noContext).kind).toBe('not-mine');
  });

  it('is sure where two lines open a value, the first a whole one', () => {
    const sure = (text: string): number => jsonLines.sniff(utf8(text), noContext);
    expect(sure('{"a":1}\n{"a":2}')).toBeGreaterThan(0.8);
    expect(['{"a":1}\n', '{\n{', '{"a":1}', '', '1\n2'].map(sure)).toEqual([0, 0, 0, 0, 0]);
  });

  it('takes any beginning', () => {
    expectSoundPrefixes(jsonLines, utf8('{"a":[1]}\n{"é":"😀"}\r\n[1,2]\n'));
  });
});
