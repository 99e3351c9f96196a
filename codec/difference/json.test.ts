import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, jsonShape } from './canonical.js';
import { jsonDifference, maxJsonChanges } from './json.js';
import type { JsonChange } from './json.js';
import { parseJsonPath, showPlace } from './paths.js';
import type { IgnoredPath, JsonPlace } from './paths.js';

const ignore = (...paths: string[]): IgnoredPath[] =>
  paths.map((path) => {
    const read = parseJsonPath(path);
    if (!read.ok) throw new Error(read.error.message);
    return read.value;
  });

function told(left: string, right: string, ignored: readonly IgnoredPath[] = []): string[] {
  const found = jsonDifference(left, right, ignored);
  if (!found.ok) throw new Error(found.error.message);
  return found.value.changes.map(({ kind, left: one, right: other }) => {
    const was = one === null ? '' : ` ${showPlace(one.place)} ${left.slice(one.start, one.end)}`;
    return `${kind}${was}${other === null ? '' : ` ${showPlace(other.place)} ${right.slice(other.start, other.end)}`}`;
  });
}

/** The value at the parent of a place, and the last step to it. */
function parentOf(root: unknown[], place: JsonPlace): { holder: Record<string, unknown>; step: string } {
  let holder: unknown = root;
  const steps: JsonPlace = [0, ...place];
  for (const step of steps.slice(0, -1)) holder = (holder as Record<string, unknown>)[step];
  return { holder: holder as Record<string, unknown>, step: String(steps.at(-1)) };
}

/** The right value, made of the left one and the changes. */
function applied(left: string, right: string, changes: readonly JsonChange[]): unknown {
  const root: unknown[] = [JSON.parse(left)];
  const value = (side: { start: number; end: number }): unknown =>
    JSON.parse(right.slice(side.start, side.end));
  for (const { left: one, right: other } of changes) {
    if (one === null || other === null) continue;
    const { holder, step } = parentOf(root, one.place);
    holder[step] = value(other);
  }
  // Places of the left hold until something is taken away or put in: from the back, then from the front.
  for (const { left: one, right: other } of changes.toReversed()) {
    if (one === null || other !== null) continue;
    const { holder, step } = parentOf(root, one.place);
    if (Array.isArray(holder)) holder.splice(Number(step), 1);
    else Reflect.deleteProperty(holder, step);
  }
  for (const { left: one, right: other } of changes) {
    if (other === null || one !== null) continue;
    const { holder, step } = parentOf(root, other.place);
    if (Array.isArray(holder)) holder.splice(Number(step), 0, value(other));
    else holder[step] = value(other);
  }
  return root[0];
}

