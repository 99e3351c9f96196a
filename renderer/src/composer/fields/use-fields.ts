import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { ComputedRef, ShallowRef } from 'vue';
import { formatHex, layoutSamples } from '../../../../codec/index.js';
import type { EncodedFields } from '../../../../codec/index.js';
import { fail, Layout } from '../../../../contract/index.js';
import type { FieldType, LayoutField, Result } from '../../../../contract/index.js';
import { useLayoutsStore } from '../../stores/layouts.js';
import type { FieldsMessage } from '../../stores/layouts.js';
import { newId } from '../../stores/tab.js';
import type { TabState } from '../../stores/tab.js';
import {
  fieldAt,
  freshName,
  holdsFields,
  insertAt,
  maxNesting,
  removeAt,
  replaceAt,
  siblingsOf,
} from './edits.js';
import type { Place } from './edits.js';
import { encodeHere } from './encode-here.js';
import { KeptSteps, noSteps, stepTo } from './field-steps.js';
import { moveField } from './move-field.js';
import { rowsOf } from './rows.js';
import type { FieldRow } from './rows.js';
import { rename } from './references.js';
import { retypeField } from './retype.js';
import { splitField } from './split.js';
import type { Cut } from './split.js';
import { t } from '../../language/index.js';

const kept = new KeptSteps();

export interface FieldsEditor {
  readonly message: ComputedRef<FieldsMessage | null>;
  readonly encoded: ComputedRef<EncodedFields | null>;
  readonly rows: ComputedRef<readonly FieldRow[]>;
  /** Path of the line the keyboard is on. */
  readonly at: ShallowRef<string | null>;
  /** What is typed at a line, or stands there by default. */
  valueOf(row: FieldRow): string;
  readonly canUndo: ComputedRef<boolean>;
  readonly canRedo: ComputedRef<boolean>;
  undo(): void;
  redo(): void;
  /** Puts another message in place. `typing` joins with what was typed at the same place just before. */
  set(next: FieldsMessage, typing?: string): void;
  type(row: FieldRow, value: string): void;
  rename(row: FieldRow, name: string): void;
  patch(row: FieldRow, field: LayoutField): void;
  /** Gives it another type, and its value with it. */
  retype(row: FieldRow, type: FieldType): void;
  /** Cuts it in two; the keyboard is on the second one then. */
  split(row: FieldRow, cut: Cut): Result<unknown>;
  insert(row: FieldRow | null, where: 'before' | 'after' | 'inside'): void;
  duplicate(row: FieldRow): void;
  remove(row: FieldRow): void;
  move(row: FieldRow, how: 'up' | 'down' | 'in' | 'out'): void;
  moveOnto(row: FieldRow, target: FieldRow, after: boolean): void;
  begin(layout: Omit<Layout, 'id'>): void;
  beginWithBytes(bytes: Uint8Array): void;
}

