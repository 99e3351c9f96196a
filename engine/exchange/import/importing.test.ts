import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportTarget } from '../../../contract/index.js';
import { valueOf } from '../../test-engine.js';
import type { Workspace } from '../../workspace/index.js';
import { WorkspaceBench } from '../../workspace/test-workspace.js';
import { workspaceFile } from '../workspace-file.js';
import { Import, undoImport } from './importing.js';

let bench: WorkspaceBench;
let root: string;
let workspace: Workspace;

beforeEach(async () => {
  bench = await WorkspaceBench.make();
  root = bench.directory;
  workspace = await bench.open();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await bench.close();
});

const here: ImportTarget = { folder: '', environments: {}, clashes: 'keep' };

const place = () => ({ stateDirectory: join(root, '.local'), version: '0', program: null });
const open: Import[] = [];
const beginFiles = async (files: readonly { readonly path: string; readonly size: number }[]) => {
  const begun = await Import.begin(files, place());
  if (begun.ok) open.push(begun.value);
  return begun;
};

async function begin(files: Readonly<Record<string, string>>): Promise<Import> {
  const entries = Object.entries(files).map(([path, text]) => ({
    path,
    data: new TextEncoder().encode(text),
  }));
  const running = valueOf(await beginFiles(entries.map(({ path, data }) => ({ path, size: data.length }))));
  for (const [index, { data }] of entries.entries()) {
    for (let at = 0; at < data.length; at += 100)
      valueOf(await running.take(index, data.subarray(at, at + 100)));
  }
  return running;
}

const collection = JSON.stringify({
  info: { name: 'Chat' },
  variable: [{ key: 'host', value: 'h.test' }],
  item: [
    {
      name: 'Join',
      request: {
        url: 'ws://{{host}}/join',
        header: [{ key: 'X-A', value: '1' }],
        auth: { type: 'bearer', bearer: [{ key: 'token', value: 'hunter2' }] },
        body: { mode: 'raw', raw: 'hi' },
      },
    },
    { name: 'Other', request: { url: 'ws://other' } },
  ],
});
const environment = JSON.stringify({
  name: 'Staging',
  values: [
    { key: 'a', value: '1' },
    { key: 'secret', value: 'swordfish', type: 'secret' },
  ],
});

/** Everything the workspace's shared files and its secrets hold. */
async function state(): Promise<string> {
  const { connections, environments, variables, folders, secrets } = workspace.info;
  const secretFile = await readFile(join(root, '.local', 'secrets.json'), 'utf8').catch(() => '{}');
  return JSON.stringify([
    connections.map(({ connection }) => connection),
    environments.map((one) => one.environment),
    variables.variables,
    folders,
    secrets,
    Object.keys((JSON.parse(secretFile) as { secrets?: object }).secrets ?? {}),
  ]);
}

