import { describe, expect, it } from 'vitest';
import { useImportStore } from './importing.js';
import { openTestHost } from './test-host.js';

const input = (path: string) => ({ path, file: new Blob(['{}']) });

describe('an import', () => {
  it('opens no workspace that was dropped, and says how it is opened', async () => {
    const host = openTestHost({});
    const store = useImportStore();
    await store.take([input('mine/workspace.json'), input('mine/connections/a.json')]);
    expect(store.failure).toMatchObject({ code: 'import.workspace' });
    expect(store.failure?.message).toContain('mine is a workspace');
    expect(host.asked).toEqual([]);
    // What only has a file of that name is somebody else's.
    await store.take([input('theirs/workspace.json'), input('theirs/requests/a.json')]);
    expect(host.of('import.begin')).toHaveLength(1);
  });
});
