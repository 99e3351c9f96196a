import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { useTabsStore } from '../stores/tabs.js';
import { openTestHost, testConfig } from '../stores/test-host.js';
import { useToasts } from '../ui/index.js';
import { useHostProblems } from './use-host-problems.js';

const { items, dismiss } = useToasts();
afterEach(() => items.value.forEach(({ id }) => dismiss(id)));

const full = { code: 'log.disk-full', message: 'Cannot write to it: the disk is full.' };

function open() {
  const host = openTestHost({});
  const tabs = useTabsStore();
  const tab = tabs.openQuick(testConfig);
  tab.session = 's1';
  const wrapper = mount({ setup: useHostProblems, template: '<i />' });
  return { host, close: () => wrapper.unmount() };
}

describe('useHostProblems', () => {
  it('leaves the trouble of the session in front to its banner', () => {
    const { host, close } = open();
    host.say('host.problem', { ...full, session: 's1' });
    expect(items.value).toEqual([]);
    close();
  });

  it('tells of the trouble of another session, and of the host itself', () => {
    const { host, close } = open();
    host.say('host.problem', { ...full, session: 's2' });
    host.say('host.problem', full);
    expect(items.value.map(({ title, text }) => `${title()}: ${text?.()}`)).toEqual([
      `Recording has a problem: ${full.message}`,
      `Recording has a problem: ${full.message}`,
    ]);
    close();
  });
});
