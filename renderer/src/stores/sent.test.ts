import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { fail, maxHistoryBody, ok } from '../../../contract/index.js';
import type { SentEntry } from '../../../contract/index.js';
import { messageOf, useSentStore } from './sent.js';
import { emptyMessage } from './tab.js';
import { useTabsStore } from './tabs.js';
import { openTestHost, testConfig } from './test-host.js';

let stop: (() => void) | undefined;
afterEach(() => stop?.());

const old: SentEntry = {
  at: 1,
  message: 'm',
  name: 'old',
  mode: 'text',
  body: 'old',
  kind: 'text',
  session: null,
  seq: null,
  bytes: 3,
  peers: 1,
  failure: null,
};

async function open(answers: Record<string, (input: never) => unknown> = {}) {
  const host = openTestHost({
    'history.read': () => ok([old]),
    'history.add': () => ok(),
    'history.adopt': () => ok(),
    'history.clear': () => ok(),
    ...answers,
  });
  const tabs = useTabsStore();
  tabs.openQuick({ ...testConfig });
  const tab = tabs.active;
  if (tab === null) throw new Error('no tab');
  const sent = useSentStore();
  stop = sent.follow();
  await flushPromises();
  return { host, tabs, tab, sent, names: () => sent.of(tab).map(({ name }) => name) };
}

const taken = ok({ peers: 1, bytes: 2, failures: [], seq: 7 });

describe('what was sent', () => {
  it('is read once for the tab in front, and grows at its head', async () => {
    const { host, tabs, tab, sent, names } = await open();
    expect(names()).toEqual(['old']);
    tab.session = 's1';
    const draft = { ...emptyMessage(), bodies: { text: 'hi' }, ending: 'lf' as const, to: ' h:1 ' };
    sent.note(tab, draft, { name: 'new', answer: taken });
    expect(names()).toEqual(['new', 'old']);
    expect(host.of('history.add')).toMatchObject([
      {
        key: tab.id,
        entry: { name: 'new', body: 'hi', ending: 'lf', to: 'h:1', session: 's1', seq: 7, bytes: 2 },
      },
    ]);
    tabs.openQuick();
    tabs.activate(tab.id);
    await flushPromises();
    expect(host.of('history.read').filter(({ key }) => key === tab.id)).toHaveLength(1);
  });

  it('says what failed, and keeps no text that is too long', async () => {
    const { tab, sent } = await open();
    const draft = { ...emptyMessage(), bodies: { text: 'x'.repeat(maxHistoryBody + 1) } };
    sent.note(tab, draft, { name: 'long', answer: fail('send.closed', 'It is closed') });
    const [entry] = sent.of(tab);
    expect(entry).toMatchObject({ body: null, failure: 'It is closed', peers: 0, seq: null });
    expect(messageOf(entry!, 'x')).toBeNull();
  });

  it('hears what the host and other pages send, and takes an entry in place of the one it was', async () => {
    const { host, tab, names } = await open();
    const news = (key: string, entry: SentEntry) => host.say('history.added', { key, entry });
    news(tab.id, { ...old, id: 'run', name: 'begun' });
    news('elsewhere', { ...old, id: 'other', name: 'other' });
    expect(names()).toEqual(['begun', 'old']);
    news(tab.id, { ...old, id: 'run', name: 'over' });
    expect(names()).toEqual(['over', 'old']);
  });

  it('goes with the tab into the connection it is saved as', async () => {
    const { host, tab, names } = await open();
    tab.connection = 'c';
    await flushPromises();
    expect(names()).toEqual(['old']);
    expect(host.of('history.adopt')).toEqual([{ from: tab.id, to: 'c' }]);
  });

  it('comes back in the order of time after it was forgotten', async () => {
    const { host, tab, sent, names } = await open();
    sent.note(tab, { ...emptyMessage(), saved: null }, { name: 'newer', answer: taken });
    const forgotten = sent.of(tab).filter(({ message }) => message === 'm');
    expect(await sent.clear(tab, 'm')).toBeNull();
    expect(names()).toEqual(['newer']);
    expect(await sent.restore(sent.keyOf(tab), forgotten)).toBeNull();
    expect(names()).toEqual(['newer', 'old']);
    const told = host.of('history.add') as { entry: SentEntry }[];
    expect(told.map(({ entry }) => entry.name)).toEqual(['newer', 'old', 'newer']);
  });

  it('is forgotten when asked, where the host can', async () => {
    const { tab, sent, names } = await open();
    sent.note(tab, emptyMessage(), { name: 'other', answer: taken });
    expect(await sent.clear(tab, 'm')).toBeNull();
    expect(names()).toEqual(['other']);
    expect(await sent.clear(tab, null)).toBeNull();
    expect(names()).toEqual([]);
    const broken = await open({ 'history.clear': () => fail('history.write', 'disk full') });
    expect(await broken.sent.clear(broken.tab, null)).toMatchObject({ code: 'history.write' });
    expect(broken.names()).toEqual(['old']);
  });

  it('becomes a message again, as it was', () => {
    const crafted = {
      ...old,
      frame: { rsv1: true },
      code: 1000,
      reason: 'x',
      ending: 'nul' as const,
      name: '',
    };
    expect(messageOf(crafted, 'id')).toEqual({
      id: 'id',
      name: 'message',
      mode: 'text',
      body: 'old',
      kind: 'text',
      frame: { rsv1: true },
      code: 1000,
      reason: 'x',
      ending: 'nul',
    });
  });
});
