import type { SavedMessage, SentEntry } from '../../../contract/index.js';
import { draftOf } from '../stores/messages.js';
import { sameJson } from '../stores/same.js';
import { messageOf } from '../stores/sent.js';
import type { MessageDraft, TabState } from '../stores/tab.js';

/** A message as Alt+Up brings it back: mode, frame, ending and all. */
export type Recalled = Omit<MessageDraft, 'bodies' | 'saved'> & { readonly body: string };

/** What of a draft is recalled. */
export function recalledOf(draft: MessageDraft): Recalled {
  const { bodies, saved: _saved, ...rest } = draft;
  // A frame that is not crafted is only kept for later.
  return { ...rest, frame: rest.crafting ? rest.frame : {}, body: bodies[rest.mode] ?? '' };
}

/** Puts it into a draft; texts of other modes stay. */
export function bringBack(draft: MessageDraft, { body, ...recalled }: Recalled): void {
  const { frame, ...rest } = recalled;
  Object.assign(draft, rest, recalled.crafting ? { frame: { ...frame } } : {});
  draft.bodies[recalled.mode] = body;
}

/**
 * What there is to recall, newest first: what was sent from the connection, then what tabs of an earlier version
 * remembered. The same twice in a row is one.
 */
export function recallable(entries: readonly SentEntry[], tab: Pick<TabState, 'history'>): Recalled[] {
  const sent = entries.flatMap((entry) => {
    // Of a repeat under way nobody has heard yet what was taken.
    const went = entry.peers > 0 || entry.repeat?.state === 'running';
    const message: SavedMessage | null = went ? messageOf(entry, 'recalled') : null;
    return message === null ? [] : [recalledOf(draftOf(message))];
  });
  const older = tab.history.map(({ mode, body }) =>
    recalledOf(draftOf({ id: 'recalled', name: '', mode, body, kind: 'text' })),
  );
  return [...sent, ...older].filter((one, at, all) => one.body !== '' && !sameJson(one, all[at - 1]));
}

/** Where a person stands in the history: -1 is the draft itself, kept while they look back. */
export interface Recall {
  readonly at: number;
  readonly draft: Recalled | null;
}

export const atDraft: Recall = { at: -1, draft: null };

/** One step back (`by` 1) or forward (-1); null where there is nothing further that way. */
export function recall(
  history: readonly Recalled[],
  from: Recall,
  by: 1 | -1,
  now: Recalled,
): { readonly recall: Recall; readonly message: Recalled } | null {
  const draft = from.at === -1 ? now : from.draft;
  let at = from.at + by;
  // What stands in the editor already is no step.
  if (from.at === -1 && by === 1 && history[0]?.mode === now.mode && history[0].body === now.body) at++;
  if (at < -1) return null;
  const message = at === -1 ? draft : (history[at] ?? null);
  return message === null ? null : { recall: { at, draft }, message };
}
