import { afterEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { fail, ok } from '../../../contract/index.js';
import type { PeerInfo } from '../../../contract/index.js';
import { useHostStore } from '../stores/host.js';
import { useSessionsStore } from '../stores/sessions.js';
import { testConfig } from '../stores/test-host.js';
import { useTimelinesStore } from '../stores/timelines.js';
import { compose, report, stopComposing, took } from './test-sending.js';

afterEach(stopComposing);
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
    expect(took(tab)).toEqual([{ mode: 'text', body: 'hi' }]);
  });

  it('tells what left, each time it did, and nothing of what did not', async () => {
    const answers = [ok(report), fail('session.idle', 'not open'), ok(report)];
    const { sending } = compose({}, { 'session.send': () => answers.shift() });
    await sending.send();
    expect(sending.left.value).toEqual({ times: 1, name: 'hi' });
    await sending.send();
    expect(sending.left.value.times).toBe(1);
    await sending.send();
    expect(sending.left.value).toEqual({ times: 2, name: 'hi' });
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
    expect(took(tab)).toEqual([]);
    await sending.send();
    expect(sending.failure.value?.message).toBe('Peer 3: gone');
    await sending.send();
    expect(sending.failure.value).toBeNull();
  });

  it.each([
    ['Connect first', { state: 'closed' }],
    ['Not open yet', { state: 'connecting' }],
    ['A recording cannot send', { state: 'recorded' }],
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

  it('says that the host is lost, and sends again when it is back', () => {
    const { sending } = compose();
    const host = useHostStore();
    const before = host.state;
    host.state = { kind: 'lost', reason: { code: 'transport.closed', message: 'gone' } };
    expect(sending.blocked.value).toBe('Host lost');
    host.state = before;
    expect(sending.blocked.value).toBeNull();
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

  it('sends again what is asked for before the answer, in order and as it was typed then', async () => {
    const answers: ((answer: unknown) => void)[] = [];
    const { host, tab, sending } = compose(
      {},
      { 'session.send': () => new Promise((resolve) => answers.push(resolve)) },
    );
    const texts = (): string[] =>
      host
        .of('session.send')
        .map(({ message }) => Buffer.from((message as { data: Uint8Array }).data).toString());
    const sent = [sending.send()];
    tab.message.bodies['text'] = 'ho';
    sent.push(sending.send());
    tab.message.bodies['text'] = 'a draft';
    expect(sending.leaving.value).toBe(2);
    await nextTick();
    expect(texts()).toEqual(['hi']);
    answers.shift()?.(ok(report));
    await sent[0];
    await expect.poll(texts).toEqual(['hi', 'ho']);
    answers.shift()?.(ok(report));
    await sent[1];
    expect(sending.leaving.value).toBe(0);
    expect(took(tab).map(({ body }) => body)).toEqual(['ho', 'hi']);
  });

  it('waits with more where too many are under way, and says so', async () => {
    const { host, sending } = compose({}, { 'session.send': () => new Promise(() => undefined) });
    for (let n = 0; n < 32; n++) void sending.send();
    expect(sending.blocked.value).toBe('Earlier messages are still being sent');
    await sending.send();
    expect(host.of('session.send')).toHaveLength(1);
  });

  it('shows a failure only on the tab it belongs to', async () => {
    const { tabs, sending } = compose({}, { 'session.send': () => fail('send.x', 'no') });
    const sent = sending.send();
    tabs.openQuick();
    await sent;
    expect(sending.failure.value).toBeNull();
  });
});

describe('sending what names variables', () => {
  it('leaves the bytes to the host, with a draw of its own for each message', async () => {
    const { host, tab, sending } = compose({}, { 'message.send': () => ok(report) });
    tab.message.bodies['text'] = 'id {{uuid}}';
    tab.message.ending = 'crlf';
    await sending.send();
    await sending.send();
    const [first, second] = host.of('message.send');
    expect(first).toMatchObject({
      session: 's1',
      to: 'all',
      kind: 'data',
      text: { mode: 'text', body: 'id {{uuid}}', ending: '\r\n' },
      environment: null,
    });
    expect(first?.['draw']).not.toBe(second?.['draw']);
    expect(host.of('session.send')).toEqual([]);
    expect(took(tab)).toEqual(Array(2).fill({ mode: 'text', body: 'id {{uuid}}' }));
  });

  it('names what nobody knows before anything is sent', async () => {
    const { host, tab, sending } = compose();
    tab.message.bodies['text'] = 'a {{nobody}} {{other}}';
    expect(sending.blocked.value).toBe('Mend the message first');
    expect(sending.encoded.value?.problems[0]?.message).toContain('{{nobody}}, {{other}}');
    await sending.send();
    expect(host.asked).toEqual([]);
  });

  it('takes a datagram address with variables too', async () => {
    const { host, tab, sending } = compose({ config: udp }, { 'message.send': () => ok(report) });
    tab.message.to = '127.0.0.1:{{random int 1 9}}';
    await sending.send();
    expect(host.of('message.send')).toMatchObject([{ destination: '127.0.0.1:{{random int 1 9}}' }]);
  });

  it('is resolved by the host in a crafted frame, under the keys that were shown', async () => {
    const { host, tab, sending } = compose({ config: { ...testConfig, protocol: 'ws' } });
    tab.message.crafting = true;
    tab.message.kind = 'close';
    tab.message.frame = { fragments: 2 };
    tab.message.bodies['text'] = 'a {{b}}';
    expect(sending.encoded.value?.problems[0]).toMatchObject({ severity: 'error' });
    expect(sending.blocked.value).toBe('Mend the message first');
    tab.message.bodies['text'] = 'a \\{{b}} {{counter}}';
    expect(sending.encoded.value?.problems).toEqual([]);
    const shown = sending.frame.drawnKey.value;
    await sending.send();
    const [sent] = host.of('message.send') as { keys: number[]; text: unknown; frame: unknown }[];
    expect(sent).toMatchObject({
      kind: 'binary',
      text: { mode: 'text', body: 'a \\{{b}} {{counter}}' },
      frame: { fragments: 2 },
    });
    expect(sent?.keys.map((key) => key.toString(16).padStart(8, '0'))).toEqual([shown, expect.any(String)]);
    expect(sending.frame.drawnKey.value).not.toBe(shown);
  });

  it('is marked and resolved in the texts of a frame as in its payload', async () => {
    const { host, tab, sending } = compose({ config: { ...testConfig, protocol: 'ws' } });
    tab.message.crafting = true;
    tab.message.frame = { junk: 'ff {{nobody}}', key: '{{mask}}' };
    expect(sending.encoded.value?.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Masking key: .*\{\{mask\}\}/),
      expect.stringMatching(/^Junk between frames: .*\{\{nobody\}\}/),
    ]);
    expect(sending.blocked.value).toBe('Mend the message first');
    tab.message.frame = { junk: 'ff {{counter}}' };
    expect(sending.blocked.value).toBeNull();
    await sending.send();
    expect(host.of('message.send')).toMatchObject([{ frame: { junk: 'ff {{counter}}' } }]);
  });

  it('is resolved by the host in where a file goes', async () => {
    const { host, tab, sending } = compose(
      { config: udp },
      {
        'transfer.begin': () => ok({ transfer: 1 }),
        'transfer.chunk': () => ok({ sent: 2 }),
        'transfer.end': () => ok(report),
      },
    );
    tab.message.mode = 'file';
    sending.choose(new File(['hi'], 'hi.bin'));
    tab.message.to = '127.0.0.1:{{nobody}}';
    expect(sending.blocked.value).toBe('Mend the message first');
    tab.message.to = '127.0.0.1:{{random int 1 9}}';
    await sending.send();
    expect(host.of('transfer.begin')).toMatchObject([
      { destination: '127.0.0.1:{{random int 1 9}}', environment: null },
    ]);
  });
});
