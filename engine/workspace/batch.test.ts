import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedConnection, WorkspaceBatch } from '../../contract/index.js';
import { codeOf, valueOf } from '../test-engine.js';
import { WorkspaceBench } from './test-workspace.js';
import type { Workspace } from './index.js';

let bench: WorkspaceBench;
let root: string;
beforeEach(async () => {
  bench = await WorkspaceBench.make();
  root = bench.directory;
});
afterEach(() => bench.close());

const connection = (id: string, folder = '', passphrase?: string): SavedConnection => ({
  id,
  name: `Connection ${id}`,
  folder,
  order: 1,
  config: {
    protocol: 'tcp',
    role: 'client',
    address: 'localhost:1',
    options: passphrase === undefined ? {} : { tls: { passphrase } },
  },
  messages: [],
});

const nothing: WorkspaceBatch = {
  connections: [],
  folders: [],
  environments: [],
  variables: [],
  secrets: [],
};

const batch: WorkspaceBatch = {
  connections: [connection('a', 'In'), connection('b', 'In/Deep', 'hunter2')],
  folders: [{ path: 'In' }, { path: 'In/Deep', description: 'Why it is here.' }],
  environments: [{ id: 'staging', name: 'Staging', variables: [{ name: 'token', secret: true }] }],
  variables: [{ name: 'host', value: 'localhost' }],
  secrets: [{ scope: 'environment:staging', name: 'token', value: 'open sesame' }],
};

