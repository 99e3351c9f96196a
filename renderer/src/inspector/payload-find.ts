import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { parseFilter } from '../../../codec/index.js';
import { ok } from '../../../contract/index.js';
import type { Needle, Output, Result } from '../../../contract/index.js';
import type { ByteRange } from '../ui/index.js';
import { t, told } from '../language/index.js';

const pattern = /^\/.+\/[a-z]*$/;

/** What is typed as something to look for: `hex:01 ?? 03` are bytes, `/re/i` a pattern, anything else is text. */
export function needleOf(typed: string): Result<Needle> {
  if (pattern.test(typed)) {
    const read = parseFilter(`text~${typed}`);
    if (!read.ok) return read;
    if (read.value?.op === 'pattern') {
      const { source, flags } = read.value;
      return ok({ kind: 'pattern', source, flags });
    }
  }
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
  /** How many places there are; while they are counted, so far. */
  readonly places: Readonly<Ref<{ readonly count: number; readonly done: boolean } | null>>;
  /** Which of them was found last, from 1; null where that is not known. */
  readonly ordinal: Readonly<Ref<number | null>>;
  /** Bytes at which a pattern may match too, as far as is known; neighbours are one. */
  readonly unsearched: Readonly<ShallowRef<readonly ByteRange[]>>;
  readonly can: ComputedRef<boolean>;
  /** To the next place, or the one before, around the end. */
  readonly step: (by: 1 | -1) => Promise<void>;
  readonly cancel: () => void;
  readonly clear: () => void;
}

/** Ranges with others, in order, those that touch as one. */
function joined(some: readonly ByteRange[], more: readonly ByteRange[]): readonly ByteRange[] {
  const all: ByteRange[] = [];
  for (const range of [...some, ...more].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last === undefined || range.from > last.to) all.push(range);
    else all[all.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
  }
  return all;
}

type Count = (needle: Needle, from: number) => Promise<Result<Output<'payload.count'>>>;
type Ask = (needle: Needle, from: number, back: boolean) => Promise<Result<Output<'payload.find'>>>;

/** Looking for something in the payload on screen; the host looks, a stretch at a time. */
export function usePayloadFind(key: Ref<string>, size: Ref<number>, ask: Ask, countFrom: Count): PayloadFind {
  const typed = ref('');
  const found = shallowRef<ByteRange | null>(null);
  const said = ref('');
  const progress = ref<number | null>(null);
  const places = ref<{ count: number; done: boolean } | null>(null);
  const ordinal = ref<number | null>(null);
  const unsearched = shallowRef<readonly ByteRange[]>([]);
  let looks = 0;
  let counts = 0;

  function clear(): void {
    looks++;
    counts++;
    places.value = null;
    ordinal.value = null;
    unsearched.value = [];
    found.value = null;
    said.value = '';
    progress.value = null;
  }
  watch([key, typed], clear);
  onScopeDispose(() => (looks++, counts++));

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
      unsearched.value = joined(unsearched.value, answer.value.unsearched);
      if (answer.value.found !== null) return ok(answer.value.found);
      at = answer.value.next;
      if (at !== null) progress.value = Math.abs(at - from) / Math.max(1, size.value);
    }
    return ok(null);
  }

  /** Counts them all, once for what is typed; the number grows while the host looks. */
  async function count(needle: Needle): Promise<void> {
    if (places.value !== null) return;
    const mine = ++counts;
    let count = 0;
    places.value = { count, done: false };
    for (let at: number | null = 0; at !== null;) {
      const answer: Result<Output<'payload.count'>> = await countFrom(needle, at);
      if (mine !== counts) return;
      // Why it cannot be read is said by the look itself.
      if (!answer.ok) return void (places.value = null);
      count += answer.value.count;
      unsearched.value = joined(unsearched.value, answer.value.unsearched);
      at = answer.value.next;
      places.value = { count, done: at === null };
    }
    // From the end backwards the last one is known once all are.
    if (ordinal.value !== null && ordinal.value <= 0) ordinal.value += count;
  }

  /** Which one a step leads to: counted from the first, or, as 0 and below, from the last. */
  function ordinalAfter(by: 1 | -1, start: number | null, around: boolean): number | null {
    const total = places.value?.done === true ? places.value.count : 0;
    if (start === null || around) return by > 0 ? 1 : total;
    return ordinal.value === null ? null : ordinal.value + by;
  }

  async function step(by: 1 | -1): Promise<void> {
    if (typed.value === '') return;
    const needle = needleOf(typed.value);
    if (!needle.ok) {
      said.value = told(needle.error.message);
      return;
    }
    const mine = ++looks;
    const back = by < 0;
    said.value = '';
    progress.value = 0;
    const start = found.value?.from ?? null;
    const from =
      start === null ? (back ? size.value : 0) : back ? start : Math.max(start + 1, found.value?.to ?? 0);
    let answer = await look(needle.value, from, back, mine);
    let around = false;
    if (answer?.ok === true && answer.value === null && start !== null) {
      around = true;
      answer = await look(needle.value, back ? size.value : 0, back, mine);
    }
    if (answer === null) return;
    progress.value = null;
    if (answer.ok && answer.value !== null) {
      ordinal.value = ordinalAfter(by, start, around);
      void count(needle.value);
    }
    if (!answer.ok) said.value = told(answer.error.message);
    else if (answer.value === null)
      said.value =
        unsearched.value.length === 0
          ? t('It is not in this payload.')
          : t('It is not in what was searched.');
    else {
      found.value = answer.value;
      if (around) said.value = back ? t('On from the end.') : t('On from the beginning.');
    }
  }

  return {
    typed,
    found,
    said,
    progress,
    places,
    ordinal,
    unsearched,
    can: computed(() => typed.value !== ''),
    step,
    cancel: () => {
      looks++;
      counts++;
      progress.value = null;
      // A count that was stopped is of what was looked through.
      if (places.value !== null) places.value = { ...places.value, done: false };
      said.value = t('Stopped.');
    },
    clear,
  };
}
