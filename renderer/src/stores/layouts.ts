import { defineStore } from 'pinia';
import { computed } from 'vue';
import { chooseLayout, formatHex } from '../../../codec/index.js';
import { fail, FieldsBody, Layout } from '../../../contract/index.js';
import type { Result, StoredConnection } from '../../../contract/index.js';
import { newId } from './tab.js';
import { useTabsStore } from './tabs.js';
import { useWorkspaceStore } from './workspace.js';
import { t } from '../language/index.js';

/** A message made of fields with its layout at hand. */
export interface FieldsMessage {
  readonly layout: Layout;
  readonly values: Readonly<Record<string, string>>;
}

/** Layouts that the active tab's connection keeps, and the one its message is being made with. */
export const useLayoutsStore = defineStore('layouts', () => {
  const tabs = useTabsStore();
  const workspace = useWorkspaceStore();

  const stored = computed(() => {
    const id = tabs.active?.connection ?? null;
    return id === null ? null : (workspace.byId.get(id) ?? null);
  });
  const kept = computed<readonly Layout[]>(() => stored.value?.connection.layouts ?? []);

  /** What the body of a message in mode `fields` says; null where it says nothing, or its layout is gone. */
  function messageOf(body: string): FieldsMessage | null {
    // The table, what judges the message and what reads by it ask for the same, at each key press.
    if (last?.body === body && last.kept === kept.value) return last.message;
    const message = readMessage(body, kept.value);
    last = { body, kept: kept.value, message };
    return message;
  }
  let last: {
    readonly body: string;
    readonly kept: readonly Layout[];
    readonly message: FieldsMessage | null;
  } | null = null;

  const current = computed(() => messageOf(tabs.active?.message.bodies['fields'] ?? ''));

  /** A body of mode `fields` that writes bytes again: by the layout that fits, else as one field of bytes. */
  function bodyOf(bytes: Uint8Array): string {
    const asked = tabs.active?.reading.decodeAs ?? null;
    const choices = current.value === null ? kept.value : [current.value.layout, ...kept.value];
    const chosen = chooseLayout(choices, bytes, asked);
    const plain = { name: 'New layout', fields: [{ name: 'data', type: 'bytes', value: formatHex(bytes) }] };
    if (chosen === null) return JSON.stringify({ layout: { ...plain, id: newId() }, values: {} });
    const own = choices.some(({ id }) => id === chosen.layout.id);
    return JSON.stringify({ ...chosen, layout: own ? chosen.layout : { ...chosen.layout, id: newId() } });
  }

  /** Every layout that bytes may be read by: the one being edited wins over the one it was made from. */
  const known = computed<readonly Layout[]>(() => {
    const edited = tabs.active?.message.mode === 'fields' ? (current.value?.layout ?? null) : null;
    if (edited === null || edited.fields.length === 0) return kept.value;
    return [edited, ...kept.value.filter(({ id }) => id !== edited.id)];
  });

  /** For a worker: reactive proxies do not cross to one. */
  const plain = computed<readonly Layout[]>(() =>
    known.value.map((one) => Layout.parse(JSON.parse(JSON.stringify(one)))),
  );

  async function change(
    edit: (all: readonly Layout[]) => readonly Layout[],
  ): Promise<Result<StoredConnection>> {
    const id = stored.value?.connection.id;
    if (id === undefined)
      return fail('messages.unsaved', t('Save the connection first: its layouts are kept with it.'));
    return workspace.change(id, ({ layouts: before, ...rest }) => {
      const layouts = edit(before ?? []);
      return layouts.length === 0 ? rest : { ...rest, layouts: [...layouts] };
    });
  }

  /** Adds a layout, or puts it in place of the one with its id. */
  const save = (layout: Layout): Promise<Result<StoredConnection>> =>
    change((all) =>
      all.some(({ id }) => id === layout.id)
        ? all.map((one) => (one.id === layout.id ? layout : one))
        : [...all, layout],
    );
  const remove = (id: string): Promise<Result<StoredConnection>> =>
    change((all) => all.filter((one) => one.id !== id));

  /** Takes a removed one back to where it was. */
  const restore = (layout: Layout, index: number): Promise<Result<StoredConnection>> =>
    change((all) => [...all.slice(0, index), layout, ...all.slice(index)]);

  return { stored, kept, known, plain, current, messageOf, bodyOf, save, remove, restore };
});

function readMessage(body: string, kept: readonly Layout[]): FieldsMessage | null {
  const read = readBody(body);
  if (read === null) return null;
  const { layout, values } = read;
  if (typeof layout !== 'string') return { layout, values };
  const found = kept.find(({ id }) => id === layout);
  return found === undefined ? null : { layout: found, values };
}

/** A body as it was written, where it is one. */
export function readBody(body: string): FieldsBody | null {
  if (body === '') return null;
  try {
    const judged = FieldsBody.safeParse(JSON.parse(body));
    return judged.success ? judged.data : null;
  } catch {
    return null;
  }
}
