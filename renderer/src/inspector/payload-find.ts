import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { parseFilter } from '../../../codec/index.js';
import { ok } from '../../../contract/index.js';
import type { Needle, Output, Result } from '../../../contract/index.js';
import type { ByteRange } from '../ui/index.js';

/** What is typed as something to look for: `hex:01 ?? 03` are bytes, anything else is text. */
export function needleOf(typed: string): Result<Needle> {
  if (!/^hex:\s*\S/i.test(typed)) return ok({ kind: 'text', text: typed });
  const read = parseFilter(typed.replace(/^hex:\s*/i, 'hex:'));
  if (!read.ok) return read;
  const node = read.value;
  return node?.op === 'hex' ? ok({ kind: 'hex', bytes: [...node.bytes] }) : ok({ kind: 'text', text: typed });
}

export interface PayloadFind {
  readonly typed: Ref<string>;
  /** The place that was found last. */
  readonly found: Readonly<ShallowRef<ByteRange | null>>;
  /** What is wrong, or that there is none; empty while nothing is to be said. */
  readonly said: Readonly<Ref<string>>;
  /** What of the payload was looked through, 0 to 1; null while nobody looks. */
  readonly progress: Readonly<Ref<number | null>>;
  readonly can: ComputedRef<boolean>;
  /** To the next place, or the one before, around the end. */
  readonly step: (by: 1 | -1) => Promise<void>;
  readonly cancel: () => void;
  readonly clear: () => void;
}

type Ask = (needle: Needle, from: number, back: boolean) => Promise<Result<Output<'payload.find'>>>;

/** Looking for something in the payload on screen; the host looks, a stretch at a time. */
export function usePayloadFind(key: Ref<string>, size: Ref<number>, ask: Ask): PayloadFind {
  const typed = ref('');
  const found = shallowRef<ByteRange | null>(null);
  const said = ref('');
  const progress = ref<number | null>(null);
  let looks = 0;

  function clear(): void {
    looks++;
    found.value = null;
    said.value = '';
    progress.value = null;
  }
  watch([key, typed], clear);
  onScopeDispose(() => looks++);

  /** One way to the end; null where it was given up. */
  async function look(
    needle: Needle,
    from: number,
    back: boolean,
    mine: number,
  ): Promise<Result<ByteRange | null> | null> {
    let at: number | null = from;
    while (at !== null) {
      const answer: Result<Output<'payload.find'>> = await ask(needle, at, back);
      if (mine !== looks) return null;
      if (!answer.ok) return answer;
      if (answer.value.found !== null) return ok(answer.value.found);
      at = answer.value.next;
      if (at !== null) progress.value = Math.abs(at - from) / Math.max(1, size.value);
    }
    return ok(null);
  }

  async function step(by: 1 | -1): Promise<void> {
    if (typed.value === '') return;
    const needle = needleOf(typed.value);
    if (!needle.ok) {
      said.value = needle.error.message;
      return;
    }
    const mine = ++looks;
    const back = by < 0;
    said.value = '';
    progress.value = 0;
    const start = found.value?.from ?? null;
    const from = start === null ? (back ? size.value : 0) : back ? start : start + 1;
    let answer = await look(needle.value, from, back, mine);
    let around = false;
    if (answer?.ok === true && answer.value === null && start !== null) {
      around = true;
      answer = await look(needle.value, back ? size.value : 0, back, mine);
    }
    if (answer === null) return;
    progress.value = null;
    if (!answer.ok) said.value = answer.error.message;
    else if (answer.value === null) said.value = 'It is not in this payload.';
    else {
      found.value = answer.value;
      if (around) said.value = back ? 'On from the end.' : 'On from the beginning.';
    }
  }

  return {
    typed,
    found,
    said,
    progress,
    can: computed(() => typed.value !== ''),
    step,
    cancel: () => {
      looks++;
      progress.value = null;
      said.value = 'Stopped.';
    },
    clear,
  };
}
