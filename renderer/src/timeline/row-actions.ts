import { decodeUtf8Lossy, escapeTemplate, formatHex, looksTextual, utf8Error } from '../../../codec/index.js';
import { RowKind, isActive, kindName } from '../../../contract/index.js';
import type { ConnectionConfig, Outgoing, Recipients } from '../../../contract/index.js';
import { english } from '../../../language/index.js';
import { useLayersStore } from '../stores/layers.js';
import { useLayoutsStore } from '../stores/layouts.js';
import { useMessagesStore } from '../stores/messages.js';
import type { Row } from '../stores/row-cache.js';
import { useSessionsStore } from '../stores/sessions.js';
import { newId } from '../stores/tab.js';
import type { TabState } from '../stores/tab.js';
import { useTabsStore } from '../stores/tabs.js';
import { useTimelinesStore } from '../stores/timelines.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { useToasts } from '../ui/index.js';
import { copyForms, copyLimitBytes, copyText, copyWarning } from '../stores/copy.js';
import { previewText } from './preview.js';
import { directionOf } from './row-menu.js';
import { rowLine } from './row-text.js';
import { t, told, type Words } from '../language/index.js';

/** Most bytes that are sent again from a row; a larger payload is a file's business. */
const resendLimitBytes = 16 * 1024 * 1024;
/** Most bytes that are written into a command or a program. */
const codeLimitBytes = 64 * 1024;
/** Most bytes that go into the composer's editor. */
const editLimitBytes = 1024 * 1024;

const outgoingKinds: readonly Outgoing['kind'][] = ['text', 'binary', 'ping', 'pong', 'close'];