describe('Import', () => {
  it('previews without changing anything, then writes, secrets apart, and takes it all back', async () => {
    const before = await state();
    const running = await begin({ 'chat.json': collection, 'env.json': environment });
    const preview = valueOf(await running.preview(workspace, here));
    expect(
      preview.items.map(({ id, kind, name, folder }) => `${id} ${kind} ${name} ${folder}`.trim()),
    ).toEqual([
      'c0 connection Join Chat',
      'c0.h0 header X-A',
      'c0.h1 auth Authorization',
      'c0.m0 message Message',
      'c1 connection Other Chat',
      'e0 environment Variables of Chat',
      'e0.v0 variable host',
      'e1 environment Staging',
      'e1.v0 variable a',
      'e1.v1 variable secret',
    ]);
    expect(JSON.stringify(preview)).not.toMatch(/hunter2|swordfish/);
    expect(await state()).toBe(before);

    const { report, changes } = valueOf(await running.apply(workspace, here, []));
    expect(report).toMatchObject({
      messages: 1,
      variables: 3,
      secrets: 2,
      environments: ['staging', 'workspace'],
    });
    expect(workspace.info.folders).toEqual(['Chat']);
    expect(workspace.info.variables.variables).toEqual([{ name: 'host', value: 'h.test' }]);
    const join_ = workspace.info.connections.find((one) => one.connection.name === 'Join')?.connection;
    expect(join_).toMatchObject({
      folder: 'Chat',
      config: {
        options: {
          ws: {
            headers: [
              ['X-A', '1'],
              ['Authorization', 'Bearer {{token}}'],
            ],
          },
        },
      },
      variables: [{ name: 'token', secret: true }],
      messages: [{ name: 'Message', body: 'hi' }],
    });
    expect(workspace.secret(`connection:${join_?.id ?? ''}`, 'token')).toEqual({
      ok: true,
      value: 'hunter2',
    });
    expect(workspace.secret('environment:staging', 'secret')).toEqual({ ok: true, value: 'swordfish' });
    for (const file of await readdir(join(root, 'connections'))) {
      expect(await readFile(join(root, 'connections', file), 'utf8')).not.toMatch(/hunter2/);
    }

    valueOf(await undoImport(changes, workspace));
    expect(workspace.info).toMatchObject({
      connections: [],
      environments: [],
      folders: [],
      variables: { variables: [] },
      secrets: [],
    });
  });

  it('leaves out what is not wanted, with what is inside it', async () => {
    const running = await begin({ 'chat.json': collection, 'env.json': environment });
    const { report } = valueOf(await running.apply(workspace, here, ['c1', 'c0.h1', 'c0.m0', 'e1', 'e0.v0']));
    expect(report).toMatchObject({ messages: 0, variables: 0, secrets: 0, environments: [] });
    const [one, ...others] = workspace.info.connections;
    expect(others).toEqual([]);
    expect(one?.connection).toMatchObject({
      config: { options: { ws: { headers: [['X-A', '1']] } } },
      messages: [],
    });
    expect(one?.connection.variables).toBeUndefined();
  });

  it('shows clashes, keeps what is there or takes theirs, and undoes exactly that', async () => {
    valueOf(
      await workspace.environments.save(
        { id: 'mine', name: 'Staging', variables: [{ name: 'a', value: 'mine' }] },
        null,
      ),
    );
    valueOf(await (await begin({ 'chat.json': collection })).apply(workspace, here, []));

    const running = await begin({ 'chat.json': collection, 'env.json': environment });
    const preview = valueOf(await running.preview(workspace, { ...here, environments: { e1: 'mine' } }));
    expect(
      preview.items.filter((item) => item.clash !== null).map(({ name, clash }) => `${name}: ${clash ?? ''}`),
    ).toEqual([
      'Join 2: “Join” is in this folder already: it comes as “Join 2”',
      'Other 2: “Other” is in this folder already: it comes as “Other 2”',
      'host: is there already with this value',
      'a: yours stays: “mine”',
    ]);
    const renamed = valueOf(await running.preview(workspace, here));
    expect(renamed.items.find((item) => item.id === 'e1')).toMatchObject({
      name: 'Staging 2',
      target: 'new',
    });

    const theirs: ImportTarget = { folder: 'Inbox', environments: { e1: 'mine' }, clashes: 'replace' };
    const { report, changes } = valueOf(await running.apply(workspace, theirs, []));
    expect(report.variables).toBe(2);
    expect(workspace.info.folders).toEqual(['Chat', 'Inbox', 'Inbox/Chat']);
    expect(workspace.info.environments[0]?.environment.variables).toEqual([
      { name: 'a', value: '1' },
      { name: 'secret', secret: true },
    ]);
    valueOf(await undoImport(changes, workspace));
    expect(workspace.info.environments[0]?.environment.variables).toEqual([{ name: 'a', value: 'mine' }]);
    expect(workspace.info.folders).toEqual(['Chat']);
    expect(workspace.info.connections).toHaveLength(2);
    expect(workspace.info.variables.variables).toEqual([{ name: 'host', value: 'h.test' }]);
  });

  it('keeps what somebody changed or put beside it since', async () => {
    const { changes } = valueOf(await (await begin({ 'chat.json': collection })).apply(workspace, here, []));
    valueOf(
      await workspace.environments.saveVariables(
        [{ name: 'host', value: 'edited' }],
        workspace.info.variables.revision,
      ),
    );
    const own = {
      id: 'own',
      name: 'Own',
      folder: 'Chat',
      order: 9,
      config: { protocol: 'tcp', role: 'client', address: 'h:1', options: {} },
      messages: [],
    } as const;
    valueOf(await workspace.save({ ...own, messages: [] }, null));
    valueOf(await undoImport(changes, workspace));
    expect(workspace.info.variables.variables).toEqual([{ name: 'host', value: 'edited' }]);
    expect(workspace.info.connections.map((one) => one.connection.name)).toEqual(['Own']);
    expect(workspace.info.folders).toEqual(['Chat']);
  });

  it('refuses what is too large before a byte of it comes, and more than was announced', async () => {
    expect(await beginFiles([{ path: 'big.pcap', size: 20 * 1024 ** 3 }])).toMatchObject({
      ok: false,
      error: {
        code: 'import.too-large',
        message:
          'big.pcap has 21474836480 bytes: 16 GiB is the most an import takes (all files together). Import it in parts.',
      },
    });
    const big = valueOf(await beginFiles([{ path: 'big.json', size: 200 * 1024 * 1024 }]));
    expect(await big.take(0, new TextEncoder().encode('{"info"'))).toMatchObject({
      ok: false,
      error: {
        code: 'import.too-large',
        message:
          'big.json has 209715200 bytes: 64 MiB is the most an import takes (all files but captures together). Import it in parts.',
      },
    });
    expect(await beginFiles([{ path: '../a', size: 1 }])).toMatchObject({
      ok: false,
      error: { code: 'import.path' },
    });
    const running = valueOf(await beginFiles([{ path: 'a', size: 2 }]));
    expect(await running.take(0, new Uint8Array(3))).toMatchObject({
      ok: false,
      error: { code: 'import.too-large' },
    });
    expect(await running.take(1, new Uint8Array(1))).toMatchObject({
      ok: false,
      error: { code: 'import.unknown' },
    });
  });

  it('says of a file that did not arrive whole, and changes nothing by what cannot be read', async () => {
    const before = await state();
    const running = valueOf(await beginFiles([{ path: 'a.json', size: 2 }]));
    expect(await running.preview(workspace, here)).toMatchObject({
      ok: false,
      error: { code: 'import.unreadable' },
    });
    expect(await (await begin({ 'a.json': '{' })).apply(workspace, here, [])).toMatchObject({
      ok: false,
      error: { code: 'import.syntax' },
    });
    expect(await state()).toBe(before);
  });

  it('brings back what our own export holds', async () => {
    valueOf(
      await (await begin({ 'chat.json': collection, 'env.json': environment })).apply(workspace, here, []),
    );
    const [stored] = workspace.info.connections;
    if (stored === undefined) throw new Error('nothing came');
    const filters = [{ id: 'f', name: 'Slow', query: 'size > 100', colour: 'red' as const }];
    const repeat = { everyMs: 500, times: 3 };
    const kept = {
      ...stored.connection,
      filters,
      messageFolders: ['Empty'],
      messages: stored.connection.messages.map((one) => ({ ...one, repeat })),
    };
    valueOf(await workspace.save(kept, stored.revision));
    const file = new TextDecoder().decode(workspaceFile(workspace.info, null));
    expect(file).not.toMatch(/hunter2|swordfish/);
    const bare = (): unknown => [
      workspace.info.connections
        .map(({ connection: { id: _, order: __, messages, ...rest } }) => ({
          ...rest,
          messages: messages.map(({ id: ___, ...one }) => one),
        }))
        .sort((a, b) => a.name.localeCompare(b.name)),
      workspace.info.environments.map(({ environment: { id: _, ...one } }) => one),
      workspace.info.variables.variables,
      workspace.info.folders,
    ];
    const was = bare();
    const { connections, environments, folders } = {
      connections: workspace.info.connections.map((one) => one.connection.id),
      environments: workspace.info.environments.map((one) => one.environment.id),
      folders: [...workspace.info.folders],
    };
    valueOf(await workspace.takeOut({ connections, environments, folders, variables: ['host'] }));
    valueOf(await (await begin({ 'w.json': file })).apply(workspace, here, []));
    expect(bare()).toEqual(was);
  });

  it('takes 1 000 connections in one change', async () => {
    let changes = 0;
    workspace.onChange(() => changes++);
    const items = Array.from({ length: 1_000 }, (_, i) => ({
      name: `n${i}`,
      request: { url: `ws://h/${i}` },
    }));
    const many = JSON.stringify({ info: { name: 'Many' }, item: items });
    valueOf(await (await begin({ 'many.json': many })).apply(workspace, here, []));
    expect(workspace.info.connections).toHaveLength(1_000);
    expect(changes).toBeLessThan(5);
  });
});
