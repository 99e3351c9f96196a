import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals } from './decimal.js';
import { JsonPathRun } from './json-path.js';
import { parseFilter } from './parser.js';

function finds(query: string, text: string): boolean {
  const node = parseFilter(`json:${query}`);
  if (!node.ok || node.value?.op !== 'json') throw new Error(node.ok ? 'another node' : node.error.message);
  const run = new JsonPathRun(text, node.value.path, node.value.test);
  let turns = 0;
  while (!run.go()) turns++;
  expect(turns).toBeLessThan(10_000);
  return run.found;
}

describe('a JSON path', () => {
  it('finds members, elements and each of them', () => {
    const text = '{"type":"tick","a":[{"b":1},{"b":2,"c d":null}],"n":{"x":{"y":true}}}';
    for (const query of [
      '$',
      '$.type',
      '$.type=="tick"',
      '$.a[1].b==2',
      '$.a[*].b==2',
      '$.a[1]["c d"]==null',
      '$.*.x',
      '$.n.x.y==true',
      '$.type~/^T/i',
      '$.a!=1',
      '$.type<"u"',
    ])
      expect([query, finds(query, text)]).toEqual([query, true]);
    for (const query of [
      '$.b',
      '$.type=="Tick"',
      '$.a[2]',
      '$.a.b',
      '$[0]',
      '$.type==1',
      '$.a[*].b==3',
      '$.n.x=="y"',
      '$.type.x',
      '$.y',
    ])
      expect([query, finds(query, text)]).toEqual([query, false]);
  });

  it('compares integers above 2^53 and long fractions by their digits', () => {
    expect(finds('$.id==9007199254740993', '{"id":9007199254740993}')).toBe(true);
    expect(finds('$.id==9007199254740993', '{"id":9007199254740992}')).toBe(false);
    expect(finds('$.id>9007199254740992', '{"id":9007199254740993}')).toBe(true);
    expect(finds('$==1.10', '11e-1')).toBe(true);
    expect(finds('$<1e400', '123')).toBe(true);
  });

  it('undoes escapes in keys and values, and takes any of several equal keys', () => {
    expect(finds('$.type=="tick"', String.raw`{"t\u0079pe":"\u0074ick"}`)).toBe(true);
    expect(finds('$.a==2', '{"a":1,"a":2}')).toBe(true);
  });

  it('counts what stands before damage, and finds nothing in what is no JSON', () => {
    expect(finds('$.a==1', '{"a":1,"b":')).toBe(true);
    expect(finds('$.b', '{"a":1,"b":')).toBe(false);
    for (const text of ['', 'tick', '{a:1}', '\u0000']) expect(finds('$.a', text)).toBe(false);
  });

  it('goes through hostile depth and length in stretches', () => {
    expect(finds('$.x', '['.repeat(100_000))).toBe(false);
    const run = new JsonPathRun(`[${'1,'.repeat(100_000)}2]`, [{ every: true }], {
      is: '=',
      value: { kind: 'number', text: '2' },
    });
    let turns = 1;
    while (!run.go()) turns++;
    expect([run.found, turns > 100]).toEqual([true, true]);
  });

  it('orders numbers as they are', () => {
    const part = fc.integer({ min: -999_999, max: 999_999 });
    fc.assert(
      fc.property(
        part,
        fc.integer({ min: -5, max: 5 }),
        part,
        fc.integer({ min: -5, max: 5 }),
        (a, e, b, f) => {
          const exact = (n: number, power: number): bigint => BigInt(n) * 10n ** BigInt(power + 5);
          const [x, y] = [exact(a, e), exact(b, f)];
          expect(Math.sign(compareDecimals(`${a}E${e}`, `${b}e${f}`))).toBe(x < y ? -1 : x > y ? 1 : 0);
        },
      ),
    );
    expect(compareDecimals('1e99999999999999999999', '9e99')).toBeGreaterThan(0);
    expect(compareDecimals('-0', '0.00e7')).toBe(0);
    expect(compareDecimals('1.50', '1.5')).toBe(0);
    expect(compareDecimals('-2', '-1')).toBeLessThan(0);
  });
});
