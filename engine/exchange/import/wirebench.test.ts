import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { connectionOf, failureOf, notesOf, readTexts } from './test-import.js';

const connection = {
  id: 'a',
  name: 'Chat',
  folder: 'Team/Live',
  order: 1,
  description: '# Hi',
  config: {
    protocol: 'ws',
    role: 'client',
    address: 'ws://{{host}}/chat',
    options: { ws: { headers: [['X-A', '1']], subprotocols: ['v1'] } },
  },
  variables: [{ name: 'token', secret: true }],
  template: true,
  messageFolders: ['First', 'Empty'],
  filters: [{ id: 'f', name: 'Slow', query: 'size > 100', colour: 'red' }],
  messages: [{ id: 'm', name: 'Join', folder: 'First', mode: 'json', kind: 'text', body: '{"a":1}' }],
};
const file = (more: object): string =>
  JSON.stringify({ kind: 'wirebench-workspace', version: 1, name: 'W', ...more });

describe('our own export of a workspace', () => {
  it('comes back with folders, options, headers, messages and environments', async () => {
    const environments = [{ id: 'e', name: 'Local', variables: [{ name: 'host', value: 'h' }] }];
    const read = await readTexts({
      'w.json': file({ connections: [connection], environments, variables: [{ name: 'v', value: '1' }] }),
    });
    expect(connectionOf(read, 'Chat')).toMatchObject({
      folder: 'Team/Live',
      description: '# Hi',
      options: { ws: { subprotocols: ['v1'] } },
      headers: [{ name: 'X-A', value: '1' }],
      messages: [{ name: 'Join', folder: 'First', mode: 'json', body: '{"a":1}' }],
      own: {
        template: true,
        messageFolders: ['First', 'Empty'],
        filters: [{ id: 'f', name: 'Slow', query: 'size > 100', colour: 'red' }],
      },
    });
    expect(read.environments.map(({ name, suggested }) => `${name} ${suggested}`)).toEqual([
      'Local new',
      'Workspace variables workspace',
    ]);
    expect(notesOf(read)).toEqual([
      'changed token @ w.json › connections[0].variables[0]: the value of a secret is never exported: fill it in here',
    ]);
  });

  it.each([
    [
      1,
      [
        ['Live', ''],
        ['Live/Orders', ''],
      ],
    ],
    [
      2,
      [
        ['', '# Shop\n\nEverything it says.'],
        ['Zoo', ''],
        ['Live', 'In use'],
        ['Live/Orders', 'Of customers'],
      ],
    ],
  ])(
    'is read of version %i, folders in their order with what is written about them',
    async (version, folders) => {
      const path = new URL(`fixtures/workspace-${version}.wirebench.json`, import.meta.url);
      const read = await readTexts({ 'w.json': await readFile(path) });
      expect(read.folders.map((one) => [one.path, one.description])).toEqual(folders);
      expect(connectionOf(read, 'Orders')).toMatchObject({ folder: 'Live/Orders', description: 'New ones' });
      expect(read.environments).toMatchObject([{ suggested: 'workspace', variables: [{ name: 'host' }] }]);
      expect(notesOf(read)).toEqual([]);
    },
  );

  it('names a folder that is not as it was written', async () => {
    const read = await readTexts({
      'w.json': file({ version: 2, folders: [{ path: 'A' }, 7], connections: [] }),
    });
    expect(read.folders).toMatchObject([{ path: 'A', kept: true }]);
    expect(notesOf(read)).toEqual(['lost a folder @ w.json › folders[1]: it is not as Wirebench writes it']);
  });

  it('names what is not as it was written, where it stands, and takes the rest', async () => {
    const read = await readTexts({
      'w.json': file({ connections: [connection, { ...connection, order: 'x' }, 7] }),
    });
    expect(read.connections).toHaveLength(1);
    expect(notesOf(read).filter((line) => line.startsWith('lost'))).toEqual([
      'lost Chat @ w.json › connections[1]: order is not as Wirebench writes it',
      'lost (no name) @ w.json › connections[2]: it is not as Wirebench writes it',
    ]);
  });

  it('says of a version it does not know that it does not', async () => {
    const read = await readTexts({
      'w.json': JSON.stringify({ kind: 'wirebench-workspace', version: 9 }),
      'c.json': JSON.stringify({ info: {}, item: [{ name: 'a', request: { url: 'ws://a' } }] }),
    });
    expect(notesOf(read)).toContain('lost w.json @ w.json: it is of version 9; this Wirebench reads up to 2');
    expect(await failureOf({ 'w.json': file({}).slice(0, -1) })).toContain(
      'import.syntax: w.json is no JSON',
    );
  });
});