/** What a row's menu does. */
export function useRowActions(): (row: Row, command: string) => Promise<void> {
  const sessions = useSessionsStore();
  const tabs = useTabsStore();
  const timelines = useTimelinesStore();
  const messages = useMessagesStore();
  const layers = useLayersStore();
  const layouts = useLayoutsStore();
  const workspace = useWorkspaceStore();
  const toasts = useToasts();

  const failed = (title: Words, text: Words): void => void toasts.show({ tone: 'err', title, text });

  /** The payload whole, or null with a toast that says why not. */
  async function bytesOf(row: Row, most: number): Promise<Uint8Array | null> {
    const answer = await timelines.current?.payload(row.position, 0, most);
    if (answer === undefined) return null;
    if (!answer.ok) {
      failed(
        () => t('The payload cannot be read'),
        () => told(answer.error.message),
      );
      return null;
    }
    if (answer.value.total > most) {
      failed(
        () => t('The payload is too large for this'),
        () => t('It has {bytes} bytes; export it instead.', { bytes: String(answer.value.total) }),
      );
      return null;
    }
    return answer.value.bytes;
  }

  async function copy(text: string, title: Words, bytes: Uint8Array): Promise<void> {
    const warning = copyWarning(bytes, workspace.info?.secrets?.length ?? 0);
    try {
      await navigator.clipboard.writeText(text);
      if (warning === undefined) toasts.show({ tone: 'ok', title, timeoutMs: 2_000 });
      else toasts.show({ tone: 'warn', title, text: warning });
    } catch {
      failed(
        () => t('The clipboard refused'),
        () => t('Allow this page to write to the clipboard, then copy again.'),
      );
    }
  }

  /** What a message's bytes read as in the composer. */
  function asBody(bytes: Uint8Array): { mode: 'text' | 'hex'; body: string } {
    const text = utf8Error(bytes) === null && looksTextual(bytes);
    if (!text) return { mode: 'hex', body: formatHex(bytes) };
    // What somebody sent us is no template of ours: {{env TOKEN}} in it stays those characters.
    return { mode: 'text', body: escapeTemplate(decodeUtf8Lossy(bytes)) };
  }

  async function resend(row: Row): Promise<void> {
    const tab = tabs.active;
    const bytes = await bytesOf(row, resendLimitBytes);
    if (tab?.session == null || bytes === null) return;
    const name = kindName(row.kind);
    const kind = outgoingKinds.find((one) => one === name) ?? 'data';
    const answer = await sessions.send({
      session: tab.session,
      to: timelines.recipients.length > 0 ? [...timelines.recipients] : toPeerOf(row, tab),
      message: closing(kind, bytes) ?? { kind, data: new Uint8Array(bytes) },
    });
    const failure = answer.ok ? answer.value.failures[0]?.error : answer.error;
    if (failure !== undefined)
      failed(
        () => t('It was not sent'),
        () => told(failure.message),
      );
  }

  async function edit(row: Row): Promise<void> {
    const draft = tabs.active?.message;
    const bytes = await bytesOf(row, editLimitBytes);
    if (draft === undefined || bytes === null) return;
    const { mode, body } = asBody(bytes);
    draft.mode = mode;
    draft.bodies[mode] = body;
    draft.saved = null;
    const name = kindName(row.kind);
    if (name === 'text' || name === 'binary' || name === 'ping' || name === 'pong') draft.kind = name;
    layers.composerFocus++;
  }

  /** The row taken apart into fields, which can be changed and sent again. */
  async function editFields(row: Row): Promise<void> {
    const draft = tabs.active?.message;
    const bytes = await bytesOf(row, editLimitBytes);
    if (draft === undefined || bytes === null) return;
    draft.bodies['fields'] = layouts.bodyOf(bytes);
    draft.mode = 'fields';
    draft.crafting = false;
    draft.saved = null;
    const name = kindName(row.kind);
    draft.kind = name === 'text' || name === 'ping' || name === 'pong' ? name : 'binary';
    layers.composerFocus++;
  }

  async function save(row: Row): Promise<void> {
    const tab = tabs.active;
    const bytes = await bytesOf(row, editLimitBytes);
    if (tab === null || bytes === null) return;
    const name = kindName(row.kind);
    const kind =
      outgoingKinds.find((one): one is Exclude<Outgoing['kind'], 'data'> => one === name) ?? 'binary';
    const title = previewText(row, english).slice(0, 40).trim();
    const message = { id: newId(), name: title === '' ? `row ${row.seq}` : title, kind, ...asBody(bytes) };
    const said = (): void =>
      void toasts.show({ tone: 'ok', title: () => t('Saved as a message'), text: () => message.name });
    if (tab.connection === null) {
      messages.addWhenSaved(tab, message, said);
      toasts.show({
        title: () => t('Save the connection first'),
        text: () => t('Its messages are kept with it. The message is added once it has a name.'),
        action: { label: () => t('Save connection'), run: () => (layers.naming = tab.id) },
      });
      return;
    }
    const answer = await messages.add(message);
    if (answer.ok) said();
    else
      failed(
        () => t('The message was not saved'),
        () => told(answer.error.message),
      );
  }

  /** The row's bytes as commands and programs that send them again. */
  async function code(row: Row, config: ConnectionConfig): Promise<void> {
    const bytes = await bytesOf(row, codeLimitBytes);
    if (bytes === null) return;
    const name = kindName(row.kind);
    const kinds = ['text', 'binary', 'ping', 'pong', 'close'] as const;
    const kind = kinds.find((one) => one === name) ?? 'binary';
    layers.code = {
      name: t('Row {seq} of {address}', { seq: String(row.seq), address: config.address }),
      config,
      message: { kind, bytes },
    };
  }

  return async (row, command) => {
    const tab = tabs.active;
    const session = tab === null ? null : tabs.sessionOf(tab);
    if (tab === null || session === null) return;
    const form = copyForms.find((one) => command === `copy.${one.id}`);
    if (form !== undefined) {
      const bytes = await bytesOf(row, copyLimitBytes);
      if (bytes !== null)
        await copy(
          copyText(form.id, bytes),
          () => t('Copied as {form}', { form: t(form.inSentence) }),
          bytes,
        );
    } else if (command === 'code') await code(row, session.config);
    else if (command === 'copy.row')
      await copy(rowLine(row, session.startedAt), () => t('Copied the row'), row.preview);
    else if (command === 'resend' && isActive(session.state)) await resend(row);
    else if (command === 'edit') await edit(row);
    else if (command === 'edit.fields') await editFields(row);
    else if (command === 'save') await save(row);
    else if (command === 'reply') {
      timelines.recipients = [row.peer];
      layers.composerFocus++;
    } else if (command === 'peer') timelines.peer = timelines.peer === row.peer ? null : row.peer;
    else if (command === 'filter.text') tab.filter.text = filterText(row);
    else if (command === 'filter.direction') tab.filter.direction = directionOf(row);
    else if (command === 'filter.none') {
      tab.filter.text = '';
      tab.filter.direction = 'all';
      tab.filter.range = null;
      tab.filter.unanswered = false;
      timelines.peer = null;
    }
  };
}

/** Among several peers a row goes to its own again; a client's one peer may have another number by now. */
function toPeerOf(row: Row, tab: TabState): Recipients {
  const several = tab.config.role === 'server' || tab.config.protocol === 'udp';
  return several && row.peer > 0 ? [row.peer] : 'all';
}

/** A close row's payload becomes code and reason again. */
function closing(kind: Outgoing['kind'], bytes: Uint8Array): Outgoing | null {
  if (kind !== 'close') return null;
  const [high, low] = bytes;
  if (high === undefined || low === undefined) return { kind, data: new Uint8Array() };
  const reason = decodeUtf8Lossy(bytes.subarray(2));
  return { kind, data: new Uint8Array(), code: high * 256 + low, reason };
}

/** What of a row can be searched for: its bytes as text, to the first that is not. */
function filterText(row: Row): string {
  if (row.kind === RowKind.close) return decodeUtf8Lossy(row.preview.subarray(2));
  const text = Array.from(decodeUtf8Lossy(row.preview));
  const end = text.findIndex((character) => character < ' ' || character === '\ufffd');
  return (end < 0 ? text : text.slice(0, end)).slice(0, 200).join('');
}
