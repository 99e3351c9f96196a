import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import { field } from '../../../codec/index.js';
import type { Field } from '../../../codec/index.js';
import type { DissectContext, Layer } from '../../../codec/dissectors/index.js';
import type { Failure } from '../../../contract/index.js';
import { dissectPayload } from './dissecting.js';
import { linkFields } from './linked-fields.js';
import type { LinkedFields } from './linked-fields.js';

/** Bytes of a payload that are decoded: more fields than anybody reads. */
export const decodedBytes = 256 * 1024;

export interface DecodedOptions {
  /** The beginning of the payload, or all of it; null while it is on its way. */
  readonly bytes: Ref<Uint8Array | null>;
  readonly context: Ref<DissectContext>;
  /** Id of the format asked for, null for the one that fits best. */
  readonly id: Ref<string | null>;
  readonly dissect?: typeof dissectPayload;
}

export interface Decoded {
  /** The payload and what is wrapped in it, outermost first; empty while nothing is decoded. */
  readonly layers: Readonly<ShallowRef<readonly Layer[]>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  readonly busy: Readonly<ShallowRef<boolean>>;
  /** The tree: the fields of a single layer, else one field for each layer, named after its format. */
  readonly fields: ComputedRef<readonly Field[]>;
  /** The layer whose bytes are shown. */
  readonly layer: Readonly<ShallowRef<number>>;
  readonly bytes: ComputedRef<Uint8Array>;
  readonly linked: LinkedFields;
  /** Chooses a field of any layer; its layer's bytes show. */
  choose(chosen: Field | null): void;
  /** Tells what the pointer is over in the tree. */
  hover(over: Field | null, top: number): void;
  showLayer(index: number): void;
}

/** A payload decoded: tree and bytes, linked both ways, over all its layers. */
export function useDecoded(options: DecodedOptions): Decoded {
  const { dissect = dissectPayload } = options;
  const layers = shallowRef<readonly Layer[]>([]);
  const failure = shallowRef<Failure | null>(null);
  const busy = shallowRef(false);
  const layer = shallowRef(0);
  let abort: AbortController | null = null;

  watch(
    [options.bytes, options.context, options.id],
    async ([bytes, context, id]) => {
      abort?.abort();
      const mine = (abort = new AbortController());
      if (bytes === null || bytes.length === 0) {
        layers.value = [];
        return;
      }
      busy.value = true;
      const answer = await dissect({ bytes: bytes.subarray(0, decodedBytes), context, id }, mine.signal);
      if (mine.signal.aborted) return;
      busy.value = false;
      layer.value = 0;
      failure.value = answer.ok ? null : answer.error;
      layers.value = answer.ok ? answer.value : [];
    },
    { immediate: true },
  );
  onScopeDispose(() => abort?.abort());

  const fields = computed<readonly Field[]>(() => {
    const [only, ...inner] = layers.value;
    if (only === undefined) return [];
    if (inner.length === 0) return only.reading.fields;
    return layers.value.map(({ label, bytes, reading }, index) =>
      field(
        index === 0 ? reading.label : `${label}: ${reading.label}`,
        0,
        bytes.length,
        reading.summary,
        reading.fields,
      ),
    );
  });
  const single = computed(() => layers.value.length < 2);
  const shownFields = computed(() =>
    single.value ? fields.value : fields.value.slice(layer.value, layer.value + 1),
  );
  const linked = linkFields(shownFields);

  function layerOf(wanted: Field): number {
    if (single.value) return 0;
    return fields.value.findIndex((top) => holds(top, wanted));
  }

  return {
    layers,
    failure,
    busy,
    fields,
    layer,
    bytes: computed(() => layers.value[layer.value]?.bytes ?? new Uint8Array()),
    linked,
    choose(chosen) {
      if (chosen !== null) layer.value = Math.max(0, layerOf(chosen));
      linked.selected.value = chosen;
    },
    hover(over, top) {
      linked.hovered.value = single.value || top === layer.value ? over : null;
    },
    showLayer(index) {
      layer.value = index;
    },
  };
}

function holds(top: Field, wanted: Field): boolean {
  const waiting: Field[] = [top];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (one === wanted) return true;
    for (const child of one.children) waiting.push(child);
  }
  return false;
}
