import { afterEach, describe, expect, it } from 'vitest';
import { effectScope } from 'vue';
import type { EffectScope } from 'vue';
import { fail, ok } from '../../../contract/index.js';
import type { PeerInfo, SessionInfo } from '../../../contract/index.js';
import { useSessionsStore } from '../stores/sessions.js';
import { quickTab } from '../stores/tab.js';
import type { TabState } from '../stores/tab.js';
import { useTabsStore } from '../stores/tabs.js';
import { addSession, openTestHost, testConfig } from '../stores/test-host.js';
import type { TestHost } from '../stores/test-host.js';
import { useTimelinesStore } from '../stores/timelines.js';
import { useSending } from './use-sending.js';

let scope: EffectScope | undefined;
afterEach(() => scope?.stop());
const report = { peers: 1, bytes: 2, failures: [] };

/** A composer on one tab whose session is as told. */
function compose(part: Partial<SessionInfo> = {}, answers: Record<string, (input: never) => unknown> = {}) {
  const host: TestHost = openTestHost({ 'session.send': () => ok(report), ...answers });
  const info = addSession(part);
  const tabs = useTabsStore();
  tabs.tabs.push({ ...quickTab(info.config), session: info.id });
  const tab = tabs.tabs[0] as TabState;
  tabs.activate(tab.id);
  tab.message.bodies['text'] = 'hi';
  scope = effectScope();
  const sending = scope.run(() => useSending());
  if (sending === undefined) throw new Error('no composer');
  return { host, tab, tabs, sending };
}
const udp = { ...testConfig, protocol: 'udp' } as const;
const at = (port: number) => ({ host: '127.0.0.1', port, family: 'IPv4' }) as const;

describe('sending', () => {
  it('sends what was typed, keeps it, and remembers it', async () => {
    const { host, tab, sending } = compose();
    await sending.send();
    expect(host.of('session.send')).toEqual([
      { session: 's1', to: 'all', message: { kind: 'data', data: new Uint8Array([0x68, 0x69]) } },
    ]);
    expect(tab.message.bodies['text']).toBe('hi');
    expect(tab.history).toEqual([{ mode: 'text', body: 'hi' }]);
  });

  it('says what failed, of a request and of single peers, and forgets it at the next send', async () => {
    const answers = [
      fail('session.idle', 'not open'),
      ok({ ...report, failures: [{ peer: 3, error: { code: 'send.x', message: 'gone' } }] }),
      ok(report),
    ];
    const { tab, sending } = compose({}, { 'session.send': () => answers.shift() });
    await sending.send();
    expect(sending.failure.value?.message).toBe('not open');
    expect(tab.history).toEqual([]);
    await sending.send();
    expect(sending.failure.value?.message).toBe('Peer 3: gone');
    await sending.send();
    expect(sending.failure.value).toBeNull();
  });

  it.each([
    ['Connect first', { state: 'closed' }],
    ['Not open yet', { state: 'connecting' }],
    ['A recorded session cannot send', { state: 'recorded' }],
    ['No peer is connected', { state: 'listening', peers: 0, config: { ...testConfig, role: 'server' } }],
    ['Listen first', { state: 'closed', config: { ...testConfig, role: 'server' } }],
    [null, { state: 'half-closed' }],
    [null, { state: 'listening', peers: 0, config: { ...udp, role: 'server' } }],
  ] as const)('says %j of %j', async (why, part) => {
    const { host, sending } = compose(part);
    expect(sending.blocked.value).toBe(why);
    await sending.send();
    expect(host.of('session.send')).toHaveLength(why === null ? 1 : 0);
  });

  it('does not send bytes that cannot be read', async () => {
    const { host, tab, sending } = compose();
    tab.message.mode = 'hex';
    tab.message.bodies['hex'] = '0g';
    expect(sending.blocked.value).toBe('Mend the message first');
    await sending.send();
    expect(host.of('session.send')).toEqual([]);
  });

  it('goes to the chosen peers', async () => {
    const { host, sending } = compose({ state: 'listening', config: { ...testConfig, role: 'server' } });
    useTimelinesStore().recipients = [2, 5];
    await sending.send();
    expect(host.of('session.send')[0]?.['to']).toEqual([2, 5]);
  });

  it('keeps a datagram client to its own address, whoever else has written', async () => {
    const { host, sending } = compose({ config: udp, peers: 2, remote: at(7) });
    // Of a peer only these are looked at here.
    const peers = [
      { peer: 1, remote: at(9) },
      { peer: 2, remote: at(7) },
    ] as PeerInfo[];
    useSessionsStore().peersOf.set('s1', peers);
    await sending.send();
    expect(host.of('session.send')[0]?.['to']).toEqual([2]);
  });

  it('streams a chosen file, and says nothing of one that was cancelled', async () => {
    const { host, tab, sending } = compose(
      {},
      {
        'transfer.begin': () => ok({ transfer: 1 }),
        'transfer.chunk': () => (sending.cancel(), new Promise(() => undefined)),
        'transfer.end': () => ok(report),
      },
    );
    tab.message.mode = 'file';
    expect(sending.blocked.value).toBe('Choose a file first');
    sending.choose(new File(['bytes'], 'a.bin'));
    expect(tab.message.bodies['file']).toBe('a.bin');
    await sending.send();
    expect(host.of('transfer.begin')[0]).toMatchObject({ name: 'a.bin', size: 5, kind: 'data' });
    expect(host.of('transfer.end')).toEqual([{ transfer: 1, cancel: true }]);
    expect([sending.failure.value, sending.progress.value]).toEqual([null, null]);
  });

  it('shows a failure only on the tab it belongs to', async () => {
    const { tabs, sending } = compose({}, { 'session.send': () => fail('send.x', 'no') });
    const sent = sending.send();
    tabs.openQuick();
    await sent;
    expect(sending.failure.value).toBeNull();
  });
});
