/** Keyboards differ by what is printed on them, not by what the host can do: this is the one place that asks. */
const macKeys = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const pcNames: Record<string, string> = {
  Mod: 'Ctrl',
  Enter: '⏎',
  Up: '↑',
  Down: '↓',
  Left: '←',
  Right: '→',
  Escape: 'Esc',
};
const macNames: Record<string, string> = {
  ...pcNames,
  Mod: '⌘',
  Ctrl: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Delete: '⌫',
};

/** 'Mod+Shift+T' as the keyboard at hand prints it: "Ctrl Shift T" or "⌘⇧T". */
export function formatShortcut(keys: string, mac: boolean = macKeys): string {
  const names = mac ? macNames : pcNames;
  // The plus key itself is written 'Mod++'.
  const parts = keys.replace(/\+\+$/, '+Plus').split('+');
  return parts.map((part) => (part === 'Plus' ? '+' : (names[part] ?? part))).join(mac ? '' : ' ');
}
