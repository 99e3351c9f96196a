import { cp, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedConnection } from '../../contract/index.js';
import { valueOf } from '../test-engine.js';
import type { Workspace } from './index.js';
import { asLines, migrated, schemaVersion } from './migrate.js';
import { WorkspaceBench } from './test-workspace.js';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
let bench: WorkspaceBench;
let root: string;
beforeEach(async () => {
  bench = await WorkspaceBench.make();
  root = bench.directory;
});
afterEach(() => bench.close());

/** A workspace as Wirebench of that time wrote it. */
async function openFixture(version: number): Promise<Workspace> {
  await cp(join(fixtures, `schema-${version}`), root, { recursive: true });
  return bench.open();
}

async function textsAt(directory: string): Promise<Record<string, string>> {
  const names = await readdir(directory, { recursive: true });
  const files = names.filter((name) => name.endsWith('.json') && !name.startsWith('.local')).sort();
  return Object.fromEntries(
    await Promise.all(
      files.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const),
    ),
  );
}

const content = (workspace: Workspace): object => {
  const { folders, folderDocs, connections, environments, variables, problems } = workspace.info;
  return {
    folders,
    folderDocs,
    connections: connections.map(({ connection }) => connection),
    environments: environments.map(({ environment }) => environment),
    variables: variables.variables,
    problems,
  };
};

const versions = Array.from({ length: schemaVersion }, (_, index) => index + 1);

describe('workspaces of every schema version', () => {
  it.each(versions)('opens one of version %i whole and writes nothing by it', async (version) => {
    const workspace = await openFixture(version);
    expect(content(workspace)).toEqual({
      folders: ['Orders', 'Orders/EU', 'Empty'],
      folderDocs: [],
      connections: [
        {
          id: 'order-stream',
          name: 'Order stream',
          folder: 'Orders/EU',
          order: 1,
          description: 'Ask Ada.\nThen *subscribe*.',
          config: {
            protocol: 'ws',
            role: 'client',
            address: 'ws://{{host}}:8080/orders',
            options: { ws: { deflate: false } },
          },
          variables: [{ name: 'token', secret: true }],
          messages: [
            { id: 'm1', name: 'Subscribe', mode: 'json', kind: 'text', body: '{\n  "op": "subscribe"\n}' },
            { id: 'm2', name: 'Ping', mode: 'text', kind: 'ping', body: 'hb' },
          ],
          filters: [{ id: 'f1', query: 'dir:in' }],
        },
        {
          id: 'tcp',
          name: 'tcp',
          folder: '',
          order: 2,
          config: { protocol: 'tcp', role: 'client', address: 'localhost:12345', options: {} },
          messages: [],
        },
      ],
      environments: [
        { id: 'staging', name: 'Staging', variables: [{ name: 'host', value: 'staging.test' }] },
      ],
      variables: [{ name: 'host', value: 'localhost' }],
      problems: [],
    });
    expect(await textsAt(root)).toEqual(await textsAt(join(fixtures, `schema-${version}`)));
  });

  it.each(versions)(
    'writes one of version %i as the current version, file by file as they are saved',
    async (version) => {
      const workspace = await openFixture(version);
      const before = await textsAt(root);
      const [stream] = workspace.info.connections;
      if (stream === undefined) throw new Error('no connection');
      valueOf(await workspace.save(stream.connection, stream.revision));
      const current = await textsAt(join(fixtures, `schema-${schemaVersion}`));
      expect(await textsAt(root)).toEqual({
        ...before,
        'connections/order-stream.json': current['connections/order-stream.json'],
      });
      valueOf(await workspace.setFolders(workspace.info.folders));
      const { environments } = workspace;
      for (const { environment, revision } of environments.contents.environments) {
        valueOf(await environments.save(environment, revision));
      }
      const { variables, revision } = environments.contents.variables;
      valueOf(await environments.saveVariables(variables, revision));
      const tcp = workspace.info.connections.find(({ connection }) => connection.id === 'tcp');
      if (tcp === undefined) throw new Error('no connection');
      valueOf(await workspace.save(tcp.connection, tcp.revision));
      expect(await textsAt(root)).toEqual(current);
    },
  );

  it('leaves a file of a later version as it is, names its line and never writes over it', async () => {
    const workspace = await openFixture(schemaVersion);
    await workspace.close();
    const path = join(root, 'workspace.json');
    const later = (await readFile(path, 'utf8')).replace('"schema": 2', '"schema": 3');
    await writeFile(path, later);
    const again = await bench.open();
    expect(again.info.problems).toMatchObject([{ file: 'workspace.json', line: 2 }]);
    expect(again.info.problems[0]?.message).toContain('later Wirebench');
    expect(await again.setFolders(['x'])).toMatchObject({ error: { code: 'workspace.read-only' } });
    expect(await readFile(path, 'utf8')).toBe(later);
  });

  it('knows no version before the first and none between two', () => {
    for (const version of [0, -1, 1.5, Number.NaN, schemaVersion + 1]) {
      expect(migrated('connection', {}, version)).toBeNull();
    }
  });

  it('leaves what it does not understand to the schema', () => {
    expect(migrated('manifest', { schema: 1, folders: 'none' }, 1)).toEqual({ schema: 2, folders: 'none' });
    expect(migrated('manifest', { schema: 1, folders: [3] }, 1)).toEqual({ schema: 2, folders: [3] });
    expect(migrated('connection', [], 1)).toEqual([]);
    expect(migrated('connection', { messages: [{ body: ['a', 1] }, null] }, 2)).toEqual({
      schema: 2,
      messages: [{ body: ['a', 1] }, null],
    });
  });

  it.each(['', 'one', 'a\nb', '\n', 'a\r\nb', 'a\n\n', '\u2028\n'])(
    'reads the text %j back as it was',
    (text) => {
      const read = migrated('connection', { description: asLines(text) }, 2);
      expect((read as SavedConnection).description).toBe(text);
    },
  );
});

