import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Sources by their path from the root, tests aside. */
const sources = ['main', 'preload', 'renderer/src'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|vue)$/.test(name) && !/(^|[/\\])test-|\.test\.ts$/.test(name))
    .map((name) => ({
      file: `${room}/${name.split(sep).join('/')}`,
      text: readFileSync(join(root, room, name), 'utf8'),
    })),
);
const naming = (words: RegExp): string[] =>
  sources.filter(({ text }) => words.test(text)).map(({ file }) => file);

// A second way between page and host would go past what `serve` judges: shape, size and pace of each call.
describe('what passes between page and desktop', () => {
  it('passes through the one port, but for the path of a dropped folder; both channels judge frame and origin', () => {
    expect(sources.length).toBeGreaterThan(300);
    expect(naming(/\bIpcMain\b|\bipcMain\b/).sort()).toEqual([
      'main/electron/dropped.ts',
      'main/electron/port.ts',
      'main/index.ts',
    ]);
    expect(naming(/\bipcRenderer\b/)).toEqual(['preload/index.ts']);
    expect(naming(/wirebench:port/).sort()).toEqual([
      'main/electron/port.ts',
      'preload/index.ts',
      'renderer/src/host/port-source.ts',
    ]);
    // One way: the host answers nothing on it, and the page, which is another world, cannot send on it.
    expect(naming(/wirebench:folder/).sort()).toEqual(['main/electron/dropped.ts', 'preload/index.ts']);
    for (const name of ['port', 'dropped']) {
      const channel = sources.find(({ file }) => file === `main/electron/${name}.ts`)?.text ?? '';
      expect(channel.match(/\bipc\.\w+\(/g)).toEqual(['ipc.on(']);
      expect(channel).toContain('= topFrameOf(event, page)');
    }
    const dropped = sources.find(({ file }) => file === 'main/electron/dropped.ts')?.text ?? '';
    expect(dropped).not.toMatch(/postMessage|\.send\(|reply/);
    const start = sources.find(({ file }) => file === 'main/index.ts')?.text ?? '';
    expect(start.match(/\bipcMain\b.*/g)?.slice(1)).toEqual([
      'ipcMain, {',
      'ipcMain, { page, onFolders: (paths) => void openings.offerDropped(paths), log });',
    ]);
  });

  // A preload can import nothing of ours, so that each end writes the word down: one letter apart, and nobody hears.
  it('is called the same at both ends of each channel', () => {
    const wordsOf = (file: string): string[] =>
      [...(sources.find((one) => one.file === file)?.text ?? '').matchAll(/'(wirebench:[^']*)'/g)].map(
        ([, word]) => word ?? '',
      );
    expect(wordsOf('preload/index.ts')).toEqual(['wirebench:port', 'wirebench:folder']);
    expect(wordsOf('main/electron/port.ts')).toEqual(['wirebench:port']);
    expect(wordsOf('main/electron/dropped.ts')).toEqual(['wirebench:folder']);
    expect(wordsOf('renderer/src/host/port-source.ts')).toEqual(['wirebench:port']);
  });

  it('is no function of the host in the page, no code put into the page, and nothing sent to it past the port', () => {
    expect(naming(/contextBridge|exposeInMainWorld|executeJavaScript|insertCSS/)).toEqual([]);
    expect(naming(/ebContents\s*\.\s*(send|postMessage|sendToFrame|ipc)\b|\bsendSync\b/)).toEqual([]);
    expect(
      naming(/from 'electron'/).filter((file) => !/^(main\/electron\/|main\/index\.ts|preload\/)/.test(file)),
    ).toEqual([]);
  });
});
