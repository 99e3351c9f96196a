import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../utf8.js';
import { JsonSkim, skimKindOf } from './skim.js';
import { parseJsonTree } from './tree.js';

/** What was found of the container that `text` is, given in pieces of so many bytes. */
function skim(text: string, piece = Number.POSITIVE_INFINITY): { said: string[]; whole: JsonSkim } {
  const bytes = encodeUtf8(text);
  const skimmed = new JsonSkim(1, text.startsWith('{'));
  while (skimmed.at < bytes.length && !skimmed.done) {
    skimmed.push(bytes.subarray(skimmed.at, skimmed.at + piece));
  }
  skimmed.finish();
  const part = (start: number, end: number | null): string =>
    new TextDecoder().decode(bytes.subarray(start, end ?? start));
  const said = skimmed.children.map(
    ({ kind, key, start, end }) =>
      `${kind} ${key === null ? '' : `${part(key.start, key.end)}=`}${part(start, end)}`,
  );
  return { said, whole: skimmed };
}

describe('JsonSkim', () => {
  it('tells the children of an object, and nothing of what lies deeper', () => {
    expect(skim('{ "a" : 1.50, "b":[1,{"c":"]}"}] ,"c":"x\\"y\\\\", "d": {} , "e":null}').said).toEqual([
      'number "a"=1.50',
      'array "b"=[1,{"c":"]}"}]',
      'string "c"="x\\"y\\\\"',
      'object "d"={}',
      'null "e"=null',
    ]);
  });

  it('tells the items of an array', () => {
    expect(skim('[9007199254740993 ,true,false,"a,b",[],{"x":[]}]').said).toEqual([
      'number 9007199254740993',
      'true true',
      'false false',
      'string "a,b"',
      'array []',
      'object {"x":[]}',
    ]);
    expect(skim('[]').said).toEqual([]);
    expect(skim('{ }').said).toEqual([]);
  });

  it('finds the same whatever pieces the bytes come in, and what the tree of the text holds', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 1, max: 7 }), (value, piece) => {
        const text = JSON.stringify(value, null, piece % 3);
        if (!/^[[{]/.test(text)) return;
        const tree = parseJsonTree(text);
        if (!tree.ok) throw new Error(tree.error.message);
        const known = tree.value.children.map(
          ({ kind, key, start, end }) =>
            `${kind} ${key === undefined ? '' : `"${key}"=`}${text.slice(start, end)}`,
        );
        expect(skim(text, piece).said).toEqual(known);
        expect(skim(text).said).toEqual(known);
      }),
    );
  });

  it('stops behind the comma after so many children, where another goes on', () => {
    const bytes = encodeUtf8('[10, 20, {"a":[3]}, 40]');
    const first = new JsonSkim(1, false);
    first.push(bytes.subarray(1), 2);
    expect(first.children.map(({ start, end }) => [start, end])).toEqual([
      [1, 3],
      [5, 7],
    ]);
    const second = new JsonSkim(first.at, false);
    second.push(bytes.subarray(first.at));
    expect(second.children.map(({ kind }) => kind)).toEqual(['object', 'number']);
    expect(second.done).toBe(true);
  });

  it('tells of a child before its end is reached', () => {
    const bytes = encodeUtf8('{"data":[1,2,3');
    const skimmed = new JsonSkim(1, true);
    skimmed.push(bytes.subarray(1));
    expect(skimmed.children).toEqual([{ kind: 'array', key: { start: 1, end: 7 }, start: 8, end: null }]);
    expect(skimmed.done).toBe(false);
  });

  it('goes on inside a child from where another one stood', () => {
    const text = '{"big":{"deep":["a\\\\\\"]",[1,2]]},"next":[5],"last":"x,y"}';
    const bytes = encodeUtf8(text);
    for (let cut = 8; cut < bytes.length - 1; cut++) {
      const first = new JsonSkim(1, true);
      first.push(bytes.subarray(1, cut));
      const { state } = first;
      if (state === null) continue;
      const second = JsonSkim.from(state);
      second.push(bytes.subarray(cut));
      const [under] = state.inChild ? second.children.splice(0, 1) : [];
      const began = first.children.at(-1);
      if (state.inChild && began !== undefined) began.end = under?.end ?? null;
      const said = [...first.children, ...second.children].map(({ start, end }) =>
        new TextDecoder().decode(bytes.subarray(start, end ?? start)),
      );
      expect(said).toEqual(['{"deep":["a\\\\\\"]",[1,2]]}', '[5]', '"x,y"']);
    }
  });

  it('ends on whatever it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, object) => {
        const skimmed = new JsonSkim(0, object);
        while (skimmed.at < bytes.length && !skimmed.done) {
          expect(skimmed.push(bytes.subarray(skimmed.at, skimmed.at + 3))).toBeGreaterThan(0);
        }
        skimmed.finish();
        for (const { start, end } of skimmed.children) {
          expect(start).toBeLessThan(bytes.length);
          if (end !== null) expect(end).toBeGreaterThan(start);
        }
      }),
    );
  });

  it('knows a value by its first byte', () => {
    expect([...'{["tfn-7x'].map((sign) => skimKindOf(sign.charCodeAt(0)))).toEqual([
      'object',
      'array',
      'string',
      'true',
      'false',
      'null',
      'number',
      'number',
      'unknown',
    ]);
  });
});
