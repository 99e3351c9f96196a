import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openingChunkBytes } from '../contract/index.js';
import type { Opening } from '../contract/index.js';
import { Openings } from './openings.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-openings-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function open() {
  const allowed: string[] = [];
  const clock = { now: 0 };
  const openings = new Openings({ add: (one) => allowed.push(one) }, () => clock.now);
  const told = { times: 0 };
  openings.listen(() => told.times++);
  const all = (): Opening[] => {
    const found: Opening[] = [];
    for (let one = openings.next(); one !== null; one = openings.next()) found.push(one);
    return found;
  };
  return { openings, allowed, clock, told, all };
}
const link = (n: number): string => `wirebench://connect?url=tcp%3A%2F%2Fa%3A${n}`;

describe('Openings', () => {
  it('takes links, files and workspaces of a command line, and leaves its other words', async () => {
    const { openings, allowed, told, all } = open();
    await writeFile(join(directory, 'one.wirebench'), 'one');
    await writeFile(join(directory, 'TWO.HAR'), 'two!');
    await mkdir(join(directory, 'mine', 'connections'), { recursive: true });
    await openings.offerArguments(
      ['one.wirebench', link(1), 'TWO.HAR', 'mine', 'a word', '', '--no-sandbox'],
      directory,
    );
    expect(all()).toMatchObject([
      { kind: 'link', link: link(1) },
      { kind: 'workspace', directory: join(directory, 'mine'), name: 'mine' },
      {
        kind: 'files',
        files: [
          { path: 'one.wirebench', size: 3 },
          { path: 'TWO.HAR', size: 4 },
        ],
      },
    ]);
    expect(allowed).toEqual([join(directory, 'mine')]);
    expect(told.times).toBe(3);
  });

  it('says why something is not opened', async () => {
    const { openings, allowed, all } = open();
    await writeFile(join(directory, 'a.txt'), '');
    await mkdir(join(directory, 'folder'));
    await writeFile(join(directory, 'folder', 'a'), '');
    await openings.offerArguments(['a.txt', 'missing.har', 'folder'], directory);
    await openings.offerFile(join(directory, 'gone'));
    openings.offerLink(`wirebench://connect?url=${'a'.repeat(5_000)}`);
    expect(all()).toMatchObject([
      { kind: 'refused', title: 'a.txt is not opened' },
      { kind: 'refused', title: 'missing.har is not opened', message: 'It is not there.' },
      {
        kind: 'refused',
        title: 'folder is not opened',
        message: 'It is a directory that holds no workspace.',
      },
      { kind: 'refused', title: 'gone is not opened' },
      { kind: 'refused', title: 'The link is too long' },
    ]);
    expect(allowed).toEqual([]);
  });

  it('asks about a dropped folder that is a workspace, and leaves others to the page that imports them', async () => {
    const { openings, allowed, all } = open();
    const folder = async (name: string, ...holds: string[]): Promise<string> => {
      for (const one of ['', ...holds.filter((held) => !held.endsWith('.json'))])
        await mkdir(join(directory, name, one), { recursive: true });
      for (const one of holds.filter((held) => held.endsWith('.json')))
        await writeFile(
          join(directory, name, one),
          '{"schema": 1, "id": "m", "name": "Mine", "folders": []}',
        );
      return join(directory, name);
    };
    const mine = await folder('mine', 'connections', 'workspace.json');
    const theirs = await folder('theirs', 'requests', 'workspace.json');
    await openings.offerDropped([mine]);
    await openings.offerDropped([theirs]);
    await openings.offerDropped([await folder('others', 'connections')]);
    await openings.offerDropped([join(directory, 'gone')]);
    await openings.offerDropped([join(mine, 'workspace.json')]);
    expect(all()).toMatchObject([
      { kind: 'workspace', directory: mine, name: 'Mine' },
      { kind: 'refused', title: 'gone is not opened' },
      { kind: 'refused', title: 'workspace.json is not opened' },
    ]);
    expect(allowed).toEqual([mine]);

    // Of several, each is asked about; with another folder among them none is.
    const ours = await folder('ours', 'connections', 'workspace.json');
    await openings.offerDropped([mine, theirs]);
    expect(all()).toEqual([]);
    await openings.offerDropped([mine, ours]);
    expect(all()).toMatchObject([
      { kind: 'workspace', directory: mine },
      { kind: 'workspace', directory: ours },
    ]);
    expect(allowed).toEqual([mine, mine, ours]);
  });

  it('takes files that were named all together, or none and says which is in the way', async () => {
    const { openings, allowed, all } = open();
    await writeFile(join(directory, 'one.wirebench'), 'one');
    await writeFile(join(directory, 'table.csv'), 'a,b');
    await mkdir(join(directory, 'mine', 'connections'), { recursive: true });
    const refusals: readonly (readonly [string, string])[] = [
      ['gone.har', 'It is not there.'],
      ['table.csv', 'Files that are opened end in .wirebench, .har, .pcapng, .pcap.'],
      ['mine', 'It is a workspace: name it with --workspace.'],
      ['.', 'It is a directory that holds no workspace.'],
    ];
    for (const [name, why] of refusals) {
      const refused = await openings.offerNamed(['one.wirebench', link(1), name], directory);
      expect(refused).toMatchObject({
        error: { code: 'opening.refused', message: expect.stringContaining(why) as string },
      });
    }
    expect(all()).toEqual([]);
    expect(await openings.offerNamed(['one.wirebench', link(1)], directory)).toEqual({ ok: true });
    expect(all()).toMatchObject([
      { kind: 'link', link: link(1) },
      { kind: 'files', files: [{ path: 'one.wirebench', size: 3 }] },
    ]);
    expect(allowed).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'opens no device and no pipe, and shows names that would turn the writing round',
    async () => {
      const { openings, all } = open();
      await symlink('/dev/zero', join(directory, 'zero.har'));
      execFileSync('mkfifo', [join(directory, 'pipe.har')]);
      await writeFile(join(directory, '\u202erah.exe\n.txt'), '');
      await openings.offerFile(join(directory, 'zero.har'));
      await openings.offerFile(join(directory, 'pipe.har'));
      await openings.offerFile(join(directory, '\u202erah.exe\n.txt'));
      expect(all()).toMatchObject([
        { kind: 'refused', title: 'zero.har is not opened', message: 'It is no regular file.' },
        { kind: 'refused', title: 'pipe.har is not opened', message: 'It is no regular file.' },
        { kind: 'refused', title: '\\u{202e}rah.exe\\u{a}.txt is not opened' },
      ]);
      await writeFile(join(directory, 'one.har'), 'hello');
      await openings.offerFile(join(directory, 'one.har'));
      const [one] = all();
      await rm(join(directory, 'one.har'));
      execFileSync('mkfifo', [join(directory, 'one.har')]);
      expect(await openings.read({ opening: one?.id ?? -1, file: 0, from: 0, to: 5 })).toMatchObject({
        error: { code: 'opening.changed' },
      });
    },
  );

  it('gives no more of a large file at once than a message holds', async () => {
    const { openings } = open();
    await writeFile(join(directory, 'large.har'), Buffer.alloc(openingChunkBytes + 5));
    await openings.offerFile(join(directory, 'large.har'));
    const read = { opening: openings.next()?.id ?? -1, file: 0, to: 2 ** 40 };
    const sizeFrom = async (from: number): Promise<number> => {
      const answer = await openings.read({ ...read, from });
      return answer.ok ? answer.value.data.length : -1;
    };
    expect([await sizeFrom(0), await sizeFrom(openingChunkBytes)]).toEqual([openingChunkBytes, 5]);
  });

  it('reads what was handed over and nothing else, until the page is done', async () => {
    const { openings } = open();
    const file = join(directory, 'one.wirebench');
    await writeFile(file, 'hello there');
    await openings.offerFile(file);
    const id = openings.next()?.id ?? -1;
    const read = (input: object) => openings.read({ opening: id, file: 0, from: 0, to: 5, ...input });
    const text = async (input: object): Promise<string> => {
      const answer = await read(input);
      return answer.ok ? Buffer.from(answer.value.data).toString() : answer.error.code;
    };
    expect(await text({})).toBe('hello');
    expect(await text({ from: 6, to: 1_000 })).toBe('there');
    expect(await text({ from: 100, to: 200 })).toBe('');
    expect(await text({ from: 5, to: 1 })).toBe('');
    expect(await text({ file: 1 })).toBe('opening.unknown');
    expect(await text({ opening: id + 1 })).toBe('opening.unknown');
    await appendFile(file, '!');
    expect(await text({})).toBe('opening.changed');
    await rm(file);
    expect(await text({})).toBe('opening.unreadable');
    openings.end(id);
    expect(await text({})).toBe('opening.unknown');
  });

  it('shows few of many links, says so once, and begins anew after a while', () => {
    const { openings, clock, all } = open();
    for (let n = 0; n < 300; n++) openings.offerLink(link(n));
    expect(all().map(({ kind }) => kind)).toEqual([...Array.from({ length: 5 }, () => 'link'), 'refused']);
    clock.now = 20_000;
    openings.offerLink(link(1));
    openings.offerLink(link(1));
    expect(all()).toMatchObject([{ kind: 'link', link: link(1) }]);
  });

  it('keeps a bounded number waiting', async () => {
    const { openings, all } = open();
    for (let n = 0; n < 50; n++) await openings.offerFile(join(directory, `${n}.har`));
    const waiting = all();
    expect(waiting).toHaveLength(20);
    expect(waiting.at(-1)).toMatchObject({ kind: 'refused', title: 'Too much to open at once' });
  });
});
