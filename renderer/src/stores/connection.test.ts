import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { actionFor, useConnectionStore } from './connection.js';
import { useSessionsStore } from './sessions.js';
import { quickTab } from './tab.js';
import { useTabsStore } from './tabs.js';
import { testConfig, testSession } from './test-host.js';
import { openTestWindow } from './test-workspace.js';

beforeEach(() => openTestWindow());

describe('the button of a connection', () => {
  const tab = quickTab(testConfig);
  const listener = quickTab({ ...testConfig, role: 'server' });

  it.each([
    ['Connect', tab, null, false],
    ['Cancel', tab, null, true],
    ['Cancel', tab, testSession({ state: 'connecting' }), false],
    ['Cancel', tab, testSession({ state: 'reconnecting' }), false],
    ['Disconnect', tab, testSession({ state: 'open' }), false],
    ['Disconnect', tab, testSession({ state: 'half-closed' }), false],
    ['Connect', tab, testSession({ state: 'failed' }), false],
    ['Connect', tab, testSession({ state: 'recorded' }), false],
    ['Listen', listener, null, false],
    ['Stop', listener, testSession({ state: 'listening', config: listener.config }), false],
  ] as const)('reads %s', (words, of, info, starting) => {
    expect(actionFor(of, info, starting)).toBe(words);
  });

  it('starts once however often it is pressed', async () => {
    const { host } = openTestWindow();
    const draft = useTabsStore().openQuick(testConfig);
    const connection = useConnectionStore();
    await Promise.all([connection.start(draft), connection.start(draft)]);
    expect(host.of('session.start')).toHaveLength(1);
    expect(draft.session).toBe('s1');
  });

  it('goes on in the same log, and begins a new one for another protocol', async () => {
    const { host } = openTestWindow();
    const draft = useTabsStore().openQuick(testConfig);
    const connection = useConnectionStore();
    const sessions = useSessionsStore();
    sessions.byId.set('s1', testSession({ state: 'closed' }));
    draft.session = 's1';
    await connection.start(draft);
    expect(host.of('session.start').at(-1)).toMatchObject({ session: 's1' });
    sessions.byId.set('s1', testSession({ state: 'closed' }));
    draft.config.protocol = 'udp';
    await connection.start(draft);
    expect(host.of('session.start').at(-1)).toMatchObject({ session: null });
  });

  it('asks nothing of the host for an address that is none, and forgets the refusal with the address', async () => {
    const { host } = openTestWindow();
    const draft = useTabsStore().openQuick({ ...testConfig, address: 'localhost:70000' });
    const connection = useConnectionStore();
    const answer = await connection.start(draft);
    expect(answer).toMatchObject({ ok: false, error: { code: 'address.port' } });
    expect(host.of('session.start')).toEqual([]);
    expect(connection.refusals.get(draft.id)?.code).toBe('address.port');
    useTabsStore().setAddress(draft.id, 'localhost:7000');
    await nextTick();
    expect(connection.refusals.has(draft.id)).toBe(false);
  });
});
