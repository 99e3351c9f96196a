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
  it('passes through the one port, whose one channel judges frame and origin', () => {
    expect(sources.length).toBeGreaterThan(300);
    expect(naming(/\bIpcMain\b|\bipcMain\b/).sort()).toEqual(['main/electron/port.ts', 'main/index.ts']);
    expect(naming(/\bipcRenderer\b/)).toEqual(['preload/index.ts']);
    expect(naming(/wirebench:port/).sort()).toEqual([
      'main/electron/port.ts',
      'preload/index.ts',
      'renderer/src/host/port-source.ts',
    ]);
    const port = sources.find(({ file }) => file === 'main/electron/port.ts')?.text ?? '';
    expect(port.match(/\bipc\.\w+\(/g)).toEqual(['ipc.on(']);
    const start = sources.find(({ file }) => file === 'main/index.ts')?.text ?? '';
    expect(start.match(/\bipcMain\b.*/g)?.slice(1)).toEqual(['ipcMain, {']);
  });

  it('is no function of the host in the page, no code put into the page, and nothing sent to it past the port', () => {
    expect(naming(/contextBridge|exposeInMainWorld|executeJavaScript|insertCSS/)).toEqual([]);
    expect(naming(/ebContents\s*\.\s*(send|postMessage|sendToFrame|ipc)\b|\bsendSync\b/)).toEqual([]);
    expect(
      naming(/from 'electron'/).filter((file) => !/^(main\/electron\/|main\/index\.ts|preload\/)/.test(file)),
    ).toEqual([]);
  });
});
