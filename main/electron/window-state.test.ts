import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readWindowState, windowBounds, writeWindowState } from './window-state.js';

const laptop = { x: 0, y: 25, width: 1512, height: 900 };
const monitor = { x: 1512, y: 0, width: 2560, height: 1440 };
const kept = { x: 1600, y: 100, width: 1200, height: 800, maximized: false };

describe('windowBounds', () => {
  it('opens as it was where a screen still shows it', () => {
    const { maximized: _, ...bounds } = kept;
    expect(windowBounds(kept, [laptop, monitor])).toEqual(bounds);
  });

  it.each([
    ['its screen has gone', kept, [laptop]],
    ['nothing was kept', null, [laptop]],
    ['it lies left of every screen', { ...kept, x: -1150 }, [laptop]],
    ['its title bar is above every screen', { ...kept, x: 100, y: -10 }, [laptop]],
    ['its title bar is below every screen', { ...kept, x: 100, y: 900 }, [laptop]],
  ])('opens in its usual size where %s', (_, state, screens) => {
    expect(windowBounds(state, screens)).toEqual({ width: 1440, height: 900 });
  });

  it('is never larger than its screen nor too small to use', () => {
    expect(windowBounds(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({
      width: 1024,
      height: 700,
    });
    expect(windowBounds({ ...kept, x: 0, y: 30, width: 9000, height: 9000 }, [laptop])).toMatchObject({
      width: 1512,
      height: 900,
    });
    expect(windowBounds({ ...kept, x: 0, y: 30, width: 100, height: 1 }, [laptop])).toMatchObject({
      width: 640,
      height: 480,
    });
  });

  it('opens where the system names no screen', () => {
    expect(windowBounds(kept, [])).toEqual({ width: 1440, height: 900 });
  });
});

describe('the file of the window', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wirebench-window-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('reads back what was written, and leaves nothing beside it', async () => {
    const file = join(directory, 'deep', 'window.json');
    writeWindowState(file, kept);
    expect(readWindowState(file)).toEqual(kept);
    expect(await readdir(join(directory, 'deep'))).toEqual(['window.json']);
  });

  it.each(['', '{', 'null', '[]', '{"x":1}', '{"x":1.5,"y":0,"width":1,"height":1,"maximized":false}'])(
    'takes %j for nothing',
    async (text) => {
      const file = join(directory, 'window.json');
      await writeFile(file, text);
      expect(readWindowState(file)).toBeNull();
    },
  );

  it('costs nothing where it cannot be written', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    expect(() => writeWindowState(join(file, 'window.json'), kept)).not.toThrow();
    expect(readWindowState(join(file, 'window.json'))).toBeNull();
  });
});