/** Every shared file with its text. */
async function files(): Promise<Record<string, string>> {
  const names = (await readdir(root, { recursive: true })).filter(
    (name) => name.endsWith('.json') && !name.startsWith('.local'),
  );
  const texts = names.sort().map(async (name) => [name, await readFile(join(root, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

const namesOf = (workspace: Workspace): object => {
  const { connections, folders, folderDocs, environments, variables } = workspace.info;
  return {
    connections: connections.map((one) => one.connection.id).sort(),
    folders,
    folderDocs,
    environments: environments.map((one) => one.environment.id),
    variables: variables.variables,
  };
};

describe('a batch', () => {
  it('is added whole, kept, and told of once', async () => {
    const workspace = await bench.open();
    let told = 0;
    workspace.onChange((outside) => void (outside || told++));
    expect(valueOf(await workspace.addAll(batch))).toEqual({
      connections: ['a', 'b'],
      folders: ['In', 'In/Deep'],
      environments: ['staging'],
      variables: ['host'],
      kept: [],
    });
    expect(told).toBe(1);
    const before = namesOf(workspace);
    expect(workspace.secret('environment:staging', 'token')).toEqual({ ok: true, value: 'open sesame' });
    expect(JSON.stringify(await files())).not.toMatch(/hunter2|open sesame/);
    await workspace.close();
    const again = await bench.open();
    expect(namesOf(again)).toEqual(before);
    expect(again.info.problems).toEqual([]);
    const known = again.info.connections.find((one) => one.connection.id === 'b');
    expect(known?.connection.config.options.tls?.passphrase).toBe('hunter2');
  });

  it('gives what is there already another id, and leaves variables that have a value', async () => {
    const workspace = await bench.open();
    valueOf(await workspace.addAll(batch));
    const second = valueOf(
      await workspace.addAll({ ...batch, variables: [{ name: 'host', value: 'elsewhere' }] }),
    );
    expect(second.connections).toHaveLength(2);
    expect(second.connections).not.toContain('a');
    expect(second).toMatchObject({ folders: [], environments: ['staging-2'], variables: [], kept: ['host'] });
    expect(workspace.info.connections).toHaveLength(4);
    expect(workspace.info.variables.variables).toEqual([{ name: 'host', value: 'localhost' }]);
    expect(workspace.secret('environment:staging-2', 'token')).toEqual({ ok: true, value: 'open sesame' });
  });

  it('takes no name that a broken file of an environment has', async () => {
    await mkdir(join(root, 'environments'));
    await writeFile(join(root, 'environments', 'Staging.json'), 'not json');
    const workspace = await bench.open();
    expect(valueOf(await workspace.addAll(batch)).environments).toEqual(['staging-2']);
    expect(await readFile(join(root, 'environments', 'Staging.json'), 'utf8')).toBe('not json');
  });

  it('is taken out whole and put back where it was, byte for byte', async () => {
    const workspace = await bench.open();
    valueOf(await workspace.setFolders(['First', 'Last']));
    const empty = await files();
    const added = valueOf(await workspace.addAll(batch));
    const full = await files();
    const { kept: _kept, ...selection } = added;
    const taken = valueOf(await workspace.takeOut(selection));
    expect(workspace.info.connections).toEqual([]);
    expect({ ...(await files()), 'variables.json': undefined }).toEqual({
      ...empty,
      'variables.json': undefined,
    });
    valueOf(await workspace.putBack(taken));
    expect(await files()).toEqual(full);
    expect(workspace.secret('environment:staging', 'token')).toEqual({ ok: true, value: 'open sesame' });
    expect(await readdir(join(root, '.local', 'trash'))).toEqual([]);
    // Twice is once: what is there is passed over.
    valueOf(await workspace.putBack(taken));
    expect(await files()).toEqual(full);
  });

  it('changes nothing where something cannot be written', async () => {
    const workspace = await bench.open();
    valueOf(await workspace.setFolders(['First']));
    await mkdir(join(root, 'connections', 'connection-b.json'));
    await writeFile(join(root, 'variables.json'), 'broken');
    const before = await files().catch(() => null);
    expect(before).toBeNull();
    expect(codeOf(await workspace.addAll(batch))).toBe('workspace.write');
    expect(await readdir(join(root, 'connections'))).toEqual(['connection-b.json']);
    expect(await readFile(join(root, 'variables.json'), 'utf8')).toBe('broken');
    expect(workspace.info.folders).toEqual(['First']);
  });

  it('is refused while secrets are locked, and where nothing can be written', async () => {
    const first = await bench.open({ passphrase: 'key' });
    valueOf(await first.setSecret('workspace', 'x', 'y'));
    await first.close();
    const locked = await bench.open();
    expect(codeOf(await locked.addAll(batch))).toBe('secret.locked');
    expect(locked.info.connections).toEqual([]);
    valueOf(await locked.addAll({ ...nothing, connections: [connection('c')] }));
    await locked.close();
    await chmod(root, 0o555);
    const readOnly = await bench.open();
    expect(codeOf(await readOnly.addAll(batch))).toBe('workspace.read-only');
  });

  it('does not undo what somebody else wrote meanwhile', async () => {
    const workspace = await bench.open();
    valueOf(await workspace.addAll(batch));
    const other = await bench.open();
    valueOf(await other.setFolders(['Theirs', 'In', 'In/Deep']));
    const taken = valueOf(
      await workspace.takeOut({ connections: [], folders: ['In'], environments: [], variables: [] }),
    );
    expect(workspace.info.folders).toEqual(['Theirs', 'In/Deep']);
    valueOf(await workspace.putBack(taken));
    expect(workspace.info.folders).toEqual(['Theirs', 'In', 'In/Deep']);
  });

  it('adds and opens a thousand connections in little time', async () => {
    const workspace = await bench.open();
    const connections = Array.from({ length: 1_000 }, (_, n) => connection(`c${n}`, `F${n % 20}`));
    valueOf(await workspace.addAll({ ...nothing, connections }));
    await workspace.close();
    // Of the processor, not of the clock: the machine may do much else.
    const begun = process.cpuUsage();
    const again = await bench.open();
    const { user, system } = process.cpuUsage(begun);
    expect(again.info.connections).toHaveLength(1_000);
    // The goal is a second beyond the start; this only notices a mistake of an order of magnitude.
    expect((user + system) / 1_000).toBeLessThan(5_000);
  }, 120_000);
});

describe('folders', () => {
  it('move with what is in them and what is said of them', async () => {
    const workspace = await bench.open();
    valueOf(await workspace.addAll(batch));
    valueOf(await workspace.relocate('In', 'Out/There', { folders: ['Out', 'Out/There', 'Out/There/Deep'] }));
    const { folders, folderDocs, connections } = workspace.info;
    expect(folders).toEqual(['Out', 'Out/There', 'Out/There/Deep']);
    expect(folderDocs).toEqual([{ path: 'Out/There/Deep', description: 'Why it is here.' }]);
    expect(connections.map((one) => one.connection.folder).sort()).toEqual(['Out/There', 'Out/There/Deep']);
    await workspace.close();
    expect((await bench.open()).info).toMatchObject({ folders, folderDocs });
  });

  it('are described unless somebody else did so meanwhile', async () => {
    const workspace = await bench.open();
    valueOf(await workspace.describe([{ folder: 'Orders', before: '', after: 'One.\nTwo.' }]));
    valueOf(await workspace.describe([{ folder: null, before: '', after: '# All' }]));
    valueOf(await workspace.rename('Checkout'));
    expect(workspace.info).toMatchObject({
      name: 'Checkout',
      description: '# All',
      folderDocs: [{ path: 'Orders', description: 'One.\nTwo.' }],
    });
    expect(codeOf(await workspace.describe([{ folder: 'Orders', before: '', after: 'Mine' }]))).toBe(
      'workspace.conflict',
    );
    expect(codeOf(await workspace.describe([{ folder: null, before: '', after: 'Mine' }]))).toBe(
      'workspace.conflict',
    );
    valueOf(await workspace.describe([{ folder: 'Orders', before: null, after: 'Mine' }]));
    expect(workspace.info.folderDocs).toEqual([{ path: 'Orders', description: 'Mine' }]);
  });
});
