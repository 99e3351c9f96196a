import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HostInfo } from '../../../contract/index.js';
import { useBootStore } from '../stores/boot.js';
import { useHostStore } from '../stores/host.js';
import { useImportStore } from '../stores/importing.js';
import { openTestHost } from '../stores/test-host.js';
import DropOverlay from './DropOverlay.vue';

/** A folder as a drop shows one: names of files with their text, and folders. */
interface Folder {
  readonly [name: string]: string | Folder;
}

function entry(name: string, held: string | Folder): object {
  if (typeof held === 'string') {
    return {
      name,
      isFile: true,
      isDirectory: false,
      file: (done: (file: File) => void) => done(new File([held], name)),
    };
  }
  const find =
    (wanted: 'string' | 'object') => (one: string, _: object, done: () => void, missing: () => void) =>
      typeof held[one] === wanted ? done() : missing();
  return {
    name,
    isFile: false,
    isDirectory: true,
    getFile: find('string'),
    getDirectory: find('object'),
    createReader() {
      let rest = Object.entries(held);
      return {
        readEntries(done: (entries: object[]) => void) {
          done(rest.map(([one, content]) => entry(one, content)));
          rest = [];
        },
      };
    },
  };
}

function drop(...things: [string, string | Folder][]): void {
  const items = things.map(([name, held]) => ({
    webkitGetAsEntry: () => entry(name, held),
    getAsFile: () => null,
  }));
  const event = new Event('drop', { cancelable: true });
  dispatchEvent(Object.assign(event, { dataTransfer: { types: ['Files'], items } }));
}

const workspace: Folder = { 'workspace.json': '{}', connections: { 'a.json': '{}' } };
let unmount = (): void => undefined;
afterEach(() => unmount());

function open(droppedFolders: boolean) {
  const host = openTestHost({});
  useHostStore().info = { capabilities: { droppedFolders } } as HostInfo;
  useBootStore().state = { kind: 'ready' };
  const wrapper = mount(DropOverlay);
  unmount = () => wrapper.unmount();
  return { host, importing: useImportStore() };
}

describe('what is dropped on the window', () => {
  it('is left to a host that has the path of a workspace, and asks', async () => {
    const { host, importing } = open(true);
    importing.show();
    drop(['mine', workspace]);
    await vi.waitFor(() => expect(importing.open).toBe(false));
    await flushPromises();
    expect(importing.failure).toBeNull();
    expect(host.of('import.begin')).toEqual([]);
  });

  it('is left to the host where several workspaces were dropped', async () => {
    const { host, importing } = open(true);
    importing.show();
    drop(['mine', workspace], ['ours', workspace]);
    await vi.waitFor(() => expect(importing.open).toBe(false));
    await flushPromises();
    expect(host.of('import.begin')).toEqual([]);
  });

  it.each<[string, [string, string | Folder][]]>([
    ['another folder', [['theirs', { 'workspace.json': '{}', requests: { 'a.json': '{}' } }]]],
    ['a folder of that name alone', [['theirs', { connections: { 'a.json': '{}' } }]]],
    ['files', [['a.har', '{}']]],
  ])('is imported where it is %s', async (_, things) => {
    const { host } = open(true);
    drop(...things);
    await vi.waitFor(() => expect(host.of('import.begin')).toHaveLength(1));
  });

  it('is told to be opened by its path where a browser is the window', async () => {
    const { host, importing } = open(false);
    drop(['mine', workspace]);
    await vi.waitFor(() => expect(importing.failure).toMatchObject({ code: 'import.workspace' }));
    expect(importing.failure?.message).toContain('A browser hands over copies of files');
    expect(host.of('import.begin')).toEqual([]);
  });

  it('is told to be opened where more than a workspace was dropped', async () => {
    const { importing } = open(true);
    drop(['mine', workspace], ['a.har', '{}']);
    await vi.waitFor(() => expect(importing.failure).toMatchObject({ code: 'import.workspace' }));
    expect(importing.failure?.message).not.toContain('browser');
  });
});
