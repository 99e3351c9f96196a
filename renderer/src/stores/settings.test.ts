import { describe, expect, it, vi } from 'vitest';
import { defaultSettings, ok } from '../../../contract/index.js';
import type { LayoutState } from './layout.js';
import { useLayoutStore } from './layout.js';
import { usePersistenceStore } from './persistence.js';
import { useSettingsStore } from './settings.js';
import { openTestHost } from './test-host.js';
import { KeptSettings } from './test-settings.js';

async function open(kept = new KeptSettings(), layout: object = {}) {
  const state = { version: 1, tabs: [], active: null, layout };
  const host = openTestHost({
    ...kept.answers,
    'state.read': () => ok(state),
    'state.write': () => ok(undefined),
  });
  const settings = useSettingsStore();
  await settings.load();
  return { host, kept, settings };
}

describe('settings', () => {
  it('hold on screen before the host has answered, and stay where it agrees', async () => {
    const { settings, kept } = await open();
    const written = settings.set('appearance.theme', 'light');
    expect(settings.values['appearance.theme']).toBe('light');
    await written;
    expect(settings.values).toEqual({ ...defaultSettings, 'appearance.theme': 'light' });
    expect(kept.info.values['appearance.theme']).toBe('light');
  });

  it('go back where the host refuses, and say why', async () => {
    const { settings, kept } = await open();
    kept.refuses = true;
    await settings.set('appearance.theme', 'light');
    expect(settings.values['appearance.theme']).toBe('system');
    expect(settings.failure?.message).toBe('The disk is full.');
    kept.refuses = false;
    await settings.set('appearance.theme', 'dark');
    expect(settings.failure).toBeNull();
  });

  it('take up what another page or a person in the file changed', async () => {
    const { settings, host, kept } = await open();
    const stop = settings.follow();
    host.say('settings.changed', { ...kept.info, values: { ...defaultSettings, 'appearance.zoom': 1.5 } });
    expect(settings.values['appearance.zoom']).toBe(1.5);
    stop();
  });

  it('are reset one by one, entries too', async () => {
    const { settings } = await open(
      new KeptSettings({ 'appearance.zoom': 2, 'keyboard.shortcuts': { 'tabs.new': 'F8' } }),
    );
    expect(settings.differs('appearance.zoom')).toBe(true);
    await settings.reset('appearance.zoom');
    expect(settings.differs('appearance.zoom')).toBe(false);
    expect(settings.values['keyboard.shortcuts']).toEqual({ 'tabs.new': 'F8' });
    const written = settings.set('keyboard.shortcuts', { 'tabs.new': null, 'tabs.close': '' });
    expect(settings.values['keyboard.shortcuts']).toEqual({ 'tabs.close': '' });
    await written;
  });

  it('are reset all at once, and back again', async () => {
    const before = { 'appearance.zoom': 2, 'keyboard.shortcuts': { 'tabs.new': 'F8' } };
    const { settings, kept } = await open(new KeptSettings(before));
    const reset = await settings.resetAll();
    expect(settings.values).toEqual(defaultSettings);
    expect(reset.ok).toBe(true);
    settings.undo?.run();
    await vi.waitFor(() => expect(kept.info.values).toEqual({ ...defaultSettings, ...before }));
    expect(settings.undo).toBeNull();
  });
});

describe('settings of earlier versions, which a workspace kept', () => {
  const old = { theme: 'light', zoom: 1.25, timeFormat: 'clock', sidebarWidth: 300 };

  it('move to the app’s settings, and the rest of the layout stays', async () => {
    const { settings } = await open(new KeptSettings(), old);
    await usePersistenceStore().load();
    expect(settings.values).toMatchObject({
      'appearance.theme': 'light',
      'appearance.zoom': 1.25,
      'timeline.timeFormat': 'clock',
    });
    const layout: LayoutState = useLayoutStore().state;
    expect(layout.sidebarWidth).toBe(300);
    expect(layout).not.toHaveProperty('theme');
    expect(layout).not.toHaveProperty('zoom');
  });

  it('give way to what was chosen since, and to the defaults where they say nothing sensible', async () => {
    const kept = new KeptSettings({ 'appearance.theme': 'dark' });
    const { settings, host } = await open(kept, { ...old, zoom: 40, timeFormat: 'start' });
    await usePersistenceStore().load();
    expect(settings.values).toEqual({ ...defaultSettings, 'appearance.theme': 'dark' });
    expect(host.of('settings.set')).toEqual([]);
  });

  it('stay with the workspace for as long as they cannot be written', async () => {
    const kept = new KeptSettings();
    kept.refuses = true;
    await open(kept, old);
    await usePersistenceStore().load();
    expect(useLayoutStore().state).toMatchObject({ theme: 'light', zoom: 1.25, timeFormat: 'clock' });
  });
});
