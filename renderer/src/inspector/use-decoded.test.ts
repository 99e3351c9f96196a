import { afterEach, describe, expect, it } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import type { EffectScope } from 'vue';
import { field } from '../../../codec/index.js';
import { noContext } from '../../../codec/dissectors/index.js';
import type { Layer } from '../../../codec/dissectors/index.js';
import { ok } from '../../../contract/index.js';
import { dissectPayload } from './dissecting.js';
import type { DissectJob } from './dissecting.js';
import { decodedBytes, useDecoded } from './use-decoded.js';

let scope: EffectScope | undefined;
afterEach(() => scope?.stop());

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

async function open(first: Uint8Array | null, dissect: typeof dissectPayload = dissectPayload) {
  const bytes = shallowRef(first);
  const id = shallowRef<string | null>(null);
  const context = shallowRef(noContext);
  scope = effectScope();
  const decoded = scope.run(() => useDecoded({ bytes, id, context, dissect }));
  if (decoded === undefined) throw new Error('no scope');
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 6; turn++) await nextTick();
  };
  await settle();
  return { decoded, bytes, id, settle };
}

/** A payload in which another lies, as an inflating dissector answers. */
const wrapped: readonly Layer[] = [
  {
    label: 'payload',
    bytes: Uint8Array.of(0x1f, 0x8b, 8),
    reading: {
      id: 'gzip',
      label: 'gzip',
      fields: [field('magic', 0, 2, '1f 8b')],
      summary: 'one member',
      consumed: 3,
      confidence: 1,
      refusals: [],
    },
  },
  {
    label: 'inflated',
    bytes: encode('true'),
    reading: {
      id: 'json',
      label: 'JSON',
      fields: [field('value', 0, 4, 'true')],
      summary: 'true',
      consumed: 4,
      confidence: 1,
      refusals: [],
    },
  },
];

describe('useDecoded', () => {
  it('shows the fields of a payload as they are', async () => {
    const { decoded } = await open(encode('{"a":1}'));
    expect(decoded.layers.value).toHaveLength(1);
    expect(decoded.fields.value).toBe(decoded.layers.value[0]?.reading.fields);
    expect(decoded.bytes.value).toEqual(encode('{"a":1}'));
  });

  it('decodes no more than it says', async () => {
    const jobs: DissectJob[] = [];
    await open(new Uint8Array(decodedBytes + 10), async (job) => {
      jobs.push(job);
      return ok([]);
    });
    expect(jobs.map((job) => job.bytes.length)).toEqual([decodedBytes]);
  });

  it('reads anew in the format asked for', async () => {
    const { decoded, id, settle } = await open(encode('{"a":1}'));
    id.value = 'raw';
    await settle();
    expect(decoded.layers.value[0]?.reading.id).toBe('raw');
  });

  it('shows a field of what was wrapped in the bytes it lies in', async () => {
    const { decoded } = await open(encode('x'), async () => ok(wrapped));
    expect(decoded.fields.value.map((one) => `${one.name} ${one.value}`)).toEqual([
      'gzip one member',
      'inflated: JSON true',
    ]);
    const value = decoded.fields.value[1]?.children[0] ?? null;
    decoded.choose(value);
    expect(decoded.layer.value).toBe(1);
    expect(decoded.bytes.value).toEqual(encode('true'));
    expect(decoded.linked.selected.value).toBe(value);
    expect(decoded.linked.selection.value).toEqual({ from: 0, to: 4 });
  });

  it('lights no byte of another layer', async () => {
    const { decoded } = await open(encode('x'), async () => ok(wrapped));
    const [outer, inner] = decoded.fields.value;
    decoded.hover(inner?.children[0] ?? null, 1);
    expect(decoded.linked.highlights.value).toEqual([]);
    decoded.hover(outer?.children[0] ?? null, 0);
    expect(decoded.linked.highlights.value).toMatchObject([{ from: 0, to: 2 }]);
  });

  it('drops the answer for a payload that was left', async () => {
    const answers: ((layers: readonly Layer[]) => void)[] = [];
    const { decoded, bytes, settle } = await open(
      encode('first'),
      () => new Promise((resolve) => answers.push((layers) => resolve(ok(layers)))),
    );
    bytes.value = encode('second');
    await settle();
    answers[1]?.(wrapped);
    await settle();
    answers[0]?.([]);
    await settle();
    expect(decoded.layers.value).toBe(wrapped);
    expect(decoded.busy.value).toBe(false);
  });
});
