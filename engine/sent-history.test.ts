import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxHistoryBody, maxHistoryEntries, maxHistorySize } from '../contract/index.js';
import type { SentEntry } from '../contract/index.js';
import { SentHistory } from './sent-history.js';
import { codeOf, valueOf } from './test-engine.js';

let root: string;
let history: SentHistory;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wirebench-history-'));
  history = new SentHistory(join(root, 'history'));
});
afterEach(async () => {
  await history.close();
  await rm(root, { recursive: true, force: true });
});

function entry(at: number, part: Partial<SentEntry> = {}): SentEntry {
  return {
    at,
    message: null,
    name: `n${at}`,
    mode: 'text',
    body: `b${at}`,
    kind: 'text',
    session: 's',
    seq: at,
    bytes: 2,
    peers: 1,
    failure: null,
    ...part,
  };
}

const again = (): SentHistory => new SentHistory(join(root, 'history'));
const times = async (of: SentHistory, key = 'c'): Promise<number[]> =>
  valueOf(await of.read(key)).map(({ at }) => at);
const path = (key = 'c'): string => join(root, 'history', `${key}.jsonl`);

describe('what was sent', () => {
  it('is the newest of a file with thousands of entries, each of a name of its own', async () => {
    const lines = Array.from({ length: 5_000 }, (_, at) => JSON.stringify(entry(at, { id: `id${at}` })));
    await mkdir(join(root, 'history'));
    await writeFile(path(), `${lines.join('\n')}\n`);
    const kept = await times(again());
    expect([kept.length, kept[0]]).toEqual([maxHistoryEntries, 4_999]);
  });

  it('is there after a restart, newest first, whole', async () => {
    const crafted = entry(2, { frame: { rsv2: true }, ending: 'crlf', code: 1000, reason: 'x', to: 'h:1' });
    await history.add('c', entry(1));
    await history.add('c', crafted);
    await history.add('other', entry(3));
    expect(valueOf(await again().read('c'))).toEqual([crafted, entry(1)]);
    expect((await stat(path())).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
    expect(await times(again(), 'nobody')).toEqual([]);
  });

  it('outlives a torn line, and lines of nobody’s', async () => {
    await history.add('c', entry(1));
    await appendFile(path(), '{"at":2,"message"');
    await appendFile(path(), '\n{"__proto__":{"at":1}}\nnull\n');
    const later = again();
    await later.add('c', entry(3));
    expect(await times(later)).toEqual([3, 1]);
    expect(await times(again())).toEqual([3, 1]);
  });

  it('keeps so many entries, and writes the file anew before it grows', async () => {
    const lines = Array.from({ length: maxHistoryEntries + 240 }, (_, at) => JSON.stringify(entry(at + 1)));
    await mkdir(join(root, 'history'));
    await writeFile(path(), `${lines.join('\n')}\n`);
    expect(await times(history)).toHaveLength(maxHistoryEntries);
    for (let at = 1; at <= 20; at++) await history.add('c', entry(1_000 + at));
    expect((await readFile(path(), 'utf8')).split('\n').length).toBeLessThan(maxHistoryEntries + 20);
    const kept = await times(again());
    expect([kept.length, kept[0]]).toEqual([maxHistoryEntries, 1_020]);
  });

  it('keeps so much text', async () => {
    const body = 'x'.repeat(maxHistoryBody);
    const most = maxHistorySize / maxHistoryBody;
    for (let at = 1; at <= most + 2; at++) await history.add('c', entry(at, { body }));
    expect(await times(history)).toHaveLength(most);
  });

  it('is forgotten when asked, of one message or of all', async () => {
    for (const [at, message] of [
      [1, 'm'],
      [2, null],
      [3, 'm'],
    ] as const) {
      await history.add('c', entry(at, { message }));
    }
    await history.clear('c', 'm');
    expect(await times(again())).toEqual([2]);
    await history.clear('c', null);
    expect(await readdir(join(root, 'history'))).toEqual([]);
    expect(await times(history)).toEqual([]);
  });

  it('goes with a tab into the connection it is saved as', async () => {
    await history.add('tab', entry(1));
    await history.add('c', entry(2));
    await history.adopt('tab', 'c');
    expect(await times(history)).toEqual([2, 1]);
    expect(await times(again(), 'tab')).toEqual([]);
    await history.adopt('tab', 'c');
    await history.adopt('c', 'c');
    expect(await times(again())).toEqual([2, 1]);
  });

  it('holds one entry of an id, the newest, where the first one stood', async () => {
    const told: string[] = [];
    history.onAdded(({ key, entry: { name } }) => told.push(`${key} ${name}`));
    await history.add('c', entry(1, { id: 'run', name: 'begun' }));
    await history.add('c', entry(2));
    history.take('c', entry(1, { id: 'run', name: 'over' }));
    await history.close();
    expect(valueOf(await history.read('c')).map(({ name }) => name)).toEqual(['n2', 'over']);
    expect(valueOf(await again().read('c')).map(({ name }) => name)).toEqual(['n2', 'over']);
    expect(told).toEqual(['c begun', 'c n2', 'c over']);
  });

  it('goes to the connection a tab was saved as, also what the host still sends for the tab', async () => {
    await history.add('tab', entry(1));
    await history.adopt('tab', 'c');
    await history.add('tab', entry(2));
    expect(await times(again())).toEqual([2, 1]);
  });

  it('of tabs that are long gone is swept away, of connections never', async () => {
    await history.add('tab', entry(1));
    await history.add('c', entry(1));
    await history.add('recent', entry(1));
    for (const key of ['tab', 'c']) await utimes(path(key), 1, 1);
    await history.sweep(new Set(['c']));
    expect((await readdir(join(root, 'history'))).sort()).toEqual(['c.jsonl', 'recent.jsonl']);
    valueOf(await again().sweep(new Set()));
  });

  it('says where it cannot be written, and is still known until the host ends', async () => {
    await writeFile(join(root, 'history'), 'in the way');
    expect(codeOf(await history.add('c', entry(1)))).toBe('history.write');
    expect(await times(history)).toEqual([1]);
    expect(codeOf(await history.clear('c', 'x'))).toBe('history.write');
  });

  it.runIf(process.platform !== 'win32')('is written through no link', async () => {
    const victim = join(root, 'victim');
    await writeFile(victim, 'theirs\n');
    await mkdir(join(root, 'history'));
    await symlink(victim, path());
    expect(codeOf(await history.add('c', entry(1, { body: '$(id)' })))).toBe('history.write');
    expect(await readFile(victim, 'utf8')).toBe('theirs\n');
  });

  it('tells of a disk that refuses once, where nobody waits for an answer', async () => {
    await writeFile(join(root, 'history'), 'in the way');
    const failures: string[] = [];
    const silent = new SentHistory(join(root, 'history'), ({ code }) => failures.push(code));
    silent.take('c', entry(1));
    silent.take('c', entry(2));
    expect(await times(silent)).toEqual([2, 1]);
    await silent.close();
    expect(failures).toEqual(['history.write']);
  });
});
