import { phrase, type Phrase } from '../language/index.js';
import { canonicalKeys, matches, parseShortcut } from './keyboard.js';

/** What a place does when its key is pressed while the keyboard is in it; a command in all but that the place runs it. */
export interface PlaceKey {
  readonly id: `place.${string}`;
  readonly title: Phrase;
  readonly group: 'Window';
  /** The key it comes with, by which places know it whatever else was chosen. */
  readonly shortcut: string;
  readonly listed: false;
  /** Known in inputs as well, of a place that says `data-place-keys`: it neither types nor moves the cursor there. */
  readonly typing: boolean;
  readonly run: () => void;
}

const placeKey = (id: PlaceKey['id'], shortcut: string, title: Phrase, typing = false): PlaceKey => ({
  ...{ id, title, shortcut, group: 'Window', listed: false, typing },
  run: () => undefined,
});

/** Beside what moves in every list and leaves every layer: arrows, Home, End, Enter, Tab. */
export const placeKeys: readonly PlaceKey[] = [
  placeKey('place.rename', 'F2', phrase('Rename in the sidebar and among saved messages')),
  placeKey('place.delete', 'Delete', phrase('Delete in a list, close a tab')),
  placeKey('place.up', 'Alt+Up', phrase('Move a connection, a message, a field or a row of a list up'), true),
  placeKey(
    'place.down',
    'Alt+Down',
    phrase('Move a connection, a message, a field or a row of a list down'),
    true,
  ),
  placeKey('place.left', 'Alt+Left', phrase('Move a tab to the left, a field out of its group'), true),
  placeKey('place.right', 'Alt+Right', phrase('Move a tab to the right, a field into the group above'), true),
  placeKey('place.move', 'F6', phrase('Move or copy a saved message')),
  placeKey('place.duplicate', 'Mod+D', phrase('Duplicate a saved message, where the keyboard is among them')),
  placeKey('place.queue', 'Alt+Enter', phrase('Put a saved message into the queue')),
  placeKey('place.insert', 'Insert', phrase('Insert a field below'), true),
  placeKey('place.insert-above', 'Shift+Insert', phrase('Insert a field above'), true),
  placeKey('place.split', 'Alt+Insert', phrase('Split a field at the cursor'), true),
  placeKey('place.duplicate-field', 'Alt+Shift+Down', phrase('Duplicate a field'), true),
  placeKey('place.delete-field', 'Mod+Delete', phrase('Delete a field'), true),
];

/** Keys of a place that stay what they are. */
export const fixedKeys: readonly { readonly keys: string; readonly title: Phrase }[] = [
  { keys: 'Mod+F', title: phrase('Find in the payload, where the keyboard is in it') },
  { keys: 'Escape', title: phrase('Leave the detail, a menu, a dialog or an editor') },
  { keys: 'PageDown', title: phrase('Ten fields on, in the table of fields') },
  { keys: 'Tab', title: phrase('From the pairs to the text and on, in the hex grid') },
  { keys: 'Insert', title: phrase('Type over bytes or push them along, in the hex grid') },
  { keys: 'Delete', title: phrase('Take the byte out, in the hex grid') },
  { keys: 'Mod+Home', title: phrase('To the first byte; with End to the last') },
  { keys: 'Shift+Right', title: phrase('Select bytes; also with the other arrows, Home and End') },
  { keys: 'Right', title: phrase('Make a pane or a column wider, on its edge') },
];

/** What places do with these keys, whoever else has them. */
export function fixedUsesOf(keys: string): readonly { readonly title: Phrase }[] {
  const canonical = canonicalKeys(keys);
  return fixedKeys.filter((one) => canonicalKeys(one.keys) === canonical);
}

const handedOn = new WeakSet<KeyboardEvent>();

/** True for a press that is no person's, but what `handOn` made of one. */
export function isHandedOn(event: KeyboardEvent): boolean {
  return handedOn.has(event);
}

/**
 * Gives the place that has the keyboard the key it knows, where a person chose another for it. Answers whether the press
 * was such a key; `free` is what to do with the key it came with, which does nothing any more. `typing`: in an input.
 */
export function handOn(
  event: KeyboardEvent,
  shortcutOf: (key: PlaceKey) => string | undefined,
  typing = false,
): 'handed on' | 'free' | null {
  const chosen = placeKeys.filter((one) => (one.typing || !typing) && shortcutOf(one) !== one.shortcut);
  for (const one of chosen) {
    const keys = shortcutOf(one);
    if (keys === undefined || !matches(parseShortcut(keys), event)) continue;
    const press = keyboardEvent(one.shortcut);
    handedOn.add(press);
    event.target?.dispatchEvent(press);
    return 'handed on';
  }
  return chosen.some(({ shortcut }) => matches(parseShortcut(shortcut), event)) ? 'free' : null;
}

function keyboardEvent(keys: string): KeyboardEvent {
  const held = canonicalKeys(keys).split('+');
  const key = held.at(-1) ?? '';
  return new KeyboardEvent('keydown', {
    key: key.length === 1 ? key.toLowerCase() : key,
    ctrlKey: held.includes('Ctrl'),
    metaKey: held.includes('Mod'),
    altKey: held.includes('Alt'),
    shiftKey: held.includes('Shift'),
    bubbles: true,
    cancelable: true,
  });
}