/** The table of the active tab: its message, what it becomes, and every change to it, which can be undone. */
export function useFields(tab: ComputedRef<TabState | null>): FieldsEditor {
  const layouts = useLayoutsStore();
  const steps = shallowRef(noSteps);
  const at = shallowRef<string | null>(null);
  let typedAt = '';

  const body = computed(() => tab.value?.message.bodies['fields'] ?? '');
  const message = computed(() => layouts.messageOf(body.value));
  const encoded = computed(() => (message.value === null ? null : encodeHere(message.value)));
  const rows = computed(() =>
    message.value === null || encoded.value === null
      ? []
      : rowsOf(message.value.layout.fields, encoded.value),
  );
  /** What this table wrote: anything else that is there was put there by somebody else, and is a step too. */
  let written = body.value;
  watch(
    [() => tab.value?.id ?? '', body] as const,
    ([id, now], [before, last]) => {
      if (id !== before) {
        if (before !== undefined) kept.put(before, steps.value, written);
        steps.value = kept.take(id, now);
        typedAt = '';
        at.value = null;
      } else if (now !== written && last !== undefined) steps.value = stepTo(steps.value, written);
      written = now;
    },
    { immediate: true },
  );
  onScopeDispose(() => kept.put(tab.value?.id ?? '', steps.value, written));

  function valueOf(row: FieldRow): string {
    const values = message.value?.values ?? {};
    const own = row.field.fixed !== true && Object.hasOwn(values, row.path) ? values[row.path] : undefined;
    return own ?? row.field.value ?? '';
  }

  function write(text: string): void {
    written = text;
    if (tab.value !== null) tab.value.message.bodies['fields'] = text;
  }

  function set(next: FieldsMessage, typing = ''): void {
    const text = JSON.stringify(next);
    if (text === body.value) return;
    // Letters of one word are one step.
    if (typing === '' || typing !== typedAt) steps.value = stepTo(steps.value, body.value);
    else steps.value = { ...steps.value, future: [] };
    typedAt = typing;
    write(text);
  }

  function step(from: 'past' | 'future'): void {
    const last = steps.value[from].at(-1);
    if (last === undefined) return;
    const left = steps.value[from].slice(0, -1);
    const now = body.value;
    steps.value =
      from === 'past'
        ? { past: left, future: [...steps.value.future, now] }
        : { past: [...steps.value.past, now], future: left };
    typedAt = '';
    write(last);
  }

  function setFields(fields: LayoutField[], typing = ''): void {
    const { value } = message;
    if (value !== null) set({ ...value, layout: { ...value.layout, fields } }, typing);
  }

  function pathOf(place: Place, row: FieldRow): string {
    const fields = message.value?.layout.fields ?? [];
    const name = fieldAt(fields, place)?.name ?? '';
    const outer = row.path.split('.').slice(0, -1).join('.');
    return outer === '' ? name : `${outer}.${name}`;
  }

  function type(row: FieldRow, value: string): void {
    const now = message.value;
    if (now === null) return;
    if (row.field.fixed === true) {
      patch(row, { ...row.field, value }, row.path);
      return;
    }
    const { [row.path]: _before, ...rest } = now.values;
    const values = value === (row.field.value ?? '') ? rest : { ...now.values, [row.path]: value };
    set({ ...now, values }, row.path);
  }

  function patch(row: FieldRow, field: LayoutField, typing = ''): void {
    if (message.value !== null) setFields(replaceAt(message.value.layout.fields, row.place, field), typing);
  }

  function retype(row: FieldRow, wanted: FieldType): void {
    if (message.value !== null && row.item === null)
      set(retypeField(message.value, row.place, row.path, wanted).message);
  }

  function split(row: FieldRow, cut: Cut): Result<unknown> {
    if (message.value === null || row.item !== null)
      return fail('fields.split', t('There is no field here.'));
    const answer = splitField(message.value, row.place, row.path, cut);
    if (!answer.ok) return answer;
    set(answer.value.message);
    at.value = answer.value.path;
    return answer;
  }

  function insert(row: FieldRow | null, where: 'before' | 'after' | 'inside'): void {
    const fields = message.value?.layout.fields;
    if (fields === undefined) return;
    const inside = where === 'inside' && row !== null;
    const place =
      row === null
        ? [fields.length]
        : inside
          ? [...row.place, row.field.fields?.length ?? 0]
          : [...row.place.slice(0, -1), (row.place.at(-1) ?? 0) + (where === 'after' ? 1 : 0)];
    const outer = fieldAt(fields, place.slice(0, -1));
    const kind = outer?.type === 'bits' ? ({ type: 'bit', size: 1 } as const) : ({ type: 'u8' } as const);
    const field: LayoutField = { name: freshName(siblingsOf(fields, place), 'field'), ...kind };
    setFields(insertAt(fields, place, field));
    const base = row === null ? '' : inside ? row.path : row.path.split('.').slice(0, -1).join('.');
    at.value = base === '' ? field.name : `${base}.${field.name}`;
  }

  function duplicate(row: FieldRow): void {
    const now = message.value;
    if (now === null || row.item !== null) return;
    const { fields } = now.layout;
    const place = [...row.place.slice(0, -1), (row.place.at(-1) ?? 0) + 1];
    const name = freshName(siblingsOf(fields, row.place), row.field.name);
    const path = [...row.path.split('.').slice(0, -1), name].join('.');
    const copied = Object.entries(now.values).flatMap(([key, value]) =>
      key === row.path || key.startsWith(`${row.path}.`)
        ? [[path + key.slice(row.path.length), value] as const]
        : [],
    );
    const layout = { ...now.layout, fields: insertAt(fields, place, { ...row.field, name }) };
    set({ layout, values: { ...now.values, ...Object.fromEntries(copied) } });
    at.value = path;
  }

  function remove(row: FieldRow): void {
    const fields = message.value?.layout.fields;
    if (fields === undefined || row.item !== null) return;
    const index = rows.value.indexOf(row);
    setFields(removeAt(fields, row.place));
    at.value = (rows.value[index] ?? rows.value.at(-1))?.path ?? null;
  }

  function relocate(row: FieldRow, to: Place): void {
    if (message.value === null || to.length > maxNesting + 1) return;
    const moved = moveField(message.value, row.place, to);
    set(moved.message);
    const found = rows.value.find((one) => one.item === null && one.place.join() === moved.place.join());
    at.value = found?.path ?? pathOf(moved.place, row);
  }

  function move(row: FieldRow, how: 'up' | 'down' | 'in' | 'out'): void {
    const fields = message.value?.layout.fields;
    if (fields === undefined || row.item !== null) return;
    const outer = row.place.slice(0, -1);
    const index = row.place.at(-1) ?? 0;
    const beside = siblingsOf(fields, row.place);
    if (how === 'up' && index > 0) relocate(row, [...outer, index - 1]);
    else if (how === 'down' && index < beside.length - 1) relocate(row, [...outer, index + 2]);
    else if (how === 'in') {
      const before = beside[index - 1];
      if (before !== undefined && holdsFields(before) && before.type !== 'bits')
        relocate(row, [...outer, index - 1, before.fields?.length ?? 0]);
    } else if (how === 'out' && outer.length > 0 && row.field.type !== 'bit')
      relocate(row, [...outer.slice(0, -1), (outer.at(-1) ?? 0) + 1]);
  }

  function moveOnto(row: FieldRow, target: FieldRow, after: boolean): void {
    const bits = (one: FieldRow): boolean => one.field.type === 'bit';
    if (row.item !== null || target.item !== null || bits(row) !== bits(target)) return;
    relocate(row, [...target.place.slice(0, -1), (target.place.at(-1) ?? 0) + (after ? 1 : 0)]);
  }

  function begin(layout: Omit<Layout, 'id'>): void {
    set({ layout: { ...layout, id: newId() }, values: {} });
    at.value = layout.fields[0]?.name ?? null;
  }

  function beginWithBytes(bytes: Uint8Array): void {
    begin({ name: 'New layout', fields: [{ name: 'data', type: 'bytes', value: formatHex(bytes) }] });
  }

  return {
    message,
    encoded,
    rows,
    at,
    valueOf,
    canUndo: computed(() => steps.value.past.length > 0),
    canRedo: computed(() => steps.value.future.length > 0),
    undo: () => step('past'),
    redo: () => step('future'),
    set,
    type,
    rename: (row, name) => {
      if (message.value === null) return;
      set(rename(message.value, row.place, name), `name ${row.place.join()}`);
      at.value = pathOf(row.place, row);
    },
    patch,
    retype,
    split,
    insert,
    duplicate,
    remove,
    move,
    moveOnto,
    begin,
    beginWithBytes,
  };
}

/** A layout to begin with: one of the well-known shapes. */
export function sampleLayout(id: string): Omit<Layout, 'id'> | null {
  const sample = layoutSamples.find((one) => one.id === id);
  // The codec's shape is the contract's, read only: a copy is anybody's.
  const copied = sample === undefined ? null : Layout.safeParse(JSON.parse(JSON.stringify(sample)));
  return copied?.success === true ? copied.data : null;
}
