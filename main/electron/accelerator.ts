/** Keys as the page writes them, in the words of Electron's accelerators. */
const modifiers: Readonly<Record<string, string>> = {
  Mod: 'CommandOrControl',
  Ctrl: 'Control',
  Alt: 'Alt',
  Shift: 'Shift',
};

const named: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
};
const same = ['Up', 'Down', 'Left', 'Right', 'Enter', 'Space', 'Tab', 'Backspace', 'Delete', 'Insert'];
const places = ['Home', 'End', 'PageUp', 'PageDown', 'Plus', 'Esc'];
const known = new Set([...same, ...places]);

/**
 * The accelerator that shows a shortcut of the page (`Mod+Shift+T`); undefined where Electron has no words for
 * it. On a Mac a key without a modifier is left out: there an accelerator is always listened to, and `?` would
 * be taken from whoever types.
 */
export function acceleratorOf(shortcut: string | undefined, mac: boolean): string | undefined {
  if (shortcut === undefined) return undefined;
  const parts = shortcut.replace(/\+\+$/, '+Plus').split('+');
  const typed = parts.pop() ?? '';
  const before = parts.map((part) => modifiers[part]);
  const key = named[typed] ?? typed;
  const isKey = /^([A-Z0-9]|[^\sA-Za-z0-9+]|F([1-9]|1\d|2[0-4]))$/.test(key) || known.has(key);
  if (!isKey || before.some((part) => part === undefined)) return undefined;
  if (mac && before.every((part) => part === 'Shift') && !/^F\d/.test(key)) return undefined;
  return [...before, key].join('+');
}
