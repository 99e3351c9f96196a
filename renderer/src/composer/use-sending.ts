import { computed, onScopeDispose, shallowReactive, shallowRef, watch } from 'vue';
import { isActive } from '../../../contract/index.js';
import type { Failure, Outgoing, Recipients, Result, SendReport } from '../../../contract/index.js';
import { useHostStore } from '../stores/host.js';
import { useMessagesStore } from '../stores/messages.js';
import { useSentStore } from '../stores/sent.js';
import { useSessionsStore } from '../stores/sessions.js';
import type { MessageDraft, TabState } from '../stores/tab.js';
import { useTabsStore } from '../stores/tabs.js';
import { Turns, mostWaiting } from '../../../contract/turns.js';
import { useVariablesStore } from '../stores/variables.js';
import { useTimelinesStore } from '../stores/timelines.js';
import { sendFile } from '../stores/transfers.js';
import { sameJson } from '../stores/same.js';
import { encodeBody, encodeDraft, isWebSocket } from './draft.js';
import { isWriting } from './grid-drafts.js';
import { suggestName } from './saved-names.js';
import { useFrame } from './use-frame.js';
import { useTemplate } from './use-template.js';
import { formatBytes, phrase, t } from '../language/index.js';

export const writingWords = phrase('The bytes of the grid are being written');

