import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Layout, SavedConnection, SavedMessage } from '../../contract/index.js';
import { valueOf } from '../test-engine.js';
import type { Workspace } from './index.js';
import { WorkspaceBench } from './test-workspace.js';

const run = promisify(execFile);
let bench: WorkspaceBench;
let root: string;
let workspace: Workspace;

async function git(...args: string[]): Promise<string> {
  const identity = [
    '-c',
    'user.name=test',
    '-c',
    'user.email=test@example.test',
    '-c',
    'core.autocrlf=false',
  ];
  return (await run('git', ['-C', root, ...identity, ...args])).stdout;
}

/** What a reviewer sees of everything since the last look: files with lines added and removed. */
async function seen(): Promise<[file: string, added: number, removed: number][]> {
  await git('add', '-A');
  const lines = (await git('diff', '--cached', '--numstat')).trim().split('\n');
  await git('commit', '-q', '--allow-empty', '-m', 'seen');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [added, removed, file = ''] = line.split('\t');
      return [file, Number(added), Number(removed)];
    });
}

const message = (id: string, body: string): SavedMessage => ({
  id,
  name: id,
  mode: 'text',
  kind: 'text',
  body,
});
const layout = (id: string): Layout => ({
  id,
  name: id,
  fields: [
    { name: 'a', type: 'u8' },
    { name: 'b', type: 'u16' },
  ],
});
const first: SavedConnection = {
  id: 'one',
  name: 'One',
  folder: 'Orders',
  order: 1,
  config: {
    protocol: 'ws',
    role: 'client',
    address: 'ws://localhost:1/',
    options: { ws: { deflate: false } },
  },
  messages: [message('m1', 'first\nsecond\nthird'), message('m2', 'other')],
  filters: [{ id: 'f1', name: 'pings', query: 'kind:ping' }],
  layouts: [layout('l1'), layout('l2')],
};
const now = (): SavedConnection => {
  const found = workspace.info.connections.find(({ connection }) => connection.id === 'one');
  if (found === undefined) throw new Error('it is gone');
  return found.connection;
};
const change = async (edit: (before: SavedConnection) => SavedConnection): Promise<void> => {
  valueOf(await workspace.save(edit(now()), '*'));
};

beforeEach(async () => {
  bench = await WorkspaceBench.make();
  root = bench.directory;
  await git('init', '-q');
  workspace = await bench.open();
  valueOf(await workspace.save(first, null));
  valueOf(await workspace.save({ ...first, id: 'two', name: 'Two', order: 2 }, null));
  valueOf(await workspace.setFolders(['Orders', 'Devices', 'Empty']));
  const variables = ['a', 'b', 'c'].map((name) => ({ name, value: '1' }));
  valueOf(await workspace.environments.save({ id: 'lab', name: 'Lab', variables }, null));
  valueOf(await workspace.environments.saveVariables(variables, null));
  await seen();
});
afterEach(() => bench.close());

const file = 'connections/one.json';
const shared = 'workspace.json';
const lab = 'environments/lab.json';

