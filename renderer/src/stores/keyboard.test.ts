import { describe, expect, it } from 'vitest';
import { canonicalKeys, keeperOf, keysOfPress, matches, parseShortcut, refusalOf } from './keyboard.js';

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

describe('pressed keys', () => {
  const name = (init: KeyboardEventInit, mac = false): string | null => keysOfPress(press(init), mac);

  it('are named so that they are found again', () => {
    for (const init of [
      { key: 'k', ctrlKey: true },
      { key: 'T', ctrlKey: true, shiftKey: true },
      { key: '+', ctrlKey: true, shiftKey: true },
      { key: 'ArrowUp', altKey: true },
      { key: ' ', ctrlKey: true },
      { key: 'F8', shiftKey: true },
      { key: '?', shiftKey: true },
      { key: 'ä', ctrlKey: true },
      { key: '‡', code: 'Digit7', altKey: true },
      { key: 'Tab', ctrlKey: true, shiftKey: true },
    ]) {
      const keys = name(init) ?? '';
      expect([keys, fits(keys, init)]).toEqual([keys, true]);
    }
    expect(name({ key: '+', ctrlKey: true, shiftKey: true })).toBe('Mod++');
    expect(name({ key: 'k', metaKey: true }, true)).toBe('Mod+K');
    expect(name({ key: 'k', ctrlKey: true }, true)).toBe('Ctrl+K');
  });

  it('are none while only modifiers are down, an accent waits, or the system has them', () => {
    expect(name({ key: 'Control', ctrlKey: true })).toBeNull();
    expect(name({ key: 'Dead', altKey: true })).toBeNull();
    expect(name({ key: 'r', metaKey: true })).toBeNull();
  });

  it('are the same however they are written: Mod is Ctrl on a PC and not on a Mac', () => {
    expect(canonicalKeys('Shift+Mod+T', false)).toBe(canonicalKeys('Ctrl+Shift+T', false));
    expect(canonicalKeys('Mod+T', true)).not.toBe(canonicalKeys('Ctrl+T', true));
    expect(canonicalKeys('Mod++', false)).toBe('Ctrl++');
  });

  it('are refused where fields and lists live by them', () => {
    for (const keys of ['A', 'Shift+A', '7', 'Enter', 'Shift+Tab', 'Space', 'Up', 'Mod+C', 'Mod+Shift+Z']) {
      expect([keys, refusalOf(keys)]).toEqual([keys, expect.any(String)]);
    }
    for (const keys of ['?', 'F5', 'Mod+Enter', 'Alt+Up', 'Mod+Shift+C']) expect(refusalOf(keys)).toBeNull();
  });

  it('are told where the browser keeps them, which a window of its own does not', () => {
    expect(keeperOf('Mod+T', false)).toBe('browser');
    expect(keeperOf('Mod+Tab', false)).toBe('browser');
    expect(keeperOf('Mod+T', true)).toBeNull();
    expect(keeperOf('Alt+F4', true)).toBe('system');
  });
});
