import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok } from '../result.js';
import { formatJson, minifyJson } from './format.js';

describe('formatJson and minifyJson', () => {
  it('lays out white space and keeps the rest as typed', () => {
    const text = '{ "a":1.0,"a" :[ ], "é\\u0041":[1e5,{"b":12345678901234567890}],"c":{} }';
    expect(formatJson(text)).toEqual(
      ok(
        [
          '{',
          '  "a": 1.0,',
          '  "a": [],',
          '  "é\\u0041": [',
          '    1e5,',
          '    {',
          '      "b": 12345678901234567890',
          '    }',
          '  ],',
          '  "c": {}',
          '}',
        ].join('\n'),
      ),
    );
    expect(minifyJson(text)).toEqual(
      ok('{"a":1.0,"a":[],"é\\u0041":[1e5,{"b":12345678901234567890}],"c":{}}'),
    );
  });

  it('takes another indent', () => {
    expect(formatJson('[1]', 4)).toEqual(ok('[\n    1\n]'));
    expect(formatJson(' 1 ')).toEqual(ok('1'));
  });

  it('refuses what is not JSON', () => {
    expect(formatJson('{"a"}')).toMatchObject({ ok: false, error: { code: 'json.syntax' } });
    expect(minifyJson('[[1]]', { maxDepth: 1 })).toMatchObject({ ok: false, error: { code: 'json.depth' } });
  });

  it('lays out as the platform does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        // Only the platform's own writing is comparable: it has its own number forms.
        const own = JSON.stringify(JSON.parse(text));
        expect(formatJson(own)).toEqual(ok(JSON.stringify(JSON.parse(own), null, 2)));
        expect(minifyJson(JSON.stringify(JSON.parse(own), null, 3))).toEqual(ok(own));
      }),
      { seed: 24, numRuns: 500 },
    );
  });
});
