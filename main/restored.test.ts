import { describe, expect, it } from 'vitest';
import { HostNews } from './host-news.js';
import { restoredOf, tellOfCrash } from './restored.js';

const kept = (window: number, tabs: number, title = '') => ({ window, tabs, title });
const engineOf = (list: ReturnType<typeof kept>[], lastOpen: number[] = [], problems: object[] = []) =>
  ({
    info: { directory: '', stateDirectory: '', problems },
    workspace: {
      info: { name: 'bench' },
      windows: { list: () => Promise.resolve(list), lastOpen: () => Promise.resolve(lastOpen) },
    },
  }) as unknown as Parameters<typeof restoredOf>[0];

describe('what is back after a crash', () => {
  it('counts the windows that were open, also one that kept nothing, and none that was closed', async () => {
    const list = [kept(1, 2, 'Echo'), kept(2, 5, 'closed')];
    const windows = async (open: number[]) => (await restoredOf(engineOf(list, open), true)).windows;
    expect(await windows([1, 3])).toEqual([kept(1, 2, 'Echo'), kept(3, 0)]);
    expect(await windows([])).toEqual([kept(1, 2, 'Echo')]);
  });

  it('counts every window that keeps tabs where the browser opens them', async () => {
    const list = [kept(1, 2, 'Echo'), kept(2, 5, 'beside'), kept(3, 0)];
    expect((await restoredOf(engineOf(list, [1]), false)).windows).toEqual(list.slice(0, 2));
  });

  it('names the recordings that were cut off, and nothing else that was wrong', async () => {
    const problems = [
      {
        code: 'log.recovered',
        message: '',
        detail: { session: 'a', name: 'flood', rows: 12, droppedBytes: 5 },
      },
      { code: 'log.corrupt', message: '', detail: { session: 'b', name: 'broken', rows: 1 } },
      { code: 'log.recovered', message: '' },
    ];
    expect(await restoredOf(engineOf([], [], problems), false)).toEqual({
      workspace: 'bench',
      windows: [],
      recordings: [{ name: 'flood', rows: 12 }],
    });
  });

  it('is told to the next page, and to that one alone', async () => {
    const news = new HostNews();
    const restored = await restoredOf(engineOf([kept(1, 1, 'Echo')]), false);
    tellOfCrash(restored, news);
    const heard: unknown[] = [];
    news.listen((problem) => heard.push(problem));
    news.listen((problem) => heard.push(problem));
    expect(heard).toMatchObject([{ code: 'host.crashed', restored }]);
  });
});
