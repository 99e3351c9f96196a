import { computed, onScopeDispose, ref } from 'vue';
import { maxQueueDelayMs, maxQueueFile } from '../../../contract/index.js';
import type { QueueAction, QueueChange, QueueItem, Result, SavedMessage } from '../../../contract/index.js';
import { useCommandsStore } from '../stores/commands.js';
import { draftOf } from '../stores/messages.js';
import { useQueuesStore } from '../stores/queues.js';
import { useSentStore } from '../stores/sent.js';
import { useSessionsStore } from '../stores/sessions.js';
import { newId } from '../stores/tab.js';
import type { MessageDraft } from '../stores/tab.js';
import { useVariablesStore } from '../stores/variables.js';
import { useToasts } from '../ui/index.js';
import { mostTyped } from './body-size.js';
import { blockLines } from './block-lines.js';
import { suggestName } from './saved-names.js';
import { frameProblem } from './frame-problem.js';
import { typedMessage } from './use-template.js';
import { writingWords } from './use-sending.js';
import type { useSending } from './use-sending.js';
import { formatBytes, phrase, t, told, type Words } from '../language/index.js';

/** Modes whose text has lines that are messages of their own. */
const byLine: readonly string[] = ['text', 'escapes', 'hex', 'base64'];

/** The queue of the session on screen: what is put into it, and what is done with it. */
export function useQueue(sending: ReturnType<typeof useSending>) {
  const { tab, session, protocol, to, isFile } = sending;
  const queues = useQueuesStore();
  const sessions = useSessionsStore();
  const sent = useSentStore();
  const variables = useVariablesStore();
  const commands = useCommandsStore();
  const toasts = useToasts();
  /** Milliseconds before each message that is added, as typed last. */
  const delayMs = ref(0);

  const live = computed(() => (session.value?.state === 'recorded' ? null : session.value));
  const info = computed(() => live.value?.queue ?? null);
  queues.follow(() => live.value?.id ?? null);
  const items = computed(() => (live.value === null ? [] : (queues.lists.get(live.value.id)?.items ?? [])));
  /** The peer it waits for, where that can be dropped. */
  const droppable = computed(() => {
    const { reason, peer = null } = info.value?.wait ?? {};
    return reason !== 'peer' || peer === null || protocol.value === 'udp' ? [] : [{ peer }];
  });
  /** Why nothing can be put into it; null where something can. */
  const shut = computed(() =>
    live.value !== null
      ? null
      : tab.value?.config.role === 'server'
        ? phrase('Listen first')
        : phrase('Connect first'),
  );
  const closed = computed(() => (shut.value === null ? null : t(shut.value)));
  /** Why what the composer holds cannot wait; null where it can. */
  const blocked = computed(() => {
    if (closed.value !== null) return closed.value;
    if (sending.writing.value) return t(writingWords);
    if (isFile.value) return fileProblem(sending.file.value);
    // A stream has no empty message.
    if (sending.blocked.value === t('Type a message first')) return sending.blocked.value;
    const error = sending.encoded.value?.problems.find((one) => one.severity === 'error');
    return told(error?.message) ?? sending.frame.built.value?.problems[0] ?? null;
  });

  function report(answer: Result<unknown>, title: Words): boolean {
    if (!answer.ok) toasts.show({ tone: 'err', title, text: () => told(answer.error.message) });
    return answer.ok;
  }

  function itemOf(draft: MessageDraft, name: string): QueueItem | Words {
    const of = tab.value;
    if (of === null) return () => t('Open a tab first');
    const base = {
      id: newId(),
      name: name.slice(0, 200),
      to: to.value,
      environment: variables.environment,
      delayMs: delayMs.value,
      ...typedMessage(draft, protocol.value),
      note: sent.noteOf(of, draft, name),
    };
    if (!draft.crafting) return base;
    const role = session.value?.config.role ?? 'client';
    return frameProblem(draft, role) === null ? base : () => frameProblem(draft, role) ?? '';
  }

  /** A file is read when it is put in: what waits no longer depends on the page. */
  async function fileItem(draft: MessageDraft): Promise<QueueItem | Words> {
    const { value: file } = sending.file;
    if (file === null || fileProblem(file) !== null) return () => fileProblem(file) ?? '';
    const item = itemOf(draft, file.name);
    try {
      const data = new Uint8Array(await file.arrayBuffer());
      return typeof item === 'function' ? item : { ...item, file: { name: file.name.slice(0, 1_000), data } };
    } catch {
      return () => t('{name} can no longer be read. Choose it again.', { name: file.name });
    }
  }

  async function add(list: readonly (QueueItem | Words)[]): Promise<void> {
    const of = live.value;
    const why = shut.value;
    const refused =
      list.find((one) => typeof one === 'function') ?? (why === null ? undefined : () => t(why));
    if (of === null || refused !== undefined) {
      toasts.show({ tone: 'warn', title: () => t('Nothing was put into the queue'), text: refused });
      return;
    }
    const whole = list.filter((one) => typeof one !== 'function');
    report(await queues.add(of.id, whole), () => t('Nothing was put into the queue'));
  }

  /** Saved messages, in order. */
  async function addSaved(list: readonly SavedMessage[]): Promise<void> {
    await add(
      list.map((message) =>
        message.mode === 'file' && message.kind !== 'close'
          ? message.body === ''
            ? () =>
                t('“{name}” is a file: choose it in the composer, then put it in from there', {
                  name: message.name,
                })
            : () =>
                t('“{name}” is a file: choose {file} in the composer, then put it in from there', {
                  name: message.name,
                  file: message.body,
                })
          : itemOf(draftOf(message), message.name),
      ),
    );
  }

  /** What the composer holds. */
  async function addDraft(): Promise<void> {
    const draft = tab.value?.message;
    if (draft === undefined || blocked.value !== null) return;
    await add([isFile.value ? await fileItem(draft) : itemOf(draft, sending.nameOf(draft))]);
  }

  const lines = computed(() => {
    const draft = tab.value?.message;
    if (draft === undefined || draft.crafting || !byLine.includes(draft.mode)) return [];
    return (draft.bodies[draft.mode] ?? '').length > mostTyped ? [] : blockLines(draft, protocol.value);
  });

  /** Each line of what the composer holds as a message of its own. */
  async function addLines(): Promise<void> {
    const draft = tab.value?.message;
    if (draft === undefined || blocked.value !== null) return;
    await add(
      lines.value.map((line) => {
        const one = { ...draft, bodies: { [draft.mode]: line } };
        return itemOf(one, line.trim() === '' ? 'empty line' : suggestName(one, []));
      }),
    );
  }

  async function control(action: QueueAction): Promise<void> {
    if (live.value !== null)
      report(await queues.control(live.value.id, action), () => t('The queue was not changed'));
  }

  async function change(what: QueueChange): Promise<void> {
    if (live.value !== null)
      report(await queues.change(live.value.id, what), () => t('The queue was not changed'));
  }

  /** What was taken out can come back. */
  async function takeOut(ids: readonly string[] | null): Promise<void> {
    const count = ids?.length ?? items.value.length;
    if (count === 0) return;
    await (ids === null ? control('clear') : change({ change: 'remove', ids: [...ids] }));
    toasts.show({
      title: () =>
        t('{count, plural, one {One message} other {# messages}} taken out of the queue', { count }),
      action: { label: () => t('Undo'), run: () => void control('undo') },
    });
  }

  /** Resets peers that do not read. */
  async function drop(peers: readonly number[]): Promise<void> {
    if (live.value === null) return;
    report(await sessions.end({ session: live.value.id, to: [...peers], how: 'reset' }), () =>
      t('The peer was not reset'),
    );
  }

  const setDelay = (value: number): void => {
    delayMs.value = Math.min(maxQueueDelayMs, Math.max(0, value));
  };

  onScopeDispose(
    commands.registerAll([
      {
        id: 'message.queue',
        title: phrase('Add the message to the queue'),
        group: 'Message',
        shortcut: 'Alt+Enter',
        enabled: () => blocked.value === null,
        run: () => void addDraft(),
      },
      {
        id: 'message.queue.lines',
        title: phrase('Add each line to the queue'),
        group: 'Message',
        enabled: () => blocked.value === null && lines.value.length > 0,
        run: () => void addLines(),
      },
      {
        id: 'queue.toggle',
        title: phrase('Pause the queue, or go on'),
        group: 'Message',
        enabled: () => info.value !== null && info.value.state !== 'idle',
        run: () => void control(info.value?.state === 'running' ? 'pause' : 'go'),
      },
      {
        id: 'queue.step',
        title: phrase('Send the next of the queue'),
        group: 'Message',
        enabled: () => info.value?.state === 'paused',
        run: () => void control('step'),
      },
      {
        id: 'queue.clear',
        title: phrase('Empty the queue'),
        group: 'Message',
        enabled: () => items.value.length > 0,
        run: () => void takeOut(null),
      },
    ]),
  );

  return {
    info,
    items,
    delayMs,
    droppable,
    blocked,
    closed,
    lines,
    addSaved,
    addDraft,
    addLines,
    control,
    change,
    takeOut,
    drop,
    setDelay,
  };
}

/** Why a file cannot wait; null where it can. */
function fileProblem(file: File | null): string | null {
  if (file === null) return t('Choose a file first');
  if (file.size <= maxQueueFile) return null;
  return t('{size} are more than the {maxQueueFile} a file in the queue may have: Send streams it at once', {
    size: formatBytes(file.size),
    maxQueueFile: formatBytes(maxQueueFile),
  });
}

export type QueueControls = ReturnType<typeof useQueue>;
