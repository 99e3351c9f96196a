import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedConnection } from '../../contract/index.js';
import { valueOf } from '../test-engine.js';
import type { Workspace } from '../workspace/index.js';
import { WorkspaceBench } from '../workspace/test-workspace.js';
import { applyImport } from './import/apply.js';
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
});
