import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonTree, type JsonNode } from './tree.js';

function read(text: string): JsonNode {
  const tree = parseJsonTree(text);
  if (!tree.ok) throw new Error(tree.error.message);
  return tree.value;
}

/** The value of a tree, from the slices alone. */
function valueOf(text: string, node: JsonNode): unknown {
  if (node.kind === 'array') return node.children.map((child) => valueOf(text, child));
  if (node.kind !== 'object') return JSON.parse(text.slice(node.start, node.end));
  return Object.fromEntries(
    node.children.map((child) => [JSON.parse(`"${child.key ?? ''}"`), valueOf(text, child)]),
  );
}

describe('parseJsonTree', () => {
  it('keeps numbers, keys and places as they were sent', () => {
    const text = '{"id": 9007199254740993000001, "a\\u0062": [1.0, "x"]}';
    const root = read(text);
    expect(root).toMatchObject({ kind: 'object', start: 0, end: text.length });
    const [id, list] = root.children;
    expect(id).toMatchObject({ kind: 'number', key: 'id', keyStart: 1 });
    expect(text.slice(id?.start, id?.end)).toBe('9007199254740993000001');
    expect(list).toMatchObject({ kind: 'array', key: 'a\\u0062' });
    expect(list?.children.map((child) => text.slice(child.start, child.end))).toEqual(['1.0', '"x"']);
    expect(list?.children[0]).not.toHaveProperty('key');
  });

  it('marks a repeated key, escapes undone, and only in its own object', () => {
    const root = read('{"a":1,"b":{"a":2},"\\u0061":3}');
    expect(root.children.map((child) => child.duplicate)).toEqual([undefined, undefined, true]);
    expect(root.children[1]?.children[0]?.duplicate).toBeUndefined();
  });

  it('takes a scalar alone', () => {
    expect(read(' null ')).toEqual({ kind: 'null', start: 1, end: 5, children: [] });
  });

  it('refuses too many values, too much depth and what is not JSON', () => {
    expect(parseJsonTree('[1,2,3]', { maxNodes: 3 })).toMatchObject({ error: { code: 'json.size' } });
    expect(parseJsonTree('[1,2]', { maxNodes: 3 }).ok).toBe(true);
    expect(parseJsonTree('[[[]]]', { maxDepth: 2 })).toMatchObject({ error: { code: 'json.depth' } });
    expect(parseJsonTree('[1')).toMatchObject({
      error: { code: 'json.syntax', detail: { line: 1, column: 3 } },
    });
  });

  it('holds what the platform reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(valueOf(text, read(text))).toEqual(JSON.parse(text));
      }),
      { seed: 23, numRuns: 500 },
    );
  });
});
