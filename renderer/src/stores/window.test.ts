import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { fail, ok } from '../../../contract/index.js';
import type {
  ConnectionConfig,
  SavedConnection,
  SessionInfo,
  StoredConnection,
} from '../../../contract/index.js';
import type { Host } from '../host/index.js';
import { useBootStore } from './boot.js';
import { allFolders, orderAt, useCatalogStore } from './catalog.js';
import { useCommandsStore } from './commands.js';
import { actionFor, useConnectionStore } from './connection.js';
import { useHostStore } from './host.js';
import { quickTab } from './tab.js';
import { useTabsStore } from './tabs.js';
import { useWorkspaceStore } from './workspace.js';

/* A workspace in memory behind the Host interface: what the stores ask of it and what they make of its answers. */

interface Asked {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

const config: ConnectionConfig = { protocol: 'tcp', role: 'client', address: 'localhost:1', options: {} };

function saved(id: string, part: Partial<SavedConnection> = {}): SavedConnection {
  return { id, name: id, folder: '', order: 1, config, messages: [], ...part };
}

function session(part: Partial<SessionInfo> = {}): SessionInfo {
  return {
    id: 's1',
    name: 's1',
    starred: false,
    comment: '',
    connection: null,
    config,
    state: 'open',
    since: 0,
    startedAt: 0,
    endedAt: null,
    rows: 0,
    wireRows: 0,
    lastSeq: 0,
    bytesIn: 0,
    bytesOut: 0,
    messagesIn: 0,
    messagesOut: 0,
    rates: { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 },
    peers: 0,
    peersRevision: 0,
    local: null,
    remote: null,
    tls: null,
    subprotocol: null,
    extensions: null,
    roundTripMs: null,
    missedPongs: 0,
    failure: null,
    marks: 0,
    marksRevision: 0,
    queuedBytes: 0,
    repeat: null,
    queue: null,
    diskBytes: 0,
    diskFailure: null,
    droppedBytes: 0,
    directory: '/sessions/s1',
    ...part,
  };
}

function openWindow(connections: SavedConnection[] = [], ownWindow = false) {
  setActivePinia(createPinia());
  const asked: Asked[] = [];
  const stored = new Map<string, StoredConnection>(
    connections.map((connection) => [connection.id, { connection, revision: 'r1' }]),
  );
  const files = { folders: [] as string[], state: null as unknown };
  let revisions = 1;
  const answers: Record<string, (input: never) => unknown> = {
    'host.info': () =>
      ok({
        contract: 1,
        version: '0',
        capabilities: { ownWindow, namedPipes: false, nativeDialogs: false, openLinks: false },
        runtime: '',
        interfaces: [],
      }),
    'workspace.read': () =>
      ok({
        id: 'w',
        name: 'w',
        directory: '/w',
        readOnly: null,
        problems: [],
        description: '',
        folders: files.folders,
        folderDocs: [],
        vault: { kind: 'file', locked: null },
        connections: [...stored.values()],
      }),
    'workspace.save': ({ connection, base }: { connection: SavedConnection; base: string | null }) => {
      const now = stored.get(connection.id)?.revision ?? null;
      if (base !== '*' && base !== now) return fail('workspace.conflict', 'changed');
      const next = { connection, revision: `r${++revisions}` };
      stored.set(connection.id, next);
      return ok(next);
    },
    'workspace.remove': ({ id }: { id: string }) => ok(void stored.delete(id)),
    'workspace.relocate': ({ from, to, folders }: { from: string; to: string; folders: string[] }) => {
      for (const [id, { connection }] of stored) {
        const inside = connection.folder === from || connection.folder.startsWith(`${from}/`);
        const folder = inside ? to + connection.folder.slice(from.length) : connection.folder;
        stored.set(id, { connection: { ...connection, folder }, revision: `r${++revisions}` });
      }
      return ok(void (files.folders = folders));
    },
    'workspace.folders': ({ folders }: { folders: string[] }) => ok(void (files.folders = folders)),
    'state.read': () => ok(files.state),
    'session.list': () => ok([]),
    'session.start': ({ config: sent }: { config: ConnectionConfig }) =>
      ok(session({ state: 'connecting', config: sent })),
    'session.watch': () => ok(),
    'session.stop': () => ok(),
  };
  const host: Host = {
    call: (name, input) => {
      asked.push({ name, input: input });
      // The table answers each request with its own output.
      return Promise.resolve(
        (answers[name] ?? (() => fail('request.unknown', name)))(input as never),
      ) as never;
    },
    on: () => () => undefined,
    state: { kind: 'connected', times: 1 },
    onState: () => () => undefined,
    retry: () => undefined,
    close: () => undefined,
  };
  useHostStore().attach(host);
  return { asked, stored, files };
}

const last = (asked: readonly Asked[], name: string): Record<string, unknown> | undefined =>
  asked.filter((one) => one.name === name).at(-1)?.input;

beforeEach(() => openWindow());

describe('commands', () => {
  const key = (init: KeyboardEventInit): KeyboardEvent =>
    new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });

