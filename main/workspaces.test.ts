import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result, SavedConnection } from '../contract/index.js';
import { createEngine } from '../engine/index.js';
import { PointedAt, withinRoots } from './bounds.js';
import { RecentWorkspaces } from './recent.js';
import { Workspaces } from './workspaces.js';

let root: string;
let workspaces: Workspaces;
const at = (name: string): string => join(root, name);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wirebench-workspaces-'));
  workspaces = valueOf(
    await Workspaces.begin(at('first'), {
      open: (directory) => createEngine({ workspace: directory, version: '0.0.0' }),
      own: at('own'),
      recent: new RecentWorkspaces(at('recent.json')),
      bounds: withinRoots([root]),
      log: (problem) => expect.unreachable(problem),
    }),
  );
});
afterEach(async () => {
  await workspaces.dispose();
  await rm(root, { recursive: true, force: true });
});

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.code);

const connection: SavedConnection = {
  id: 'stream',
  name: 'Stream',
  folder: 'Orders',
  order: 1,
  config: {
    protocol: 'tcp',
    role: 'client',
    address: '{{host}}:{{port}}',
    options: { tls: { passphrase: 'hunter2' } },
  },
  variables: [
    { name: 'port', value: '1' },
    { name: 'token', secret: true },
  ],
  messages: [
    { id: 'm', name: 'Login', mode: 'text', kind: 'text', body: '{{user}} {{token}} {{uuid}} \\{{not}}' },
  ],
};

describe('workspaces', () => {
  it('creates one, opens it, tells of it and lists what was open', async () => {
    const switched: string[] = [];
    workspaces.onSwitch(({ info }) => switched.push(info.directory));
    const made = valueOf(await workspaces.create({ directory: at('second'), name: 'Second' }));
    expect(made).toEqual({ directory: at('second') });
    expect(workspaces.engine.info.directory).toBe(at('first'));
    valueOf(await workspaces.open({ directory: at('second'), endSessions: false }));
    expect(switched).toEqual([at('second')]);
    const { directory, recent, roots } = await workspaces.list();
    expect({ directory, roots }).toEqual({ directory: at('second'), roots: [root] });
    expect(recent.map(({ directory: one, name, missing }) => [one, name, missing])).toEqual([
      [at('second'), 'Second', false],
      [at('first'), 'first', false],
    ]);
    await workspaces.forget({ directory: at('first') });
    expect((await workspaces.list()).recent).toHaveLength(1);
  });

  it('asks before active sessions end, and ends them when told to', async () => {
    await workspaces.create({ directory: at('second'), name: 'Second' });
    const listener = { protocol: 'tcp', role: 'server', address: '127.0.0.1:0', options: {} } as const;
    const { engine } = workspaces;
    valueOf(await engine.start({ session: null, name: 'l', connection: null, config: listener }));
    const refused = await workspaces.open({ directory: at('second'), endSessions: false });
    expect(refused).toMatchObject({ ok: false, error: { code: 'workspaces.busy', detail: { sessions: 1 } } });
    expect(workspaces.engine).toBe(engine);
    valueOf(await workspaces.open({ directory: at('second'), endSessions: true }));
    // Back at once: the one that is being left is waited for, so its tabs are the same ones.
    await engine.workspace.writeState({ tabs: ['kept'] });
    valueOf(await workspaces.open({ directory: at('first'), endSessions: false }));
    expect(workspaces.engine.workspace.shared).toBe(false);
    expect(await workspaces.engine.workspace.readState()).toEqual({ ok: true, value: { tabs: ['kept'] } });
    expect((await workspaces.engine.list()).map(({ state }) => state)).toEqual(['recorded']);
  });

  it('refuses what is no workspace, not there, not within bounds or no path, each in its words', async () => {
    await mkdir(at('other'));
    await writeFile(join(at('other'), 'notes.txt'), '');
    const open = async (directory: string) =>
      codeOf(await workspaces.open({ directory, endSessions: false }));
    expect(await open(at('other'))).toBe('workspaces.missing');
    expect(await open(at('nothing'))).toBe('workspaces.missing');
    expect(await open(at('other/notes.txt'))).toBe('workspaces.unreadable');
    expect(await open('relative/path')).toBe('workspaces.path');
    expect(await open(tmpdir())).toBe('workspaces.bounds');
    expect(await open(`${root}/../..`)).toBe('workspaces.bounds');
    await symlink(tmpdir(), at('out'));
    expect(await open(at('out/elsewhere'))).toBe('workspaces.bounds');
    const create = async (directory: string) => codeOf(await workspaces.create({ directory, name: 'x' }));
    expect(await create(at('other'))).toBe('workspaces.occupied');
    expect(await create(at('first'))).toBe('workspaces.occupied');
    expect(await create(at('out/elsewhere'))).toBe('workspaces.bounds');
    expect(await create(at('first/.local'))).toBe('workspaces.path');
    expect(workspaces.engine.info.directory).toBe(at('first'));
  });

  it('duplicates without secrets, sessions and links, under an id of its own', async () => {
    const { workspace } = workspaces.engine;
    valueOf(await workspace.save(connection, null));
    valueOf(await workspace.setSecret('connection:stream', 'token', 'sesame'));
    await writeFile(join(at('first'), 'ca.pem'), 'certificate');
    await symlink('/etc', join(at('first'), 'link'));
    valueOf(await workspaces.duplicate({ directory: at('copy'), name: 'Copy' }));
    expect((await readdir(at('copy'))).sort()).toEqual(['ca.pem', 'connections', 'workspace.json']);
    const before = workspace.info;
    valueOf(await workspaces.open({ directory: at('copy'), endSessions: false }));
    const { info } = workspaces.engine.workspace;
    expect(info).toMatchObject({ name: 'Copy', secrets: [], problems: [] });
    expect(info.id).not.toBe(before.id);
    expect(info.connections.map((one) => one.connection.name)).toEqual(['Stream']);
    expect(codeOf(await workspaces.duplicate({ directory: at('copy/inside'), name: 'x' }))).toBe(
      'workspaces.occupied',
    );
  });

  it('closes to the one before, and to this person’s own where there is none', async () => {
    await workspaces.create({ directory: at('second'), name: 'Second' });
    valueOf(await workspaces.open({ directory: at('second'), endSessions: false }));
    valueOf(await workspaces.close({ endSessions: false }));
    expect(workspaces.engine.info.directory).toBe(at('first'));
    await workspaces.forget({ directory: at('second') });
    valueOf(await workspaces.close({ endSessions: false }));
    expect(workspaces.engine.info.directory).toBe(at('own'));
    await workspaces.forget({ directory: at('first') });
    expect(codeOf(await workspaces.close({ endSessions: false }))).toBe('workspaces.last');
  });

  it('moves a connection with its messages, leaves secrets behind and says so, and takes it back', async () => {
    const { workspace } = workspaces.engine;
    await workspaces.create({ directory: at('second'), name: 'Second' });
    valueOf(await workspace.save(connection, null));
    valueOf(await workspace.setFolders(['Orders']));
    valueOf(await workspace.describe([{ folder: 'Orders', before: '', after: 'What they are.' }]));
    valueOf(await workspace.setSecret('connection:stream', 'token', 'sesame'));
    const file = join(at('first'), 'connections', 'stream.json');
    const text = await readFile(file, 'utf8');
    const report = valueOf(
      await workspaces.transfer({ connections: ['stream'], to: at('second'), move: true }),
    );
    expect(report).toMatchObject({
      name: 'Second',
      secrets: ['{{token}} of Stream', 'the passphrase of Stream'],
      missing: ['host', 'user'],
    });
    expect(workspace.info.connections).toEqual([]);
    expect(await readFile(join(at('second'), 'connections', 'stream.json'), 'utf8')).toBe(text);
    const there = JSON.parse(await readFile(join(at('second'), 'workspace.json'), 'utf8')) as object;
    expect(there).toMatchObject({ folders: [{ path: 'Orders', description: 'What they are.' }] });
    const all = await readdir(at('second'), { recursive: true });
    for (const name of all.filter((one) => one.endsWith('.json'))) {
      expect(await readFile(join(at('second'), name), 'utf8')).not.toMatch(/sesame|hunter2/);
    }
    const { added, taken } = report;
    valueOf(await workspaces.takeBack({ to: at('second'), added, taken }));
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(join(at('second'), 'connections'))).toEqual([]);
    expect(workspace.secret('connection:stream', 'token')).toEqual({ ok: true, value: 'sesame' });
  });

  it('copies a connection and keeps it here', async () => {
    const { workspace } = workspaces.engine;
    await workspaces.create({ directory: at('second'), name: 'Second' });
    valueOf(await workspace.save(connection, null));
    for (const count of [1, 2]) {
      valueOf(await workspaces.transfer({ connections: ['stream'], to: at('second'), move: false }));
      expect(await readdir(join(at('second'), 'connections'))).toHaveLength(count);
    }
    expect(workspace.info.connections).toHaveLength(1);
    const transfer = async (to: string, id = 'stream') =>
      codeOf(await workspaces.transfer({ connections: [id], to, move: true }));
    expect(await transfer(at('first'))).toBe('workspaces.missing');
    expect(await transfer(at('nothing'))).toBe('workspaces.missing');
    expect(await transfer(at('second'), 'nobody')).toBe('workspace.unknown');
  });
});

