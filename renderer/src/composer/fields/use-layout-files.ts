import { computed } from 'vue';
import { hasOrder } from '../../../../codec/index.js';
import { Layout } from '../../../../contract/index.js';
import type { Failure, LayoutField, Result } from '../../../../contract/index.js';
import { useLayoutsStore } from '../../stores/layouts.js';
import { sameJson } from '../../stores/same.js';
import { newId } from '../../stores/tab.js';
import { saveFile, useToasts } from '../../ui/index.js';
import { withDefaults } from './edits.js';
import { sampleLayout } from './use-fields.js';
import type { FieldsEditor } from './use-fields.js';
import { t, told, type Words } from '../../language/index.js';

/** Characters of a file: more than any layout has. */
const mostChars = 4 * 1024 * 1024;

/** Where layouts come from and go to: samples, the connection, files, the clipboard. */
export function useLayoutFiles(editor: FieldsEditor) {
  const layouts = useLayoutsStore();
  const toasts = useToasts();
  const kept = computed(() => layouts.kept);
  const isKept = computed(() => layouts.kept.some(({ id }) => id === editor.message.value?.layout.id));

  function unkept({ message }: Failure): void {
    toasts.show({ tone: 'err', title: () => t('The layout was not kept'), text: () => told(message) });
  }

  function saved(answer: Result<unknown>, title: Words, text: Words): void {
    if (answer.ok) toasts.show({ tone: 'ok', title, text });
    else unkept(answer.error);
  }

  async function keep(): Promise<void> {
    const { value: message } = editor.message;
    if (message === null) return;
    const next = withDefaults(message);
    const answer = await layouts.save(next.layout);
    // What was typed meanwhile is newer than what was kept.
    if (answer.ok && sameJson(editor.message.value, message)) editor.set(next);
    saved(
      answer,
      () => t('Layout kept'),
      () => t('{name} reads received messages too, under Decoded.', { name: next.layout.name }),
    );
  }

  async function forget(): Promise<void> {
    const id = editor.message.value?.layout.id;
    const place = layouts.kept.findIndex((one) => one.id === id);
    const before = layouts.kept[place];
    if (before === undefined) return;
    const answer = await layouts.remove(before.id);
    if (!answer.ok) return unkept(answer.error);
    const undo = async (): Promise<void> =>
      saved(
        await layouts.restore(before, place),
        () => t('Layout kept'),
        () => before.name,
      );
    toasts.show({
      title: () => t('Layout forgotten'),
      text: () => before.name,
      action: { label: () => t('Undo'), run: () => void undo() },
    });
  }

  function read(text: string, from: Words): void {
    const layout = text.length > mostChars ? null : parseLayout(text);
    if (layout === null || 'fault' in layout) {
      const why = layout === null ? () => t('It is larger than any layout.') : layout.fault;
      toasts.show({ tone: 'err', title: () => t('{from} holds no layout', { from: from() }), text: why });
      return;
    }
    editor.begin(layout.layout);
  }

  async function take(input: HTMLInputElement | null): Promise<void> {
    const file = input?.files?.[0];
    if (file === undefined || input === null) return;
    input.value = '';
    if (file.size > mostChars) read('x'.repeat(mostChars + 1), () => file.name);
    else read(await file.text(), () => file.name);
  }

  async function paste(): Promise<void> {
    try {
      read(await navigator.clipboard.readText(), () => t('The clipboard'));
    } catch {
      toasts.show({
        tone: 'err',
        title: () => t('The clipboard cannot be read'),
        text: () => t('Allow it for this page, or use a file.'),
      });
    }
  }

  function exported(): string | null {
    const { value: message } = editor.message;
    return message === null ? null : `${JSON.stringify(withDefaults(message).layout, null, 2)}\n`;
  }

  function save(): void {
    const text = exported();
    if (text === null) return;
    const name = (editor.message.value?.layout.name ?? 'layout').replaceAll(/[^\p{L}\p{N}]+/gu, '-');
    saveFile(`${name}.json`, new Blob([text], { type: 'application/json' }));
  }

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(exported() ?? '');
      toasts.show({ tone: 'ok', title: () => t('Layout copied as JSON') });
    } catch {
      toasts.show({
        tone: 'err',
        title: () => t('The clipboard cannot be written'),
        text: () => t('Save the layout as a file.'),
      });
    }
  }

  function order(little: boolean): void {
    const { value: message } = editor.message;
    if (message === null) return;
    const turned = (field: LayoutField): LayoutField => {
      const { little: _before, ...rest } = field;
      const next: LayoutField = little && hasOrder(field) ? { ...rest, little: true } : rest;
      return field.fields === undefined ? next : { ...next, fields: field.fields.map(turned) };
    };
    editor.set({ ...message, layout: { ...message.layout, fields: message.layout.fields.map(turned) } });
  }

  function name(text: string): void {
    const { value: message } = editor.message;
    if (message !== null && text !== '')
      editor.set({ ...message, layout: { ...message.layout, name: text } }, 'name of the layout');
  }

  async function run(command: string): Promise<void> {
    const [kind, id = ''] = command.split(' ', 2);
    const sample = kind === 'sample' ? sampleLayout(id) : null;
    const own = kind === 'kept' ? layouts.kept.find((one) => one.id === id) : undefined;
    if (sample !== null) editor.begin(sample);
    else if (own !== undefined) editor.set({ layout: own, values: {} });
    else if (command === 'empty')
      editor.begin({ name: 'New layout', fields: [{ name: 'field', type: 'u8' }] });
    else if (command === 'keep') await keep();
    else if (command === 'forget') await forget();
    else if (command === 'export') save();
    else if (command === 'copy') await copy();
    else if (command === 'paste') await paste();
    else if (command === 'little' || command === 'big') order(command === 'little');
  }

  return { kept, isKept, run, take, name };
}

/** A layout from JSON that somebody wrote, or what is wrong with it. */
export function parseLayout(text: string): { readonly layout: Layout } | { readonly fault: Words } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: () => (error instanceof Error ? error.message : t('It is not JSON.')) };
  }
  const judged = Layout.safeParse(value);
  if (judged.success) return { layout: { ...judged.data, id: newId() } };
  const issue = judged.error.issues[0];
  const where = issue?.path.map(String).join('.') ?? '';
  return { fault: () => `${where}: ${issue?.message ?? t('it is no layout')}` };
}