  it('runs the command of a key and keeps the key from the browser', () => {
    const commands = useCommandsStore();
    let ran = 0;
    commands.register({ id: 'a', title: 'A', group: 'Window', shortcut: 'Mod+S', run: () => ran++ });
    const event = key({ key: 's', ctrlKey: true });
    commands.onKeydown(event);
    expect(ran).toBe(1);
    expect(event.defaultPrevented).toBe(true);
  });

  it('keeps the key from the browser also while the command cannot run', () => {
    const commands = useCommandsStore();
    const run = (): never => expect.fail('ran');
    commands.register({ id: 'a', title: 'A', group: 'Window', shortcut: 'Mod+S', enabled: () => false, run });
    const event = key({ key: 's', ctrlKey: true });
    commands.onKeydown(event);
    expect(event.defaultPrevented).toBe(true);
  });

  it('leaves typing alone, but not F keys', () => {
    const commands = useCommandsStore();
    const ran: string[] = [];
    commands.register({ id: 'a', title: 'A', group: 'Window', shortcut: '?', run: () => ran.push('?') });
    commands.register({ id: 'b', title: 'B', group: 'Timeline', shortcut: 'F8', run: () => ran.push('F8') });
    const input = document.createElement('input');
    document.body.append(input);
    input.addEventListener('keydown', commands.onKeydown);
    input.dispatchEvent(key({ key: '?', shiftKey: true }));
    input.dispatchEvent(key({ key: 'F8' }));
    input.remove();
    expect(ran).toEqual(['F8']);
  });

  it('leaves dialogs and menus alone, and shares with drawers', () => {
    const commands = useCommandsStore();
    let ran = 0;
    commands.register({ id: 'a', title: 'A', group: 'Window', shortcut: 'Mod+B', run: () => ran++ });
    for (const [modal, expected] of [
      ['true', 0],
      ['false', 1],
    ] as const) {
      const dialog = document.createElement('div');
      dialog.setAttribute('role', 'dialog');
      dialog.setAttribute('aria-modal', modal);
      document.body.append(dialog);
      dialog.addEventListener('keydown', commands.onKeydown);
      dialog.dispatchEvent(key({ key: 'b', ctrlKey: true }));
      dialog.remove();
      expect(ran).toBe(expected);
    }
  });

  it.each([
    [true, 'Mod+T'],
    [false, 'Alt+T'],
  ])('names the key of its host (own window: %s)', async (ownWindow, keys) => {
    openWindow([], ownWindow);
    await useHostStore().load();
    const commands = useCommandsStore();
    const off = commands.register({
      id: 'tabs.new',
      title: 'New',
      group: 'Tabs',
      shortcut: 'Mod+T',
      browserShortcut: 'Alt+T',
      run: () => undefined,
    });
    expect(commands.keysOf('tabs.new')).toBe(keys);
    off();
    expect(commands.keysOf('tabs.new')).toBeUndefined();
  });
});

