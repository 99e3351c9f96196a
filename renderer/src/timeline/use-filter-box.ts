import { computed, ref, shallowRef } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { completeFilter, parseFilter } from '../../../codec/index.js';
import type { FilterCompletion } from '../../../codec/index.js';
import type { Failure } from '../../../contract/index.js';
import { told } from '../language/index.js';

/** What is wrong with a filter as it stands, and where. */
export interface FilterFault {
  readonly offset: number;
  readonly message: string;
}

export interface FilterBox {
  /** What can follow at the cursor; empty while the list is closed. */
  readonly items: ComputedRef<readonly FilterCompletion[]>;
  /** The one the arrows stand on, -1 for none. */
  readonly active: Ref<number>;
  readonly fault: ComputedRef<FilterFault | null>;
  /** The cursor moved, or something was typed. */
  moved(cursor: number, typing: boolean): void;
  /** What a key does; true where it was for the list. `put` sets the text and the cursor. */
  key(event: KeyboardEvent, put: (text: string, cursor: number) => void): boolean;
  take(index: number, put: (text: string, cursor: number) => void): void;
  close(): void;
}

/** Completion and faults of the filter box. */
export function useFilterBox(text: Ref<string>, peers: () => readonly number[]): FilterBox {
  const cursor = ref(0);
  const open = ref(false);
  const active = ref(-1);
  const asked = shallowRef(false);

  const found = computed(() => completeFilter(text.value, cursor.value, peers()));
  const fault = computed(() => {
    const read = parseFilter(text.value);
    return read.ok ? null : faultOf(read.error);
  });
  const items = computed(() => {
    // What is wrong before the cursor comes first.
    if (!open.value || (fault.value !== null && fault.value.offset < found.value.from)) return [];
    // A plain word is no question: fields are offered once one begins like them, or somebody asks.
    return asked.value || found.value.to > found.value.from || fieldIsOpen(text.value, cursor.value)
      ? found.value.items
      : [];
  });
  function moved(to: number, typing: boolean): void {
    cursor.value = to;
    active.value = -1;
    asked.value = false;
    open.value = typing;
  }

  function close(): void {
    open.value = false;
    active.value = -1;
  }

  function take(index: number, put: (text: string, cursor: number) => void): void {
    const item = items.value[index];
    if (item === undefined) return;
    const { from, to } = found.value;
    const rest = text.value.slice(to);
    const space =
      item.open || rest.startsWith(' ') || rest.startsWith(',') || rest.startsWith(')') ? '' : ' ';
    const before = text.value.slice(0, from) + item.text + space;
    put(before + rest, before.length);
    moved(before.length, item.open);
  }

  function key(event: KeyboardEvent, put: (text: string, cursor: number) => void): boolean {
    const { length } = items.value;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (length === 0) {
        open.value = true;
        asked.value = true;
      } else if (event.key === 'ArrowDown') active.value = active.value + 1 >= length ? 0 : active.value + 1;
      else active.value = active.value <= 0 ? length - 1 : active.value - 1;
      return true;
    }
    if (length === 0) return false;
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab' && !event.shiftKey) take(Math.max(0, active.value), put);
    else if (event.key === 'Enter' && active.value >= 0) take(active.value, put);
    else return false;
    return true;
  }

  return { items, active, fault, moved, key, take, close };
}

/** Right behind the operator of a field, where nothing of its value is typed yet. */
const fieldIsOpen = (text: string, cursor: number): boolean =>
  /(?:^|[\s(])[a-z]+(?:[:~]|[<>=!]+)(?:[^\s()"]*,)?$/.test(text.slice(0, cursor));

function faultOf({ message, detail }: Failure): FilterFault {
  const offset = detail?.['offset'];
  return { offset: typeof offset === 'number' ? offset : 0, message: told(message) };
}
