import { computed, ref, shallowRef } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { HexBuffer } from './hex-buffer.js';
import { caretAt, selectionOf } from './hex-caret.js';
import type { HexCaret, HexColumn } from './hex-caret.js';
import { formatCount, t, type Words } from '../language/index.js';

/** A pause that ends what one undo takes back. ms */
const pauseMs = 1_000;
const nothing = new Uint8Array();

export interface HexEditingOptions {
  /** Most bytes. */
  readonly limit: number;
  readonly onChange: () => void;
  readonly onRefuse: (why: Words) => void;
}

export interface HexEditing {
  readonly size: ComputedRef<number>;
  readonly caret: Readonly<Ref<HexCaret>>;
  readonly selection: ComputedRef<{ readonly from: number; readonly to: number }>;
  /** Typing pushes what follows along; else it goes over it. */
  readonly inserting: Readonly<Ref<boolean>>;
  readonly toggle: () => void;
  readonly canUndo: ComputedRef<boolean>;
  readonly canRedo: ComputedRef<boolean>;
  /** Other bytes, and nothing to undo; or, where something is `kept`, they are one step more of it. */
  readonly reset: (bytes: Uint8Array, kept?: HexBuffer) => void;
  readonly buffer: () => HexBuffer;
  readonly row: (from: number, to: number) => Uint8Array;
  readonly copy: () => Uint8Array;
  readonly moveTo: (caret: HexCaret) => void;
  readonly setColumn: (column: HexColumn) => void;
  readonly typeDigit: (digit: number) => void;
  readonly typeBytes: (bytes: Uint8Array, kind?: string) => void;
  readonly remove: (way: 'back' | 'forward') => void;
  readonly fillWith: (pattern: Uint8Array, count: number) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** Bytes with a caret that is typed at, as hex digits or as text. Knows nothing of elements. */
export function useHexEditing({ limit, onChange, onRefuse }: HexEditingOptions): HexEditing {
  let buffer = new HexBuffer(nothing);
  let typedAt = 0;
  /** Counts changes of the buffer, which is no reactive thing. */
  const version = ref(0);
  const caret = shallowRef(caretAt(0, 'hex'));
  const inserting = ref(true);
  const tracked = <T>(read: () => T): ComputedRef<T> => computed(() => (void version.value, read()));
  const size = tracked(() => buffer.length);
  const selection = computed(() => selectionOf(caret.value));

  /** Answers whether there was room. */
  function change(at: number, remove: number, insert: Uint8Array, kind: string): boolean {
    const length = buffer.length - Math.min(remove, buffer.length - at) + insert.length;
    if (length > limit) {
      onRefuse(() =>
        t('{count} bytes are more than the {limit} this grid holds. Send a file instead.', {
          count: formatCount(length),
          limit: formatCount(limit),
        }),
      );
      return false;
    }
    const now = performance.now();
    if (now - typedAt > pauseMs) buffer.seal();
    typedAt = now;
    buffer.splice(at, remove, insert, kind);
    version.value++;
    onChange();
    return true;
  }

  function put(offset: number, low = false): void {
    caret.value = { ...caretAt(offset, caret.value.column), low };
  }

  function moveTo(next: HexCaret): void {
    if (next.head !== caret.value.head || next.anchor !== caret.value.anchor) buffer.seal();
    caret.value = next;
  }

  function typeDigit(digit: number): void {
    const { from, to } = selection.value;
    const { low } = caret.value;
    const old = buffer.slice(from, from + 1)[0] ?? 0;
    if (low && from === to) {
      if (change(from, 1, Uint8Array.of((old & 0xf0) | digit), 'type')) put(from + 1);
      return;
    }
    const over = !inserting.value && from < buffer.length;
    const byte = (digit << 4) | (over ? old & 0x0f : 0);
    if (change(from, over ? 1 : to - from, Uint8Array.of(byte), 'type')) put(from, true);
  }

  function typeBytes(bytes: Uint8Array, kind = 'type'): void {
    const { from, to } = selection.value;
    if (kind !== 'type') buffer.seal();
    const remove = inserting.value ? to - from : Math.max(to - from, bytes.length);
    if (change(from, remove, bytes, kind)) put(from + bytes.length);
    if (kind !== 'type') buffer.seal();
  }

  function remove(way: 'back' | 'forward'): void {
    const { from, to } = selection.value;
    if (from < to) {
      buffer.seal();
      if (change(from, to - from, nothing, 'cut')) put(from);
    } else if (caret.value.low || way === 'forward') {
      if (from < buffer.length && change(from, 1, nothing, 'delete')) put(from);
    } else if (from > 0 && change(from - 1, 1, nothing, 'backspace')) put(from - 1);
  }

  function fillWith(pattern: Uint8Array, count: number): void {
    if (pattern.length === 0 || count === 0) return;
    const { from, to } = selection.value;
    const bytes = new Uint8Array(Math.min(count, limit + 1));
    for (let at = 0; at < bytes.length; at++) bytes[at] = pattern[at % pattern.length] ?? 0;
    buffer.seal();
    if (change(from, to - from, bytes, 'fill')) {
      caret.value = { ...caretAt(from, caret.value.column), head: from + bytes.length };
    }
    buffer.seal();
  }

  function step(change: ReturnType<HexBuffer['undo']>): void {
    if (change === null) return;
    version.value++;
    caret.value = { ...caretAt(change.from, caret.value.column), head: change.to };
    onChange();
  }

  return {
    size,
    caret,
    selection,
    inserting,
    toggle: () => (inserting.value = !inserting.value),
    canUndo: tracked(() => buffer.canUndo),
    canRedo: tracked(() => buffer.canRedo),
    reset(bytes, kept) {
      buffer = kept ?? new HexBuffer(bytes);
      if (kept !== undefined) kept.become(bytes);
      version.value++;
      const at = Math.min(caret.value.head, bytes.length);
      caret.value = caretAt(at, caret.value.column);
    },
    row(from, to) {
      void version.value;
      return buffer.slice(from, to);
    },
    copy: () => buffer.copy(),
    buffer: () => buffer,
    moveTo,
    setColumn: (column) => (caret.value = { ...caret.value, column, low: false }),
    typeDigit,
    typeBytes,
    remove,
    fillWith,
    undo: () => step(buffer.undo()),
    redo: () => step(buffer.redo()),
  };
}