describe('the button of a connection', () => {
  const tab = quickTab(config);
  const listener = quickTab({ ...config, role: 'server' });

  it.each([
    ['Connect', tab, null, false],
    ['Cancel', tab, null, true],
    ['Cancel', tab, session({ state: 'connecting' }), false],
    ['Cancel', tab, session({ state: 'reconnecting' }), false],
    ['Disconnect', tab, session({ state: 'open' }), false],
    ['Disconnect', tab, session({ state: 'half-closed' }), false],
    ['Connect', tab, session({ state: 'failed' }), false],
    ['Connect', tab, session({ state: 'recorded' }), false],
    ['Listen', listener, null, false],
    ['Stop', listener, session({ state: 'listening', config: listener.config }), false],
  ] as const)('reads %s', (words, of, info, starting) => {
    expect(actionFor(of, info, starting)).toBe(words);
  });

  it('starts once however often it is pressed', async () => {
    const { asked } = openWindow();
    const draft = useTabsStore().openQuick(config);
    const connection = useConnectionStore();
    await Promise.all([connection.start(draft), connection.start(draft)]);
    expect(asked.filter(({ name }) => name === 'session.start')).toHaveLength(1);
    expect(draft.session).toBe('s1');
  });

  it('goes on in the same log, and begins a new one for another protocol', async () => {
    const { asked } = openWindow();
    const draft = useTabsStore().openQuick(config);
    const connection = useConnectionStore();
    const { useSessionsStore } = await import('./sessions.js');
    const sessions = useSessionsStore();
    sessions.byId.set('s1', session({ state: 'closed' }));
    draft.session = 's1';
    await connection.start(draft);
    expect(last(asked, 'session.start')).toMatchObject({ session: 's1' });
    sessions.byId.set('s1', session({ state: 'closed' }));
    draft.config.protocol = 'udp';
    await connection.start(draft);
    expect(last(asked, 'session.start')).toMatchObject({ session: null });
  });

  it('asks nothing of the host for an address that is none, and forgets the refusal with the address', async () => {
    const { asked } = openWindow();
    const draft = useTabsStore().openQuick({ ...config, address: 'localhost:70000' });
    const connection = useConnectionStore();
    const answer = await connection.start(draft);
    expect(answer).toMatchObject({ ok: false, error: { code: 'address.port' } });
    expect(asked.some(({ name }) => name === 'session.start')).toBe(false);
    expect(connection.refusals.get(draft.id)?.code).toBe('address.port');
    useTabsStore().setAddress(draft.id, 'localhost:7000');
    await nextTick();
    expect(connection.refusals.has(draft.id)).toBe(false);
  });
});

describe('a saved connection in a tab', () => {
  it('follows its file while it has no edits of its own', async () => {
    const { stored } = openWindow([saved('a')]);
    const workspace = useWorkspaceStore();
    const tabs = useTabsStore();
    await workspace.load();
    const tab = tabs.openConnection(workspace.byId.get('a')!);
    stored.set('a', {
      connection: saved('a', { config: { ...config, address: 'other:2' } }),
      revision: 'r9',
    });
    await workspace.load();
    expect(tab.config.address).toBe('other:2');
    expect(tab.base).toBe('r9');
  });

  it('keeps its edits when the file is changed elsewhere, and saving says so', async () => {
    const { stored } = openWindow([saved('a')]);
    const workspace = useWorkspaceStore();
    const tabs = useTabsStore();
    await workspace.load();
    const tab = tabs.openConnection(workspace.byId.get('a')!);
    tabs.setAddress(tab.id, 'mine:3');
    stored.set('a', {
      connection: saved('a', { config: { ...config, address: 'other:2' } }),
      revision: 'r9',
    });
    await workspace.load();
    expect(tab.config.address).toBe('mine:3');
    expect(await tabs.save(tab, 'a')).toMatchObject({ ok: false, error: { code: 'workspace.conflict' } });
    expect(await tabs.save(tab, 'a', { overwrite: true })).toMatchObject({ ok: true });
    expect(stored.get('a')?.connection.config.address).toBe('mine:3');
  });

  it('keeps its edits and stays savable when this page renames or moves it', async () => {
    openWindow([saved('a')]);
    const workspace = useWorkspaceStore();
    const tabs = useTabsStore();
    await workspace.load();
    const tab = tabs.openConnection(workspace.byId.get('a')!);
    tabs.setAddress(tab.id, 'mine:3');
    expect(await useCatalogStore().move('a', 'elsewhere', 0)).toMatchObject({ ok: true });
    expect(await tabs.save(tab, 'a')).toMatchObject({
      ok: true,
      value: { connection: { folder: 'elsewhere' } },
    });
  });

  it('becomes a new one where its file has been removed', async () => {
    openWindow([saved('a')]);
    const workspace = useWorkspaceStore();
    const tabs = useTabsStore();
    await workspace.load();
    const tab = tabs.openConnection(workspace.byId.get('a')!);
    await workspace.remove('a');
    expect(tabs.isDirty(tab)).toBe(true);
    expect(await tabs.save(tab, 'a')).toMatchObject({ ok: true });
    expect(tab.connection).not.toBe('a');
  });
});