describe('the list of recent workspaces', () => {
  it('survives damage and knows what is missing', async () => {
    const recent = new RecentWorkspaces(at('list.json'));
    await Promise.all([recent.add(at('a'), 'A'), recent.add(at('b'), 'B'), recent.add(at('a'), 'A2')]);
    await mkdir(at('b'));
    const list = async () =>
      (await recent.list()).map(({ directory, name, missing }) => ({ directory, name, missing }));
    expect(await list()).toEqual([
      { directory: at('a'), name: 'A2', missing: true },
      { directory: at('b'), name: 'B', missing: false },
    ]);
    await writeFile(at('list.json'), '{"version": 1, "workspaces": [');
    expect(await list()).toEqual([]);
    await recent.add(at('b'), 'B');
    expect(await list()).toHaveLength(1);
    for (let n = 0; n < 30; n++) await recent.add(at(`w${n}`), 'W');
    expect(await list()).toHaveLength(20);
  });
});

describe('what a person has pointed at', () => {
  it('may be opened, and nothing else', async () => {
    const bounds = new PointedAt((directory) => Promise.resolve(directory === at('earlier')));
    expect(codeOf(await bounds.resolve(at('x')))).toBe('workspaces.bounds');
    bounds.add(at('x'));
    expect(await bounds.resolve(`${at('x')}/`)).toEqual({ ok: true, value: at('x') });
    expect(codeOf(await bounds.resolve(at('earlier')))).toBe('ok');
  });
});
