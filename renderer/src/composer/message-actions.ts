import { nextTick } from 'vue';
import type { Ref } from 'vue';
import type { Result, SavedMessage } from '../../../contract/index.js';
import { useLayersStore } from '../stores/layers.js';
import {
  folderOf,
  movedFolder,
  placed,
  renamedFolder,
  withNewFolder,
  withoutFolder,
} from '../stores/message-shelf.js';
import { useMessagesStore } from '../stores/messages.js';
import { useSentStore } from '../stores/sent.js';
import { sameJson } from '../stores/same.js';
import { useTabsStore } from '../stores/tabs.js';
import { useToasts, type TreeMove } from '../ui/index.js';
import { findNode, messageFolderId, messageNodeId, type MessageTreeNode } from './message-tree.js';
import { settled } from './grid-drafts.js';
import { suggestName } from './saved-names.js';
import { t, told, type Words } from '../language/index.js';

export interface MessageActions {
  save: () => Promise<void>;
  load: (message: SavedMessage) => void;
  update: (message: SavedMessage) => Promise<void>;
  duplicate: (message: SavedMessage) => Promise<void>;
  describe: (message: SavedMessage, description: string) => Promise<void>;
  rename: (id: string, name: string) => Promise<void>;
  move: (move: TreeMove) => Promise<void>;
  moveToFolder: (message: SavedMessage, folder: string) => Promise<void>;
  carryTo: (node: MessageTreeNode, target: { id: string; name: string }, keep: boolean) => Promise<void>;
  remove: (id: string) => Promise<void>;
  addFolder: (parent: string) => Promise<void>;
}

