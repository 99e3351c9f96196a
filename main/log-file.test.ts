import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { chmod, mkdtemp, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LogFile } from './log-file.js';
import { hostLog } from './log.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-log-'));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true, force: true });
});
const text = (name: string): Promise<string> => readFile(join(directory, name), 'utf8');

describe('LogFile', () => {
  it('keeps a few files of bounded size, the newest entry in the first', async () => {
    const log = new LogFile(join(directory, 'host.log'), { maxBytes: 20, files: 3 });
    for (let n = 1; n <= 9; n++) log.append(`entry ${n}`);
    expect((await readdir(directory)).sort()).toEqual(['host.1.log', 'host.2.log', 'host.log']);
    expect(await text('host.log')).toBe('entry 9\n');
    expect(await text('host.1.log')).toBe('entry 7\nentry 8\n');
    expect(await text('host.2.log')).toBe('entry 5\nentry 6\n');
  });

  it('writes an entry that is larger than a file whole', async () => {
    const log = new LogFile(join(directory, 'host.log'), { maxBytes: 4, files: 2 });
    log.append('a long entry');
    expect(await text('host.log')).toBe('a long entry\n');
  });

  it.skipIf(process.platform === 'win32')('is its owner’s alone, and stays so', async () => {
    const file = join(directory, 'deep', 'host.log');
    new LogFile(file).append('one');
    expect((await stat(join(directory, 'deep'))).mode & 0o777).toBe(0o700);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await chmod(file, 0o644);
    new LogFile(file).append('two');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')(
    'follows no link and costs nothing where it cannot be written',
    async () => {
      await writeFile(join(directory, 'target'), 'mine');
      await symlink(join(directory, 'target'), join(directory, 'linked.log'));
      await mkdir(join(directory, 'folder.log'));
      for (const name of ['linked.log', 'folder.log', 'target/host.log']) {
        expect(() => new LogFile(join(directory, name)).append('x')).not.toThrow();
      }
      expect(await text('target')).toBe('mine');
      // Nobody reads it: writing would wait for ever, and the host with it.
      execFileSync('mkfifo', [join(directory, 'pipe.log')]);
      new LogFile(join(directory, 'pipe.log')).append('x');
      const reader = openSync(join(directory, 'pipe.log'), constants.O_RDONLY | constants.O_NONBLOCK);
      new LogFile(join(directory, 'pipe.log')).append('x');
      expect(readSync(reader, Buffer.alloc(10))).toBe(0);
      closeSync(reader);
    },
  );
});

describe('hostLog', () => {
  const at = (): Date => new Date(0);

  it('notes what failed and where, without what was worked on', async () => {
    const { log } = hostLog(new LogFile(join(directory, 'host.log')), at);
    let thrown: unknown;
    try {
      JSON.parse('{"password": swordfish');
    } catch (error) {
      thrown = error;
    }
    log('A request failed\u001b[2J', thrown);
    const entry = await text('host.log');
    expect(entry).toMatch(
      /^1970-01-01T00:00:00.000Z A request failed\\u\{1b\}\[2J\n {4}SyntaxError\n {4}at /,
    );
    expect(entry).not.toContain('swordfish');
  });

  it('says on a terminal nothing that it would act on', () => {
    const written: string[] = [];
    vi.mocked(console.error).mockImplementation((entry: string) => void written.push(entry));
    const error = new Error('\u001b[2J\u009b31m\rover\u202eleft');
    hostLog(new LogFile(join(directory, 'host.log'))).log('a \u001b]0;title\u0007 problem', error);
    expect(written).toHaveLength(1);
    expect(written[0]).toContain(
      'a \\u{1b}]0;title\\u{7} problem\nError: \\u{1b}[2J\\u{9b}31m\\u{d}over\\u{202e}left\n',
    );
    expect(written[0]?.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('counts what comes again', async () => {
    const { log } = hostLog(new LogFile(join(directory, 'host.log')), at);
    for (let n = 0; n < 250; n++) log('the same');
    log('another');
    const lines = (await text('host.log')).split('\n').map((line) => line.slice(25));
    expect(lines).toEqual([
      'the same',
      '(the entry before, 10 times so far)',
      '(the entry before, 100 times so far)',
      '(the entry before came 250 times)',
      'another',
      '',
    ]);
  });
});
