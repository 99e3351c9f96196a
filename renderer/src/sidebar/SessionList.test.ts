import { flushPromises, mount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ok } from '../../../contract/index.js';
import type { SessionNote, SessionsReport, TrashedSession } from '../../../contract/index.js';
import { useRecordingsStore } from '../stores/recordings.js';
import { useSessionsStore } from '../stores/sessions.js';
import { useTabsStore } from '../stores/tabs.js';
import { addSession, openTestHost } from '../stores/test-host.js';
import { useToasts } from '../ui/index.js';
import SessionList from './SessionList.vue';

let wrapper: VueWrapper | undefined;
afterEach(() => {
  wrapper?.unmount();
  const toasts = useToasts();
  for (const { id } of toasts.items.value) toasts.dismiss(id);
});

/** A list of sessions on a host that describes, removes and restores as the real one does. */
function open(filter = '') {
  const gone = new Map<string, TrashedSession>();
  const whole = (sessions: readonly string[]): SessionsReport => ({ done: sessions, failed: [] });
  const host = openTestHost({
    'session.describe': ({ sessions, note }: { sessions: string[]; note: SessionNote }) => {
      const store = useSessionsStore();
      const changed = sessions
        .flatMap((id) => store.byId.get(id) ?? [])
        .map((info) => ({ ...info, ...note }));
      host.say('sessions.changed', { changed, removed: [] });
      return ok(whole(sessions));
    },
    'session.remove': ({ sessions }: { sessions: string[] }) => {
      const store = useSessionsStore();
      const starred = sessions.filter((id) => store.byId.get(id)?.starred === true);
      const done = sessions.filter((id) => !starred.includes(id));
      for (const session of done) {
        gone.set(session, { session, name: session, startedAt: 0, rows: 0, diskBytes: 10, removedAt: 0 });
      }
      host.say('sessions.changed', { changed: [], removed: done });
      const error = { code: 'session.starred', message: 'It is starred' };
      return ok({ done, failed: starred.map((session) => ({ session, error })) });
    },
    'session.restore': ({ sessions }: { sessions: string[] }) => {
      for (const id of sessions) gone.delete(id);
      host.say('sessions.changed', { changed: sessions.map(recorded), removed: [] });
      return ok(whole(sessions));
    },
    'trash.read': () => ok({ sessions: [...gone.values()], bytes: gone.size * 10 }),
    'session.tabs': () => ok(),
  });
  useSessionsStore().loaded = true;
  useRecordingsStore().follow();
  ['one', 'two', 'three', 'four'].forEach(recorded);
  wrapper = mount(SessionList, { props: { filter }, attachTo: document.body });
  return { host, gone };
}

/** Of the four, the first is the newest. */
const recorded = (id: string) =>
  addSession({
    id,
    name: id,
    state: 'recorded',
    startedAt: 100 - ['one', 'two', 'three', 'four'].indexOf(id),
  });

const row = (id: string) => wrapper!.get(`[data-id="${id}"]`);
const rows = (): string[] => wrapper!.findAll('[data-id]').map((one) => one.attributes('data-id') ?? '');

