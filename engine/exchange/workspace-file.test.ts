import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedConnection } from '../../contract/index.js';
import { valueOf } from '../test-engine.js';
import type { Workspace } from '../workspace/index.js';
import { WorkspaceBench } from '../workspace/test-workspace.js';
import { applyImport, undoImport } from './import/apply.js';
import { notesOf, readTexts } from './import/test-import.js';
import { workspaceFile } from './workspace-file.js';

let bench: WorkspaceBench;
let root: string;
beforeEach(async () => {
  bench = await WorkspaceBench.make();
  root = bench.directory;
});
afterEach(() => bench.close());

const workspaceAt = (name: string): Promise<Workspace> => bench.open({ at: name, state: `${name}-own` });

const socket: SavedConnection = {
  id: 'socket',
  name: 'Prices “live”',
  folder: 'Team/Live',
  order: 1,
  description: '# What it is\n\nA *feed*.',
  template: true,
  config: {
    protocol: 'ws',
    role: 'client',
    address: 'wss://{{host}}/chat?a=1',
    options: {
      ws: { headers: [['X-A', '1']], subprotocols: ['v1', 'v2'] },
      tls: { verify: false, caFile: '/etc/ca.pem', passphrase: 'hunter2' },
    },
  },
  variables: [
    { name: 'who', value: 'ada' },
    { name: 'token', secret: true },
  ],
  messageFolders: ['First', 'Empty'],
  filters: [
    { id: 'f1', name: 'Slow', query: 'len>100', colour: 'red' },
    { id: 'f2', query: 'kind:ping' },
  ],
  messages: [
    { id: 'm1', name: 'Join', folder: 'First', mode: 'json', kind: 'text', body: '{"big":9007199254740993}' },
    { id: 'm2', name: 'Bytes', mode: 'hex', kind: 'binary', body: '00 ff {{who}}', description: 'Why' },
    { id: 'm3', name: 'Bye', mode: 'text', kind: 'close', body: '', code: 4_000, reason: 'enough' },
    {
      ...{ id: 'm4', name: 'Tick', mode: 'text', kind: 'text', body: 'a\nb\n' },
      repeat: { everyMs: 5, times: null, lines: true },
    },
  ],
};
const stream: SavedConnection = {
  id: 'stream',
  name: 'Lines',
  folder: '',
  order: 2,
  config: { protocol: 'tcp', role: 'server', address: '[::1]:0', options: {} },
  messages: [{ id: 'n1', name: 'Hi', mode: 'escapes', kind: 'text', body: '\\x00\\n', ending: 'crlf' }],
};
const datagrams: SavedConnection = {
  id: 'datagrams',
  name: 'Beacon',
  folder: 'Team/Live',
  order: 0.5,
  config: { protocol: 'udp', role: 'server', address: '127.0.0.1:0', options: {} },
  messages: [
    { id: 'o1', name: 'Ask', mode: 'base64', kind: 'binary', body: 'AP8=', to: '127.0.0.1:{{port}}' },
  ],
};

let runs = 0;
/** Folders each after the one it is in, as a screen makes them. */
const step = fc.constantFrom('A', 'b c', 'Ünïcode', '.x');
const text = fc.oneof(
  fc.constant(''),
  fc.string({ maxLength: 30 }).filter((one) => one.trim() !== ''),
  fc.constantFrom('# Title\n\n- one\n- two\n', '\r\n x', '{{host}}'),
);
const anyWorkspace = fc
  .record({
    description: text,
    paths: fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
    texts: fc.array(text, { minLength: 18, maxLength: 18 }),
    used: fc.array(fc.tuple(fc.nat(), text), { maxLength: 3 }),
  })
  .map(({ description, paths, texts, used }) => {
    const all = [
      ...new Set(paths.flatMap((steps) => steps.map((_, at) => steps.slice(0, at + 1).join('/')))),
    ];
    const folders = all.map((path, index) => ({ path, description: texts[index] ?? '' }));
    const places = ['', ...all];
    return {
      description,
      folders,
      connections: used.map(([at, about]) => ({ folder: places[at % places.length] ?? '', about })),
    };
  });

