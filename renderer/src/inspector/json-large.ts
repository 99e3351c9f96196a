import { computed, shallowRef, triggerRef, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { JsonChild, JsonChildren, JsonPlace, Result } from '../../../contract/index.js';
import { formatBytes } from '../language/index.js';

/** A value of a payload too large for a tree: its children are asked for when it is opened. */
export interface LargeValue {
  readonly child: Omit<JsonChild, 'end'>;
  end: number | null;
  readonly parent: LargeValue | null;
  readonly depth: number;
  /** Key as sent without its quotes, or place in its array; null at the top. */
  readonly name: string | null;
  readonly children: LargeValue[];
  /** Where more children are looked for; null where there are none. */
  next: JsonPlace | null;
  open: boolean;
  asking: boolean;
  failure: string;
}

/** A line on screen: a value, or that an open one has more. */
export interface LargeLine {
  readonly value: LargeValue;
  readonly more: boolean;
}

export interface LargeJson {
  readonly lines: ComputedRef<readonly LargeLine[]>;
  readonly toggle: (value: LargeValue) => void;
  /** More children of an open value; it does nothing while some are on their way. */
  readonly more: (value: LargeValue) => Promise<void>;
}

type Ask = (of: JsonPlace | null) => Promise<Result<JsonChildren>>;

const holds = ({ child }: LargeValue): boolean => child.kind === 'object' || child.kind === 'array';

/** The tree of a large payload, as far as somebody opened it. */
export function useLargeJson(key: Ref<string>, ask: Ask): LargeJson {
  const top = shallowRef(newTop());
  const lines = computed(() => flatten(top.value));

  watch(
    key,
    () => {
      top.value = newTop();
      void more(top.value);
    },
    { immediate: true },
  );

  async function more(value: LargeValue): Promise<void> {
    const of = top.value;
    const first = value === of && value.children.length === 0;
    if (value.asking || (value.next === null && !first)) return;
    value.asking = true;
    value.failure = '';
    triggerRef(top);
    const answer = await ask(first ? null : value.next);
    if (of !== top.value) return;
    value.asking = false;
    if (answer.ok) add(value, answer.value);
    else value.failure = answer.error.message;
    triggerRef(top);
  }

  function add(value: LargeValue, { children, ended, next }: JsonChildren): void {
    const last = value.children.at(-1);
    if (last !== undefined && ended !== null) last.end = ended;
    for (const child of children) value.children.push(valueOf(child, value, value === top.value));
    value.next = next;
    // What stands at the top is opened: it is what somebody came for.
    const [only] = value.children;
    if (value === top.value && only !== undefined && !only.open && children.length > 0) toggle(only);
  }

  function toggle(value: LargeValue): void {
    if (!holds(value)) return;
    value.open = !value.open;
    triggerRef(top);
    if (value.open && value.children.length === 0) void more(value);
  }

  return { lines, toggle, more };
}

/** What holds the value at the top; it is no line itself. */
function newTop(): LargeValue {
  const child = { kind: 'array' as const, key: null, start: 0, text: '' };
  const shared = { parent: null, depth: -1, name: null, children: [], failure: '' };
  return { ...shared, child, end: null, next: null, open: true, asking: false };
}

function valueOf(child: JsonChild, parent: LargeValue, top: boolean): LargeValue {
  const place = String(parent.children.length);
  const object = child.kind === 'object';
  return {
    child,
    end: child.end,
    parent,
    depth: parent.depth + 1,
    name: top ? null : child.key === null ? place : child.key.replace(/^"|"$/g, ''),
    children: [],
    next:
      object || child.kind === 'array'
        ? { at: child.start + 1, object, depth: 0, string: false, escaped: false, inChild: false }
        : null,
    open: false,
    asking: false,
    failure: '',
  };
}

/** Iterative: depth comes from the network. */
function flatten(top: LargeValue): readonly LargeLine[] {
  const lines: LargeLine[] = [];
  const stack: { readonly of: LargeValue; at: number }[] = [{ of: top, at: 0 }];
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const value = level.of.children[level.at++];
    if (value === undefined) {
      const { of } = level;
      if (of.asking || of.failure !== '' || (of.next !== null && of !== top))
        lines.push({ value: of, more: true });
      stack.pop();
      continue;
    }
    lines.push({ value, more: false });
    if (value.open) stack.push({ of: value, at: 0 });
  }
  return lines;
}

/** What a line says of its value: scalars as sent, containers by their size. */
export function largeText({ child, end }: LargeValue): string {
  const size = end === null ? '' : ` ${formatBytes(end - child.start)}`;
  if (child.kind === 'object') return `{…}${size}`;
  if (child.kind === 'array') return `[…]${size}`;
  const cut = end === null || end - child.start > child.text.length;
  return cut && child.kind === 'string' ? `${child.text}…` : child.text;
}

/** Where a value stands, as `$.orders[2].price`. */
export function largePath(value: LargeValue): string {
  const parts: string[] = [];
  for (let at: LargeValue | null = value; at !== null && at.name !== null; at = at.parent) {
    const inArray = at.child.key === null;
    const plain = /^[A-Za-z_$][\w$]*$/.test(at.name);
    parts.unshift(inArray ? `[${at.name}]` : plain ? `.${at.name}` : `["${at.name}"]`);
  }
  return `$${parts.join('')}`;
}
