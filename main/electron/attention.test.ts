import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../../contract/index.js';
import { Attention, type AttentionChoice } from './attention.js';

const all: AttentionChoice = {
  notifyErrors: true,
  notifyLost: true,
  notifyPeer: true,
  notifyFound: true,
  badge: true,
  keepAwake: true,
};

function attention(chosen: Partial<AttentionChoice> = {}) {
  const done: string[] = [];
  const state = { front: false, now: 0, choice: { ...all, ...chosen } };
  const sessions = new Map<string, object>();
  let look: (id: string) => void = () => undefined;
  const subject = new Attention(
    () => state.choice,
    {
      notify: (title, body) => done.push(`${title} | ${body}`),
      badge: (count) => done.push(`badge ${count}`),
      keepAwake: (on) => done.push(on ? 'awake' : 'may sleep'),
      inFront: () => state.front,
    },
    () => state.now,
  );
  subject.follow({
    peek: (id) => (sessions.get(id) ?? null) as SessionInfo | null,
    onSession: (listener) => {
      look = (id) => listener(id);
      return () => undefined;
    },
  });
  /** What the engine has of a session now. */
  const session = (id: string, change: object): void => {
    const known = sessions.get(id) ?? {
      name: id,
      config: { role: 'client', address: 'a:1' },
      peers: 0,
      failure: null,
      diskFailure: null,
    };
    sessions.set(id, { ...known, ...change });
    look(id);
  };
  return { subject, session, done, state };
}
const listener = { config: { role: 'server', address: ':1' } };
const refused = { code: 'connect.reset', message: 'reset by the peer', stage: 'connect' };

describe('Attention', () => {
  it('tells which filter found a row where, as often as anything else, and only where it was chosen', () => {
    const { subject, done, state } = attention({ keepAwake: false });
    const info = { name: 'till', config: { address: 'a:1' } } as SessionInfo;
    for (let n = 0; n < 8; n++) subject.found(info, 'alarms');
    expect(done.splice(0)).toEqual(Array.from({ length: 5 }, () => 'A filter found a row | till: alarms'));
    state.now = 61_000;
    state.choice = { ...state.choice, notifyFound: false };
    subject.found(info, 'alarms');
    expect(done).toEqual([]);
  });

  it('tells of a connection that was lost, not of one that a person ended', () => {
    const { session, done } = attention({ keepAwake: false });
    session('chat', { state: 'open' });
    session('chat', { state: 'closed', failure: refused });
    session('other', { state: 'open' });
    session('other', { state: 'closed' });
    expect(done.splice(0)).toEqual(['A connection failed | chat: reset by the peer']);
    session('again', { state: 'open' });
    session('again', { state: 'reconnecting', failure: refused });
    session('again', { state: 'reconnecting', failure: refused });
    session('again', { state: 'failed', failure: refused });
    expect(done).toEqual(['A connection failed | again: reset by the peer']);
  });

  it('tells of the first peer of a listener, once a run', () => {
    const { session, done } = attention({ keepAwake: false });
    session('l', { ...listener, state: 'open' });
    for (const peers of [1, 2, 0, 1]) session('l', { peers });
    session('l', { state: 'closed', peers: 0 });
    session('l', { state: 'open' });
    session('l', { peers: 1 });
    expect(done).toEqual(['A listener has its first peer | l', 'A listener has its first peer | l']);
  });

  it('tells that recording is held up, once while it lasts', () => {
    const { session, done } = attention({ keepAwake: false, notifyLost: false, notifyPeer: false });
    session('a', { state: 'open' });
    for (let n = 0; n < 3; n++) session('a', { diskFailure: { code: 'log.full', message: 'no space left' } });
    session('a', { diskFailure: null });
    session('a', { diskFailure: { code: 'log.full', message: 'no space left' } });
    expect(done).toEqual(Array.from({ length: 2 }, () => 'Recording is held up | a: no space left'));
  });

  it('is silent where it is switched off, and where a window is in front', () => {
    const off = attention({ notifyErrors: false, notifyLost: false, notifyPeer: false, keepAwake: false });
    const front = attention({ keepAwake: false });
    front.state.front = true;
    for (const { session, done } of [off, front]) {
      session('a', { state: 'open' });
      session('a', { diskFailure: { code: 'log.full', message: 'x' } });
      session('b', { state: 'open' });
      session('b', { state: 'failed', failure: refused });
      session('l', { ...listener, state: 'open', peers: 1 });
      expect(done).toEqual([]);
    }
  });

  it('shows few of many, and then how many there were; and nothing that acts on a screen', () => {
    const { session, done, state } = attention({ keepAwake: false });
    const lose = (id: string): void => {
      session(id, { state: 'open' });
      session(id, { state: 'failed', failure: refused });
    };
    for (let n = 0; n < 100; n++) lose(`s${n}`);
    expect(done).toHaveLength(5);
    state.now = 61_000;
    lose('late\u202e');
    expect(done.at(-1)).toBe(
      'A connection failed | late\\u{202e}: reset by the peer (95 more were not shown)',
    );
    // Reasons hold words of peers and proxies, and a session without a name is called by its address.
    state.now = 122_000;
    session('a', { name: '', config: { role: 'client', address: 'wss://h/\n' }, state: 'open' });
    session('a', {
      state: 'failed',
      failure: { ...refused, message: `\u0007answered \u202e${'x'.repeat(500)}` },
    });
    const last = done.at(-1) ?? '';
    expect(last).toContain('A connection failed | wss://h/\\u{a}: \\u{7}answered \\u{202e}xxx');
    expect(last.length).toBeLessThan(240);
  });

  it('keeps the machine awake while something is live, if it may', () => {
    const { subject, session, done, state } = attention();
    session('a', { state: 'open' });
    session('b', { state: 'open' });
    session('a', { state: 'closed' });
    expect([done, subject.live]).toEqual([['awake'], 1]);
    state.choice = { ...all, keepAwake: false };
    subject.update();
    state.choice = all;
    subject.update();
    session('b', { state: 'closed' });
    expect([done, subject.live]).toEqual([['awake', 'may sleep', 'awake', 'may sleep'], 0]);
  });

  it('shows what all pages have unread, if it may, and forgets a page that went', () => {
    const { subject, done, state } = attention();
    const [one, two] = [{}, {}];
    subject.unread(one, 3);
    subject.unread(two, 4);
    subject.unread(two, 4);
    subject.unread(one, null);
    state.choice = { ...all, badge: false };
    subject.update();
    expect(done).toEqual(['badge 3', 'badge 7', 'badge 4', 'badge 0']);
  });
});
