import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { maxMenuCommands, menuRequests } from './menu-requests.js';
import { windowRequests } from './window-requests.js';

describe('what a page says of its menu', () => {
  const command = { id: 'tabs.new', title: 'New tab', group: 'Tabs', enabled: true };
  const takes = (...commands: unknown[]): boolean =>
    z.safeParse(menuRequests['menu.tell'].input, { commands }).success;

  it('is a list of commands', () => {
    expect(takes(command, { ...command, shortcut: 'Mod+T' })).toBe(true);
    expect(takes()).toBe(true);
    expect(takes(...Array.from({ length: maxMenuCommands }, () => command))).toBe(true);
  });

  it.each([
    ['too many', Array.from({ length: maxMenuCommands + 1 }, () => command)],
    ['an id that is none', [{ ...command, id: '' }]],
    ['an id of other signs', [{ ...command, id: '../x y' }]],
    ['a title without end', [{ ...command, title: 'x'.repeat(201) }]],
    ['a group without end', [{ ...command, group: 'x'.repeat(51) }]],
    ['a key without end', [{ ...command, shortcut: 'x'.repeat(51) }]],
    ['more than is asked', [{ ...command, role: 'quit' }]],
  ])('is not %s', (_, commands) => expect(takes(...commands)).toBe(false));
});

describe('what a page says of windows', () => {
  const move = { from: 1, to: 2, tab: { id: 'a', name: 'x' }, index: null };
  const takes = (input: unknown): boolean => z.safeParse(windowRequests['window.move'].input, input).success;

  it('is a tab and where it goes', () => {
    expect(takes(move)).toBe(true);
    expect(takes({ ...move, to: 99, index: 0 })).toBe(true);
  });

  it.each([
    ['a window that cannot be', { ...move, to: 0 }],
    ['a window beyond the most', { ...move, to: 100 }],
    ['half a window', { ...move, from: 1.5 }],
    ['a tab without an id', { ...move, tab: { name: 'x' } }],
    ['a tab whose id is a path', { ...move, tab: { id: '../../x' } }],
    ['a place before the first', { ...move, index: -1 }],
    ['more than is asked', { ...move, path: '/' }],
  ])('is not %s', (_, input) => expect(takes(input)).toBe(false));
});