/** What a person does to saved messages; failures are told as toasts, deletions can be undone. */
export function useMessageActions(options: {
  readonly nodes: Readonly<Ref<readonly MessageTreeNode[]>>;
  /** Shows a node and puts its name into a field. */
  readonly startRename: (node: string) => void;
}): MessageActions {
  const tabs = useTabsStore();
  const messages = useMessagesStore();
  const layers = useLayersStore();
  const sent = useSentStore();
  const toasts = useToasts();

  async function say(
    doing: Promise<Result<unknown>>,
    title: Words = () => t('The messages were not saved'),
  ): Promise<boolean> {
    const answer = await doing;
    if (!answer.ok) toasts.show({ tone: 'err', title, text: () => told(answer.error.message) });
    return answer.ok;
  }

  const namesIn = (): string[] => messages.list.map((one) => one.name);

  /** The composer's message, new, in the folder of the one it was made from. */
  async function save(): Promise<void> {
    if (tabs.active !== null) await settled(tabs.active.id);
    const tab = tabs.active;
    if (tab === null) return;
    const name = suggestName(tab.message, namesIn());
    const message = messages.fromDraft(tab.message, name, tab.repeat);
    if (tab.connection === null) {
      messages.addWhenSaved(tab, message, () => {
        tab.message.saved = message.id;
        tab.repeat.of = message.id;
        toasts.show({ tone: 'ok', title: () => t('Message saved'), text: () => name });
      });
      toasts.show({
        title: () => t('Save the connection first'),
        text: () => t('Its messages are kept with it. This one is added once the connection has a name.'),
        action: { label: () => t('Save connection'), run: () => (layers.naming = tab.id) },
      });
      return;
    }
    const from = messages.list.find((one) => one.id === tab.message.saved);
    const folder = from === undefined ? '' : folderOf(from);
    if (!(await say(messages.add(folder === '' ? message : { ...message, folder })))) return;
    tab.message.saved = message.id;
    tab.repeat.of = message.id;
    await nextTick();
    options.startRename(messageNodeId(message.id));
  }

  /** Text that stands nowhere else is not lost by a click on another message. */
  function load(message: SavedMessage): void {
    const tab = tabs.active;
    if (tab === null) return;
    // A draft is plain JSON.
    const before = JSON.parse(JSON.stringify(tab.message)) as typeof tab.message;
    const repeat = { ...tab.repeat };
    const undo = (): void => {
      Object.assign(tab.message, before);
      tab.repeat = repeat;
    };
    const from = messages.list.find((one) => one.id === before.saved);
    const body = before.bodies[message.mode] ?? '';
    const kept = body === '' || body === message.body || (from?.mode === message.mode && from.body === body);
    messages.load(message);
    if (kept || sent.of(tab).some((one) => one.body === body)) return;
    toasts.show({
      title: () => t('The draft was replaced'),
      text: () => body.slice(0, 80),
      action: { label: () => t('Undo'), run: undo },
    });
  }

  async function update(message: SavedMessage): Promise<void> {
    if (tabs.active !== null) await settled(tabs.active.id);
    const tab = tabs.active;
    if (tab === null) return;
    const { id, name } = message;
    const before = messages.shelf.messages.find((one) => one.id === id);
    const next = messages.updated(message, tab.message);
    if (before === undefined || sameJson(before, next)) return;
    if (!(await say(messages.replace(next)))) return;
    tab.message.saved = id;
    toasts.show({
      tone: 'ok',
      title: () => t('Message updated'),
      text: () => name,
      action: { label: () => t('Undo'), run: () => void say(messages.replace(before)) },
    });
  }

  async function duplicate(message: SavedMessage): Promise<void> {
    const made = await messages.duplicate(message);
    if (!made.ok) return void say(Promise.resolve(made), () => t('It was not duplicated'));
    await nextTick();
    options.startRename(messageNodeId(made.value.id));
  }

  async function describe(message: SavedMessage, description: string): Promise<void> {
    const { description: _before, ...rest } = message;
    await say(messages.replace(description === '' ? rest : { ...rest, description }));
  }

  async function rename(id: string, name: string): Promise<void> {
    const node = findNode(options.nodes.value, id);
    if (node?.kind === 'message')
      await say(messages.rename(node.message.id, name), () => t('It was not renamed'));
    else if (node !== null)
      await say(
        messages.change((shelf) => renamedFolder(shelf, node.path, name)),
        () => t('It was not renamed'),
      );
  }

  async function move({ id, parentId, index }: TreeMove): Promise<void> {
    const node = findNode(options.nodes.value, id);
    const parent = parentId === null ? null : findNode(options.nodes.value, parentId);
    if (node === null || parent?.kind === 'message') return;
    const path = parent?.path ?? '';
    const siblings = (parent?.children ?? options.nodes.value).filter((one) => one.id !== id);
    // Folders stand before messages, whatever the place of the drop.
    const place = siblings.slice(0, index).filter((one) => one.kind === node.kind).length;
    const doing =
      node.kind === 'folder'
        ? messages.change((shelf) => movedFolder(shelf, node.path, path, place))
        : messages.change((shelf) => placed(shelf, node.message.id, path, place));
    await say(doing, () => t('It was not moved'));
  }

  async function moveToFolder(message: SavedMessage, folder: string): Promise<void> {
    await say(
      messages.change((shelf) => placed(shelf, message.id, folder, Infinity)),
      () => t('It was not moved'),
    );
  }

  /** A message, or a folder with all that is in it, into another connection; `keep` leaves it here too. */
  async function carryTo(
    node: MessageTreeNode,
    target: { readonly id: string; readonly name: string },
    keep: boolean,
  ): Promise<void> {
    const what = node.kind === 'folder' ? { folder: node.path } : { message: node.message.id };
    const carried = await messages.carryTo(what, target.id, keep);
    if (!carried.ok) {
      void say(Promise.resolve(carried), () => (keep ? t('It was not copied') : t('It was not moved')));
      return;
    }
    toasts.show({
      tone: 'ok',
      title: () =>
        keep ? t('Copied to {name}', { name: target.name }) : t('Moved to {name}', { name: target.name }),
      text: () => node.label,
      action: {
        label: () => t('Undo'),
        run: () => void say(carried.value.undo(), () => t('It was not undone')),
      },
    });
  }

  /** The node with all that is in it. */
  async function remove(id: string): Promise<void> {
    const node = findNode(options.nodes.value, id);
    const of = messages.stored?.connection.id;
    if (node === null || of === undefined) return;
    const before = messages.shelf;
    const doing =
      node.kind === 'message'
        ? messages.remove(node.message.id)
        : messages.change((shelf) => withoutFolder(shelf, node.path));
    if (!(await say(doing, () => t('It was not deleted')))) return;
    const count = before.messages.length - messages.shelf.messages.length;
    const within = (): string =>
      t('{count, plural, one {and the message in it} other {and # messages in it}}', { count });
    toasts.show({
      title: () =>
        node.kind === 'message' ? t('Message deleted') : t('Deleted {label}', { label: node.label }),
      text: node.kind === 'message' ? () => node.label : count === 0 ? undefined : within,
      action: {
        label: () => t('Undo'),
        run: () => void say(messages.bringBack(before, of), () => t('It did not come back')),
      },
    });
  }

  async function addFolder(parent: string): Promise<void> {
    let made = '';
    const doing = messages.change((shelf) => {
      const { shelf: next, path } = withNewFolder(shelf, parent);
      made = path;
      return next;
    });
    if (!(await say(doing, () => t('The folder was not made')))) return;
    await nextTick();
    options.startRename(messageFolderId(made));
  }

  return {
    save,
    load,
    update,
    duplicate,
    describe,
    rename,
    move,
    moveToFolder,
    carryTo,
    remove,
    addFolder,
  };
}
