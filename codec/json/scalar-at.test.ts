import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonScalarAt } from './scalar-at.js';
import { jsonStringValue } from './token.js';
import { type JsonNode, parseJsonTree } from './tree.js';

type Path = readonly (string | number)[];

const at = (text: string, path: Path): string | null => {
  const found = jsonScalarAt(text, path);
  return found === null ? null : text.slice(found.start, found.end);
};

/** The same by way of the tree. */
function byTree(text: string, path: Path): string | null {
  const tree = parseJsonTree(text);
  if (!tree.ok) return null;
  let node: JsonNode | undefined = tree.value;
  for (const step of path) {
    if (node?.kind === 'array') node = typeof step === 'number' ? node.children[step] : undefined;
    else if (node?.kind === 'object')
      node = node.children.find(({ key }) => key !== undefined && jsonStringValue(`"${key}"`) === step);
    else return null;
  }
  if (node === undefined || node.kind === 'object' || node.kind === 'array') return null;
  return text.slice(node.start, node.end);
}

const name = fc.constantFrom('a', 'b', 'id', '0', '');
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('1', '-0.50', '"x"', 'true', 'null', '"\\u0061"', '9007199254740993'),
    fc.array(tie('any'), { maxLength: 3 }).map((all) => `[${all.join(', ')}]`),
    fc
      .array(fc.tuple(fc.oneof(name, fc.constant('\\u0061')), tie('any')), { maxLength: 4 })
      .map((all) => `{${all.map(([key, one]) => `"${key}" : ${one as string}`).join(',')}}`),
  ),
})).any;
const path = fc.array(fc.oneof(name, fc.nat(2)), { maxLength: 4 });

describe('a scalar at a path', () => {
  it('is what the tree leads to', () => {
    fc.assert(
      fc.property(value, path, (text, steps) => {
        expect(at(text, steps)).toBe(byTree(text, steps));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is none in a text that is damaged anywhere', () => {
    fc.assert(
      fc.property(
        value,
        path,
        fc.nat(40),
        fc.constantFrom('', ',', '}', '"', ' x'),
        (text, steps, place, put) => {
          const damaged = `${text.slice(0, place)}${put}${text.slice(place + 1)}`;
          expect(at(damaged, steps)).toBe(byTree(damaged, steps));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('is of members of one name the first, as it was written', () => {
    expect(at('{"id":1.0,"id":2}', ['id'])).toBe('1.0');
    expect(at('{"a":{"id":1},"id":{"n":[0,{"k":"v"}]}}', ['id', 'n', 1, 'k'])).toBe('"v"');
    expect(at('{"a":{},"a":{"id":3}}', ['a', 'id'])).toBeNull();
    expect(at('{"\\u0069d":7}', ['id'])).toBe('7');
    expect(at('12', [])).toBe('12');
    expect(at('{"id":{"x":1}}', ['id'])).toBeNull();
  });
});
