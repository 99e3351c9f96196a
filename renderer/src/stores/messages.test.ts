import { describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { SavedMessage } from '../../../contract/index.js';
import { useMessagesStore } from './messages.js';
import { emptyMessage } from './tab.js';
import { useTabsStore } from './tabs.js';
import { openTestHost, testConnection } from './test-host.js';
import { KeptWorkspace } from './test-workspace.js';
import { useWorkspaceStore } from './workspace.js';

const message = (id: string): SavedMessage => ({ id, name: id, mode: 'text', body: id, kind: 'text' });

/** A workspace with one connection, opened in a tab unless `open` is false. */
async function openWorkspace(messages: SavedMessage[] = [], open = true) {
  const kept = new KeptWorkspace([testConnection('c', { messages })]);
  openTestHost(kept.answers);
  await useWorkspaceStore().load();
  const tabs = useTabsStore();
  if (open) tabs.openConnection(kept.file('c'));
  return {
    tabs,
    messages: useMessagesStore(),
    file: () => kept.file('c').connection.messages.map((one) => one.name),
    outside: () => kept.stored.set('c', { ...kept.file('c'), revision: 'outside' }),
  };
}

describe('saved messages', () => {
  it('adds, renames, replaces and removes in the file, and puts back where it was', async () => {
    const { messages, file } = await openWorkspace([message('a'), message('b')]);
    await messages.add(message('c'));
    expect(file()).toEqual(['a', 'b', 'c']);
    await messages.rename('b', 'bee');
    await messages.replace({ ...message('a'), name: 'ay' });
    expect(file()).toEqual(['ay', 'bee', 'c']);
    const before = messages.shelf;
    await messages.remove('b');
    expect(file()).toEqual(['ay', 'c']);
    await messages.bringBack(before, 'c');
    expect(file()).toEqual(['ay', 'bee', 'c']);
    const copied = await messages.duplicate(messages.list[1]!);
    expect(copied.ok && copied.value).toMatchObject({ name: 'bee copy', body: 'b' });
    expect(file()).toEqual(['ay', 'bee', 'bee copy', 'c']);
    expect(messages.list.map((one) => one.name)).toEqual(file());
  });

  it('makes each change from what the one before it left, the draft of the connection too', async () => {
    const { messages, tabs, file } = await openWorkspace([message('a'), message('b')]);
    const tab = tabs.active;
    if (tab === null) throw new Error('no tab');
    tab.config.address = 'localhost:7';
    const answers = await Promise.all([
      messages.rename('a', 'ay'),
      messages.add(message('c')),
      tabs.save(tab, 'renamed'),
      messages.remove('b'),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(file()).toEqual(['ay', 'c']);
    expect(messages.stored?.connection).toMatchObject({
      name: 'renamed',
      config: { address: 'localhost:7' },
    });
  });

  it('keeps a crafted frame with its payload, and loads it as one', async () => {
    const { messages, tabs } = await openWorkspace([message('a')]);
    const draft = tabs.active?.message;
    if (draft === undefined) throw new Error('no tab');
    Object.assign(draft, { crafting: true, mode: 'hex', frame: { rsv2: true, opcode: 2 } });
    draft.bodies['hex'] = 'ff';
    await messages.add(messages.fromDraft(draft, 'bad RSV2 frame'));
    const saved = messages.list[1];
    expect(saved).toMatchObject({ mode: 'hex', body: 'ff', frame: { rsv2: true, opcode: 2 } });
    messages.load(messages.list[0]!);
    expect(draft).toMatchObject({ crafting: false, mode: 'text' });
    expect(messages.fromDraft(draft, 'plain')).not.toHaveProperty('frame');
    draft.frame = { opcode: 9 };
    expect(saved?.frame).toEqual({ rsv2: true, opcode: 2 });
    messages.load(saved!);
    expect(draft).toMatchObject({ crafting: true, mode: 'hex', frame: { rsv2: true, opcode: 2 } });
  });

  it('keeps ending, destination, close code and reason with a message, and only with it', async () => {
    const { messages, tabs } = await openWorkspace([message('plain')]);
    const draft = tabs.active?.message;
    if (draft === undefined) throw new Error('no tab');
    Object.assign(draft, { ending: 'crlf', to: ' [::1]:9 ', kind: 'close', code: 1001, reason: 'gone' });
    const made = messages.fromDraft(draft, 'bye');
    expect(made).toMatchObject({ ending: 'crlf', to: '[::1]:9', code: 1001, reason: 'gone' });
    messages.load(messages.list[0]!);
    expect(draft).toMatchObject({ ending: 'none', to: '', kind: 'text', code: null, reason: '' });
    messages.load(made);
    expect(draft).toMatchObject({ ending: 'crlf', to: '[::1]:9', kind: 'close', code: 1001, reason: 'gone' });
    expect(Object.keys(messages.fromDraft(emptyMessage(), 'm')).sort()).toEqual(
      ['body', 'id', 'kind', 'mode', 'name'], // nothing that says nothing
    );
  });

  it('takes the repeat of a message into the composer, and keeps it as it is set there', async () => {
    const beat = { ...message('beat'), repeat: { everyMs: 2_000, times: 5 } };
    const { messages, tabs } = await openWorkspace([message('plain'), beat]);
    const tab = tabs.active;
    if (tab === null) throw new Error('no tab');
    messages.load(messages.list[1]!);
    expect(tab.repeat).toEqual({ every: 2, unit: 's', times: 5, lines: false, of: 'beat' });
    expect(messages.differs(tab.message, messages.list[1]!)).toBe(false);
    tab.repeat = { every: 250, unit: 'ms', times: null, lines: false, of: 'beat' };
    expect(messages.differs(tab.message, messages.list[1]!)).toBe(true);
    expect(messages.updated(messages.list[1]!, tab.message).repeat).toEqual({ everyMs: 250, times: null });
    messages.load(messages.list[0]!);
    expect(tab.repeat.every).toBe(250);
    expect(messages.differs(tab.message, messages.list[0]!)).toBe(false);
  });

  it('takes along the repeat that was set for a message when it is first saved, and no other one', async () => {
    const { messages, tabs } = await openWorkspace([message('plain')]);
    const tab = tabs.active;
    if (tab === null) throw new Error('no tab');
    expect(messages.fromDraft(tab.message, 'once', tab.repeat)).not.toHaveProperty('repeat');
    tab.repeat = { every: 0.5, unit: 's', times: 3, lines: true, of: null };
    const made = messages.fromDraft(tab.message, 'block', tab.repeat);
    expect(made.repeat).toEqual({ everyMs: 500, times: 3, lines: true });
    messages.load(messages.list[0]!);
    expect(messages.fromDraft(tab.message, 'plain 2', tab.repeat)).not.toHaveProperty('repeat');
    expect(messages.differs(tab.message, messages.list[0]!)).toBe(false);
    tab.repeat.of = messages.list[0]!.id;
    expect(messages.updated(messages.list[0]!, tab.message).repeat).toEqual(made.repeat);
    messages.load(made);
    expect(tab.repeat).toEqual({ every: 500, unit: 'ms', times: 3, lines: true, of: made.id });
  });

  it('leaves the draft of the connection a draft, made from the new file', async () => {
    const { messages, tabs } = await openWorkspace();
    const tab = tabs.active;
    if (tab === null) throw new Error('no tab');
    tab.config.address = 'elsewhere:2';
    await messages.add(message('a'));
    expect(tab.config.address).toBe('elsewhere:2');
    expect(tab.base).toBe('r2');
    expect(tabs.isDirty(tab)).toBe(true);
    expect(messages.stored?.connection.config.address).toBe('localhost:1');
  });

  it('overwrites nothing that changed outside', async () => {
    const { messages, file, outside } = await openWorkspace([message('a')]);
    outside();
    expect(await messages.add(message('b'))).toMatchObject({ error: { code: 'workspace.conflict' } });
    expect(file()).toEqual(['a']);
  });

  it('refuses without a saved connection, and adds once there is one', async () => {
    const { messages, tabs } = await openWorkspace([], false);
    tabs.openQuick();
    const tab = tabs.active;
    if (tab === null) throw new Error('no tab');
    expect(await messages.add(message('a'))).toMatchObject({ error: { code: 'messages.unsaved' } });
    const said = vi.fn();
    messages.addWhenSaved(tab, message('later'), said);
    await tabs.save(tab, 'named');
    await nextTick();
    await vi.waitFor(() => expect(said).toHaveBeenCalledOnce(), { timeout: 120_000 });
    expect(messages.list.map((one) => one.name)).toEqual(['later']);
  });

  it('takes a draft and puts it back as it was', async () => {
    const { messages, tabs } = await openWorkspace();
    const draft = { ...emptyMessage(), mode: 'hex', bodies: { hex: '00 ff' }, kind: 'binary' } as const;
    const made = messages.fromDraft({ ...draft, bodies: { ...draft.bodies } }, 'two bytes');
    expect(made).toMatchObject({ name: 'two bytes', mode: 'hex', body: '00 ff', kind: 'binary' });
    messages.load(made);
    expect(tabs.active?.message).toMatchObject({
      mode: 'hex',
      bodies: { hex: '00 ff' },
      kind: 'binary',
      saved: made.id,
    });
  });
});
