import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import {
  byteDifferences,
  decodeUtf8Lossy,
  jsonDifference,
  looksLikeJson,
  looksTextual,
  utf8Error,
} from '../../../codec/index.js';
import type { ByteDifference, IgnoredPath, JsonDifference } from '../../../codec/index.js';
import { isLife } from '../../../contract/index.js';
import type { Failure, Result } from '../../../contract/index.js';
import type { RowPairing } from '../stores/pair-cache.js';

/** Bytes of either side that are set side by side at once. */
export const windowBytes = 65_536;
/** Largest JSON whose difference is told by path. */
const jsonBytes = 262_144;
/** Bytes that are read at once while the next difference is looked for. */
const pieceBytes = 1 << 20;
/** Bytes shown before a difference that was looked for. */
const leadBytes = 256;
/** Work on the painting thread at once, milliseconds. */
const sliceMs = 6;

export type ReadSide = (
  side: 'left' | 'right',
  at: number,
  from: number,
  to: number,
) => Promise<Result<{ readonly bytes: Uint8Array; readonly total: number }>>;

export interface PairDetail {
  readonly left: Readonly<ShallowRef<Uint8Array>>;
  readonly right: Readonly<ShallowRef<Uint8Array>>;
  readonly totals: Readonly<ShallowRef<{ readonly left: number; readonly right: number }>>;
  /** Offset of what is shown, the same on either side. */
  readonly start: Readonly<ShallowRef<number>>;
  /** Where what is shown differs; null while it is looked for. */
  readonly differences: Readonly<ShallowRef<readonly ByteDifference[] | null>>;
  /** By path, where both are JSON and not too large; else null. */
  readonly json: ComputedRef<JsonDifference | null>;
  readonly texts: ComputedRef<{ readonly left: string; readonly right: string }>;
  readonly textual: ComputedRef<boolean>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  /** Part of larger payloads is shown. */
  readonly windowed: ComputedRef<boolean>;
  /** What has been looked through for the next difference, 0 to 1; null while nobody looks. */
  readonly seeking: Readonly<ShallowRef<number | null>>;
  go(start: number): Promise<void>;
  /** Goes to the next bytes that differ behind what is shown; false where there are none. */
  seek(): Promise<boolean>;
  cancel(): void;
}

const none = new Uint8Array();

/** Both payloads of the selected pair, as far as they are looked at, and how they differ. */
export function usePairDetail(
  pair: Ref<RowPairing | null>,
  ignored: Ref<readonly IgnoredPath[]>,
  read: ReadSide,
): PairDetail {
  const left = shallowRef<Uint8Array>(none);
  const right = shallowRef<Uint8Array>(none);
  const totals = shallowRef({ left: 0, right: 0 });
  const start = shallowRef(0);
  const differences = shallowRef<readonly ByteDifference[] | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const seeking = shallowRef<number | null>(null);
  let turn = 0;
  onScopeDispose(() => turn++);

  async function one(
    side: 'left' | 'right',
    of: RowPairing,
    from: number,
    to: number,
  ): Promise<Result<{ readonly bytes: Uint8Array; readonly total: number }>> {
    const row = of[side];
    // A life row is its sentence, which is in its preview; a side without a row is empty.
    if (row === null) return { ok: true, value: { bytes: none, total: 0 } };
    if (isLife(row.kind)) return { ok: true, value: { bytes: row.preview, total: row.preview.length } };
    return read(side, side === 'left' ? of.leftAt : of.rightAt, from, to);
  }

  async function load(from: number, to: number): Promise<void> {
    const mine = ++turn;
    const of = pair.value;
    failure.value = null;
    seeking.value = null;
    differences.value = null;
    if (of === null) return;
    const [a, b] = await Promise.all([one('left', of, from, to), one('right', of, from, to)]);
    if (mine !== turn) return;
    if (!a.ok || !b.ok) {
      failure.value = a.ok ? (b.ok ? null : b.error) : a.error;
      left.value = right.value = none;
      return;
    }
    // Copies: what came are windows onto whole answers.
    left.value = a.value.bytes.slice();
    right.value = b.value.bytes.slice();
    totals.value = { left: a.value.total, right: b.value.total };
    start.value = from;
    const found = await inSlices(
      byteDifferences(left.value.subarray(0, windowBytes), right.value.subarray(0, windowBytes)),
      () => mine === turn,
    );
    if (mine !== turn || found === null) return;
    differences.value = found;
    // Nothing differs where a large pair begins: what does is what it was chosen for.
    if (from === 0 && found.length === 0 && windowed.value) void seek();
  }

  // JSON is told by path up to its own bound, which is larger than what is set side by side.
  watch(pair, () => void load(0, jsonBytes), { immediate: true });

  const windowed = computed(() => Math.max(totals.value.left, totals.value.right) > windowBytes);
  const whole = computed(
    () =>
      start.value === 0 && left.value.length >= totals.value.left && right.value.length >= totals.value.right,
  );
  const texts = computed(() => ({ left: decodeUtf8Lossy(left.value), right: decodeUtf8Lossy(right.value) }));
  const textual = computed(() =>
    [left.value, right.value].every((bytes) => looksTextual(bytes.subarray(0, 4_096))),
  );
  const json = computed(() => {
    const { left: one, right: other } = texts.value;
    if (!whole.value || !looksLikeJson(one) || !looksLikeJson(other)) return null;
    if (utf8Error(left.value) !== null || utf8Error(right.value) !== null) return null;
    const found = jsonDifference(one, other, ignored.value);
    return found.ok ? found.value : null;
  });

  async function seek(): Promise<boolean> {
    const mine = ++turn;
    const of = pair.value;
    if (of === null) return false;
    const most = Math.max(totals.value.left, totals.value.right);
    for (let from = start.value + windowBytes; from < most; from += pieceBytes) {
      seeking.value = from / most;
      const [a, b] = await Promise.all([
        one('left', of, from, from + pieceBytes),
        one('right', of, from, from + pieceBytes),
      ]);
      if (mine !== turn) return true;
      if (!a.ok || !b.ok) {
        failure.value = a.ok ? (b.ok ? null : b.error) : a.error;
        break;
      }
      const at = firstDifference(a.value.bytes, b.value.bytes);
      if (at < 0) continue;
      await load(Math.max(0, from + at - leadBytes), from + at - leadBytes + windowBytes);
      return true;
    }
    seeking.value = null;
    return false;
  }

  return {
    left,
    right,
    totals,
    start,
    differences,
    json,
    texts,
    textual,
    failure,
    windowed,
    seeking,
    go: (from) => load(Math.max(0, from), Math.max(0, from) + windowBytes),
    seek,
    cancel: () => {
      turn++;
      seeking.value = null;
    },
  };
}

function firstDifference(left: Uint8Array, right: Uint8Array): number {
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at++) if (left[at] !== right[at]) return at;
  return left.length === right.length ? -1 : shorter;
}

/** Runs work that yields without holding the page up; null once nobody wants it. */
async function inSlices<T>(work: Generator<void, T>, wanted: () => boolean): Promise<T | null> {
  let end = performance.now() + sliceMs;
  while (wanted()) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < end) continue;
    await new Promise((resolve) => setTimeout(resolve));
    end = performance.now() + sliceMs;
  }
  return null;
}
