import { phrase, type Phrase } from '../language/index.js';
import { canonicalKeys } from './keyboard.js';

/** A key that belongs to the place the keyboard is in, before any command's; it cannot be chosen anew. */
export interface FixedKey {
  readonly keys: string;
  readonly title: Phrase;
}

/** Beside what moves in every list and leaves every layer: arrows, Home, End, Enter, Tab. */
export const fixedKeys: readonly FixedKey[] = [
  { keys: 'F2', title: phrase('Rename in the sidebar and among saved messages') },
  { keys: 'Delete', title: phrase('Delete in a list, close a tab') },
  { keys: 'Alt+Up', title: phrase('Move a connection, a message or a row of a list up') },
  { keys: 'Alt+Down', title: phrase('Move it down') },
  { keys: 'Alt+Left', title: phrase('Move a tab to the left, with Alt+Right to the right') },
  { keys: 'Mod+F', title: phrase('Find in the payload, where the keyboard is in it') },
  { keys: 'F6', title: phrase('Move or copy a saved message') },
  { keys: 'Mod+D', title: phrase('Duplicate a saved message, where the keyboard is among them') },
  { keys: 'Alt+Enter', title: phrase('Put a saved message into the queue') },
  { keys: 'Escape', title: phrase('Leave the detail, a menu, a dialog or an editor') },
];

/** What a place does with these keys while the keyboard is in it. */
export function fixedUsesOf(keys: string): readonly FixedKey[] {
  const canonical = canonicalKeys(keys);
  return fixedKeys.filter((one) => canonicalKeys(one.keys) === canonical);
}
