import { shallowRef, type ShallowRef } from 'vue';
import type { Words } from '../language/index.js';

/** It follows a change of language while it is shown, so it takes no text but how one is said. */
export interface ToastInput {
  readonly tone?: 'info' | 'ok' | 'warn' | 'err' | undefined;
  readonly title: Words;
  readonly text?: Words | undefined;
  readonly action?: { readonly label: Words; readonly run: () => void } | undefined;
  /** 0 keeps the toast until it is closed. Default: 6 s, 20 s with an action, errors stay. Time counts while the window is seen. */
  readonly timeoutMs?: number | undefined;
}

export interface Toast extends ToastInput {
  readonly id: number;
  readonly tone: 'info' | 'ok' | 'warn' | 'err';
  readonly timeoutMs: number;
}

/** More than this hides the window behind its own messages; the oldest one leaves. */
const maxToasts = 5;
const infoMs = 6_000;
/** Undo needs reading, deciding and reaching, by keyboard too. */
const actionMs = 20_000;

const items = shallowRef<readonly Toast[]>([]);
let nextId = 1;
let goers: readonly (() => void)[] = [];

function show(input: ToastInput): number {
  const tone = input.tone ?? 'info';
  const timeoutMs = input.timeoutMs ?? (tone === 'err' ? 0 : input.action ? actionMs : infoMs);
  const toast: Toast = { ...input, id: nextId++, tone, timeoutMs };
  items.value = [...items.value, toast].slice(-maxToasts);
  return toast.id;
}

function dismiss(id: number): void {
  items.value = items.value.filter((toast) => toast.id !== id);
}

/** Brings the keyboard to the newest toast. */
function go(): void {
  for (const one of goers) one();
}

function onGo(goer: () => void): () => void {
  goers = [...goers, goer];
  return () => (goers = goers.filter((one) => one !== goer));
}

/** The window's toasts; <ToastStack/> draws them. `show` answers the id for `dismiss`. */
export function useToasts(): {
  items: Readonly<ShallowRef<readonly Toast[]>>;
  show: (input: ToastInput) => number;
  dismiss: (id: number) => void;
  go: () => void;
  /** For whoever draws them; answers how to stop. */
  onGo: (goer: () => void) => () => void;
} {
  return { items, show, dismiss, go, onGo };
}
