import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick, ref } from 'vue';
import { ok } from '../../../contract/index.js';
import { useBootStore } from '../stores/boot.js';
import { useCommandsStore } from '../stores/commands.js';
import { useHostStore } from '../stores/host.js';
import { openTestHost } from '../stores/test-host.js';
import { useNativeMenu } from './native-menu.js';
import { phrase } from '../language/index.js';

let close = (): void => undefined;
afterEach(() => {
  close();
  vi.useRealTimers();
});

async function open(nativeMenu = true) {
  vi.useFakeTimers();
  const host = openTestHost({
    'host.info': () => ok({ capabilities: { ownWindow: true, nativeMenu } }),
    'menu.tell': () => ok(undefined),
  });
  await useHostStore().load();
  useBootStore().state = { kind: 'ready' };
  const wrapper = mount({ setup: useNativeMenu, render: () => null });
  close = () => wrapper.unmount();
  const told = (): unknown[] => host.of('menu.tell').map(({ commands }) => commands);
  return { host, told, commands: useCommandsStore() };
}

const entry = { id: 'a', title: phrase('A'), group: 'Tabs' as const, shortcut: 'Mod+S' };

describe('the system’s menu', () => {
  it('has what the palette has, and the palette', async () => {
    const { told, commands } = await open();
    const run = (): void => undefined;
    commands.registerAll([
      { ...entry, run },
      { id: 'b', title: phrase('B'), group: 'Tabs', listed: false, run },
      { id: 'palette.open', title: phrase('Find'), group: 'Window', listed: false, run },
    ]);
    await vi.advanceTimersByTimeAsync(250);
    expect(told().at(-1)).toEqual([
      { ...entry, enabled: true },
      { id: 'palette.open', title: phrase('Find'), group: 'Window', enabled: true },
    ]);
  });

  it('follows what can be done, a few times a second at most and only where it differs', async () => {
    const { told, commands } = await open();
    const can = ref(false);
    commands.register({ ...entry, enabled: () => can.value, run: () => undefined });
    await vi.advanceTimersByTimeAsync(1_000);
    const before = told().length;
    for (let i = 0; i < 20; i++) {
      can.value = !can.value;
      await nextTick();
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told().length).toBeLessThanOrEqual(before + 2);
    can.value = true;
    await vi.advanceTimersByTimeAsync(250);
    expect(told().at(-1)).toEqual([{ ...entry, enabled: true }]);
  });

  it('is not told of by a page whose host has none', async () => {
    const { told, commands } = await open(false);
    commands.register({ ...entry, run: () => undefined });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told()).toEqual([]);
  });

  it('runs what was chosen, and nothing that cannot be done or is not there', async () => {
    const { host, commands } = await open();
    const ran: string[] = [];
    commands.register({ ...entry, run: () => ran.push('a') });
    commands.register({ ...entry, id: 'off', enabled: () => false, run: () => ran.push('off') });
    for (const command of ['a', 'off', 'none']) host.say('menu.run', { command, byKey: false });
    expect(ran).toEqual(['a']);
  });

  it('runs a key once, whether the page heard it or the menu alone', async () => {
    const { host, commands } = await open();
    let ran = 0;
    commands.register({ ...entry, run: () => ran++ });
    await nextTick();
    host.say('menu.run', { command: 'a', byKey: true });
    expect(ran).toBe(1);
    // Where a dialog has the keyboard the page hears the key and does nothing: then the menu does nothing either.
    dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true }));
    host.say('menu.run', { command: 'a', byKey: true });
    expect(ran).toBe(1);
    host.say('menu.run', { command: 'a', byKey: true });
    expect(ran).toBe(2);
  });
});
