import { describe, expect, it } from 'vitest';
import { acceleratorOf } from './accelerator.js';

describe('acceleratorOf', () => {
  it.each([
    ['Mod+T', 'CommandOrControl+T'],
    ['Mod+Shift+T', 'CommandOrControl+Shift+T'],
    ['Mod++', 'CommandOrControl+Plus'],
    ['Mod+-', 'CommandOrControl+-'],
    ['Mod+,', 'CommandOrControl+,'],
    ['Ctrl+Tab', 'Control+Tab'],
    ['Alt+ArrowUp', 'Alt+Up'],
    ['Alt+PageDown', 'Alt+PageDown'],
    ['Mod+Delete', 'CommandOrControl+Delete'],
    ['F7', 'F7'],
    ['Shift+F8', 'Shift+F8'],
    ['F24', 'F24'],
  ])('writes %s as %s', (shortcut, expected) => {
    expect(acceleratorOf(shortcut, false)).toBe(expected);
    expect(acceleratorOf(shortcut, true)).toBe(expected);
  });

  it.each([undefined, '', 'Mod+', 'Mod', 'F25', 'Mod+K Mod+S', 'Hyper+K', 'Mod+Dead', '+'])(
    'has no words for %j',
    (shortcut) => expect(acceleratorOf(shortcut, false)).toBeUndefined(),
  );

  it('takes no bare key from whoever types on a Mac, where accelerators are always listened to', () => {
    expect(acceleratorOf('?', true)).toBeUndefined();
    expect(acceleratorOf('Shift+Insert', true)).toBeUndefined();
    expect(acceleratorOf('?', false)).toBe('?');
  });
});
