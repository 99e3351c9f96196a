import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageClient } from '../contract/serve.js';
import { openWorkspace } from '../engine/index.js';
import type { Workspace } from '../engine/index.js';
import { PageWindows } from './page-windows.js';

let directory: string;
let workspace: Workspace;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-pages-'));
  const opened = await openWorkspace(directory, { stateDirectory: join(directory, '.local'), sample: false });
  if (!opened.ok) throw new Error(opened.error.message);
  workspace = opened.value;
});
afterEach(async () => {
  await workspace.close();
  await rm(directory, { recursive: true, force: true });
});

interface Page extends PageClient {
  readonly heard: { readonly name: string; readonly value: unknown }[];
  close(): void;
}
function page(): Page {
  const heard: Page['heard'] = [];
  const closers: (() => void)[] = [];
  return {
    heard,
    emit: (name, value) => void heard.push({ name, value }),
    onClose: (closer) => void closers.push(closer),
    close: () => closers.forEach((closer) => closer()),
  };
}
const tab = (id: string) => ({ id, name: `tab ${id}`, config: { address: '' } });
const stateOf = (...tabs: object[]) => ({ version: 1, tabs, active: null, layout: {} });
const last = ({ heard }: Page, name: string): unknown => heard.findLast((one) => one.name === name)?.value;

describe('the windows of a workspace', () => {
  it('hear of each other', async () => {
    const windows = new PageWindows(workspace, null);
    const [first, second] = [page(), page()];
    await windows.enter(first, 1);
    await windows.write(stateOf(tab('a')), 1);
    expect(await windows.enter(second, 2)).toMatchObject({
      value: {
        windows: [
          { window: 1, open: true, tabs: 1, title: 'tab a' },
          { window: 2, open: true, tabs: 0, title: '' },
        ],
      },
    });
    await vi.waitFor(() =>
      expect(last(first, 'windows.changed')).toMatchObject({ windows: [{ window: 1 }, { window: 2 }] }),
    );
    await windows.write(stateOf(tab('b')), 2);
    second.close();
    await vi.waitFor(() =>
      expect(last(first, 'windows.changed')).toMatchObject({
        windows: [{ window: 1 }, { window: 2, open: false, tabs: 1, title: 'tab b' }],
      }),
    );
  });

  it('are opened by the host where it has windows, each with a number of its own', async () => {
    const asked: number[] = [];
    const windows = new PageWindows(workspace, (window) => asked.push(window));
    await windows.enter(page(), 1);
    const opened = await Promise.all([1, 2].map(() => windows.open({ window: null, state: stateOf() })));
    expect(opened).toEqual([2, 3].map((window) => ({ ok: true, value: { window, opened: true } })));
    expect(asked.toSorted()).toEqual([2, 3]);
    expect(await workspace.readState(3)).toEqual({ ok: true, value: stateOf() });
    // One that was closed keeps its number as long as it has tabs.
    const third = page();
    await windows.enter(third, 3);
    await windows.write(stateOf(tab('a')), 3);
    third.close();
    expect(await windows.open({ window: 3, state: null })).toMatchObject({ value: { window: 3 } });
    expect(idOf(await workspace.readState(3))).toEqual(['a']);
    expect(await windows.open({ window: null, state: stateOf() })).toMatchObject({ value: { window: 4 } });
  });

  it('leave the opening to the page where the host has none', async () => {
    const windows = new PageWindows(workspace, null);
    expect(await windows.open({ window: null, state: stateOf() })).toEqual({
      ok: true,
      value: { window: 2, opened: false },
    });
  });

  it('give tabs to each other, which are on disk before they are let go of', async () => {
    const windows = new PageWindows(workspace, null);
    const [first, second] = [page(), page()];
    await windows.enter(first, 1);
    await windows.enter(second, 2);
    await windows.write(stateOf(tab('a')), 1);
    const move = { from: 1, to: 2, tab: tab('a'), index: 0 };
    expect(await windows.move(move)).toEqual({ ok: true, value: undefined });
    expect(idOf(await workspace.readState(2))).toEqual(['a']);
    expect(last(second, 'tab.arrived')).toEqual({ tab: tab('a'), index: 0 });
    expect(last(first, 'tab.arrived')).toBeUndefined();
  });

  it('ask each other for a tab', async () => {
    const windows = new PageWindows(workspace, null);
    const first = page();
    await windows.enter(first, 1);
    expect(windows.want({ from: 1, to: 2, tab: 'a', index: null })).toMatchObject({ ok: true });
    expect(last(first, 'tab.wanted')).toEqual({ tab: 'a', to: 2, index: null });
  });

  it('give nothing to a window that is not there, nor to themselves', async () => {
    const windows = new PageWindows(workspace, null);
    await windows.enter(page(), 1);
    for (const to of [1, 7]) {
      expect(await windows.move({ from: 1, to, tab: tab('a'), index: null })).toMatchObject({
        error: { code: 'window.unknown' },
      });
    }
    expect(windows.want({ from: 7, to: 1, tab: 'a', index: null })).toMatchObject({
      error: { code: 'window.unknown' },
    });
  });
});

function idOf(answer: unknown): string[] {
  return (answer as { value: { tabs: { id: string }[] } }).value.tabs.map(({ id }) => id);
}
