import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WindowState } from './window-state.js';

let directory: string;
const opened: WindowState[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-windows-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await rm(directory, { recursive: true, force: true });
});

async function open(): Promise<WindowState> {
  const state = await WindowState.open(directory);
  if (!state.ok) throw new Error(state.error.message);
  opened.push(state.value);
  return state.value;
}
/** As after a crash: what is on disk, and nothing of what the process knew. */
async function openAgain(): Promise<WindowState> {
  for (const one of opened.splice(0)) await one.close();
  return open();
}

const tab = (id: string, name = '', address = '') => ({ id, name, config: { address }, draft: `of ${id}` });
const stateOf = (...tabs: object[]) => ({ version: 1, tabs, active: null, layout: {} });
const idsOf = (state: unknown) =>
  (state as { tabs: { id: string }[] } | null)?.tabs.map(({ id }) => id) ?? null;

describe('the windows of a host', () => {
  it('keep a state each, the first where it always was', async () => {
    const state = await open();
    await state.write(stateOf(tab('a')));
    await state.write(stateOf(tab('b')), 2);
    expect((await readdir(join(directory, 'window-1'))).filter((name) => name.startsWith('state'))).toEqual([
      'state-2.json',
      'state.json',
    ]);
    const again = await openAgain();
    expect([idsOf(await again.read()), idsOf(await again.read(2)), await again.read(3)]).toEqual([
      ['a'],
      ['b'],
      null,
    ]);
  });

  it('know whether the host before gave its place up, each place by itself', async () => {
    const lock = (place: number): string => join(directory, `window-${place}`, 'session.lock');
    const dead = JSON.stringify({ pid: 2 ** 30, host: hostname(), started: null });
    const first = await open();
    const second = await open();
    expect([first, second].map(({ place, unclosed }) => [place, unclosed])).toEqual([
      [1, false],
      [2, false],
    ]);
    // One that was killed while the other goes on.
    await writeFile(lock(2), dead);
    const third = await open();
    expect([third.place, third.unclosed]).toEqual([2, true]);
    const again = await openAgain();
    expect([again.place, again.unclosed]).toEqual([1, false]);
  });

  it('are listed with what they hold, from disk and as they are written', async () => {
    const state = await open();
    await state.write({ ...stateOf(tab('a', 'Echo'), tab('b')), active: 'b' });
    await state.write({ ...stateOf(tab('c', '', 'localhost:1')), active: 'c' }, 12);
    const listed = [
      { window: 1, tabs: 2, title: '' },
      { window: 12, tabs: 1, title: 'localhost:1' },
    ];
    expect(await state.list()).toEqual(listed);
    const again = await openAgain();
    expect(await again.list()).toEqual(listed);
    await again.write({ ...stateOf(tab('a', 'Echo')), active: 'a' });
    expect((await again.list())[0]).toEqual({ window: 1, tabs: 1, title: 'Echo' });
  });

  it('are remembered as open', async () => {
    const state = await open();
    expect(await state.lastOpen()).toEqual([]);
    await state.keepOpen([1, 3]);
    expect(await (await openAgain()).lastOpen()).toEqual([1, 3]);
  });

  it.each(['', '{', '{"open":[0]}', '{"open":["1"]}', 'null', '[]'])(
    'are not believed to be open by %j',
    async (text) => {
      const state = await open();
      await writeFile(join(directory, 'window-1', 'open.json'), text);
      expect(await state.lastOpen()).toEqual([]);
    },
  );
});

describe('a tab that moves to another window', () => {
  const move = { from: 1, to: 2, tab: tab('a') };

  async function moved(): Promise<WindowState> {
    const state = await open();
    await state.write(stateOf(tab('a'), tab('b')));
    await state.write(stateOf(tab('c')), 2);
    expect(await state.move(move)).toMatchObject({ ok: true });
    return state;
  }
  const both = async (state: WindowState) => [idsOf(await state.read(1)), idsOf(await state.read(2))];
  const there = [['b'], ['c', 'a']];
  const movesFile = () => readFile(join(directory, 'window-1', 'moves.json'), 'utf8');

  it('is there with its draft, and here no more, from the moment it is asked', async () => {
    const state = await moved();
    expect(await both(state)).toEqual(there);
    expect(await state.read(2)).toMatchObject({ tabs: [{ id: 'c' }, { id: 'a', draft: 'of a' }] });
    expect(await both(await openAgain())).toEqual(there);
  });

  it('stays there when the first window crashed before it let go of it', async () => {
    const state = await moved();
    await state.write(stateOf(tab('c'), tab('a')), 2);
    expect(await both(await openAgain())).toEqual(there);
    // The first window comes back without it, and says so: the move is over.
    const again = await openAgain();
    await again.write(stateOf(tab('b')));
    await again.write(stateOf(tab('c'), tab('a')), 2);
    expect(JSON.parse(await movesFile())).toEqual({ version: 1, moves: [] });
    expect(await both(again)).toEqual(there);
  });

  it('stays there when the other window crashed before it had taken it up', async () => {
    const state = await moved();
    await state.write(stateOf(tab('b')));
    // Written before it heard of the tab.
    await state.write(stateOf(tab('c')), 2);
    expect(await both(await openAgain())).toEqual(there);
  });

  it('may be closed there: it does not come back', async () => {
    const state = await moved();
    await state.write(stateOf(tab('c'), tab('a')), 2);
    await state.write(stateOf(tab('b')));
    await state.write(stateOf(tab('c')), 2);
    expect(await both(await openAgain())).toEqual([['b'], ['c']]);
  });

  it('may go back, or on, before anybody has written anything', async () => {
    const state = await moved();
    await state.move({ from: 2, to: 1, tab: tab('a') });
    expect(await both(state)).toEqual([['a', 'b'], ['c']]);
    await state.move({ from: 1, to: 3, tab: tab('a') });
    expect(await both(state)).toEqual([['b'], ['c']]);
    expect(idsOf(await (await openAgain()).read(3))).toEqual(['a']);
  });

  it('is refused where it is too large, and stays', async () => {
    const state = await moved();
    const large = { ...tab('b'), draft: 'x'.repeat(17 * 1024 * 1024) };
    expect(await state.move({ from: 1, to: 2, tab: large })).toMatchObject({
      error: { code: 'state.too-large' },
    });
    expect(await both(state)).toEqual(there);
  });

  it.each(['', '{"version":2}', '{"version":1,"moves":[{"from":0}]}'])(
    'is of no account where its file says %j',
    async (text) => {
      const state = await open();
      await state.write(stateOf(tab('a')));
      await writeFile(join(directory, 'window-1', 'moves.json'), text);
      expect(idsOf(await (await openAgain()).read())).toEqual(['a']);
    },
  );
});
