import { describe, expect, it } from 'vitest';
import { fixedUsesOf, handOn, isHandedOn, placeKeys } from './place-keys.js';

describe('keys that belong to a place', () => {
  it('are known however they are written, and no others', () => {
    expect(fixedUsesOf('Ctrl+F')).toHaveLength(1);
    expect(fixedUsesOf('Shift+F2')).toEqual([]);
    expect(placeKeys.map(({ shortcut }) => shortcut)).toContain('F2');
  });

  it('reach the place as the key it knows, where another was chosen', () => {
    const list = document.createElement('div');
    document.body.append(list);
    const heard: string[] = [];
    list.addEventListener('keydown', (event) => {
      if (isHandedOn(event)) heard.push(`${event.altKey ? 'Alt+' : ''}${event.key}`);
    });
    const chosen: Record<string, string | undefined> = { 'place.rename': 'F9', 'place.up': 'Mod+Up' };
    const press = (init: KeyboardEventInit): string | null => {
      let answer: string | null = null;
      const listen = (event: KeyboardEvent): void => {
        if (!isHandedOn(event)) answer = handOn(event, (one) => chosen[one.id] ?? one.shortcut);
      };
      list.addEventListener('keydown', listen, { once: true });
      list.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true }));
      return answer;
    };
    expect(press({ key: 'F9' })).toBe('handed on');
    expect(press({ key: 'ArrowUp', ctrlKey: true })).toBe('handed on');
    expect(heard).toEqual(['F2', 'Alt+ArrowUp']);
    expect(press({ key: 'F2' })).toBe('free');
    expect(press({ key: 'Delete' })).toBe(null);
    list.remove();
  });

  it('leave what types to the inputs of a place, whatever was chosen', () => {
    const input = document.createElement('input');
    const heard: string[] = [];
    input.addEventListener('keydown', (event) => heard.push(`${event.ctrlKey ? 'Ctrl+' : ''}${event.key}`));
    const chosen: Record<string, string> = { 'place.delete': 'F9', 'place.delete-field': 'F10' };
    const hand = (init: KeyboardEventInit): string | null => {
      const event = new KeyboardEvent('keydown', init);
      Object.defineProperty(event, 'target', { value: input });
      return handOn(event, (one) => chosen[one.id] ?? one.shortcut, true);
    };
    expect([hand({ key: 'Delete' }), hand({ key: 'F9' })]).toEqual([null, null]);
    expect([hand({ key: 'Delete', ctrlKey: true }), hand({ key: 'F10' })]).toEqual(['free', 'handed on']);
    expect(heard).toEqual(['Ctrl+Delete']);
  });
});
