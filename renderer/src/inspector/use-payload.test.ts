import { afterEach, describe, expect, it } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import type { EffectScope } from 'vue';
import { ok } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';
import type { Timeline } from '../stores/timeline.js';
import { testRow } from './test-payload.js';
import { flatJson } from './json-flat.js';
import { usePayload } from './use-payload.js';

let scope: EffectScope | undefined;
afterEach(() => scope?.stop());

/** The payloads of a timeline, one for each row. */
async function select(payloads: readonly Uint8Array[]) {
  const reads: (readonly [number, number])[] = [];
  const parsed: { bytes: Uint8Array; signal: AbortSignal }[] = [];
  // Of a timeline only these are used here.
  const timeline = {
    session: 's',
    view: () => 0,
    payload: async (position: number, from: number, to: number) => {
      reads.push([from, to]);
      const whole = payloads[position] ?? new Uint8Array();
      return ok({ bytes: whole.subarray(from, to), total: whole.length });
    },
  } as unknown as Timeline;
  const at = (position: number): Row => testRow(position, payloads[position]?.length ?? 0);
  const row = shallowRef(at(0));
  scope = effectScope();
  const payload = scope.run(() =>
    usePayload(shallowRef(timeline), row, async (bytes, signal) => {
      parsed.push({ bytes, signal });
      return flatJson(new TextDecoder().decode(bytes));
    }),
  );
  if (payload === undefined) throw new Error('no payload');
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 8; turn++) await nextTick();
  };
  await settle();
  return { payload, reads, parsed, row, at, settle };
}
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const list = (count: number): Uint8Array => encode(`[${'1234567,'.repeat(count)}0]`);

describe('usePayload', () => {
  it('has the tree of a small payload at once, without a thread', async () => {
    const { payload, parsed } = await select([encode('{"a":1}')]);
    expect(payload.json.value?.ok).toBe(true);
    expect(payload.suited.value).toBe('json');
    expect(parsed).toEqual([]);
  });

  it('reads the beginning of a large one, and its tree only when it is wanted, aside', async () => {
    const { payload, reads, parsed } = await select([list(200_000)]);
    expect(reads).toEqual([[0, 262_144]]);
    expect([payload.json.value, payload.suited.value, payload.likeJson.value]).toEqual([null, 'text', true]);
    await payload.growTree();
    expect(parsed[0]?.bytes.length).toBe(1_600_003);
    expect(payload.json.value?.ok).toBe(true);
    expect(payload.growing.value).toBeNull();
  });

  it('stops reading the tree when another row is selected', async () => {
    const { payload, parsed, row, at, settle } = await select([list(400_000), encode('plain')]);
    const growing = payload.growTree();
    row.value = at(1);
    await settle();
    await growing;
    expect(parsed).toEqual([]);
    expect([payload.json.value, payload.growing.value, payload.text.value]).toEqual([null, null, 'plain']);
  });

  it('leaves a payload that is too large for a whole tree to be read as it is opened', async () => {
    const { payload, reads } = await select([list(3_000_000)]);
    await payload.growTree();
    expect([payload.json.value, payload.growing.value]).toEqual([null, null]);
    expect(reads).toHaveLength(1);
  });

  it('judges the beginning without the character it was cut in', async () => {
    const { payload } = await select([encode(`a${'é'.repeat(200_000)}`)]);
    expect(payload.complete.value).toBe(false);
    expect(payload.invalidAt.value).toBeNull();
    expect(payload.text.value.endsWith('é')).toBe(true);
  });

  it('names the byte that is not UTF-8', async () => {
    const { payload } = await select([new Uint8Array([0x41, 0xff, 0x42])]);
    expect(payload.invalidAt.value).toBe(1);
    expect(payload.json.value).toBeNull();
  });
});