describe('folders', () => {
  it('names every folder on the way, once', () => {
    expect(allFolders(['b'], [{ folder: 'a/x' }, { folder: 'a' }, { folder: '' }])).toEqual([
      'b',
      'a',
      'a/x',
    ]);
  });

  it('finds a sort key between the neighbours', () => {
    const siblings = [saved('a', { order: 1 }), saved('b', { order: 2 })];
    expect([0, 1, 2].map((index) => orderAt(siblings, index))).toEqual([0, 1.5, 3]);
    expect(orderAt([], 0)).toBe(1);
  });

  it('takes everything along when a folder is renamed', async () => {
    const { stored, files } = openWindow([
      saved('a', { folder: 'x' }),
      saved('b', { folder: 'x/y' }),
      saved('c'),
    ]);
    files.folders = ['x', 'x/y', 'xx'];
    await useWorkspaceStore().load();
    expect(await useCatalogStore().renameFolder('x', 'z/1')).toMatchObject({ ok: true });
    expect([...stored.values()].map(({ connection }) => connection.folder).sort()).toEqual([
      '',
      'z-1',
      'z-1/y',
    ]);
    expect(files.folders).toEqual(['z-1', 'z-1/y', 'xx']);
  });

  it('moves a folder among others, but never into itself', async () => {
    const { files } = openWindow();
    files.folders = ['a', 'b', 'c'];
    await useWorkspaceStore().load();
    const catalog = useCatalogStore();
    await catalog.moveFolder('c', '', 0);
    expect(files.folders).toEqual(['c', 'a', 'b']);
    await catalog.moveFolder('a', 'a/inner', 0);
    expect(files.folders).toEqual(['c', 'a', 'b']);
  });
});

describe('a first start', () => {
  const listener = saved('l', { order: 1, config: { ...config, role: 'server' } });
  const client = saved('c', {
    order: 2,
    messages: [{ id: 'm', name: 'Hello', mode: 'text', kind: 'text', body: 'Hello' }],
  });

  it('opens the first listener in front and its client with a message ready', async () => {
    openWindow([client, listener]);
    const boot = useBootStore();
    await boot.run();
    const tabs = useTabsStore();
    expect(boot.state).toEqual({ kind: 'ready' });
    expect(tabs.tabs.map((tab) => tab.connection)).toEqual(['l', 'c']);
    expect(tabs.active?.connection).toBe('l');
    expect(tabs.tabs[1]?.message).toMatchObject({ mode: 'text', bodies: { text: 'Hello' }, saved: 'm' });
  });

  it('opens nothing for somebody who closed everything', async () => {
    const { files } = openWindow([client, listener]);
    files.state = { version: 1, tabs: [], active: null, layout: {} };
    await useBootStore().run();
    expect(useTabsStore().tabs).toEqual([]);
  });
});
