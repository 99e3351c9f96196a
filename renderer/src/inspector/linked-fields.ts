import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef, WritableComputedRef } from 'vue';
import type { Field } from '../../../codec/index.js';
import type { ByteRange, HexHighlight } from '../ui/index.js';
import { fieldOver, fieldsAt } from './field-rows.js';

/** One thing under the pointer or the keyboard, seen from bits, fields and bytes alike. */
export interface LinkedFields {
  /** Under the pointer, in the tree or among the bits. */
  readonly hovered: ShallowRef<Field | null>;
  /** Under the pointer in the hex view. */
  readonly hoveredByte: ShallowRef<number | null>;
  /** Where the keyboard stands or a click went; it stays. */
  readonly selected: ShallowRef<Field | null>;
  /** The selected bytes: a field's, or those chosen in the hex view. */
  readonly selection: WritableComputedRef<ByteRange | null>;
  /** What the pointer means elsewhere: fields to light up. */
  readonly lit: ComputedRef<ReadonlySet<Field>>;
  /** The bytes that the pointer means, for the hex view. */
  readonly highlights: ComputedRef<readonly HexHighlight[]>;
}

/** Links the bits, the fields and the bytes of one anatomy; another anatomy begins anew. */
export function linkFields(fields: Ref<readonly Field[]>): LinkedFields {
  const hovered = shallowRef<Field | null>(null);
  const hoveredByte = shallowRef<number | null>(null);
  const selected = shallowRef<Field | null>(null);
  const chosen = shallowRef<ByteRange | null>(null);

  watch(
    fields,
    () => {
      hovered.value = null;
      hoveredByte.value = null;
      selected.value = null;
      chosen.value = null;
    },
    // At once: who changes the anatomy may choose a field of the new one in the same breath.
    { flush: 'sync' },
  );
  watch(
    selected,
    (field) => {
      if (field === null || field.length === 0) return;
      const own = chosen.value !== null && fieldOver(fields.value, chosen.value.from, chosen.value.to);
      // Chosen byte by byte, the bytes stay as they are: the field follows them.
      if (own === field) return;
      chosen.value = { from: field.start, to: field.start + field.length };
    },
    { flush: 'sync' },
  );

  const selection = computed<ByteRange | null>({
    get: () => chosen.value,
    set: (range) => {
      chosen.value = range;
      if (range !== null) selected.value = fieldOver(fields.value, range.from, range.to);
    },
  });
  const lit = computed<ReadonlySet<Field>>(() => {
    if (hovered.value !== null) return new Set([hovered.value]);
    return new Set(hoveredByte.value === null ? [] : fieldsAt(fields.value, hoveredByte.value));
  });
  const highlights = computed<readonly HexHighlight[]>(() => {
    const field = hovered.value;
    if (field === null || field.length === 0) return [];
    return [{ from: field.start, to: field.start + field.length, tone: 'accent', label: field.name }];
  });
  return { hovered, hoveredByte, selected, selection, lit, highlights };
}
