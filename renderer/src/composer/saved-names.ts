import type { MessageDraft } from '../stores/tab.js';

const nameLength = 32;

/** A name for a message nobody has named: how it begins, made different from the names there are. */
export function suggestName(draft: MessageDraft, taken: readonly string[]): string {
  const body =
    draft.kind === 'close' && draft.code !== null ? `close ${draft.code}` : (draft.bodies[draft.mode] ?? '');
  const words = body
    .replace(/[{}[\]"]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const start =
    words === '' ? 'message' : words.length > nameLength ? `${words.slice(0, nameLength)}…` : words;
  let name = start;
  for (let count = 2; taken.includes(name); count++) name = `${start} ${count}`;
  return name;
}
