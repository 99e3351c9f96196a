import { phrase, type Phrase } from '../language/index.js';

/** A key press as shortcuts name it. */
export interface Shortcut {
  /** Cmd on a Mac, Ctrl elsewhere. */
  readonly mod: boolean;
  /** The Ctrl key whatever the system: Ctrl+Tab is Ctrl+Tab on a Mac, too. */
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly key: string;
}

/** Keyboards differ by what is printed on them; the kit's `formatShortcut` asks the same. */
const macKeys = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Reads `Mod+Shift+T`; the plus key itself is written `Mod++`. */
export function parseShortcut(keys: string): Shortcut {
  const parts = keys.replace(/\+\+$/, '+Plus').split('+');
  const key = parts.at(-1) ?? '';
  return {
    mod: parts.includes('Mod'),
    ctrl: parts.includes('Ctrl'),
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift'),
    key: key === 'Plus' ? '+' : key,
  };
}

const named: Readonly<Record<string, string>> = {
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Space: ' ',
};

/** True where a key press is this shortcut. */
export function matches(shortcut: Shortcut, event: KeyboardEvent, mac: boolean = macKeys): boolean {
  const ctrl = shortcut.ctrl || (shortcut.mod && !mac);
  const meta = shortcut.mod && mac;
  if (event.ctrlKey !== ctrl || event.metaKey !== meta || event.altKey !== shortcut.alt) return false;
  const key = named[shortcut.key] ?? shortcut.key;
  // Where a letter or digit sits is what counts with Alt: on a Mac Alt+T types a dagger.
  if (/^[A-Z0-9]$/.test(key)) {
    const typed = event.key.toUpperCase();
    const placed = event.code === `Key${key}` || event.code === `Digit${key}`;
    return event.shiftKey === shortcut.shift && (typed === key || (event.altKey && placed));
  }
  // A sign may need Shift on one keyboard and not on another, and zooming in is = or +.
  if (key.length === 1) return event.key === key || (key === '+' && event.key === '=');
  return event.shiftKey === shortcut.shift && event.key === key;
}

const short: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(named).map(([name, key]) => [key, name]),
);
/** Held down for another key, or not a key of its own: an accent that waits for its letter. */
const noKeys = /^(?:Control|Shift|Alt|AltGraph|Meta|CapsLock|NumLock|Fn|Dead|Process|Unidentified|Compose)$/;

/** The pressed keys as shortcuts name them; null while only modifiers are down, or with the Windows key. */
export function keysOfPress(event: KeyboardEvent, mac: boolean = macKeys): string | null {
  if (event.key === '' || event.isComposing || noKeys.test(event.key) || (event.metaKey && !mac)) return null;
  const placed = event.altKey ? /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] : undefined;
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : event.key;
  const name = placed ?? short[event.key] ?? letter;
  // A sign may need Shift on one keyboard and not on another.
  const sign = name.length === 1 && !/[A-Z0-9]/.test(name);
  const parts = [
    ...((mac ? event.metaKey : event.ctrlKey) ? ['Mod'] : []),
    ...(mac && event.ctrlKey ? ['Ctrl'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey && !sign ? ['Shift'] : []),
    name,
  ];
  return parts.join('+');
}

/** One writing for all that are the same keys here: on a PC, Mod is Ctrl. */
export function canonicalKeys(keys: string, mac: boolean = macKeys): string {
  const { mod, ctrl, alt, shift, key } = parseShortcut(keys);
  const sign = key.length === 1 && !/[A-Z0-9]/.test(key);
  const held = [
    mod && mac ? 'Mod' : '',
    ctrl || (mod && !mac) ? 'Ctrl' : '',
    alt ? 'Alt' : '',
    shift && !sign ? 'Shift' : '',
  ];
  return [...held, named[key] ?? key].filter(Boolean).join('+');
}

const editing = new Set(['C', 'V', 'X', 'A', 'Z', 'Y', 'Shift+Z', 'Shift+V'].map((key) => `Mod+${key}`));

/** Why no command may have `keys`, a value of the text; null where one may. */
export function refusalOf(keys: string): Phrase | null {
  const { mod, ctrl, alt, key } = parseShortcut(keys);
  if (editing.has(keys)) return phrase('{keys} copies, pastes, selects or undoes in every field.');
  if (mod || ctrl || alt || /^F\d+$/.test(key)) return null;
  if (key.length === 1 && !/[\p{L}\p{N} ]/u.test(key)) return null;
  return phrase(
    '{keys} types or moves in every field and list: hold Ctrl or Alt as well, or take a function key.',
  );
}

const browserKeys = new Set(
  [
    ...['Mod+T', 'Mod+N', 'Mod+W', 'Mod+Shift+T', 'Mod+Shift+N', 'Mod+Shift+W', 'Ctrl+Tab', 'Ctrl+Shift+Tab'],
    ...['Ctrl+PageUp', 'Ctrl+PageDown'],
  ].map((keys) => canonicalKeys(keys)),
);
const systemKeys = new Set(
  (macKeys
    ? ['Mod+Q', 'Mod+H', 'Mod+M', 'Mod+Tab', 'Mod+Space']
    : ['Alt+F4', 'Alt+Tab', 'Ctrl+Alt+Delete']
  ).map((keys) => canonicalKeys(keys)),
);

/** Who keeps these keys for itself, so that they may never reach the window. */
export function keeperOf(keys: string, ownWindow: boolean): 'browser' | 'system' | null {
  const canonical = canonicalKeys(keys);
  if (systemKeys.has(canonical)) return 'system';
  return !ownWindow && browserKeys.has(canonical) ? 'browser' : null;
}
