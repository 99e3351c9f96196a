import { chmod, mkdir, readFile, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '../../contract/index.js';
import type { SettingsInfo } from '../../contract/index.js';
import { clearScratch, scratch } from '../log/fixture.js';
import { codeOf, valueOf } from '../test-engine.js';
import { SettingsFile } from './settings-file.js';

let directory: string;
let path: string;
const opened: SettingsFile[] = [];

beforeEach(() => {
  directory = join(scratch(), 'data');
  path = join(directory, 'settings.json');
});
afterEach(() => {
  for (const file of opened.splice(0)) file.close();
  clearScratch();
});

async function open(): Promise<SettingsFile> {
  const file = await SettingsFile.open(directory);
  opened.push(file);
  return file;
}
async function write(text: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(path, text);
}
const text = (): Promise<string> => readFile(path, 'utf8');

describe('the settings file', () => {
  it('holds the defaults and is not there before somebody chooses', async () => {
    const file = await open();
    expect(file.info).toEqual({
      values: defaultSettings,
      file: path,
      stored: [],
      faults: [],
      unknown: [],
      problem: null,
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('keeps what was chosen, says who wants to know, and leaves nothing else behind', async () => {
    const file = await open();
    const told: SettingsInfo[] = [];
    file.onChange((info) => told.push(info));
    const info = valueOf(await file.set({ 'appearance.theme': 'light', 'appearance.zoom': 1.25 }));
    expect(info.values).toEqual({ ...defaultSettings, 'appearance.theme': 'light', 'appearance.zoom': 1.25 });
    expect(told).toEqual([info]);
    expect(await text()).toBe('{\n  "appearance.theme": "light",\n  "appearance.zoom": 1.25\n}\n');
    expect(await readdir(directory)).toEqual(['settings.json']);
    expect((await open()).values).toEqual(info.values);
  });

  it('forgets what is reset', async () => {
    const file = await open();
    valueOf(await file.set({ 'appearance.theme': 'light', 'appearance.zoom': 1.25 }));
    const info = valueOf(await file.set({ 'appearance.theme': null }));
    expect(info).toMatchObject({ stored: ['appearance.zoom'] });
    expect(await text()).toBe('{\n  "appearance.zoom": 1.25\n}\n');
    valueOf(await file.set({ 'appearance.zoom': null }));
    expect(await text()).toBe('{}\n');
  });

  it('changes and resets single entries of a setting that has some', async () => {
    const file = await open();
    valueOf(await file.set({ 'keyboard.shortcuts': { 'tabs.new': 'Mod+Y', 'tabs.close': '' } }));
    const info = valueOf(await file.set({ 'keyboard.shortcuts': { 'tabs.new': null, 'tabs.next': 'F8' } }));
    expect(info.values['keyboard.shortcuts']).toEqual({ 'tabs.close': '', 'tabs.next': 'F8' });
    valueOf(await file.set({ 'keyboard.shortcuts': { 'tabs.close': null, 'tabs.next': null } }));
    expect(await text()).toBe('{}\n');
  });

  it('judges each setting by itself, and tells the line of one that is wrong', async () => {
    await write(
      '{\n  "appearance.zoom": 7,\n  "appearance.theme": "light",\n  "timeline.timeFormat": null,\n' +
        '  "keyboard.shortcuts": {\n    "tabs.new": "F8",\n    "tabs.close": 5\n  }\n}\n',
    );
    const { info } = await open();
    expect(info.values).toEqual({
      ...defaultSettings,
      'appearance.theme': 'light',
      'keyboard.shortcuts': { 'tabs.new': 'F8' },
    });
    expect(info.faults).toEqual([
      {
        name: 'appearance.zoom',
        entry: null,
        line: 2,
        message: '"appearance.zoom" should be at most 2: 1 holds instead.',
      },
      {
        name: 'timeline.timeFormat',
        entry: null,
        line: 4,
        message: '"timeline.timeFormat" should be one of "start", "delta", "clock": "start" holds instead.',
      },
      {
        name: 'keyboard.shortcuts',
        entry: 'tabs.close',
        line: 7,
        message: '"tabs.close" of "keyboard.shortcuts" should be string: its default holds.',
      },
    ]);
  });

  it('keeps what it does not know to the letter, wrong values too, where another setting changes', async () => {
    const kept = '"later.count": 12345678901234567890, "\\u0078": [1,  2.50], "appearance.zoom": "huge"';
    await write(`\ufeff{${kept}}`);
    const file = await open();
    expect(file.info.unknown).toEqual(['later.count', 'x']);
    valueOf(await file.set({ 'appearance.theme': 'dark' }));
    expect(await text()).toBe(
      '{\n  "later.count": 12345678901234567890,\n  "\\u0078": [1,  2.50],\n' +
        '  "appearance.zoom": "huge",\n  "appearance.theme": "dark"\n}\n',
    );
  });

  it('counts the last of two of a name, says so, and leaves one when it is changed', async () => {
    await write('{ "appearance.theme": "light", "appearance.theme": "dark" }');
    const file = await open();
    expect(file.values['appearance.theme']).toBe('dark');
    expect(file.info.faults.map(({ message }) => message)).toEqual([
      '"appearance.theme" is there twice: the last one counts.',
    ]);
    valueOf(await file.set({ 'appearance.theme': 'light' }));
    expect(await text()).toBe('{\n  "appearance.theme": "light"\n}\n');
    expect(file.info.faults).toEqual([]);
  });

  it('lets no entry become more than an entry', async () => {
    await write(
      '{ "__proto__": { "x": 1 }, "keyboard.shortcuts": { "__proto__": "F8", "constructor": "F9" } }',
    );
    const { info } = await open();
    expect(info.unknown).toEqual(['__proto__']);
    expect(Object.keys(info.values['keyboard.shortcuts'])).toEqual(['constructor']);
    expect(Object.getPrototypeOf(info.values)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('a settings file that cannot be read', () => {
  it.each([
    ['cut off', '{ "appearance.theme": "li', /line 1/],
    ['no object', '["appearance.theme"]', /should begin with \{/],
    ['too large', `{ "x": "${'x'.repeat(1 << 20)}" }`, /larger than/],
  ])('because it is %s is told, and never written over', async (_why, content, words) => {
    await write(content);
    const file = await open();
    expect(file.values).toEqual(defaultSettings);
    expect(file.info.problem).toMatchObject({ code: 'settings.unreadable' });
    expect(file.info.problem?.message).toMatch(words);
    expect(codeOf(await file.set({ 'appearance.theme': 'dark' }))).toBe('settings.unreadable');
    expect(await text()).toBe(content);
  });

  it('goes aside on demand, whole, and settings begin anew', async () => {
    await write('{ "appearance.theme": ');
    const file = await open();
    const aside = valueOf(await file.setAside());
    expect(await readFile(aside, 'utf8')).toBe('{ "appearance.theme": ');
    expect(file.info.problem).toBeNull();
    valueOf(await file.set({ 'appearance.theme': 'dark' }));
    expect(file.values['appearance.theme']).toBe('dark');
    expect(codeOf(await file.setAside())).toBe('settings.readable');
  });

  it('is not followed where it is a link', async () => {
    await mkdir(directory, { recursive: true });
    const elsewhere = join(directory, '..', 'elsewhere.json');
    await writeFile(elsewhere, '{ "appearance.theme": "light" }');
    await symlink(elsewhere, path);
    const file = await open();
    expect(file.info.problem?.message).toContain('is a link');
    expect(codeOf(await file.set({ 'appearance.theme': 'dark' }))).toBe('settings.unreadable');
    expect(await readFile(elsewhere, 'utf8')).toBe('{ "appearance.theme": "light" }');
  });

  it.skipIf(process.platform === 'win32')('is its owner’s alone, in a directory that is', async () => {
    const file = await open();
    valueOf(await file.set({ 'appearance.theme': 'dark' }));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it.each([
    '['.repeat(100_000),
    `{"x":${'{"a":'.repeat(100_000)}`,
    '{"appearance.zoom":1e999}',
    '\0',
    'null',
  ])('of a form that nobody writes costs the defaults and no more (%#)', async (content) => {
    await write(content);
    const { info } = await open();
    expect(info.values).toEqual(defaultSettings);
    expect(info.problem !== null || info.faults.length > 0).toBe(true);
  });

  it('is read where it is a directory as little as anything else that is no file', async () => {
    await mkdir(path, { recursive: true });
    expect((await open()).info.problem?.message).toContain('is a directory');
  });
});

describe('a settings file that cannot be written', () => {
  it('is left alone where somebody made it read-only', async () => {
    await write('{}');
    await chmod(path, 0o400);
    const file = await open();
    const refused = await file.set({ 'appearance.theme': 'dark' });
    expect(refused).toMatchObject({ ok: false, error: { code: 'settings.write' } });
    expect(refused.ok ? '' : refused.error.message).toContain('is read-only');
    expect(file.values).toEqual(defaultSettings);
    expect(await text()).toBe('{}');
  });

  it('answers why where its directory cannot be made', async () => {
    await writeFile(join(directory, '..', 'data'), 'a file has that name');
    const file = await open();
    expect(codeOf(await file.set({ 'appearance.theme': 'dark' }))).toBe('settings.write');
  });
});

describe('several who have the settings file', () => {
  it('lose nothing of each other, however they write', async () => {
    const files = await Promise.all([open(), open(), open()]);
    const names = Array.from({ length: 30 }, (_, at) => `tabs.go-${at}`);
    await Promise.all(
      names.map(async (name, at) => {
        const file = files[at % files.length] as SettingsFile;
        valueOf(await file.set({ 'keyboard.shortcuts': { [name]: 'F8' } }));
      }),
    );
    const after = (await open()).values['keyboard.shortcuts'];
    expect(Object.keys(after).sort()).toEqual([...names].sort());
    for (const file of files) {
      await vi.waitFor(() => expect(file.values['keyboard.shortcuts']).toEqual(after));
    }
  });

  it('see what a person writes into it, also by putting another file in its place', async () => {
    const file = await open();
    await writeFile(path, '{ "appearance.theme": "light" }');
    await vi.waitFor(() => expect(file.values['appearance.theme']).toBe('light'), { timeout: 5_000 });
    await writeFile(`${path}.new`, '{ "appearance.theme": "dark" }');
    await rename(`${path}.new`, path);
    await vi.waitFor(() => expect(file.values['appearance.theme']).toBe('dark'), { timeout: 5_000 });
    await rm(path);
    await vi.waitFor(() => expect(file.values).toEqual(defaultSettings), { timeout: 5_000 });
  });

  it('go on past a lock that a crash left', async () => {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, '.settings.json.lock'), '');
    const file = await open();
    valueOf(await file.set({ 'appearance.theme': 'dark' }));
    expect(await readdir(directory)).toEqual(['settings.json']);
  });
});
