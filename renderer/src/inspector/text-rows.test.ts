import { afterEach, describe, expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import type { EffectScope } from 'vue';
import { cutRows } from '../../../codec/index.js';
import type { RowCut, RowPlace } from '../../../codec/index.js';
import { fail, ok, rowsPerMark } from '../../../contract/index.js';
import type { PayloadRows, Result } from '../../../contract/index.js';
import { useTextRows } from './text-rows.js';

let scope: EffectScope | undefined;
afterEach(() => scope?.stop());

/** Tells where rows begin as the host does, some bytes at a time. */
function hostOf(bytes: Uint8Array, share: number) {
  let refused = false;
  const reads: [number, number][] = [];
  return {
    reads,
    refuse: (on: boolean) => (refused = on),
    index: async (cut: RowCut, from: RowPlace): Promise<Result<PayloadRows>> => {
      await Promise.resolve();
      if (refused) return fail('log.damaged', 'It is hurt');
      const [at, line, fresh]: number[][] = [[], [], []];
      let [rows, lines] = [from.row, from.line];
      const part = bytes.subarray(from.at, from.at + share);
      const next = cutRows(part, from, cut, from.at + share >= bytes.length, (begin, row, of, isFresh) => {
        [rows, lines] = [row + 1, of + 1];
        if (row % rowsPerMark !== 0) return;
        at?.push(begin);
        line?.push(of);
        fresh?.push(Number(isFresh));
      });
      return ok({
        ...{ at: Float64Array.from(at ?? []), line: Float64Array.from(line ?? []) },
        ...{ fresh: Uint8Array.from(fresh ?? []), rows, lines, next },
      });
    },
    read: async (from: number, to: number): Promise<Uint8Array> => {
      reads.push([from, to]);
      await Promise.resolve();
      return bytes.subarray(from, to);
    },
  };
}

function open(text: string, share = 1_000) {
  const bytes = new TextEncoder().encode(text);
  const host = hostOf(bytes, share);
  scope = effectScope();
  const rows = scope.run(() => useTextRows(() => host));
  if (rows === undefined) throw new Error('no rows');
  rows.begin(bytes.length, { soft: 20, lines: true });
  const shown = async (index: number): Promise<string> => {
    await vi.waitFor(() => expect(rows.row(index)).not.toBeNull());
    const row = rows.row(index);
    if (row === null) throw new Error('it went');
    const own = row.bytes.subarray(row.from - row.at, row.to - row.at);
    return `${row.line ?? '+'} ${new TextDecoder().decode(own)}`;
  };
  const known = () => vi.waitFor(() => expect(rows.done.value).toBe(true));
  return { rows, host, bytes, shown, known };
}

const text = Array.from({ length: 1_000 }, (_, i) => (i === 500 ? 'é'.repeat(25) : `entry ${i}`)).join('\n');

describe('the rows of a large text', () => {
  it('are known share by share, and read where they are looked at', async () => {
    const { rows, host, shown, known } = open(text);
    await known();
    expect([rows.count.value, rows.lines.value, rows.progress.value]).toEqual([1_002, 1_000, 1]);
    expect(await shown(0)).toBe('1 entry 0\n');
    expect(await shown(500)).toBe(`501 ${'é'.repeat(10)}`);
    expect(await shown(501)).toBe(`+ ${'é'.repeat(10)}`);
    expect(await shown(503)).toBe('502 entry 501\n');
    expect(await shown(1_001)).toBe('1000 entry 999');
    expect(rows.row(1_002)).toBeNull();
    expect(host.reads.length).toBe(3);
  });

  it('are found by a byte, also before they are known', async () => {
    const { rows, bytes, known } = open(text);
    const at = text.indexOf('entry 900') + 25;
    expect(await rows.locate(at)).toBe(902);
    await known();
    expect(await rows.locate(0)).toBe(0);
    expect(await rows.locate(bytes.length - 1)).toBe(1_001);
  });

  it('begin anew with another width, and drop what was asked before', async () => {
    const { rows, bytes, shown, known } = open(text);
    const asked = rows.locate(bytes.length - 1);
    rows.begin(bytes.length, { soft: 50, lines: true });
    expect(await asked).toBeNull();
    await known();
    expect(rows.count.value).toBe(1_000);
    expect(await shown(500)).toBe(`501 ${'é'.repeat(25)}\n`);
  });

  it('say why they are not known, and go on when told to', async () => {
    const { rows, host, known } = open(text, 400);
    host.refuse(true);
    await vi.waitFor(() => expect(rows.failure.value).toBe('It is hurt'));
    expect(rows.done.value).toBe(false);
    host.refuse(false);
    rows.retry();
    await known();
    expect([rows.failure.value, rows.count.value]).toEqual(['', 1_002]);
  });
});
