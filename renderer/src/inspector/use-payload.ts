import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import {
  decodeUtf8Lossy,
  looksLikeJson,
  looksTextual,
  parseJsonTree,
  utf8Error,
} from '../../../codec/index.js';
import type { JsonNode } from '../../../codec/index.js';
import type { Failure, Result } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';
import type { Timeline } from '../stores/timeline.js';

export type PayloadView = 'text' | 'json' | 'hex';

/** Bytes read at first: enough for any screen. */
const firstBytes = 256 * 1024;
/** Bytes that Load more adds: what a page lays out without a pause one feels. */
const moreBytes = 1024 * 1024;

export interface Payload {
  /** The beginning of the payload; null while nothing is here yet. */
  readonly bytes: Readonly<ShallowRef<Uint8Array | null>>;
  readonly total: Readonly<ShallowRef<number>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  readonly complete: ComputedRef<boolean>;
  readonly text: ComputedRef<string>;
  /** Offset of the first byte that is not UTF-8; null where all of it is. */
  readonly invalidAt: ComputedRef<number | null>;
  readonly json: ComputedRef<Result<JsonNode> | null>;
  /** What suits the bytes, unless a person chose. */
  readonly suited: ComputedRef<PayloadView>;
  /** Changes when another payload is meant. */
  readonly key: ComputedRef<string>;
  loadMore(): Promise<void>;
  read(from: number, to: number): Promise<Uint8Array>;
}

/** The payload of the selected row, read as far as it is looked at. */
export function usePayload(timeline: Ref<Timeline>, row: Ref<Row>): Payload {
  const bytes = shallowRef<Uint8Array | null>(null);
  const total = shallowRef(0);
  const failure = shallowRef<Failure | null>(null);
  // Messages cut from one chunk share its number: the place in the view tells them apart.
  const key = computed(() => {
    const { position, seq, size } = row.value;
    return `${timeline.value.session} ${timeline.value.view()} ${position} ${seq} ${size}`;
  });

  async function load(to: number): Promise<void> {
    const of = key.value;
    const answer = await timeline.value.payload(row.value.position, 0, to);
    if (of !== key.value) return;
    failure.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    // A copy: what came is a window onto the whole answer.
    bytes.value = answer.value.bytes.slice();
    total.value = answer.value.total;
  }

  watch(
    key,
    () => {
      bytes.value = null;
      failure.value = null;
      total.value = row.value.size;
      void load(firstBytes);
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
  const json = computed(() =>
    bytes.value !== null && complete.value && invalidAt.value === null && looksLikeJson(text.value)
      ? parseJsonTree(text.value)
      : null,
  );
  const suited = computed<PayloadView>(() => {
    if (json.value?.ok === true) return 'json';
    return bytes.value !== null && looksTextual(bytes.value.subarray(0, 4096)) ? 'text' : 'hex';
  });

  /** Bytes of a range, for the hex view; a rejection shows there with a button to try again. */
  async function read(from: number, to: number): Promise<Uint8Array> {
    const answer = await timeline.value.payload(row.value.position, from, to);
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value.bytes;
  }

  const loadMore = (): Promise<void> => load((bytes.value?.length ?? 0) + moreBytes);
  return { bytes, total, failure, complete, text, invalidAt, json, suited, key, loadMore, read };
}
