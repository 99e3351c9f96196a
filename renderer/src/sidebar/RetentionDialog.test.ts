import { flushPromises, mount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ok } from '../../../contract/index.js';
import type { RetentionPolicy } from '../../../contract/index.js';
import { useLayersStore } from '../stores/layers.js';
import { useRetentionStore } from '../stores/retention.js';
import { addSession, openTestHost } from '../stores/test-host.js';
import RetentionFields from '../settings/RetentionFields.vue';
import RetentionDialog from './RetentionDialog.vue';

let wrappers: VueWrapper[] = [];
afterEach(() => {
  for (const wrapper of wrappers) wrapper.unmount();
  wrappers = [];
});

/** A host on which the two oldest sessions are past whatever limit there is. */
async function open() {
  let policy: RetentionPolicy = { days: null, bytes: null };
  const host = openTestHost({
    'retention.read': () => ok(policy),
    'retention.write': (next: RetentionPolicy) => ok(void (policy = next)),
    'retention.plan': () => {
      const remove = ['b', 'c'].map((session) => ({ session, why: 'age' }));
      return ok({ remove, bytes: 300, totalBytes: 400, kept: 1 });
    },
    'session.remove': ({ sessions }: { sessions: string[] }) => ok({ done: sessions, failed: [] }),
    'trash.read': () => ok({ sessions: [], bytes: 0 }),
    'session.tabs': () => ok(),
  });
  for (const [id, diskBytes] of [
    ['a', 100],
    ['b', 100],
    ['c', 200],
  ] as const) {
    addSession({ id, name: `session ${id}`, state: 'recorded', diskBytes });
  }
  await useRetentionStore().load();
  const fields = mount(RetentionFields, { attachTo: document.body });
  const dialog = mount(RetentionDialog, { attachTo: document.body });
  wrappers = [fields, dialog];
  return { host, fields };
}

describe('limits of recorded sessions', () => {
  it('keep everything until one is typed, and then say what is past it', async () => {
    const { host, fields } = await open();
    expect(fields.text()).toContain('Everything is kept.');
    const [days] = fields.findAll('input');
    await days?.setValue('30');

    await flushPromises();
    expect(host.of('retention.write')).toEqual([{ days: 30, bytes: null }]);
    expect(fields.text()).toContain('2 sessions are past the limits, 300 B. 1 more stays');
  });

  it('show what would go with its size, and remove it only when told to', async () => {
    const { host } = await open();
    await useRetentionStore().write({ days: 30, bytes: null });
    useLayersStore().retention = true;
    await flushPromises();
    const dialog = document.querySelector('[role=dialog]');
    expect(dialog?.textContent).toContain('Those older than 30 days');
    expect(dialog?.textContent).toContain('2 sessions · 300 B');
    expect(host.of('session.remove')).toEqual([]);
    const button = [...(dialog?.querySelectorAll('button') ?? [])].find((one) =>
      one.textContent.includes('Move 2 to the trash'),
    );
    button?.click();
    await flushPromises();
    expect(host.of('session.remove')).toEqual([{ sessions: ['b', 'c'] }]);
    expect(useLayersStore().retention).toBe(false);
  });
});
