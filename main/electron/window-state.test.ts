import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arrangementOf, readWindowState, windowBounds, writeWindowState } from './window-state.js';

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

describe('a window that was opened from another', () => {
  const beside = { x: 1600, y: 100, width: 1200, height: 800 };
  it('lies beside it, as large', () => {
    expect(windowBounds(null, [laptop, monitor], beside)).toEqual({ ...beside, x: 1628, y: 128 });
  });

  it('is whole on its screen where that one reaches the edge', () => {
    const edge = { x: 1512, y: 0, width: 2560, height: 1440 };
    expect(windowBounds(null, [laptop, monitor], edge)).toEqual(edge);
    expect(windowBounds(null, [laptop, monitor], { ...beside, x: 2880, y: 650 })).toEqual({
      ...beside,
      x: 1512,
      y: 0,
    });
  });

  it('opens where it was itself, and as usual where neither is on a screen', () => {
    expect(windowBounds(kept, [laptop, monitor], { ...beside, x: 0 })).toMatchObject({ x: 1600, y: 100 });
    expect(windowBounds(null, [laptop], beside)).toEqual({ width: 1440, height: 900 });
  });
});

describe('the file of the window', () => {
  const desk = arrangementOf([
    { bounds: laptop, scaleFactor: 2 },
    { bounds: monitor, scaleFactor: 1 },
  ]);
  const train = arrangementOf([{ bounds: laptop, scaleFactor: 2 }]);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wirebench-window-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('reads back what was written, and leaves nothing beside it', async () => {
    const file = join(directory, 'deep', 'window.json');
    writeWindowState(file, desk, kept);
    expect(readWindowState(file, desk)).toEqual(kept);
    expect(await readdir(join(directory, 'deep'))).toEqual(['window.json']);
  });

  it('keeps a place for each arrangement of screens', () => {
    const file = join(directory, 'window.json');
    const small = { ...kept, x: 10, y: 40, width: 900 };
    writeWindowState(file, desk, kept);
    // Screens it was never on: as it was last.
    expect(readWindowState(file, train)).toEqual(kept);
    writeWindowState(file, train, small);
    expect([readWindowState(file, desk), readWindowState(file, train)]).toEqual([kept, small]);
    expect(readWindowState(file, 'another')).toEqual(small);
    writeWindowState(file, desk, kept);
    expect(readWindowState(file, 'another')).toEqual(kept);
  });

  it('names an arrangement by place, size and scale, in whatever order the system tells', () => {
    const screens = [
      { bounds: laptop, scaleFactor: 2 },
      { bounds: monitor, scaleFactor: 1 },
    ];
    expect(arrangementOf(screens.toReversed())).toBe(desk);
    for (const other of [
      { bounds: laptop, scaleFactor: 1 },
      { bounds: { ...laptop, x: 1 }, scaleFactor: 2 },
      { bounds: { ...laptop, width: 1 }, scaleFactor: 2 },
    ])
      expect(arrangementOf([other])).not.toBe(train);
  });

  it('remembers twenty arrangements, those that were used last', () => {
    const file = join(directory, 'window.json');
    for (let x = 0; x < 25; x++) writeWindowState(file, `screens ${x}`, { ...kept, x });
    expect(readWindowState(file, 'screens 5')?.x).toBe(5);
    expect(readWindowState(file, 'screens 4')?.x).toBe(24);
  });

  it('takes the one place of an earlier version for any screens, until there is a later one', async () => {
    const file = join(directory, 'window.json');
    await writeFile(file, JSON.stringify(kept));
    expect([readWindowState(file, desk), readWindowState(file, train)]).toEqual([kept, kept]);
    writeWindowState(file, train, { ...kept, x: 10 });
    expect([readWindowState(file, desk)?.x, readWindowState(file, train)?.x]).toEqual([10, 10]);
  });

  it.each(['', '{', 'null', '[]', '{"x":1}', '{"x":1.5,"y":0,"width":1,"height":1,"maximized":false}'])(
    'takes %j for nothing',
    async (text) => {
      const file = join(directory, 'window.json');
      await writeFile(file, text);
      expect(readWindowState(file, desk)).toBeNull();
    },
  );

  it('costs nothing where it cannot be written', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    expect(() => writeWindowState(join(file, 'window.json'), desk, kept)).not.toThrow();
    expect(readWindowState(join(file, 'window.json'), desk)).toBeNull();
  });
});
