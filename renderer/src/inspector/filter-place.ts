import { onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import type { FilterMarks } from '../../../codec/index.js';
import type { Needle, Output, Result } from '../../../contract/index.js';
import type { ByteRange } from '../ui/index.js';

/** What of a filter the host can look for in one payload: its first text or bytes; null for patterns alone. */
function needleIn({ literals, bytes }: FilterMarks): Needle | null {
  const [text] = literals;
  if (text !== undefined) return { kind: 'text', text };
  const [hex] = bytes;
  return hex === undefined ? null : { kind: 'hex', bytes: [...hex] };
}

/**
 * The first place a filter finds in a payload that nobody holds whole, null until the host has come to it. It looks
 * while `wanted`, a stretch at a time, and no further once another payload or filter is meant.
 */
export function useFilterPlace(
  key: Ref<string>,
  wanted: Ref<boolean>,
  find: () => FilterMarks,
  ask: (needle: Needle, from: number) => Promise<Result<Output<'payload.find'>>>,
): Readonly<ShallowRef<ByteRange | null>> {
  const place = shallowRef<ByteRange | null>(null);
  let turn = 0;

  watch(
    [key, wanted, find] as const,
    async ([, look, marks]) => {
      const mine = ++turn;
      place.value = null;
      const needle = look ? needleIn(marks) : null;
      for (let at: number | null = needle === null ? null : 0; at !== null && needle !== null;) {
        const answer: Result<Output<'payload.find'>> = await ask(needle, at);
        // Why it cannot be read is said where it is read.
        if (mine !== turn || !answer.ok) return;
        place.value = answer.value.found;
        at = answer.value.found === null ? answer.value.next : null;
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => turn++);
  return place;
}