describe('the list of sessions', () => {
  it('says of an empty list where the session is that runs in a tab', async () => {
    open();
    useSessionsStore().byId.clear();
    await flushPromises();
    expect(wrapper!.text()).toContain('Whatever goes over the wire is recorded and stays here.');
    const info = addSession({ id: 'running', name: 'running', state: 'open' });
    useTabsStore().openSession(info);
    await flushPromises();
    expect(rows()).toEqual([]);
    expect(wrapper!.text()).toContain(
      'What runs in a tab is being recorded and stands here once it has ended.',
    );
  });

  it('opens one with a click, and says what, when, how long, how many and how big', async () => {
    open();
    addSession({
      id: 'one',
      name: 'one',
      state: 'recorded',
      startedAt: 1_000,
      endedAt: 63_000,
      rows: 12,
      diskBytes: 4_096,
    });
    await flushPromises();
    expect(row('one').text()).toMatch(/one.*4\.1 kB.*1 min 02 s · 12 rows/);
    expect(row('one').attributes('aria-label')).toMatch(/^one, .*, 1 min 02 s, 12 rows, 4\.1 kB$/);
    await row('one').trigger('click');
    expect(useTabsStore().active?.session).toBe('one');
  });

  it('renames with F2, keeps the name with Escape, and takes the tab along', async () => {
    const { host } = open();
    await row('two').trigger('click');
    await row('two').trigger('keydown', { key: 'F2' });
    await wrapper!.get('input').setValue('better');
    await wrapper!.get('input').trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(host.of('session.describe')).toEqual([{ sessions: ['two'], note: { name: 'better' } }]);
    expect(row('two').text()).toContain('better');
    expect(useTabsStore().active?.name).toBe('better');
    await row('two').trigger('keydown', { key: 'F2' });
    await wrapper!.get('input').setValue('worse');
    await wrapper!.get('input').trigger('keydown', { key: 'Escape' });
    await flushPromises();
    expect(host.of('session.describe')).toHaveLength(1);
    expect(document.activeElement).toBe(row('two').element);
  });

  it('selects several by mouse and keys, and deletes and brings back all of them', async () => {
    const { host } = open();
    await row('one').trigger('click', { ctrlKey: true });
    await row('three').trigger('click', { shiftKey: true });
    await row('two').trigger('keydown', { key: ' ' });
    expect(row('three').attributes('aria-label')).toMatch(/, selected$/);
    await row('three').trigger('keydown', { key: 'Delete' });
    await flushPromises();
    expect(host.of('session.remove')).toEqual([{ sessions: ['one', 'three'] }]);
    expect(rows()).toEqual(['two', 'four']);
    expect(document.activeElement).toBe(row('four').element);
    await row('four').trigger('keydown', { key: 'Delete' });
    await row('two').trigger('keydown', { key: 'Delete' });
    await flushPromises();
    expect(rows()).toEqual([]);
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Recorded sessions');
    const [toast] = useToasts().items.value;
    expect(toast?.title()).toBe('Deleted 2 sessions');
    toast?.action?.run();
    await flushPromises();
    expect(rows()).toEqual(['one', 'three']);
  });

  it('keeps what is starred and says why', async () => {
    open();
    addSession({ id: 'one', name: 'one', state: 'recorded', startedAt: 100, starred: true });
    await flushPromises();
    await row('one').trigger('keydown', { key: 'Delete' });
    await flushPromises();
    expect(rows()).toContain('one');
    expect(useToasts().items.value.map(({ tone, text }) => [tone, text?.()])).toEqual([
      ['warn', 'It is starred'],
    ]);
  });

  it('moves by arrows, Home and End, one stop for Tab', async () => {
    open();
    expect(wrapper!.findAll('[data-id][tabindex="0"]')).toHaveLength(1);
    await row('one').trigger('keydown', { key: 'ArrowDown' });
    await flushPromises();
    expect(document.activeElement).toBe(row('two').element);
    await row('two').trigger('keydown', { key: 'End', shiftKey: true });
    await flushPromises();
    expect(document.activeElement).toBe(row('four').element);
    expect(wrapper!.findAll('[aria-label$="selected"]')).toHaveLength(3);
  });

  it('tells the host which sessions are in tabs', async () => {
    const { host } = open();
    await row('one').trigger('click');
    await flushPromises();
    expect(host.of('session.tabs').at(-1)).toEqual({ sessions: ['one'] });
  });

  it('shows what matches the words typed, and says so where nothing does', () => {
    open('three');
    expect(rows()).toEqual(['three']);
    wrapper!.unmount();
    open('nothing like it');
    expect(wrapper!.text()).toContain('No recorded session matches.');
  });
});
