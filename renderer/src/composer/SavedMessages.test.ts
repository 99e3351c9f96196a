import { mount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { ok } from '../../../contract/index.js';
import type { SavedConnection, StoredConnection } from '../../../contract/index.js';
import { useTabsStore } from '../stores/tabs.js';
import { openTestHost, testConnection } from '../stores/test-host.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import SavedMessages from './SavedMessages.vue';

let wrapper: VueWrapper | undefined;
afterEach(() => wrapper?.unmount());

async function open() {
  const messages = ['one', 'two', 'three'].map(
    (name) => ({ id: name, name, mode: 'text', body: `${name}!`, kind: 'text' }) as const,
  );
  let stored: StoredConnection = {
    connection: testConnection('c', { messages: [...messages] }),
    revision: '1',
  };
  openTestHost({
    'workspace.read': () =>
      ok({
        id: 'w',
        name: 'w',
        directory: '/w',
        readOnly: null,
        problems: [],
        description: '',
        folders: [],
        folderDocs: [],
        connections: [stored],
      }),
    'workspace.save': ({ connection }: { connection: SavedConnection }) =>
      ok((stored = { connection, revision: `${stored.revision}+` })),
  });
  await useWorkspaceStore().load();
  const tabs = useTabsStore();
  tabs.openConnection(stored);
  const made = mount(SavedMessages, { attachTo: document.body });
  wrapper = made;
  const buttons = () => made.findAll('li > button');
  const press = async (key: string): Promise<void> => {
    await made.find('ul').trigger('keydown', { key });
    await nextTick();
    await nextTick();
  };
  return { made, tabs, buttons, press, names: () => stored.connection.messages.map((one) => one.name) };
}

describe('SavedMessages', () => {
  it('is a list that names its messages and has one stop for Tab', async () => {
    const { made, buttons } = await open();
    expect(made.find('ul').attributes('aria-label')).toBe('Saved messages');
    expect(made.findAll('li').map((one) => one.attributes('aria-label'))).toEqual(['one', 'two', 'three']);
    expect(buttons().map((one) => one.attributes('tabindex'))).toEqual(['0', '-1', '-1']);
  });

  it('loads what is clicked and sends what is clicked twice', async () => {
    const { made, tabs, buttons } = await open();
    await buttons()[1]?.trigger('click');
    expect(tabs.active?.message.bodies['text']).toBe('two!');
    await buttons()[2]?.trigger('dblclick');
    await nextTick();
    expect(tabs.active?.message.bodies['text']).toBe('three!');
    expect(made.emitted('send')).toHaveLength(1);
  });

  it('goes by arrows, and Enter sends the one that has the focus', async () => {
    const { made, tabs, buttons, press } = await open();
    await press('ArrowDown');
    expect(document.activeElement).toBe(buttons()[1]?.element);
    await press('End');
    expect(document.activeElement).toBe(buttons()[2]?.element);
    await press('ArrowDown');
    await press('Enter');
    expect(tabs.active?.message.bodies['text']).toBe('three!');
    expect(made.emitted('send')).toHaveLength(1);
  });

  it('renames by F2 and deletes by Delete', async () => {
    const { made, press, names } = await open();
    await press('F2');
    const input = made.find('input');
    await input.setValue('first');
    await input.trigger('keydown', { key: 'Enter' });
    await nextTick();
    expect(names()).toEqual(['first', 'two', 'three']);
    await press('Delete');
    expect(names()).toEqual(['two', 'three']);
  });
});
