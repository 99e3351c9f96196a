import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../contract/index.js';
import { useDiskTroubleStore } from './disk-trouble.js';
import { usePersistenceStore } from './persistence.js';
import { useSessionsStore } from './sessions.js';
import { useTabsStore } from './tabs.js';
import { openTestHost, testConfig, testSession } from './test-host.js';

const refused = (code: string, errno: string): Failure => ({
  code,
  message: 'The disk refused it.',
  detail: { errno },
});

function open() {
  openTestHost({});
  const tab = useTabsStore().openQuick(testConfig);
  tab.session = 's1';
  const rows = (diskFailure: Failure | null): unknown =>
    useSessionsStore().byId.set('s1', testSession({ diskFailure }));
  return { disk: useDiskTroubleStore(), persistence: usePersistenceStore(), rows };
}

describe('trouble with the disk', () => {
  it('is one where rows and tabs are refused for the same reason', () => {
    const { disk, persistence, rows } = open();
    persistence.failure = refused('state.write', 'ENOSPC');
    expect(disk.tabsToo).toBe(false);
    rows(refused('log.disk-full', 'ENOSPC'));
    expect(disk.tabsToo).toBe(true);
    rows(null);
    expect(disk.tabsToo).toBe(false);
  });

  it('is two where the reasons differ, or are not known', () => {
    const { disk, persistence, rows } = open();
    rows(refused('log.disk-full', 'ENOSPC'));
    persistence.failure = refused('state.write', 'EACCES');
    expect(disk.tabsToo).toBe(false);
    persistence.failure = { code: 'state.too-large', message: 'It is too large.' };
    expect(disk.tabsToo).toBe(false);
  });

  it('is told by itself while the sessions side by side hide the banner of the one in front', () => {
    const { disk, persistence, rows } = open();
    persistence.failure = refused('state.write', 'ENOSPC');
    rows(refused('log.disk-full', 'ENOSPC'));
    useTabsStore().differenceInFront = true;
    expect(disk.tabsToo).toBe(false);
  });
});