/** Lines of `after` that are not in `before` and the other way round. */
function changedLines(before: string, after: string): number {
  const count = (lines: string[]): Map<string, number> => {
    const found = new Map<string, number>();
    for (const line of lines) found.set(line, (found.get(line) ?? 0) + 1);
    return found;
  };
  const [a, b] = [count(before.split('\n')), count(after.split('\n'))];
  let changed = 0;
  for (const line of new Set([...a.keys(), ...b.keys()]))
    changed += Math.max(0, (b.get(line) ?? 0) - (a.get(line) ?? 0));
  return changed;
}

describe('one change', () => {
  const change = async (
    workspace: Workspace,
    edit: (connection: SavedConnection) => SavedConnection,
  ): Promise<Record<string, number>> => {
    const before = await textsAt(root);
    const stored = workspace.info.connections.find(({ connection }) => connection.id === 'order-stream');
    if (stored === undefined) throw new Error('no connection');
    valueOf(await workspace.save(edit(stored.connection), stored.revision));
    const after = await textsAt(root);
    return Object.fromEntries(
      Object.entries(after).flatMap(([name, text]) => {
        const lines = changedLines(before[name] ?? '', text);
        return lines === 0 ? [] : [[name, lines]];
      }),
    );
  };

  it('changes one line of one file', async () => {
    const workspace = await openFixture(schemaVersion);
    const file = 'connections/order-stream.json';
    expect(await change(workspace, (one) => ({ ...one, name: 'Renamed' }))).toEqual({ [file]: 1 });
    expect(await change(workspace, (one) => ({ ...one, order: 1.5 }))).toEqual({ [file]: 1 });
    expect(await change(workspace, (one) => ({ ...one, folder: 'Orders' }))).toEqual({ [file]: 1 });
    const body = '{\n  "op": "unsubscribe"\n}';
    const edited = (one: SavedConnection): SavedConnection => ({
      ...one,
      messages: one.messages.map((message) => (message.id === 'm1' ? { ...message, body } : message)),
    });
    expect(await change(workspace, edited)).toEqual({ [file]: 1 });
    expect(
      await change(workspace, (one) => ({ ...one, description: 'Ask Bob.\nThen *subscribe*.' })),
    ).toEqual({
      [file]: 1,
    });
    const added = { id: 'm3', name: 'Stop', mode: 'text', kind: 'text', body: 'stop' } as const;
    const grown = await change(workspace, (one) => ({ ...one, messages: [...one.messages, added] }));
    expect(Object.keys(grown)).toEqual([file]);
    expect(grown[file]).toBeLessThanOrEqual(7);
  });

  it('adds a folder in a block of its own', async () => {
    const workspace = await openFixture(schemaVersion);
    const before = await readFile(join(root, 'workspace.json'), 'utf8');
    valueOf(await workspace.setFolders(['Orders', 'Orders/EU', 'Orders/US', 'Empty']));
    const after = await readFile(join(root, 'workspace.json'), 'utf8');
    expect(changedLines(before, after)).toBe(3);
    expect(changedLines(after, before)).toBe(0);
  });
});
