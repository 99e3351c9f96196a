import { describe, expect, it } from 'vitest';
import type { SavedConnection, WorkspaceInfo } from '../../../contract/index.js';
import { measureSlices } from '../../log/index.js';
import { planImport } from './plan.js';
import { readTexts } from './test-import.js';

const here = { folder: '', environments: {}, clashes: 'keep' } as const;
const saved = (name: string, folder = ''): WorkspaceInfo['connections'][number] => {
  const config = { protocol: 'tcp', role: 'client', address: 'h:1', options: {} } as const;
  const connection: SavedConnection = {
    id: name.replaceAll(' ', '_'),
    name,
    folder,
    order: 1,
    config,
    messages: [],
  };
  return { connection, revision: 'r' };
};
const workspaceOf = (info: Partial<WorkspaceInfo>): WorkspaceInfo => ({
  id: 'w',
  name: 'W',
  directory: '/w',
  readOnly: null,
  description: '',
  folders: [],
  folderDocs: [],
  connections: [],
  environments: [],
  variables: { variables: [], revision: null },
  secrets: [],
  vault: { kind: 'file', locked: null },
  problems: [],
  ...info,
});

const collection = JSON.stringify({
  info: { name: 'C' },
  variable: [
    { key: 'host', value: 'new' },
    { key: 'port', value: '1' },
  ],
  item: [
    {
      name: 'Chat',
      request: {
        url: 'ws://h',
        auth: { type: 'bearer', bearer: [{ key: 'token', value: 'hunter2' }] },
        body: { mode: 'raw', raw: 'é' },
      },
    },
  ],
});

describe('planImport', () => {
  it('finds a free name in the folder it goes to, and shows no secret', async () => {
    const imported = { ...(await readTexts({ 'c.json': collection })), sessions: [] };
    const info = workspaceOf({
      connections: [saved('Chat', 'Team/C'), saved('Chat 2', 'Team/C'), saved('Chat')],
    });
    const { preview } = await planImport(imported, info, { ...here, folder: 'Team' });
    expect(preview.items[0]).toMatchObject({
      id: 'c0',
      name: 'Chat 3',
      folder: 'Team/C',
      clash: '“Chat” is in this folder already: it comes as “Chat 3”',
    });
    expect(preview.items.find(({ kind }) => kind === 'message')?.detail).toBe('text, 2 B');
    expect(JSON.stringify(preview)).not.toContain('hunter2');
    expect((await planImport(imported, workspaceOf({}), here)).preview.items[0]).toMatchObject({
      name: 'Chat',
      clash: null,
    });
  });

  it('gives the loop its turn among thousands of connections', async () => {
    const item = Array.from({ length: 1_000 }, (_, i) => ({ name: `r${i}`, request: { url: 'ws://h' } }));
    const read = await readTexts({ 'c.json': JSON.stringify({ info: { name: 'C' }, item }) });
    let [now, turns] = [0, 0];
    const off = measureSlices({ now: () => now++, turn: () => Promise.resolve(void turns++) });
    const { connections } = await planImport({ ...read, sessions: [] }, workspaceOf({}), here);
    off();
    expect(connections).toHaveLength(1_000);
    expect(turns).toBeGreaterThan(200);
  });

  it('tells of each variable what becomes of the one that is there', async () => {
    const imported = { ...(await readTexts({ 'c.json': collection })), sessions: [] };
    const variables = {
      variables: [
        { name: 'host', value: 'mine' },
        { name: 'port', value: '1' },
      ],
      revision: 'r',
    };
    const clashes = async (how: 'keep' | 'replace') => {
      const { preview } = await planImport(imported, workspaceOf({ variables }), { ...here, clashes: how });
      return preview.items.filter(({ parent }) => parent === 'e0').map(({ name, clash }) => [name, clash]);
    };
    expect(await clashes('keep')).toEqual([
      ['host', 'yours stays: “mine”'],
      ['port', 'is there already with this value'],
    ]);
    expect((await clashes('replace'))[0]).toEqual(['host', 'replaces yours: “mine”']);
  });

  it('makes an environment anew where the one it should go to is gone, and gives notes the item they are about', async () => {
    const text = collection.replace('"ws://h"', '"ws://h/{{$weird}}"');
    const imported = { ...(await readTexts({ 'c.json': text })), sessions: [] };
    const { preview, environments } = await planImport(imported, workspaceOf({}), {
      ...here,
      environments: { e0: 'gone' },
    });
    expect(environments[0]?.target).toBe('workspace');
    expect(preview.notes).toMatchObject([{ item: 'c0', level: 'lost' }]);
  });

  it('keeps the values of two collections apart where they give one name different ones', async () => {
    const of = (name: string, host: string): string =>
      JSON.stringify({
        info: { name },
        variable: [
          { key: 'host', value: host },
          { key: 'port', value: '1' },
        ],
        item: [{ name: 'Chat', request: { url: 'ws://h' } }],
      });
    const texts = { 'a.json': of('A', 'a'), 'b.json': of('B', 'b'), 'c.json': of('C', 'a') };
    const imported = { ...(await readTexts(texts)), sessions: [] };
    const { environments, preview } = await planImport(imported, workspaceOf({}), here);
    expect(environments.map(({ name, target }) => [name, target])).toEqual([
      ['Variables of A', 'workspace'],
      ['Variables of B', 'new'],
      ['Variables of C', 'workspace'],
    ]);
    expect(preview.items.find(({ id }) => id === 'e1')?.clash).toBe(
      'host has another value in the workspace: choose this environment to use its own',
    );
    expect(preview.items.find(({ id }) => id === 'e2.v0')?.clash).toBe('is there already with this value');
    const together = await planImport(imported, workspaceOf({}), {
      ...here,
      environments: { e1: 'workspace' },
    });
    expect(together.preview.items.find(({ id }) => id === 'e1.v0')?.clash).toBe('yours stays: “a”');
  });

  it('gives two environments of one import different names', async () => {
    const dev = JSON.stringify({ name: 'Dev', values: [{ key: 'a', value: '1' }] });
    const imported = { ...(await readTexts({ 'a.json': dev, 'b.json': dev })), sessions: [] };
    const { environments } = await planImport(imported, workspaceOf({}), here);
    expect(environments.map(({ name }) => name)).toEqual(['Dev', 'Dev 2']);
  });
});
