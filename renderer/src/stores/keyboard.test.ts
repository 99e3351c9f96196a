import { describe, expect, it } from 'vitest';
import { matches, parseShortcut } from './keyboard.js';

const press = (init: KeyboardEventInit): KeyboardEvent => new KeyboardEvent('keydown', init);
const fits = (keys: string, init: KeyboardEventInit, mac = false): boolean =>
  matches(parseShortcut(keys), press(init), mac);

describe('shortcuts', () => {
  it('reads modifiers and key, the plus key too', () => {
    expect(parseShortcut('Mod+Shift+T')).toEqual({
      mod: true,
      ctrl: false,
      alt: false,
      shift: true,
      key: 'T',
    });
    expect(parseShortcut('Mod++')).toMatchObject({ mod: true, key: '+' });
  });

  it('takes Mod for Ctrl, and for Cmd on a Mac', () => {
    expect(fits('Mod+K', { key: 'k', ctrlKey: true })).toBe(true);
    expect(fits('Mod+K', { key: 'k', ctrlKey: true }, true)).toBe(false);
    expect(fits('Mod+K', { key: 'k', metaKey: true }, true)).toBe(true);
  });

  it('keeps Ctrl+Tab Ctrl+Tab on a Mac', () => {
    expect(fits('Ctrl+Tab', { key: 'Tab', ctrlKey: true }, true)).toBe(true);
  });

  it('refuses a modifier too many', () => {
    expect(fits('Mod+T', { key: 'T', ctrlKey: true, shiftKey: true })).toBe(false);
    expect(fits('F8', { key: 'F8', altKey: true })).toBe(false);
  });

  it('goes by the place of a letter with Alt, which types signs on a Mac', () => {
    expect(fits('Alt+T', { key: '†', code: 'KeyT', altKey: true }, true)).toBe(true);
    expect(fits('Alt+3', { key: '#', code: 'Digit3', altKey: true })).toBe(true);
  });

  it('takes a sign with or without Shift', () => {
    expect(fits('?', { key: '?', shiftKey: true })).toBe(true);
    expect(fits('Mod++', { key: '=', ctrlKey: true })).toBe(true);
  });
});
