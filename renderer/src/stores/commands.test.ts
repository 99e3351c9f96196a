import { beforeEach, describe, expect, it } from 'vitest';
import { placeKeys } from './place-keys.js';
import { useCommandsStore } from './commands.js';
import { useHostStore } from './host.js';
import { useSettingsStore } from './settings.js';
import { openTestWindow } from './test-workspace.js';
import { phrase } from '../language/index.js';

beforeEach(() => openTestWindow());

describe('commands', () => {
  const key = (init: KeyboardEventInit): KeyboardEvent =>
    new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });

  it('runs the command of a key and keeps the key from the browser', () => {
    const commands = useCommandsStore();
    let ran = 0;
    commands.register({ id: 'a', title: phrase('A'), group: 'Window', shortcut: 'Mod+S', run: () => ran++ });
    const event = key({ key: 's', ctrlKey: true });
    commands.onKeydown(event);
    expect(ran).toBe(1);
    expect(event.defaultPrevented).toBe(true);
  });

  it('keeps the key from the browser also while the command cannot run', () => {
    const commands = useCommandsStore();
    const run = (): never => expect.fail('ran');
    commands.register({
      id: 'a',
      title: phrase('A'),
      group: 'Window',
      shortcut: 'Mod+S',
      enabled: () => false,
      run,
    });
    const event = key({ key: 's', ctrlKey: true });
    commands.onKeydown(event);
    expect(event.defaultPrevented).toBe(true);
  });

  it('leaves typing alone, but not F keys', () => {
    const commands = useCommandsStore();
    const ran: string[] = [];
    commands.register({
      id: 'a',
      title: phrase('A'),
      group: 'Window',
      shortcut: '?',
      run: () => ran.push('?'),
    });
    commands.register({
      id: 'b',
      title: phrase('B'),
      group: 'Timeline',
      shortcut: 'F8',
      run: () => ran.push('F8'),
    });
    const input = document.createElement('input');
    document.body.append(input);
    input.addEventListener('keydown', commands.onKeydown);
    input.dispatchEvent(key({ key: '?', shiftKey: true }));
    input.dispatchEvent(key({ key: 'F8' }));
    input.remove();
    expect(ran).toEqual(['F8']);
  });

  it('leaves dialogs and menus alone, and shares with drawers', () => {
    const commands = useCommandsStore();
    let ran = 0;
    commands.register({ id: 'a', title: phrase('A'), group: 'Window', shortcut: 'Mod+B', run: () => ran++ });
    for (const [modal, expected] of [
      ['true', 0],
      ['false', 1],
    ] as const) {
      const dialog = document.createElement('div');
      dialog.setAttribute('role', 'dialog');
      dialog.setAttribute('aria-modal', modal);
      document.body.append(dialog);
      dialog.addEventListener('keydown', commands.onKeydown);
      dialog.dispatchEvent(key({ key: 'b', ctrlKey: true }));
      dialog.remove();
      expect(ran).toBe(expected);
    }
  });

  it.each([
    [true, 'Mod+T'],
    [false, 'Alt+T'],
  ])('names the key of its host (own window: %s)', async (ownWindow, keys) => {
    openTestWindow([], ownWindow);
    await useHostStore().load();
    const commands = useCommandsStore();
    const off = commands.register({
      id: 'tabs.new',
      title: phrase('New'),
      group: 'Tabs',
      shortcut: 'Mod+T',
      browserShortcut: 'Alt+T',
      run: () => undefined,
    });
    expect(commands.keysOf('tabs.new')).toBe(keys);
    off();
    expect(commands.keysOf('tabs.new')).toBeUndefined();
  });
});

describe('keys a person chose', () => {
  const command = (id: string, shortcut: string | undefined, run: () => void = () => undefined) => ({
    ...({ id, title: phrase('A'), group: 'Window' } as const),
    ...{ shortcut, run },
  });
  const press = (key: string): KeyboardEvent =>
    new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true });

  it('run the command instead of the ones it came with, and before others that came with them', async () => {
    const commands = useCommandsStore();
    const ran: string[] = [];
    commands.register(command('a', 'Mod+S', () => ran.push('a')));
    commands.register(command('b', 'Mod+B', () => ran.push('b')));
    await useSettingsStore().set('keyboard.shortcuts', { b: 'Mod+S' });
    commands.onKeydown(press('s'));
    commands.onKeydown(press('b'));
    expect(ran).toEqual(['b']);
    expect(commands.keysOf('b')).toBe('Mod+S');
  });

  it('are none where the key was taken away', async () => {
    const commands = useCommandsStore();
    commands.register(command('a', 'Mod+S'));
    await useSettingsStore().set('keyboard.shortcuts', { a: '' });
    expect(commands.keysOf('a')).toBeUndefined();
    expect(commands.commandFor(press('s'))).toBeNull();
  });

  it('are told where two meet, at both, and not where none was chosen', async () => {
    const commands = useCommandsStore();
    const all = [command('a', 'Mod+S'), command('b', 'Mod+B'), command('c', 'Ctrl+B')];
    commands.registerAll(all);
    const meets = (): string[][] => all.map((one) => commands.conflictsOf(one).map(({ id }) => id));
    expect(meets()).toEqual([[], [], []]);
    await useSettingsStore().set('keyboard.shortcuts', { a: 'Ctrl+B' });
    expect(meets()).toEqual([['b', 'c'], ['a'], ['a']]);
  });

  it('are chosen also for a command whose place has left the screen', () => {
    const commands = useCommandsStore();
    commands.register(command('a', 'Mod+S'))();
    expect(commands.all).toEqual([]);
    expect([...commands.known.keys()]).toEqual([...placeKeys.map(({ id }) => id), 'a']);
  });
});
