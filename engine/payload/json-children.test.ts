import { afterEach, describe, expect, it } from 'vitest';
import { RowKind } from '../../contract/index.js';
import type { JsonChild, JsonPlace } from '../../contract/index.js';
import { clearScratch, header, scratch, value } from '../log/fixture.js';
import { createLog, createView } from '../log/index.js';
import type { SessionLog, View } from '../log/index.js';
import { jsonChildren } from './json-children.js';

afterEach(clearScratch);

async function open(text: string): Promise<{ log: SessionLog; view: View }> {
  const log = value(await createLog(scratch(), header));
  log.append({ time: 0, kind: RowKind.text, direction: 1, flags: 0, peer: 1, payload: Buffer.from(text) });
  return { log, view: value(createView(log)) };
}

/** The place behind a container's opening bracket. */
function inside({ kind, start }: JsonChild): JsonPlace {
  return {
    at: start + 1,
    object: kind === 'object',
    depth: 0,
    string: false,
    escaped: false,
    inChild: false,
  };
}

describe('jsonChildren', () => {
  it('goes from the top down, telling scalars as sent', async () => {
    const { log, view } = await open('\ufeff {"id":9007199254740993,"tags":["a",1.50],"no":{}} ');
    const top = value(await jsonChildren(view, 0, null));
    expect(top.children).toMatchObject([{ kind: 'object', key: null, start: 4 }]);
    const root = value(await jsonChildren(view, 0, inside(top.children[0]!)));
    expect(root.children.map(({ kind, key, text }) => [kind, key, text])).toEqual([
      ['number', '"id"', '9007199254740993'],
      ['array', '"tags"', ''],
      ['object', '"no"', ''],
    ]);
    const tags = value(await jsonChildren(view, 0, inside(root.children[1]!)));
    expect(tags.children.map(({ text }) => text)).toEqual(['"a"', '1.50']);
    expect(tags.next).toBeNull();
    await log.close();
  });

  it('tells many children some at a time, each once', async () => {
    const { log, view } = await open(JSON.stringify(Array.from({ length: 1_001 }, (_, n) => n)));
    const said: string[] = [];
    let at: JsonPlace | null = {
      at: 1,
      object: false,
      depth: 0,
      string: false,
      escaped: false,
      inChild: false,
    };
    while (at !== null) {
      const answer: Awaited<ReturnType<typeof jsonChildren>> = await jsonChildren(view, 0, at);
      const more = value(answer);
      expect(more.children.length).toBeLessThanOrEqual(200);
      said.push(...more.children.map(({ text }) => text));
      at = more.next;
    }
    expect(said).toEqual(Array.from({ length: 1_001 }, (_, n) => String(n)));
    await log.close();
  });

  it('shows a child before its end is reached, and tells the end later', async () => {
    const long = 'x'.repeat(600_000);
    const { log, view } = await open(`{"data":["${long}"],"meta":{"n":1}}`);
    const place: JsonPlace = { at: 1, object: true, depth: 0, string: false, escaped: false, inChild: false };
    let answer = value(await jsonChildren(view, 0, place, 200_000));
    expect(answer.children).toMatchObject([{ kind: 'array', key: '"data"', start: 8, end: null }]);
    const told: JsonChild[] = [...answer.children];
    let ended: number | null = null;
    for (let turn = 0; turn < 9 && answer.next !== null; turn++) {
      answer = value(await jsonChildren(view, 0, answer.next, 200_000));
      ended ??= answer.ended;
      told.push(...answer.children);
    }
    expect(ended).toBe(8 + long.length + 4);
    expect(told.map(({ key }) => key)).toEqual(['"data"', '"meta"']);
    await log.close();
  });

  it('ends where the payload does, whatever stands in it', async () => {
    const { log, view } = await open('[1, {"a": "never closed');
    const top = value(await jsonChildren(view, 0, null));
    expect(top.next).toBeNull();
    const root = value(await jsonChildren(view, 0, inside(top.children[0]!)));
    expect(root.children.map(({ kind, end }) => [kind, end])).toEqual([
      ['number', 2],
      ['object', null],
    ]);
    expect(root.next).toBeNull();
    await log.close();
  });
});
