import { shallowRef, type ShallowRef } from 'vue';
import { again } from '../language/index.js';

export interface ToastInput {
  readonly tone?: 'info' | 'ok' | 'warn' | 'err' | undefined;
  readonly title: string;
  readonly text?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
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
  const toast: Toast = Object.assign(spoken(input), { id: nextId++, tone, timeoutMs });
  items.value = [...items.value, toast].slice(-maxToasts);
  return toast.id;
}

/** The same, in whatever language is spoken while it is shown. */
function spoken({ title, text, action }: ToastInput): Pick<ToastInput, 'title' | 'text' | 'action'> {
  const words = {
    title: again(title),
    text: text === undefined ? undefined : again(text),
    label: again(action?.label ?? ''),
  };
  return {
    get title() {
      return words.title();
    },
    get text() {
      return words.text?.();
    },
    action: action && {
      get label() {
        return words.label();
      },
      run: action.run,
    },
  };
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
