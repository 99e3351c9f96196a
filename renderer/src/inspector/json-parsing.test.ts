import { describe, expect, it } from 'vitest';
import { ok } from '../../../contract/index.js';
import { buffersOf, flatJson, keyOf, kindOf, sentText } from './json-flat.js';
import { parseAside } from './json-parsing.js';
import type { JsonThread } from './json-parsing.js';

/** A thread that is told what to say. */
function thread() {
  const log: unknown[] = [];
  const made: JsonThread = {
    onmessage: null,
    onerror: null,
    postMessage: (bytes: unknown) => void log.push(bytes),
    terminate: () => void log.push('ended'),
  };
  return { made, log };
}
const bytes = (): Uint8Array<ArrayBuffer> => new TextEncoder().encode('[1]');

describe('parseAside', () => {
  it('hands the bytes over, gives back the tree, and ends the thread', async () => {
    const { made, log } = thread();
    const parsing = parseAside(bytes(), new AbortController().signal, () => made);
    expect(log).toEqual([bytes()]);
    const tree = flatJson('[1]');
    made.onmessage?.call(made as Worker, new MessageEvent('message', { data: tree }));
    expect(await parsing).toBe(tree);
    expect(log.at(-1)).toBe('ended');
  });

  it('ends the thread when nobody wants the tree any more', async () => {
    const { made, log } = thread();
    const abort = new AbortController();
    const parsing = parseAside(bytes(), abort.signal, () => made);
    abort.abort();
    expect(await parsing).toMatchObject({ error: { code: 'json.cancelled' } });
    expect(log.at(-1)).toBe('ended');
  });

  it('opens none when it is too late, and says so when one dies', async () => {
    const { made } = thread();
    expect(await parseAside(bytes(), AbortSignal.abort(), () => made)).toMatchObject({
      error: { code: 'json.cancelled' },
    });
    const parsing = parseAside(bytes(), new AbortController().signal, () => made);
    made.onerror?.call(made as Worker, new ErrorEvent('error'));
    expect(await parsing).toMatchObject({ error: { code: 'json.thread' } });
  });
});

describe('flatJson', () => {
  it('keeps values, keys and places exactly as sent, children side by side', () => {
    const read = flatJson('{"a\\u0062":[10000000000000000000001,"x"],"c":null}');
    if (!read.ok) throw new Error(read.error.message);
    const tree = read.value;
    const all = Array.from(tree.kind, (_, at) => [kindOf(tree, at), keyOf(tree, at), sentText(tree, at)]);
    expect(all.slice(1)).toEqual([
      ['array', 'a\\u0062', '[10000000000000000000001,"x"]'],
      ['null', 'c', 'null'],
      ['number', '', '10000000000000000000001'],
      ['string', '', '"x"'],
    ]);
    expect([tree.firstChild[0], tree.children[0]]).toEqual([1, 2]);
    expect([tree.firstChild[1], tree.children[1]]).toEqual([3, 2]);
    expect(buffersOf(tree)).toHaveLength(7);
  });

  it('refuses a hundred thousand brackets instead of overflowing', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(flatJson(deep)).toMatchObject({ error: { code: 'json.depth' } });
    expect(flatJson('[1').ok).toBe(false);
    expect(flatJson('{}')).toMatchObject(ok({}));
  });
});