describe('one change makes one small diff', () => {
  it.each<[what: string, make: () => Promise<unknown>, diff: [string, number, number][]]>([
    ['a new name', () => change((one) => ({ ...one, name: 'Other' })), [[file, 1, 1]]],
    [
      'another address',
      () => change((one) => ({ ...one, config: { ...one.config, address: 'ws://localhost:2/' } })),
      [[file, 1, 1]],
    ],
    [
      'an option',
      () => change((one) => ({ ...one, config: { ...one.config, options: { ws: { deflate: true } } } })),
      [[file, 1, 1]],
    ],
    ['a move to another folder', () => change((one) => ({ ...one, folder: 'Devices' })), [[file, 1, 1]]],
    ['another place among its neighbours', () => change((one) => ({ ...one, order: 2.5 })), [[file, 1, 1]]],
    [
      'a line of a message',
      () =>
        change((one) => ({
          ...one,
          messages: [message('m1', 'first\nchanged\nthird'), message('m2', 'other')],
        })),
      [[file, 1, 1]],
    ],
    [
      'a message more',
      () => change((one) => ({ ...one, messages: [...one.messages, message('m3', 'new')] })),
      [[file, 7, 0]],
    ],
    [
      'a message less',
      () => change((one) => ({ ...one, messages: one.messages.slice(0, 1) })),
      [[file, 0, 7]],
    ],
    [
      'a filter’s colour',
      () =>
        change((one) => ({
          ...one,
          filters: [{ id: 'f1', name: 'pings', query: 'kind:ping', colour: 'red' }],
        })),
      [[file, 2, 1]],
    ],
    ['a layout less', () => change((one) => ({ ...one, layouts: [layout('l1')] })), [[file, 0, 14]]],
    [
      'a line of a description',
      () => change((one) => ({ ...one, description: 'What it is.' })),
      [[file, 1, 0]],
    ],
    ['a template made of it', () => change((one) => ({ ...one, template: true })), [[file, 1, 0]]],
    [
      'a variable of the connection',
      () => change((one) => ({ ...one, variables: [{ name: 'v', value: '1' }] })),
      [[file, 6, 0]],
    ],
    ['a folder more', () => workspace.setFolders(['Orders', 'Devices', 'Empty', 'New']), [[shared, 3, 0]]],
    [
      'folders in another order',
      () => workspace.setFolders(['Devices', 'Orders', 'Empty']),
      [[shared, 2, 2]],
    ],
    ['a folder less', () => workspace.setFolders(['Orders', 'Devices']), [[shared, 0, 3]]],
    [
      'a folder’s description',
      () => workspace.describe([{ folder: 'Orders', before: '', after: 'Of shops.' }]),
      [[shared, 2, 1]],
    ],
    ['another name of the workspace', () => workspace.rename('Renamed'), [[shared, 1, 1]]],
    [
      'a value of an environment',
      () =>
        workspace.environments.save(
          {
            id: 'lab',
            name: 'Lab',
            variables: [
              { name: 'a', value: '1' },
              { name: 'b', value: '2' },
              { name: 'c', value: '1' },
            ],
          },
          '*',
        ),
      [[lab, 1, 1]],
    ],
    [
      'a variable of the workspace that becomes a secret',
      () =>
        workspace.environments.saveVariables(
          [
            { name: 'a', value: '1' },
            { name: 'b', secret: true },
            { name: 'c', value: '1' },
          ],
          '*',
        ),
      [['variables.json', 1, 1]],
    ],
    ['a value of a secret', () => workspace.setSecret('workspace', 'b', 'hidden'), []],
    ['a save without a change', () => change((one) => one), []],
    ['open tabs and drafts', () => workspace.writeState({ tabs: [1, 2, 3] }), []],
  ])('%s', async (_, make, diff) => {
    await make();
    expect(await seen()).toEqual(diff);
  });

  it('a deletion takes one file away, and undoing it leaves no trace', async () => {
    await change((one) => ({ ...one, name: 'Renamed since' }));
    await seen();
    valueOf(await workspace.remove('one'));
    await git('add', '-A');
    expect((await git('diff', '--cached', '--name-status')).trim()).toBe(`D\t${file}`);
    valueOf(await workspace.restore('one'));
    valueOf(await workspace.environments.remove('lab'));
    valueOf(await workspace.environments.restore('lab'));
    const taken = valueOf(
      await workspace.takeOut({
        connections: ['one'],
        folders: ['Orders'],
        environments: ['lab'],
        variables: ['b'],
      }),
    );
    valueOf(await workspace.putBack(taken));
    expect(await seen()).toEqual([]);
  });

  it('a folder that is renamed changes a line of each connection in it', async () => {
    valueOf(await workspace.relocate('Orders', 'Shops', { folders: ['Shops', 'Devices', 'Empty'] }));
    expect(await seen()).toEqual([
      ['connections/one.json', 1, 1],
      ['connections/two.json', 1, 1],
      [shared, 1, 1],
    ]);
  });
});
