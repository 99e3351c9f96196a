import { describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { RowKind, ok } from '../../../contract/index.js';
import type { SavedFilter, WorkspaceInfo } from '../../../contract/index.js';
import { useColoursStore } from './colours.js';
import { testBatch } from './test-batch.js';
import { addSession, openTestHost, testConnection } from './test-host.js';
import type { TestHost } from './test-host.js';
import { testWorkspace } from './test-workspace.js';
import { useTabsStore } from './tabs.js';
import { useTimelinesStore } from './timelines.js';
import { useWorkspaceStore } from './workspace.js';

let host: TestHost;
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await nextTick();
};

function workspaceOf(filters: SavedFilter[]): WorkspaceInfo {
  const connections = [{ connection: testConnection('c', { filters }), revision: 'r' }];
  return testWorkspace({ connections });
}

/** A window with a connection's running session in front. */
async function open(filters: SavedFilter[]): Promise<void> {
  host = openTestHost({
    'workspace.read': () => ok(workspaceOf(filters)),
    'session.watch': () => ok(),
    'rows.read': ({ from, to }: { from: number; to: number }) =>
      ok(testBatch(Array.from({ length: to - from }, () => ({ kind: RowKind.text, payload: 'a' })))),
    'rows.judge': () => ok({ from: 4, verdicts: Uint8Array.of(0, 2, 1) }),
  });
  addSession({ connection: 'c', rows: 20, lastSeq: 20 });
  const workspace = useWorkspaceStore();
  await workspace.load();
  const stored = workspace.byId.get('c');
  if (stored === undefined) throw new Error('no connection');
  useTabsStore().openConnection(stored);
  useTimelinesStore().follow();
  useColoursStore().follow();
  useColoursStore().want(4, 7);
  await settled();
}

const rules: SavedFilter[] = [
  { id: 'a', query: 'tick', colour: 'green' },
  { id: 'b', query: 'plain' },
  { id: 'c', name: 'bad', query: 'is:error', colour: 'red' },
];

describe('the colours of rows', () => {
  it('asks the host about the rows that are drawn, with the filters that have a colour', async () => {
    await open(rules);
    expect(host.of('rows.judge').at(-1)).toEqual({
      session: 's1',
      view: 0,
      from: 4,
      to: 7,
      queries: ['tick', 'is:error'],
    });
    expect([...useColoursStore().tints]).toEqual([
      [5, { colour: 'red', title: 'bad', name: 'bad' }],
      [6, { colour: 'green', title: 'tick', name: '' }],
    ]);
  });

  it('keeps an answer that came while the workspace was read again', async () => {
    await open(rules);
    useColoursStore().want(4, 6);
    await useWorkspaceStore().load();
    await settled();
    expect([...useColoursStore().tints.keys()]).toEqual([5, 6]);
  });

  it('asks for nothing where no filter has a colour', async () => {
    await open(rules.slice(1, 2));
    expect(host.of('rows.judge')).toEqual([]);
    expect(useColoursStore().tints.size).toBe(0);
  });
});
