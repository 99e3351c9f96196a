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

  it.each(['before', 'after'])(
    'tells of a crash once, with the recordings that came back, told of %s it by themselves',
    (when) => {
      const { host, close } = open();
      const recovered = { code: 'log.recovered', message: 'Session "flood" was not closed.' };
      if (when === 'before') host.say('host.problem', recovered);
      host.say('host.problem', {
        code: 'host.crashed',
        message: 'Wirebench did not end properly the last time.',
        restored: {
          workspace: 'bench',
          windows: [{ window: 1, tabs: 1, title: 'flood' }],
          recordings: [{ name: 'flood', rows: 7 }],
        },
      });
      if (when === 'after') host.say('host.problem', recovered);
      expect(items.value.map(({ title }) => title())).toEqual(['Back after a crash']);
      expect(items.value[0]?.text?.()).toContain('1 tab is back, flood in front.');
      expect(items.value[0]?.text?.()).toContain('flood (7 rows)');
      close();
    },
  );

  it('tells of each recording that came back where no crash is told of', () => {
    const { host, close } = open();
    host.say('host.problem', { code: 'log.recovered', message: 'Session "a" was not closed.' });
    expect(items.value.map(({ title }) => title())).toEqual(['A recording is back']);
    close();
  });
});
