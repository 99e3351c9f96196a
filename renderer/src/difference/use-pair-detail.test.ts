import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { effectScope, shallowRef } from 'vue';
import type { EffectScope } from 'vue';
import { PairState, parseJsonPath } from '../../../codec/index.js';
import type { IgnoredPath } from '../../../codec/index.js';
import { RowKind, fail, ok } from '../../../contract/index.js';
import type { RowPairing } from '../stores/pair-cache.js';
import { rowAt } from '../stores/row-cache.js';
import { testBatch } from '../stores/test-batch.js';
import { usePairDetail, windowBytes } from './use-pair-detail.js';

let scope: EffectScope | undefined;
afterEach(() => scope?.stop());

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Sides {
  readonly left: Uint8Array;
  readonly right: Uint8Array | null;
  /** Reads from this offset on are not answered. */
  readonly silentFrom?: number;
  /** The code of what reading fails with. */
  readonly failure?: string;
  readonly ignore?: string;
}

function pairOf({ right }: Sides): RowPairing {
  const row = rowAt(testBatch([{ kind: RowKind.text, payload: 'x' }]), 0);
  const state = right === null ? PairState.left : PairState.changed;
  const places = { leftAt: 0, rightAt: 0, leftPeer: 1, rightPeer: 1 };
  return { state, position: 0, left: row, right: right === null ? null : row, ...places };
}

/** What is said of one pair after another; each read is noted. */
function look(first: Sides) {
  const reads: string[] = [];
  let shown = first;
  const pair = shallowRef<RowPairing | null>(pairOf(first));
  const path = parseJsonPath(first.ignore ?? '$.none');
  const ignored = shallowRef<readonly IgnoredPath[]>(path.ok ? [path.value] : []);
  scope = effectScope();
  const detail = scope.run(() =>
    usePairDetail(pair, ignored, async (side, _at, from, to) => {
      reads.push(`${side} ${from}-${to}`);
      if (shown.failure !== undefined) return fail(shown.failure, 'It cannot be read');
      if (from >= (shown.silentFrom ?? Infinity)) return new Promise(() => undefined);
      const whole = shown[side] ?? new Uint8Array();
      return ok({ bytes: whole.subarray(from, to), total: whole.length });
    }),
  );
  if (detail === undefined) throw new Error('no detail');
  const select = (next: Sides | null): void => {
    if (next !== null) shown = next;
    pair.value = next === null ? null : pairOf(next);
  };
  const known = () => vi.waitFor(() => expect(detail.differences.value).not.toBeNull());
  return { detail, reads, select, known };
}

describe('the detail of a pair', () => {
  it('tells by byte where two texts differ', async () => {
    const { detail, known } = look({ left: encode('byte 1.'), right: encode('byte 22.') });
    await known();
    expect(detail.differences.value).toEqual([{ leftFrom: 5, leftTo: 6, rightFrom: 5, rightTo: 7 }]);
    expect(detail.textual.value).toBe(true);
    expect(detail.json.value).toBeNull();
    expect(detail.windowed.value).toBe(false);
  });

  it('tells by path where two JSON texts differ, without what is ignored', async () => {
    const sides = { left: encode('{"a":1,"t":1}'), right: encode('{"t":2,"a":2}') };
    const { detail, known } = look({ ...sides, ignore: '$.t' });
    await known();
    expect(detail.json.value?.changes).toHaveLength(1);
  });

  it('does not take for JSON what only begins like it, or is not UTF-8', async () => {
    const { detail, known, select } = look({ left: encode('{"a":'), right: encode('{"a":1}') });
    await known();
    expect(detail.json.value).toBeNull();
    select({ left: Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), right: encode('{"a":1}') });
    await flushPromises();
    await known();
    expect(detail.json.value).toBeNull();
  });

  it('has nothing of a side without a row', async () => {
    const { detail, known, reads } = look({ left: encode('gone'), right: null });
    await known();
    expect(reads).toEqual(['left 0-262144']);
    expect(detail.totals.value).toEqual({ left: 4, right: 0 });
  });

  it('goes to the first bytes that differ where large payloads begin alike', async () => {
    const left = new Uint8Array(3 << 20).fill(0x61);
    const right = left.slice();
    right[2_500_000] = 0x62;
    const { detail, reads } = look({ left, right });
    await vi.waitFor(() => expect(detail.start.value).toBe(2_500_000 - 256));
    await vi.waitFor(() => expect(detail.differences.value).toHaveLength(1));
    expect(detail.windowed.value).toBe(true);
    expect(detail.seeking.value).toBeNull();
    // In pieces, not the whole of it at once.
    expect(
      Math.max(...reads.map((read) => Number(read.split('-')[1]) - Number(/(\d+)-/.exec(read)?.[1]))),
    ).toBe(1 << 20);
    expect(await detail.seek()).toBe(false);
    await detail.go(windowBytes);
    expect(detail.start.value).toBe(windowBytes);
    expect(detail.differences.value).toEqual([]);
  });

  it('stops looking when told to, and when another pair is selected', async () => {
    const left = new Uint8Array(4 << 20);
    const sides = { left, right: left.slice(), silentFrom: 2 << 20 };
    const { detail, select, known } = look(sides);
    await vi.waitFor(() => expect(detail.seeking.value).not.toBeNull());
    detail.cancel();
    expect(detail.seeking.value).toBeNull();
    await flushPromises();
    expect(detail.start.value).toBe(0);
    select({ left: encode('a'), right: encode('b') });
    await flushPromises();
    await known();
    expect(detail.totals.value).toEqual({ left: 1, right: 1 });
    expect(detail.windowed.value).toBe(false);
  });

  it('says why a payload cannot be read, and forgets it with the pair', async () => {
    const { detail, select, known } = look({ left: encode('a'), right: encode('b'), failure: 'log.damaged' });
    await vi.waitFor(() => expect(detail.failure.value?.code).toBe('log.damaged'));
    expect(detail.left.value).toHaveLength(0);
    select({ left: encode('a'), right: encode('b') });
    await flushPromises();
    await known();
    expect(detail.failure.value).toBeNull();
  });
});
