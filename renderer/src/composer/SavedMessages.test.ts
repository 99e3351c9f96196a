import { flushPromises, mount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import type { SavedMessage } from '../../../contract/index.js';
import { useTabsStore } from '../stores/tabs.js';
import { openTestHost, testConnection } from '../stores/test-host.js';
import { KeptWorkspace } from '../stores/test-workspace.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { useToasts } from '../ui/index.js';
import SavedMessages from './SavedMessages.vue';

let wrapper: VueWrapper | undefined;
const toasts = useToasts();
afterEach(() => {
  wrapper?.unmount();
  for (const { id } of toasts.items.value) toasts.dismiss(id);
});

async function open({
  unready = null,
  one = {},
}: { readonly unready?: string | null; readonly one?: Partial<SavedMessage> } = {}) {
  const messages = ['one', 'two', 'three'].map((name): SavedMessage => ({
    id: name,
    name,
    mode: 'text',
    body: `${name}!`,
    kind: 'text',
    ...(name === 'one' ? one : {}),
  }));
  const kept = new KeptWorkspace([testConnection('c', { messages })]);
  openTestHost(kept.answers);
  await useWorkspaceStore().load();
  const tabs = useTabsStore();
  tabs.openConnection(kept.file('c'));
  const made = mount(SavedMessages, { attachTo: document.body, props: { unready, queueable: true } });
  wrapper = made;
  const rows = () => made.findAll('[role=treeitem]');
  const settle = flushPromises;
  const press = async (key: string, more: object = {}): Promise<void> => {
    await made.get('[role=treeitem][tabindex="0"]').trigger('keydown', { key, ...more });
    await settle();
  };
  const sent = () => (made.emitted('send') ?? []).map(([message]) => (message as SavedMessage).name);
  const names = () =>
    kept.file('c').connection.messages.map(({ name, folder }) => (folder ? `${folder}/${name}` : name));
  return { made, tabs, rows, press, settle, sent, names, file: () => kept.file('c').connection };
}

describe('SavedMessages', () => {
  it('is a tree that names its messages and has one stop for Tab', async () => {
    const { made, rows } = await open();
    expect(made.get('[role=tree]').attributes('aria-label')).toBe('Saved messages');
    expect(rows().map((one) => one.attributes('aria-label'))).toEqual([
      'one, Text',
      'two, Text',
      'three, Text',
    ]);
    expect(rows().map((one) => one.attributes('tabindex'))).toEqual(['0', '-1', '-1']);
  });

  it('loads what is clicked; what is clicked twice, or by its arrow, is sent and leaves the composer alone', async () => {
    const { made, tabs, rows, sent } = await open();
    await rows()[1]?.trigger('click');
    expect(tabs.active?.message.bodies['text']).toBe('two!');
    await rows()[2]?.trigger('dblclick');
    await made.get('button[aria-label="Send one"]').trigger('click');
    expect(sent()).toEqual(['three', 'one']);
    expect(tabs.active?.message.bodies['text']).toBe('two!');
  });

  it('sends nothing by its arrows while nothing can be sent, and says why', async () => {
    const { made } = await open({ unready: 'Connect first' });
    const button = made.get('button[aria-label="Send one"]');
    expect(button.attributes()).toMatchObject({ disabled: '', title: 'Connect first' });
  });

  it('goes by arrows; Enter sends, Space loads', async () => {
    const { tabs, rows, press, sent } = await open();
    await press('ArrowDown');
    expect(document.activeElement).toBe(rows()[1]?.element);
    await press('End');
    await press('Enter');
    expect(sent()).toEqual(['three']);
    expect(tabs.active?.message.bodies['text']).toBeUndefined();
    await press(' ');
    expect(tabs.active?.message.bodies['text']).toBe('three!');
  });

  it('gives back a draft that stood nowhere else', async () => {
    const { tabs, rows } = await open({ one: { repeat: { everyMs: 5, times: 9 } } });
    const repeat = { every: 2, unit: 's', times: null, lines: true } as const;
    Object.assign(tabs.active!, { repeat: { ...repeat } });
    tabs.active!.message.bodies['text'] = 'typed with care';
    await rows()[0]?.trigger('click');
    expect(tabs.active?.repeat).toMatchObject({ every: 5, unit: 'ms', times: 9 });
    const [toast] = toasts.items.value;
    expect(toast?.title()).toBe('The draft was replaced');
    toast?.action?.run();
    expect(tabs.active?.repeat).toEqual(repeat);
    expect(tabs.active?.message).toMatchObject({ bodies: { text: 'typed with care' }, saved: null });
    // A text that is saved already needs no such care.
    await rows()[0]?.trigger('click');
    const before = toasts.items.value.length;
    await rows()[1]?.trigger('click');
    expect(toasts.items.value).toHaveLength(before);
  });

  it('renames by F2, duplicates by Ctrl+D, deletes by Delete and takes that back', async () => {
    const { made, press, settle, names } = await open();
    const type = async (name: string): Promise<void> => {
      const input = made.get('input.name');
      await input.setValue(name);
      await input.trigger('keydown', { key: 'Enter' });
      await settle();
    };
    await press('F2');
    await type('first');
    expect(names()).toEqual(['first', 'two', 'three']);
    await press('d', { ctrlKey: true });
    await type('second');
    expect(names()).toEqual(['first', 'second', 'two', 'three']);
    await press('Home');
    await press('Delete');
    expect(names()).toEqual(['second', 'two', 'three']);
    toasts.items.value.at(-1)?.action?.run();
    await settle();
    expect(names()).toEqual(['first', 'second', 'two', 'three']);
  });

  it('makes a folder, takes a message into it by key and out of it again', async () => {
    const { made, press, settle, names, file } = await open();
    await made.get('button[aria-label="New folder of messages"]').trigger('click');
    await settle();
    const input = made.get('input.name');
    await input.setValue('Session');
    await input.trigger('keydown', { key: 'Enter' });
    await settle();
    expect(file().messageFolders).toEqual(['Session']);
    await press('ArrowDown');
    await press('ArrowUp', { altKey: true });
    expect(names()).toEqual(['Session/one', 'two', 'three']);
    await press('ArrowDown', { altKey: true });
    expect(names()).toEqual(['one', 'two', 'three']);
    await press('ArrowDown', { altKey: true });
    expect(names()).toEqual(['two', 'one', 'three']);
  });

  it('offers to update the loaded message once it differs', async () => {
    const { made, tabs, rows, settle, file } = await open();
    await rows()[1]?.trigger('click');
    expect(made.find('button[aria-label="Update two"]').exists()).toBe(false);
    tabs.active!.message.bodies['text'] = 'changed';
    await settle();
    await made.get('button[aria-label="Update two"]').trigger('click');
    await settle();
    expect(file().messages[1]).toMatchObject({ id: 'two', name: 'two', body: 'changed' });
  });

  it('leaves what a filter finds', async () => {
    const { made, rows } = await open();
    await made.get('[role=searchbox]').setValue('tw');
    expect(rows().map((one) => one.attributes('aria-label'))).toEqual(['two, Text']);
    await made.get('[role=searchbox]').setValue('four');
    expect(made.text()).toContain('No message matches');
  });
});
