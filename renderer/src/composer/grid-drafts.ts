import { shallowReactive } from 'vue';
import type { HexBuffer } from '../ui/index.js';
import { hexLines } from './convert.js';
import { knowHex } from './known-hex.js';

/** Bytes that are written as text in one go: what that takes is not felt. */
const promptBytes = 64 * 1024;
/** Bytes written as text before the page may do something else; whole lines of sixteen. */
const sliceBytes = 32 * 1024;
/** Tabs whose grid is kept with its undo while it is not shown; the one unused longest leaves. */
const mostKept = 4;

/** The bytes of a tab's grid: they are what counts, its text follows. */
export interface GridDraft {
  readonly bytes: Uint8Array;
  /** What they read as; null while it is being written. */
  readonly text: string | null;
  /** They and their undo, once the grid was left. */
  readonly buffer: HexBuffer | null;
}

const drafts = shallowReactive(new Map<string, GridDraft>());
const waiting = new Map<string, (() => void)[]>();
const turns = new Map<string, number>();
let turn = 0;

export const gridDraft = (tab: string): GridDraft | null => drafts.get(tab) ?? null;

/** Whether the text of a tab is behind its grid: nothing is to be sent or saved of it before it is not. */
export const isWriting = (tab: string): boolean => drafts.get(tab)?.text === null;

/** Once its text is what its grid holds: who saves a message waits for it. */
export function settled(tab: string): Promise<void> {
  if (!isWriting(tab)) return Promise.resolve();
  return new Promise((go) => waiting.set(tab, [...(waiting.get(tab) ?? []), go]));
}

/** Makes the text of bytes and hands it over: at once where they are few, else piece by piece. */
export function writeGrid(tab: string, bytes: Uint8Array, done: (text: string) => void): void {
  const mine = ++turn;
  turns.set(tab, mine);
  const settle = (text: string): void => {
    turns.delete(tab);
    knowHex(text, bytes);
    keep(tab, { bytes, text, buffer: drafts.get(tab)?.buffer ?? null });
    done(text);
    for (const go of waiting.get(tab) ?? []) go();
    waiting.delete(tab);
  };
  if (bytes.length <= promptBytes) return settle(hexLines(bytes));
  keep(tab, { bytes, text: null, buffer: null });
  const parts: string[] = [];
  const next = (): void => {
    // What was typed meanwhile has begun a turn of its own.
    if (turns.get(tab) !== mine) return;
    const from = parts.length * sliceBytes;
    if (from >= bytes.length) return settle(parts.join('\n'));
    parts.push(hexLines(bytes.subarray(from, from + sliceBytes)));
    setTimeout(next);
  };
  setTimeout(next);
}

/** The grid is left: its undo waits for it. */
export function leaveGrid(tab: string, buffer: HexBuffer, bytes: Uint8Array, text: string): void {
  const now = drafts.get(tab);
  keep(tab, now?.text === null ? { ...now, buffer } : { bytes, text, buffer });
}

function keep(tab: string, draft: GridDraft): void {
  drafts.delete(tab);
  drafts.set(tab, draft);
  for (const [oldest, { text }] of drafts) {
    if (drafts.size <= mostKept) break;
    if (text !== null) drafts.delete(oldest);
  }
}