/** Sends what the composer of the active tab holds, and says how it went. */
export function useSending() {
  const host = useHostStore();
  const tabs = useTabsStore();
  const sessions = useSessionsStore();
  const timelines = useTimelinesStore();
  const messages = useMessagesStore();
  const sent = useSentStore();
  const variables = useVariablesStore();

  const tab = computed(() => tabs.active);
  const session = computed(() => (tab.value === null ? null : tabs.sessionOf(tab.value)));
  const protocol = computed(
    () => session.value?.config.protocol ?? tab.value?.config.protocol ?? ('tcp' as const),
  );
  const template = useTemplate({ tab, protocol });
  const frame = useFrame({ tab, session, protocol, template });
  const templated = computed(() => template.active.value && !frame.crafting.value);
  const encoded = computed(() => {
    if (tab.value === null) return null;
    const { message } = tab.value;
    if (templated.value) return template.encoded.value;
    if (frame.built.value === null) return encodeDraft(message, protocol.value);
    const { problems } = frame.templated.value ? template.encoded.value : encodeBody(message, '');
    return { outgoing: null, problems, size: frame.built.value.size };
  });
  /** Files chosen in this run, by tab; a file cannot be kept across a restart. */
  const files = shallowReactive(new Map<string, File>());
  const file = computed(() => (tab.value === null ? null : (files.get(tab.value.id) ?? null)));
  const isFile = computed(
    () =>
      tab.value?.message.mode === 'file' &&
      !frame.crafting.value &&
      !(isWebSocket(protocol.value) && tab.value.message.kind === 'close'),
  );
  const failure = shallowRef<Failure | null>(null);
  /** Crafted frames are under way: of those no others go in between. */
  const busy = shallowRef(false);
  /** Messages that were asked for and are not answered yet; each has its turn. */
  const leaving = shallowRef(0);
  const turns = new Turns();
  const progress = shallowRef<{ readonly sent: number; readonly total: number } | null>(null);
  /** What left last, told to those who do not see its row. */
  const left = shallowRef({ times: 0, name: '' });
  let abort: AbortController | null = null;
  let givenUp = false;

  watch(
    () => tab.value?.id,
    () => (failure.value = null),
  );

  /** Why nothing at all can be sent now; null where something can. */
  const unready = computed<string | null>(() => {
    const info = session.value;
    if (tab.value === null) return t('Open a tab first');
    if (host.state.kind === 'lost') return t('Host lost');
    if (info === null || !isActive(info.state)) {
      if (info?.state === 'recorded') return t('A recording cannot send');
      return tab.value.config.role === 'server' ? t('Listen first') : t('Connect first');
    }
    if (progress.value !== null) return t('A file is being sent');
    if (leaving.value >= mostWaiting) return t('Earlier messages are still being sent');
    if (info.config.role === 'server' && info.config.protocol !== 'udp' && info.peers === 0) {
      return t('No peer is connected');
    }
    const opening = info.config.role === 'client' && info.state !== 'open' && info.state !== 'half-closed';
    return opening ? t('Not open yet') : null;
  });
  /** The hex grid is ahead of the text. */
  const writing = computed(() => tab.value?.message.mode === 'hex' && isWriting(tab.value.id));
  /** Why Send is disabled; null where it can be pressed. */
  const blocked = computed<string | null>(() => {
    const info = session.value;
    if (info === null || unready.value !== null) return unready.value ?? t('Connect first');
    if (writing.value) return t(writingWords);
    if (isFile.value && file.value === null) return t('Choose a file first');
    const error = encoded.value?.problems.some((one) => one.severity === 'error') === true;
    if (error) return t('Mend the message first');
    if (isFile.value) return null;
    if (frame.built.value !== null)
      return frame.built.value.problems.length > 0 ? t('Mend the frame first') : null;
    // A datagram or a WebSocket message may be empty; a stream has no such thing.
    const isStream = !isWebSocket(info.config.protocol) && info.config.protocol !== 'udp';
    return isStream && encoded.value?.outgoing?.data.length === 0 ? t('Type a message first') : null;
  });

  const to = computed<Recipients>(() => {
    const info = session.value;
    if (timelines.recipients.length > 0) return [...timelines.recipients];
    if (info?.config.protocol !== 'udp' || info.config.role !== 'client' || info.peers < 2) return 'all';
    // Whoever else has answered, a datagram client talks to its address unless told otherwise.
    const known = sessions.peersOf.get(info.id) ?? [];
    return [known.find((one) => sameJson(one.remote, info.remote))?.peer ?? 1];
  });

  /** What went wrong, of a request or of single peers. */
  function failureOf(answer: Result<SendReport>): Failure | null {
    if (!answer.ok) return answer.error;
    const first = answer.value.failures[0];
    if (first === undefined) return null;
    const count = answer.value.failures.length;
    const { message } = first.error;
    const said =
      count === 1
        ? t('Peer {peer}: {message}', { peer: first.peer, message })
        : t('{count} peers, first peer {peer}: {message}', { count, peer: first.peer, message });
    return { ...first.error, message: said };
  }

  /** What a draft is known by: the name of the saved message that it is, or how it begins. */
  function nameOf(draft: MessageDraft): string {
    const saved = messages.list.find((one) => one.id === draft.saved);
    return saved !== undefined && !messages.differs(draft, saved) ? saved.name : suggestName(draft, []);
  }

  /** What is sent, as it is now: it may be edited before the answer is there. */
  function copyOf({ message }: TabState): MessageDraft {
    return { ...message, bodies: { ...message.bodies }, frame: { ...message.frame } };
  }

  function note(
    of: TabState,
    draft: MessageDraft,
    answer: Result<SendReport>,
    name: string = nameOf(draft),
  ): void {
    sent.note(of, draft, { name, answer });
    if (failureOf(answer) === null) left.value = { times: left.value.times + 1, name };
  }

  function prepareBytes(session: string, message: Outgoing): () => Promise<Result<SendReport>> {
    // The schema wants bytes on a buffer of their own; encoders make exactly that.
    const data = new Uint8Array(message.data);
    const request = { session, to: to.value, message: { ...message, data } };
    return () => sessions.send(request);
  }

  /** Null where the host makes the bytes. Asked for again before the answer, it leaves again, behind the first. */
  async function sendMessage(of: TabState, message: Outgoing | null): Promise<void> {
    if (of.session === null) return;
    const leave = message === null ? template.prepare(of, to.value) : prepareBytes(of.session, message);
    const draft = copyOf(of);
    leaving.value++;
    turns.offer(async () => {
      const answer = await leave();
      leaving.value--;
      if (tab.value?.id === of.id) failure.value = failureOf(answer);
      note(of, draft, answer);
    });
    await turns.idle();
  }

  async function sendCrafted(of: TabState): Promise<void> {
    const pieces = frame.built.value?.pieces ?? [];
    if (of.session === null) return;
    busy.value = true;
    const draft = copyOf(of);
    // The schema wants bytes on a buffer of their own; frames are made so.
    const own = pieces.map(({ data, afterMs }) => ({ data: new Uint8Array(data), afterMs }));
    const answer = await (frame.templated.value
      ? template.prepare(of, to.value, frame.drawnKeys())()
      : sessions.craft({ session: of.session, to: to.value, pieces: own }));
    busy.value = false;
    frame.redraw();
    const problem = failureOf(answer);
    // Who cancels knows.
    if (problem?.code === 'craft.cancelled' && givenUp) return;
    if (tab.value?.id === of.id) failure.value = problem;
    note(of, draft, answer);
  }

  async function sendChosenFile(of: TabState, chosen: File): Promise<void> {
    if (of.session === null) return;
    const mine = (abort = new AbortController());
    const draft = copyOf(of);
    progress.value = { sent: 0, total: chosen.size };
    const text = isWebSocket(protocol.value) && of.message.kind === 'text';
    const destination =
      protocol.value === 'udp' && of.message.to.trim() !== ''
        ? { destination: of.message.to.trim(), environment: variables.environment }
        : {};
    const answer = await sendFile(
      host,
      chosen,
      {
        session: of.session,
        to: to.value,
        kind: !isWebSocket(protocol.value) ? 'data' : text ? 'text' : 'binary',
        name: chosen.name,
        ...destination,
      },
      { onSent: (sent) => (progress.value = { sent, total: chosen.size }), signal: mine.signal },
    );
    abort = null;
    progress.value = null;
    const problem = failureOf(answer);
    failure.value = problem?.code === 'transfer.cancelled' ? null : problem;
    note(of, draft, answer);
  }

  async function send(): Promise<void> {
    const of = tab.value;
    if (of === null || blocked.value !== null || busy.value) return;
    failure.value = null;
    givenUp = false;
    if (frame.crafting.value) return sendCrafted(of);
    if (isFile.value && file.value !== null) return sendChosenFile(of, file.value);
    if (templated.value) return sendMessage(of, null);
    const outgoing = encoded.value?.outgoing ?? null;
    if (outgoing !== null) await sendMessage(of, outgoing);
  }

  function choose(chosen: File): void {
    const of = tab.value;
    if (of === null) return;
    files.set(of.id, chosen);
    of.message.bodies['file'] = chosen.name;
    failure.value = null;
  }

  const cancel = (): void => abort?.abort();
  /** What still waits of crafted frames. */
  async function giveUp(): Promise<void> {
    givenUp = true;
    if (tab.value?.session != null) await sessions.uncraft({ session: tab.value.session });
  }
  onScopeDispose(cancel);
  const progressText = computed(() =>
    progress.value === null
      ? ''
      : t('{sent} of {total}', {
          sent: formatBytes(progress.value.sent),
          total: formatBytes(progress.value.total),
        }),
  );

  return {
    tab,
    session,
    protocol,
    encoded,
    file,
    isFile,
    failure,
    busy,
    leaving,
    progress,
    progressText,
    unready,
    writing,
    blocked,
    to,
    note,
    left,
    nameOf,
    failureOf,
    send,
    choose,
    cancel,
    frame,
    template,
    templated,
    giveUp,
  };
}