describe('jsonDifference', () => {
  it('tells by path what was added, removed and changed', () => {
    expect(told('{"id":1,"gone":true,"in":{"px":1.5}}', '{ "in": {"px":1.75, "qty":3}, "id":1 }')).toEqual([
      'removed $.gone true',
      'changed $.in.px 1.5 $.in.px 1.75',
      'added $.in.qty 3',
    ]);
    expect(told('{"a":1}', '[1]')).toEqual(['changed $ {"a":1} $ [1]']);
  });

  it('keeps every digit, and takes numbers for what was written', () => {
    expect(told('[9007199254740993]', '[9007199254740992]')).toEqual([
      'changed $[0] 9007199254740993 $[0] 9007199254740992',
    ]);
    expect(told('[1.0]', '[1]')).toEqual(['changed $[0] 1.0 $[0] 1']);
    expect(told('["\\u0041"]', '["A"]')).toEqual([]);
  });

  it('shows an element that was put in as added', () => {
    expect(told('[1,2,3]', '[1,9,2,3]')).toEqual(['added $[1] 9']);
    expect(told('[{"a":1},{"a":2}]', '[{"a":2}]')).toEqual(['removed $[0] {"a":1}']);
    expect(told('[1,{"a":1}]', '[0,1,{"a":2}]')).toEqual(['added $[0] 0', 'changed $[1].a 1 $[2].a 2']);
  });

  it('leaves out what is ignored, and pairs repeated keys in order', () => {
    expect(told('{"t":1,"x":{"t":2,"y":1}}', '{"t":5,"x":{"t":6,"y":1}}', ignore('t'))).toEqual([]);
    expect(told('{"t":1,"x":{"t":2}}', '{"t":5,"x":{"t":6}}', ignore('$.t'))).toEqual([
      'changed $.x.t 2 $.x.t 6',
    ]);
    expect(told('[{"id":1,"a":1}]', '[{"id":2,"a":1}]', ignore('$[*].id'))).toEqual([]);
    expect(told('{"a":1,"a":2}', '{"a":1,"a":3}')).toEqual(['changed $.a 2 $.a 3']);
  });

  it('says which side is no JSON, and survives depth and hostile names', () => {
    expect(jsonDifference('{', '{}')).toMatchObject({
      error: { code: 'json.syntax', detail: { side: 'left' } },
    });
    expect(jsonDifference('{}', '[')).toMatchObject({ error: { detail: { side: 'right' } } });
    const deep = (inner: string): string => `${'['.repeat(900)}${inner}${']'.repeat(900)}`;
    expect(told(deep('1'), deep('2'))).toHaveLength(1);
    expect(told('{"__proto__":1}', '{"__proto__":2}')).toEqual(['changed $.__proto__ 1 $.__proto__ 2']);
  });

  it('ends where nobody reads on', () => {
    const list = (value: number): string =>
      JSON.stringify(
        Object.fromEntries(Array.from({ length: maxJsonChanges + 5 }, (_, at) => [`k${at}`, value])),
      );
    const found = jsonDifference(list(1), list(2));
    expect(found.ok && found.value.cut).toBe(true);
    expect(found.ok && found.value.changes.length).toBe(maxJsonChanges);
  });

  const json = fc
    .jsonValue({ maxDepth: 3 })
    .map((value) => JSON.stringify(value))
    .filter((text) => !text.includes('__proto__'));

  it('makes the right value of the left one', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        const found = jsonDifference(left, right);
        if (!found.ok) throw new Error(found.error.message);
        expect(applied(left, right, found.value.changes)).toEqual(JSON.parse(right));
      }),
      { seed: 45, numRuns: 1000 },
    );
  });

  it('finds nothing exactly where the canonical texts are one', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        const same = canonicalJson(left, []) === canonicalJson(right, []);
        expect(told(left, right).length === 0).toBe(same);
        expect(told(left, JSON.stringify(JSON.parse(left), null, 3))).toEqual([]);
      }),
      { seed: 46, numRuns: 500 },
    );
  });

  it('turns around with its sides', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        expect(told(left, right).length).toBe(told(right, left).length);
      }),
      { seed: 47, numRuns: 300 },
    );
  });
});

describe('canonicalJson and jsonShape', () => {
  it('leave out what does not count', () => {
    expect(canonicalJson('{ "b":1.0, "a":"\\u0041" }', [])).toBe('{"a":"A","b":1.0}');
    expect(canonicalJson('{"a":1,"t":2}', ignore('t'))).toBe('{"a":1}');
    expect(canonicalJson('nope', [])).toBeNull();
  });

  it('tell what kind of message it is', () => {
    expect(jsonShape('{"type":"tick","px":101.25,"id":"a1","l":[{"x":1},{"x":2}],"ok":true,"n":null}')).toBe(
      '{"id":"","l":[{"x":0}],"n":null,"ok":bool,"px":0,"type":"tick"}',
    );
    expect(jsonShape('{')).toBeNull();
  });
});

describe('parseJsonPath', () => {
  it.each([
    ['$.a[', 4],
    ['$.', 2],
    ['a b', 0],
    ['$.a b', 3],
    ['', 0],
  ])('refuses %j saying where', (text, offset) => {
    expect(parseJsonPath(text)).toMatchObject({ error: { code: 'difference.path', detail: { offset } } });
  });

  it('writes places so that they read back', () => {
    expect(showPlace(['a', 3, 'odd name'])).toBe('$.a[3]["odd name"]');
    expect(parseJsonPath('$.a[3]["odd name"]')).toMatchObject({
      value: { steps: [{ key: 'a' }, { index: 3 }, { key: 'odd name' }], anywhere: false },
    });
  });
});
