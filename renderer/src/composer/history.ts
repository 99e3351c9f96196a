import type { ComposerMode } from '../../../contract/index.js';
import { historyLimit } from '../stores/tab.js';

export interface SentMessage {
  mode: ComposerMode;
  body: string;
}

/** Largest text history keeps: drafts are written to disk with every change. */
const maxBodyLength = 64 * 1024;

/** History with a message in front; the same one twice in a row is one entry. */
export function remember(history: readonly SentMessage[], sent: SentMessage): SentMessage[] {
  const first = history[0];
  if (sent.body === '' || sent.body.length > maxBodyLength) return [...history];
  if (first?.mode === sent.mode && first.body === sent.body) return [...history];
  return [sent, ...history].slice(0, historyLimit);
}

/** Where a person stands in the history: -1 is the draft itself, kept while they look back. */
export interface Recall {
  readonly at: number;
  readonly draft: SentMessage | null;
}

export const atDraft: Recall = { at: -1, draft: null };

/** One step back (`by` 1) or forward (-1); null where there is nothing further that way. */
export function recall(
  history: readonly SentMessage[],
  from: Recall,
  by: 1 | -1,
  now: SentMessage,
): { readonly recall: Recall; readonly message: SentMessage } | null {
  const draft = from.at === -1 ? now : from.draft;
  let at = from.at + by;
  // What stands in the editor already is no step.
  if (from.at === -1 && by === 1 && history[0]?.mode === now.mode && history[0].body === now.body) at++;
  if (at < -1) return null;
  const message = at === -1 ? draft : (history[at] ?? null);
  return message === null ? null : { recall: { at, draft }, message };
}
