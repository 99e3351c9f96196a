import { describe, expect, it } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { fail, ok } from '../../../contract/index.js';
import type { JsonChild, JsonChildren, JsonPlace, Result } from '../../../contract/index.js';
import { largePath, largeText, useLargeJson } from './json-large.js';
import type { LargeJson } from './json-large.js';

const child = (
  kind: JsonChild['kind'],
  key: string | null,
  start: number,
  end: number | null,
  text = '',
): JsonChild => ({
  kind,
  key,
  start,
  end,
  text,
});
const answer = (children: JsonChild[], next: JsonPlace | null = null, ended: number | null = null) =>
  ok({ children, next, ended });
const place = (at: number): JsonPlace => ({
  at,
  object: true,
  depth: 1,
  string: false,
  escaped: false,
  inChild: true,
});

/** A host that knows `{"data": [ … ], "n": 1}` and finds the end of `data` late. */
const answers = new Map<string, Result<JsonChildren>>([
  ['top', answer([child('object', null, 0, null)])],
  ['1', answer([child('array', '"data"', 8, null)], place(500))],
  ['500', answer([child('number', '"n"', 905, 906, '1')], null, 900)],
  ['9', answer([child('string', null, 9, 12, '"a"'), child('object', null, 14, 40)])],
]);

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn++) await nextTick();
};

async function open(broken = ''): Promise<{ json: LargeJson; asked: string[]; key: { value: string } }> {
  const asked: string[] = [];
  const key = ref('a');
  const json = effectScope().run(() =>
    useLargeJson(key, (of) => {
      const at = of === null ? 'top' : String(of.at);
      asked.push(at);
      return Promise.resolve(at === broken ? fail('log.damaged', 'gone') : (answers.get(at) ?? answer([])));
    }),
  );
  if (json === undefined) throw new Error('no scope');
  await settled();
  return { json, asked, key };
}

const said = ({ lines }: LargeJson): string[] =>
  lines.value.map(({ value, more }) => (more ? '…' : `${value.name ?? '$'} ${largeText(value)}`));

describe('useLargeJson', () => {
  it('opens what stands at the top and nothing below it', async () => {
    const { json, asked } = await open();
    expect(asked).toEqual(['top', '1']);
    expect(said(json)).toEqual(['$ {…}', 'data […]', '…']);
  });

  it('goes on where it was told to, and learns of an end late', async () => {
    const { json } = await open();
    const [, , rest] = json.lines.value;
    if (rest === undefined) throw new Error('no line');
    await json.more(rest.value);
    expect(said(json)).toEqual(['$ {…}', 'data […] 892 B', 'n 1']);
  });

  it('asks for the children of what is opened, once', async () => {
    const { json, asked } = await open();
    const data = json.lines.value[1]!.value;
    json.toggle(data);
    await settled();
    expect(said(json)).toEqual(['$ {…}', 'data […]', '0 "a"', '1 {…} 26 B', '…']);
    expect(largePath(json.lines.value[3]!.value)).toBe('$.data[1]');
    json.toggle(data);
    json.toggle(data);
    await settled();
    expect(asked.filter((at) => at === '9')).toHaveLength(1);
  });

  it('says what went wrong, on its line, until it is asked again', async () => {
    const { json } = await open('9');
    const data = json.lines.value[1]!.value;
    json.toggle(data);
    await settled();
    expect(json.lines.value[2]?.value.failure).toBe('gone');
  });

  it('begins anew with another payload', async () => {
    const { json, asked, key } = await open();
    key.value = 'b';
    await settled();
    expect(asked).toEqual(['top', '1', 'top', '1']);
    expect(said(json)).toHaveLength(3);
  });
});
