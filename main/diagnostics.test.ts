import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { coverLine, readDiagnostics } from './diagnostics.js';

const what = { names: ['till seven', 'orders.example.com:8443', 'x'], directory: '/people/ada/work/team' };
const cover = (line: string): string => coverLine(line, what, '/people/ada');

describe('a line of the log in a report', () => {
  it.each([
    ['cannot reach ws://10.1.2.3:80/feed?key=abc', 'cannot reach (address)'],
    ['cannot reach wss://h/room/secret#part (refused)', 'cannot reach (address) (refused)'],
    ['cannot reach http://h/a.js?token=b:1', 'cannot reach (address)/a.js'],
    ['cannot reach wss://me:word@h/x', 'cannot reach (address)'],
    ['10.1.2.3 reset the connection', '(address) reset the connection'],
    ['connect to 10.1.2.3:443 failed', 'connect to (address) failed'],
    ['connect to [fe80::1%eth0]:443 failed', 'connect to (address) failed'],
    ['connect to db.example:5432 failed', 'connect to (address) failed'],
    ['connect to localhost:5432 failed', 'connect to (address) failed'],
    ['closing till seven at orders.example.com:8443', 'closing (name) at (name)'],
    ['cannot write /people/ada/work/team/a.json', 'cannot write (workspace)/a.json'],
    ['cannot read /people/ada/.config/app', 'cannot read ~/.config/app'],
    ['unexpected "swordfish" here', 'unexpected “…” here'],
  ])('covers what is private in: %s', (line, covered) => {
    expect(cover(line)).toBe(covered);
  });

  it('keeps when it was, what failed and where in our own program', () => {
    const line = '2026-11-30T12:00:00.000Z TypeError: x is not a function';
    expect(cover(line)).toBe(line);
    expect(cover('at run (app://wirebench/assets/index.js:3:4)')).toBe(
      'at run ((address)/assets/index.js:3:4)',
    );
  });
});

describe('what the host adds to a report', () => {
  const directories: string[] = [];
  afterEach(async () => {
    for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
  });

  it('holds the last lines of the log, whole ones, covered', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-report-'));
    directories.push(directory);
    const file = join(directory, 'host.log');
    const lines = Array.from({ length: 5_000 }, (_, n) => `${n} cannot reach 10.0.0.1:${n + 1000}`);
    await writeFile(file, `${lines.join('\n')}\n`);
    const { log, system } = await readDiagnostics(file, what);
    expect(log).toHaveLength(60);
    expect(log.at(-1)).toBe('4999 cannot reach (address)');
    expect(system).toContain(process.arch);
  });

  it('is without lines where no log is', async () => {
    expect((await readDiagnostics('/nowhere/at/all.log', what)).log).toEqual([]);
  });
});