/** What a file says, but for ids, which an import gives anew, and order, which is that of the file. */
function said(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString(), (key, value: unknown) =>
    key === 'id' || key === 'order' ? undefined : value,
  );
}

describe('a workspace as one file', () => {
  it('comes back as it was: exported, imported into another workspace and exported again', async () => {
    const [first, second] = [await workspaceAt('first'), await workspaceAt('second')];
    for (const one of [socket, stream, datagrams]) valueOf(await first.save(one, null));
    const environment = { id: 'staging', name: 'Staging', variables: [{ name: 'host', value: 'h:1' }] };
    valueOf(
      await first.addAll({
        connections: [],
        folders: [],
        environments: [environment],
        variables: [{ name: 'port', value: '9' }],
        secrets: [],
      }),
    );
    const written = workspaceFile(first.info, null);
    expect(Buffer.from(written).includes('hunter2')).toBe(false);

    const imported = await readTexts({ 'w.json': written });
    expect(notesOf(imported)).toEqual([
      expect.stringMatching(/^changed token @ .*the value of a secret is never exported/),
    ]);
    const here = { folder: '', environments: {}, clashes: 'keep' } as const;
    const where = { staged: join(root, 'staged'), kept: join(root, 'kept') };
    valueOf(await applyImport({ ...imported, sessions: [] }, second, here, new Set(), where));
    const again = said(workspaceFile(second.info, null)) as { name: string };
    expect({ ...again, name: first.info.name }).toEqual(said(written));
  });

  it('comes back with its description, its folders in their order, empty ones too, and theirs, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorkspace, async ({ description, folders, connections }) => {
        const run = `run-${runs++}`;
        const [first, second] = [await workspaceAt(`${run}-a`), await workspaceAt(`${run}-b`)];
        valueOf(await first.setFolders(folders.map(({ path }) => path)));
        const written = folders.map((one) => ({ folder: one.path, before: null, after: one.description }));
        valueOf(await first.describe([...written, { folder: null, before: null, after: description }]));
        for (const [index, { folder, about }] of connections.entries()) {
          const one = {
            ...stream,
            id: `c${index}`,
            name: `C ${index}`,
            order: index,
            folder,
            ...(about === '' ? {} : { description: about }),
          };
          valueOf(await first.save(one, null));
        }
        const file = workspaceFile(first.info, null);
        const imported = await readTexts({ 'w.json': file });
        expect(notesOf(imported)).toEqual([]);
        const here = { folder: '', environments: {}, clashes: 'keep' } as const;
        const where = { staged: join(root, 'staged'), kept: join(root, 'kept') };
        const applied = valueOf(
          await applyImport({ ...imported, sessions: [] }, second, here, new Set(), where),
        );
        const again = said(workspaceFile(second.info, null)) as { name: string };
        expect({ ...again, name: first.info.name }).toEqual(said(file));
        expect(second.info.folderDocs).toEqual(
          folders
            .filter((one) => one.description !== '')
            .map(({ path, description }) => ({ path, description })),
        );
        valueOf(await undoImport(applied.changes, second));
        const { folders: left, description: none, connections: gone } = second.info;
        expect([left, none, gone]).toEqual([[], '', []]);
        await first.close();
        await second.close();
      }),
      { numRuns: 40 },
    );
  });

  it('takes the folders of chosen connections with it, and no others', async () => {
    const first = await workspaceAt('first');
    valueOf(await first.setFolders(['Empty', 'Team', 'Team/Live']));
    valueOf(
      await first.describe([
        { folder: null, before: '', after: 'All' },
        { folder: 'Team', before: '', after: 'Ours' },
        { folder: 'Empty', before: '', after: 'Not this' },
      ]),
    );
    for (const one of [socket, stream]) valueOf(await first.save(one, null));
    const chosen = said(workspaceFile(first.info, ['socket'])) as Record<string, unknown>;
    expect(chosen['folders']).toEqual([{ path: 'Team', description: 'Ours' }, { path: 'Team/Live' }]);
    expect(chosen['description']).toBeUndefined();
  });
});
