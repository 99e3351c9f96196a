import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { frameAnatomy, maskKeyOf, unmask } from '../../../codec/index.js';
import type { FrameAnatomy } from '../../../codec/index.js';
import type { Failure, SessionInfo } from '../../../contract/index.js';
import type { useHostStore } from '../stores/host.js';
import { hasRelated, readRelated } from '../stores/related.js';
import type { RelatedFrames } from '../stores/related.js';
import type { Row } from '../stores/row-cache.js';
import { sameJson } from '../stores/same.js';
import type { Timeline } from '../stores/timeline.js';
import { anatomyContext } from './wire-facts.js';

/** Payload bytes that are read for the anatomy: it judges UTF-8 and close codes where it has all of them. */
const anatomyBytes = 64 * 1024;

export interface Wire {
  /** The frame taken apart; null for a row that is no frame, and while it is on its way. */
  readonly anatomy: ComputedRef<FrameAnatomy | null>;
  /** What belongs to the row in the other layer; null where nothing does or it is not known yet. */
  readonly related: Readonly<ShallowRef<RelatedFrames | null>>;
  /** All that can be known of the row is here. */
  readonly settled: Readonly<ShallowRef<boolean>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  /** The frame's payload is masked. */
  readonly masked: ComputedRef<boolean>;
  /** The payload's first bytes, not masked. */
  readonly payload: Readonly<ShallowRef<Uint8Array | null>>;
  /** Bytes of head and payload together, as they crossed the wire or unmasked. */
  read(from: number, to: number, asSent: boolean): Promise<Uint8Array>;
}

/** What crossed the wire for one row. */
export function useWire(
  host: ReturnType<typeof useHostStore>,
  timeline: Ref<Timeline>,
  session: Ref<SessionInfo>,
  row: Ref<Row>,
): Wire {
  const payload = shallowRef<Uint8Array | null>(null);
  const related = shallowRef<RelatedFrames | null>(null);
  const settled = shallowRef(false);
  const failure = shallowRef<Failure | null>(null);
  const key = computed(() => {
    const { seq, size, position } = row.value;
    return `${timeline.value.session} ${timeline.value.view()} ${position} ${seq} ${size}`;
  });

  watch(
    key,
    async (of) => {
      payload.value = null;
      related.value = null;
      settled.value = false;
      failure.value = null;
      const one = row.value;
      const [bytes, others] = await Promise.all([
        timeline.value.payload(one.position, 0, anatomyBytes),
        hasRelated(one) ? readRelated(host, timeline.value.session, one) : null,
      ]);
      if (of !== key.value) return;
      // What came is a window onto the whole answer.
      if (bytes.ok) payload.value = bytes.value.bytes.slice();
      else failure.value = bytes.error;
      if (others?.ok === true) related.value = others.value;
      else if (others !== null) failure.value = others.error;
      settled.value = true;
    },
    { immediate: true },
  );

  // The session tells of itself many times a second: what of it matters here changes seldom.
  const context = computed<ReturnType<typeof anatomyContext>>((before) => {
    const next = anatomyContext(session.value, row.value, related.value);
    return before !== undefined && sameJson(before, next) ? before : next;
  });
  const head = computed<Uint8Array>((before) => {
    const next = row.value.head;
    return before !== undefined && sameBytes(before, next) ? before : next;
  });
  const anatomy = computed(() => {
    if (head.value.length === 0 || payload.value === null) return null;
    const partial = payload.value.length < row.value.size;
    return frameAnatomy(head.value, payload.value, { ...context.value, partial });
  });
  const masked = computed(() => ((head.value[1] ?? 0) & 0x80) !== 0);

  async function read(from: number, to: number, asSent: boolean): Promise<Uint8Array> {
    const front = head.value;
    const bytes = new Uint8Array(Math.max(0, to - from));
    bytes.set(front.subarray(from, Math.min(to, front.length)));
    const payloadFrom = Math.max(0, from - front.length);
    const payloadTo = to - front.length;
    if (payloadTo <= payloadFrom) return bytes;
    const answer = await timeline.value.payload(row.value.position, payloadFrom, payloadTo);
    if (!answer.ok) throw new Error(answer.error.message);
    const at = Math.max(0, front.length - from);
    const end = at + answer.value.bytes.length;
    bytes.set(answer.value.bytes, at);
    if (asSent && masked.value) unmask(bytes, at, end, maskKeyOf(front, front.length - 4), payloadFrom);
    return bytes.subarray(0, end);
  }

  return { anatomy, related, settled, failure, masked, payload, read };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
