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
