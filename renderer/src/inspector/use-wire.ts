import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { frameAnatomy, maskKeyOf, unmask } from '../../../codec/index.js';
import type { FrameAnatomy } from '../../../codec/index.js';
import type { Failure, Output, Result, SessionInfo } from '../../../contract/index.js';
import type { useHostStore } from '../stores/host.js';
import { hasRelated, openRelated } from '../stores/related.js';
import type { RelatedFrames } from '../stores/related.js';
import type { Row } from '../stores/row-cache.js';
import { sameJson } from '../stores/same.js';
import type { Timeline } from '../stores/timeline.js';
import { anatomyContext } from './wire-facts.js';

/** Payload bytes that are read for the anatomy: it judges UTF-8 and close codes where it has all of them. */
const anatomyBytes = 64 * 1024;

/** Milliseconds before it is asked again what became of a message that is not complete. */
const againMs = 500;

export interface Wire {
  /** What belongs to the row in the other layer; null where nothing does or it is not known yet. */
  readonly related: Readonly<ShallowRef<RelatedFrames | null>>;
  /** The frame that is taken apart: the row itself, or one of those that carried it; null where there is none. */
  readonly frame: ComputedRef<Row | null>;
  /** Shows one of the frames that carried the row. */
  choose(seq: number): void;
  /** The frame taken apart; null for a row that is no frame, and while it is on its way. */
  readonly anatomy: ComputedRef<FrameAnatomy | null>;
  /** All that can be known of the row is here. */
  readonly settled: Readonly<ShallowRef<boolean>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  /** The frame's payload is masked. */
  readonly masked: ComputedRef<boolean>;
  /** The frame's first bytes of payload, not masked; of a row without a frame, its own. */
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
  const chosen = shallowRef<number | null>(null);
  const key = computed(() => {
    const { seq, size, position } = row.value;
    return `${timeline.value.session} ${timeline.value.view()} ${position} ${seq} ${size}`;
  });
  const frame = computed<Row | null>(() => {
    if (row.value.head.length > 0) return row.value;
    const frames = related.value?.frames ?? [];
    return frames.find((one) => one.seq === chosen.value) ?? frames[0] ?? null;
  });

  function leave(): void {
    related.value?.close();
    related.value = null;
  }
  /** What is still on its way then is closed when it is here. */
  let gone = false;
  let later: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => {
    gone = true;
    clearTimeout(later);
    leave();
  });

  async function find(of: string): Promise<void> {
    const one = row.value;
    const found = hasRelated(one) ? await openRelated(host, timeline.value.session, one) : null;
    if (of !== key.value || gone) {
      if (found?.ok === true) found.value?.close();
      return;
    }
    leave();
    if (found?.ok === true) related.value = found.value;
    else if (found !== null) failure.value = found.error;
    settled.value = true;
  }

  watch(
    key,
    (of) => {
      leave();
      clearTimeout(later);
      later = undefined;
      settled.value = false;
      failure.value = null;
      chosen.value = null;
      void find(of);
    },
    { immediate: true },
  );
  // The fragments of a message may come one by one, with time between them.
  watch(
    () => session.value.lastSeq,
    () => {
      const whole = related.value !== null && related.value.message !== null;
      if (whole || !settled.value || !hasRelated(row.value) || later !== undefined) return;
      later = setTimeout(() => {
        later = undefined;
        void find(key.value);
      }, againMs);
    },
  );

  /** Payload bytes of the frame, or of the row where it has none. */
  function readPayload(from: number, to: number): Promise<Result<Output<'payload.read'>>> {
    const { value: one } = frame;
    const { value: others } = related;
    return one !== null && one !== row.value && others !== null
      ? others.read(one, from, to)
      : timeline.value.payload(row.value.position, from, to);
  }

  const shown = computed(() => `${key.value} ${frame.value?.seq ?? 0}`);
  watch(
    shown,
    async (of) => {
      payload.value = null;
      const answer = await readPayload(0, anatomyBytes);
      if (of !== shown.value) return;
      // What came is a window onto the whole answer.
      if (answer.ok) payload.value = answer.value.bytes.slice();
      else failure.value = answer.error;
    },
    { immediate: true },
  );

  // The session tells of itself many times a second: what of it matters here changes seldom.
  const context = computed<ReturnType<typeof anatomyContext>>((before) => {
    const next = anatomyContext(session.value, frame.value ?? row.value, related.value);
    return before !== undefined && sameJson(before, next) ? before : next;
  });
  const head = computed<Uint8Array>((before) => {
    const next = frame.value?.head ?? new Uint8Array();
    return before !== undefined && sameBytes(before, next) ? before : next;
  });
  const anatomy = computed(() => {
    if (frame.value === null || head.value.length === 0 || payload.value === null) return null;
    const partial = payload.value.length < frame.value.size;
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
    const answer = await readPayload(payloadFrom, payloadTo);
    if (!answer.ok) throw new Error(answer.error.message);
    const at = Math.max(0, front.length - from);
    const end = at + answer.value.bytes.length;
    bytes.set(answer.value.bytes, at);
    if (asSent && masked.value) unmask(bytes, at, end, maskKeyOf(front, front.length - 4), payloadFrom);
    return bytes.subarray(0, end);
  }

  return {
    related,
    frame,
    choose: (seq) => void (chosen.value = seq),
    anatomy,
    settled,
    failure,
    masked,
    payload,
    read,
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
