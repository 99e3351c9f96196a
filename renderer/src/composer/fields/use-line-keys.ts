import { nextTick } from 'vue';
import type { Ref } from 'vue';
import { useToasts } from '../../ui/index.js';
import type { FieldRow } from './rows.js';
import { isSplittable } from './split.js';
import type { FieldsEditor } from './use-fields.js';
import { t, told } from '../../language/index.js';

const moves: Readonly<Record<string, string>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowRight: 'in',
  ArrowLeft: 'out',
};

/** What keys and the menu do with a line, and the keyboard that goes with it. */
export function useLineKeys(options: {
  readonly editor: FieldsEditor;
  readonly body: Readonly<Ref<HTMLElement | null>>;
  readonly current: Readonly<Ref<FieldRow | null>>;
  readonly rowOf: (event: Event) => FieldRow | undefined;
  /** Scrolls a line into sight. */
  readonly show: (index: number) => Promise<void>;
}) {
  const { editor, body, current, rowOf, show } = options;
  const { rows, at } = editor;
  const toasts = useToasts();

  async function focusLine(index: number, column: string): Promise<void> {
    await nextTick();
    const wanted = Math.min(Math.max(0, index), rows.value.length - 1);
    await show(wanted);
    const line = body.value?.querySelector(`[data-row="${wanted}"]`);
    const cell =
      line?.querySelector<HTMLElement>(`.${column} :is(input, select, button)`) ??
      line?.querySelector<HTMLElement>('.name input');
    cell?.focus({ preventScroll: true });
    if (cell instanceof HTMLInputElement) cell.select();
  }

  /** A change moved the line the keyboard is on: the keyboard goes with it. */
  async function follow(column = 'name'): Promise<void> {
    await nextTick();
    const index = rows.value.findIndex(({ path, item }) => path === at.value && item === null);
    if (index >= 0) await focusLine(index, column);
    else if (rows.value.length === 0) body.value?.focus();
  }

  /** Where the keyboard was last: what stands there then takes over when its line goes. */
  let stood = { index: 0, column: 'name' };
  function noteStand(event: Event): void {
    const row = rowOf(event);
    if (row !== undefined) stood = { index: rows.value.indexOf(row), column: columnOf(event.target) };
  }
  async function stay(): Promise<void> {
    await nextTick();
    const now = document.activeElement;
    if (now === null || now === document.body) await focusLine(stood.index, stood.column);
  }

  function columnOf(target: EventTarget | null): string {
    const cell = target instanceof Element ? target.closest('[role="gridcell"]') : null;
    return cell?.classList[0] ?? 'name';
  }

  /** Where the cursor is in the value of the line that a menu is of; its start where it is elsewhere. */
  let cursor = 0;
  function noteCursor(target: EventTarget | null): void {
    const value = columnOf(target) === 'value' && target instanceof HTMLInputElement ? target : null;
    cursor = value?.selectionStart ?? 0;
  }

  function split(row: FieldRow): void {
    const answer = editor.split(row, { chars: cursor });
    if (answer.ok) void follow('value');
    else toasts.show({ tone: 'warn', title: () => t('Not split'), text: () => told(answer.error.message) });
  }

  function run(command: string, row: FieldRow | null = current.value, column = 'name'): void {
    if (command === 'split' && row !== null) {
      split(row);
      return;
    }
    if (row === null) {
      if (command === 'after') editor.insert(null, 'after');
    } else if (command === 'before' || command === 'after' || command === 'inside')
      editor.insert(row, command);
    else if (command === 'duplicate') editor.duplicate(row);
    else if (command === 'remove') editor.remove(row);
    else if (command === 'up' || command === 'down' || command === 'in' || command === 'out')
      editor.move(row, command);
    void follow(column);
  }

  function onKeydown(event: KeyboardEvent): void {
    const row = rowOf(event);
    const mod = event.ctrlKey || event.metaKey;
    if (row === undefined && rows.value.length === 0 && event.key === 'Insert') run('after', null);
    if (row === undefined || event.isComposing) return;
    const index = rows.value.indexOf(row);
    const column = columnOf(event.target);
    const select = event.target instanceof HTMLSelectElement;
    const move = moves[event.key];
    // As editors of code have it.
    if (event.altKey && event.shiftKey && event.key === 'ArrowDown') run('duplicate', row);
    else if (event.altKey && !mod && move !== undefined) run(move, row, column);
    else if (event.altKey && !mod && event.key === 'Insert' && isSplittable(row.field)) {
      noteCursor(event.target);
      run('split', row);
    } else if (mod && event.key === 'Delete') run('remove', row);
    else if (event.key === 'Insert') run(event.shiftKey ? 'before' : 'after', row);
    else if (!mod && !event.altKey && !select && event.key === 'ArrowDown') void focusLine(index + 1, column);
    else if (!mod && !event.altKey && !select && event.key === 'ArrowUp') void focusLine(index - 1, column);
    else if (!mod && event.key === 'PageDown') void focusLine(index + 10, column);
    else if (!mod && event.key === 'PageUp') void focusLine(index - 10, column);
    else if (!mod && !event.altKey && event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      if (index === rows.value.length - 1) run('after', row);
      else void focusLine(index + 1, column);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return { run, follow, stay, onKeydown, noteCursor, noteStand };
}
