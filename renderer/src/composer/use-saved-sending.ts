import { computed, onScopeDispose, watch } from 'vue';
import type { Result, SavedMessage, SendReport } from '../../../contract/index.js';
import { useCommandsStore } from '../stores/commands.js';
import { copyForms, copyText } from '../stores/copy.js';
import { useHostStore } from '../stores/host.js';
import { useLayersStore } from '../stores/layers.js';
import { draftOf, useMessagesStore } from '../stores/messages.js';
import { newId } from '../stores/tab.js';
import { useVariablesStore } from '../stores/variables.js';
import { useToasts } from '../ui/index.js';
import { isWebSocket } from './draft.js';
import { frameProblem } from './frame-problem.js';
import { typedMessage } from './use-template.js';
import type { useSending } from './use-sending.js';
import { formatBytes, phrase, t, told, type Words } from '../language/index.js';

/** So many messages have a key that sends them from anywhere: in the order of the list, folders first. */
const keyed = 9;

/** Sends saved messages as they are: what stands in the composer stays there. */
export function useSavedSending(sending: ReturnType<typeof useSending>) {
  const { tab, protocol, to, unready, failureOf, note } = sending;
  const host = useHostStore();
  const messages = useMessagesStore();
  const variables = useVariablesStore();
  const layers = useLayersStore();
  const commands = useCommandsStore();
  const toasts = useToasts();
  const role = computed(() => sending.session.value?.config.role ?? tab.value?.config.role ?? 'client');

  async function deliver(session: string, message: SavedMessage): Promise<Result<SendReport> | Words> {
    if (message.frame !== undefined) {
      if (!isWebSocket(protocol.value))
        return () => t('Crafted frames are WebSocket’s: connect to one first.');
      const [draft, of] = [draftOf(message), role.value];
      if (frameProblem(draft, of) !== null) return () => frameProblem(draft, of) ?? '';
    }
    return host.call('message.send', {
      session,
      to: to.value,
      ...typedMessage(draftOf(message), protocol.value),
      environment: variables.environment,
      draw: newId(),
    });
  }

  function refuse(message: SavedMessage, text: Words): void {
    toasts.show({ tone: 'warn', title: () => t('“{name}” was not sent', { name: message.name }), text });
  }

  async function send(message: SavedMessage): Promise<void> {
    const of = tab.value;
    if (of?.session == null || unready.value !== null)
      return refuse(message, () => unready.value ?? t('Connect first'));
    if (message.mode === 'file' && message.kind !== 'close') {
      messages.load(message);
      layers.composerFocus++;
      return refuse(message, () =>
        message.body === ''
          ? t('Choose its file anew, then send it: a page cannot keep files.')
          : t('Choose {file} anew, then send it: a page cannot keep files.', { file: message.body }),
      );
    }
    const answer = await deliver(of.session, message);
    if (typeof answer === 'function') return refuse(message, answer);
    note(of, draftOf(message), answer, message.name);
    const failure = failureOf(answer);
    if (failure !== null) {
      toasts.show({
        tone: 'err',
        title: () => t('“{name}” was not sent', { name: message.name }),
        text: () => told(failure.message),
      });
    }
  }

  /** The bytes that would leave, onto the clipboard. */
  async function copy(message: SavedMessage, form: string): Promise<void> {
    const chosen = copyForms.find((one) => one.id === form);
    const of = tab.value;
    if (chosen === undefined || of === null) return;
    const answer = await host.call('message.preview', {
      session: of.session,
      connection: of.connection,
      text: typedMessage({ ...draftOf(message), kind: 'text' }, protocol.value).text,
      environment: variables.environment,
      draw: newId(),
      reveal: false,
    });
    if (!answer.ok) {
      toasts.show({
        tone: 'err',
        title: () => t('It was not copied'),
        text: () => told(answer.error.message),
      });
      return;
    }
    const { bytes, size } = answer.value;
    if (size > bytes.length) {
      const text = (): string =>
        t('It has {size}; up to {bytes} are copied. Export it from the timeline once it was sent.', {
          size: formatBytes(size),
          bytes: formatBytes(bytes.length),
        });
      toasts.show({ tone: 'warn', title: () => t('It is too large to copy'), text });
      return;
    }
    try {
      await navigator.clipboard.writeText(copyText(chosen.id, bytes));
      toasts.show({
        tone: 'ok',
        title: () => t('Copied as {form}', { form: t(chosen.inSentence) }),
        timeoutMs: 2_000,
      });
    } catch {
      const text = (): string => t('Allow this page to write to the clipboard, then copy again.');
      toasts.show({ tone: 'err', title: () => t('The clipboard refused'), text });
    }
  }

  // The palette, and whoever else has no sockets of its own.
  watch(
    () => layers.sendWish,
    (wish) => {
      if (wish === null) return;
      layers.sendWish = null;
      void send(wish.message);
    },
  );

  onScopeDispose(
    commands.registerAll(
      Array.from({ length: keyed }, (_, at) => ({
        id: `message.send.${at + 1}`,
        title: phrase('Send saved message {number}'),
        values: { number: at + 1 },
        group: 'Message' as const,
        // Alt+1..9 go to tabs in a browser; with Shift nobody has them.
        shortcut: `Alt+Shift+${at + 1}`,
        // The palette lists the messages themselves, with these keys.
        listed: false,
        enabled: () => messages.list[at] !== undefined,
        run: () => {
          const message = messages.list[at];
          if (message !== undefined) void send(message);
        },
      })),
    ),
  );

  return { unready, send, copy };
}
