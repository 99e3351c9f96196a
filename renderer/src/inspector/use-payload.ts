import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { decodeUtf8Lossy, looksLikeJson, looksTextual, utf8Error } from '../../../codec/index.js';
import type { Failure, Result } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';
import type { Timeline } from '../stores/timeline.js';
import { flatJson } from './json-flat.js';
import type { JsonFlat } from './json-flat.js';
import { parseAside } from './json-parsing.js';

export type PayloadView = 'text' | 'json' | 'decoded' | 'hex';

/** Bytes read at first: enough for any screen, and parsed here without a pause one feels. What is larger is read by range. */
export const firstBytes = 256 * 1024;
/** A piece of what a worker parses: what travels without a pause. */
const moreBytes = 1024 * 1024;
/** Largest payload a whole tree is made of, many times the payload in memory; of a larger one what is opened is read. */
export const treeBytes = 16 * 1024 * 1024;

export interface Payload {
  /** The beginning of the payload; null while nothing is here yet. */
  readonly bytes: Readonly<ShallowRef<Uint8Array | null>>;
  readonly total: Readonly<ShallowRef<number>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  readonly complete: ComputedRef<boolean>;
  readonly text: ComputedRef<string>;
  /** Offset of the first byte that is not UTF-8; null where all of it is. */
  readonly invalidAt: ComputedRef<number | null>;
  /** It begins as JSON does. */
  readonly likeJson: ComputedRef<boolean>;
  /** The tree, or why there is none; null where it is no JSON and while a large one has not been read. */
  readonly json: ComputedRef<Result<JsonFlat> | null>;
  /** What of a large payload has been read for its tree, 0 to 1; null while nobody reads it. */
  readonly growing: Readonly<ShallowRef<number | null>>;
  /** What suits the bytes, unless a person chose. */
  readonly suited: ComputedRef<PayloadView>;
  /** Changes when another payload is meant. */
  readonly key: ComputedRef<string>;
  /** Makes the tree of a large payload, on a thread of its own; a small one has it already. */
  growTree(): Promise<void>;
  stopGrowing(): void;
  read(from: number, to: number): Promise<Uint8Array>;
}

/** The payload of the selected row, read as far as it is looked at. */
export function usePayload(timeline: Ref<Timeline>, row: Ref<Row>, parse = parseAside): Payload {
  const bytes = shallowRef<Uint8Array | null>(null);
  const total = shallowRef(0);
  const failure = shallowRef<Failure | null>(null);
  const large = shallowRef<Result<JsonFlat> | null>(null);
  const growing = shallowRef<number | null>(null);
  let abort: AbortController | null = null;
  // Messages cut from one chunk share its number: the place in the view tells them apart.
  const key = computed(() => {
    const { position, seq, size } = row.value;
    return `${timeline.value.session} ${timeline.value.view()} ${position} ${seq} ${size}`;
  });

  async function load(): Promise<void> {
    const of = key.value;
    const answer = await timeline.value.payload(row.value.position, 0, firstBytes);
    if (of !== key.value) return;
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    // A copy: what came is a window onto the whole answer.
    bytes.value = answer.value.bytes.slice();
    total.value = answer.value.total;
  }

  function stopGrowing(): void {
    abort?.abort();
    abort = null;
    growing.value = null;
  }
  onScopeDispose(stopGrowing);

  watch(
    key,
    () => {
      stopGrowing();
      large.value = null;
      bytes.value = null;
      failure.value = null;
      total.value = row.value.size;
      void load();
    },
    { immediate: true },
  );

  const complete = computed(() => (bytes.value?.length ?? 0) >= total.value);
  const invalidAt = computed(() => {
    const at = bytes.value === null ? null : utf8Error(bytes.value);
    // The end of what was read may lie inside a character.
    const cut = at !== null && !complete.value && at > (bytes.value?.length ?? 0) - 4;
    return cut ? null : at;
  });
  const text = computed(() => {
    if (bytes.value === null) return '';
    const whole = decodeUtf8Lossy(bytes.value);
    return complete.value ? whole : whole.replace(/\ufffd{1,3}$/, '');
  });
  const likeJson = computed(() => invalidAt.value === null && looksLikeJson(text.value));
  const small = computed(() =>
    bytes.value !== null && total.value <= firstBytes && complete.value && likeJson.value
      ? flatJson(text.value)
      : null,
  );
  const json = computed(() => large.value ?? small.value);
  const suited = computed<PayloadView>(() => {
    if (json.value?.ok === true) return 'json';
    return bytes.value !== null && looksTextual(bytes.value.subarray(0, 4096)) ? 'text' : 'hex';
  });

  /** The whole payload in pieces; null once it was stopped. */
  async function whole(signal: AbortSignal): Promise<Result<Uint8Array<ArrayBuffer>> | null> {
    const all = new Uint8Array(total.value);
    for (let at = 0; at < all.length; at += moreBytes) {
      const answer = await timeline.value.payload(row.value.position, at, at + moreBytes);
      if (signal.aborted) return null;
      if (!answer.ok) return answer;
      all.set(answer.value.bytes, at);
      growing.value = Math.min(1, (at + moreBytes) / all.length);
    }
    return { ok: true, value: all };
  }

  async function growTree(): Promise<void> {
    if (bytes.value === null || total.value <= firstBytes || !likeJson.value) return;
    if (growing.value !== null || large.value !== null || total.value > treeBytes) return;
    const mine = (abort = new AbortController());
    growing.value = 0;
    const read = await whole(mine.signal);
    if (read === null) return;
    const tree = read.ok ? await parse(read.value, mine.signal) : read;
    if (mine.signal.aborted) return;
    large.value = tree;
    growing.value = null;
    abort = null;
  }

  /** Bytes of a range, for the hex view; a rejection shows there with a button to try again. */
  async function read(from: number, to: number): Promise<Uint8Array> {
    const answer = await timeline.value.payload(row.value.position, from, to);
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value.bytes;
  }

  return {
    bytes,
    total,
    failure,
    complete,
    text,
    invalidAt,
    likeJson,
    json,
    growing,
    suited,
    key,
    growTree,
    stopGrowing,
    read,
  };
}
