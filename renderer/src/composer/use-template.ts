import { computed, ref } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { isTemplate } from '../../../codec/index.js';
import { useLayoutsStore } from '../stores/layouts.js';
import { encodeHere } from './fields/encode-here.js';
import type {
  Composition,
  Input,
  Protocol,
  Recipients,
  Result,
  SendReport,
} from '../../../contract/index.js';
import { useHostStore } from '../stores/host.js';
import { newId } from '../stores/tab.js';
import type { MessageDraft, TabState } from '../stores/tab.js';
import { textsIn, useVariablesStore } from '../stores/variables.js';
import type { VariableUse } from '../stores/variables.js';
import { endingOf, isStream, isWebSocket } from './draft.js';
import { lintBody, literalProblem } from './body-problems.js';
import type { DraftProblem } from './body-problems.js';
import type { EncodedDraft } from './draft.js';
import { t, told } from '../language/index.js';

export interface TemplateDraft {
  /** There are placeholders in it: the host makes the bytes. */
  readonly active: ComputedRef<boolean>;
  /** What stands in the way, at its place; no bytes, which the page does not have. */
  readonly encoded: ComputedRef<EncodedDraft>;
  readonly uses: ComputedRef<readonly VariableUse[]>;
  readonly composition: ComputedRef<Composition>;
  /** Names the random values of the message that is shown and then sent. */
  readonly draw: Readonly<Ref<string>>;
  /** Takes what is typed now, to be made and sent when its turn has come; `keys` are those that crafted frames were shown with. */
  readonly prepare: (
    of: TabState,
    to: Recipients,
    keys?: readonly number[],
  ) => () => Promise<Result<SendReport>>;
}

/** A message with `{{name}}` in it: judged here, made and sent by the host. */
export function useTemplate(options: {
  readonly tab: ComputedRef<TabState | null>;
  readonly protocol: ComputedRef<Protocol>;
}): TemplateDraft {
  const { tab, protocol } = options;
  const host = useHostStore();
  const variables = useVariablesStore();
  const draw = ref(newId());

  const texts = computed((): readonly TemplateText[] => {
    if (tab.value === null) return [];
    const plain = textsOf(tab.value.message, protocol.value);
    return message.value === null ? plain : [...plain, ...textsIn(message.value).map((text) => ({ text }))];
  });
  const layouts = useLayoutsStore();
  /** Fields are made into bytes by the host, whatever they hold: what is wrong with them is known here too. */
  const fields = computed(() => (tab.value === null ? null : fieldsOf(tab.value.message, protocol.value)));
  const message = computed(() => (fields.value === null ? null : layouts.messageOf(fields.value)));
  const active = computed(() => fields.value !== null || texts.value.some(({ text }) => isTemplate(text)));
  const body = computed(() =>
    tab.value === null ? '' : (tab.value.message.bodies[tab.value.message.mode] ?? ''),
  );
  const uses = computed(() => (active.value && fields.value === null ? variables.usesOf(body.value) : []));
  const encoded = computed<EncodedDraft>(() => ({
    outgoing: null,
    problems: [...fieldProblems(), ...problemsOf()],
    size: 0,
  }));
  const composition = computed(() =>
    tab.value === null
      ? { mode: 'text' as const, body: '' }
      : compositionOf(tab.value.message, protocol.value),
  );

  function fieldProblems(): DraftProblem[] {
    if (fields.value === null) return [];
    const wrong = (text: string): DraftProblem => ({ message: text, offset: null, severity: 'error' });
    if (message.value === null || message.value.layout.fields.length === 0)
      return [wrong(t('Choose a layout, or add a field.'))];
    const made = encodeHere(message.value);
    return made.problems.map((one) => wrong(one.path === '' ? one.message : `${one.path}: ${one.message}`));
  }

  function problemsOf(): DraftProblem[] {
    const message = tab.value?.message;
    if (message === undefined) return [];
    const closing = isClosing(message, protocol.value);
    const literal = closing ? null : literalProblem(message.mode, body.value);
    const found = literal === null ? namesProblems() : [literal, ...namesProblems()];
    return closing ? found : [...found, ...lintBody(message.mode, body.value)];
  }

  function namesProblems(): DraftProblem[] {
    return texts.value.flatMap(({ text, place: field }) => {
      const fault = variables.faultOf(text);
      if (fault === null) return [];
      // Placeholders are marked one by one; a text that cannot be read has its place alone.
      const place = text === body.value && uses.value.length === 0 ? fault.offset : null;
      return [
        {
          message: field === undefined ? told(fault.message) : `${field}: ${told(fault.message)}`,
          offset: field === undefined ? place : null,
          severity: 'error' as const,
        },
      ];
    });
  }

  function prepare(
    of: TabState,
    to: Recipients,
    keys?: readonly number[],
  ): () => Promise<Result<SendReport>> {
    const { environment } = variables;
    const message = typedMessage(of.message, protocol.value);
    const typed = {
      session: of.session ?? '',
      to,
      ...message,
      ...(keys && { keys: [...keys] }),
      environment,
    };
    return async () => {
      const answer = await host.call('message.send', { ...typed, draw: draw.value });
      // The next message has random values of its own.
      if (answer.ok) draw.value = newId();
      return answer;
    };
  }

  return { active, encoded, uses, composition, draw, prepare };
}

/** A draft as the host makes bytes of it. */
export function typedMessage(
  draft: MessageDraft,
  protocol: Protocol,
): Pick<Input<'message.send'>, 'kind' | 'text' | 'code' | 'reason' | 'destination' | 'frame'> {
  const webSocket = isWebSocket(protocol);
  // The draft may be reactive: what leaves the page is a plain copy.
  if (isCrafted(draft, protocol))
    return { kind: 'binary', text: compositionOf(draft, protocol), frame: { ...draft.frame } };
  const to = draft.to.trim();
  return {
    kind: webSocket ? draft.kind : 'data',
    text: compositionOf(draft, protocol),
    ...(webSocket && draft.kind === 'close' && draft.code !== null
      ? { code: draft.code, reason: draft.reason }
      : {}),
    ...(protocol === 'udp' && to !== '' ? { destination: to } : {}),
  };
}

const isCrafted = ({ crafting }: MessageDraft, protocol: Protocol): boolean =>
  isWebSocket(protocol) && crafting;

/** A close is code and reason; a crafted one has a payload like any other frame. */
function isClosing({ crafting, kind }: MessageDraft, protocol: Protocol): boolean {
  return isWebSocket(protocol) && !crafting && kind === 'close';
}

/** The body of a message that is made of fields; null of any other. */
function fieldsOf(draft: MessageDraft, protocol: Protocol): string | null {
  const closing = isClosing(draft, protocol);
  return draft.mode !== 'fields' || draft.crafting || closing ? null : (draft.bodies['fields'] ?? '');
}

/** A text that is read as a template, and where it stands if not in the body. */
interface TemplateText {
  readonly text: string;
  readonly place?: string;
}

/** What of a draft is read as a template. */
function textsOf(draft: MessageDraft, protocol: Protocol): TemplateText[] {
  if (isClosing(draft, protocol)) return [{ text: draft.reason, place: t('Reason') }];
  const { key = '', length = '', junk = '' } = isCrafted(draft, protocol) ? draft.frame : {};
  const beside = [
    { text: protocol === 'udp' ? draft.to : '', place: t('Send to') },
    { text: key, place: t('Masking key') },
    { text: length, place: t('Length claimed') },
    { text: junk, place: t('Junk between frames') },
  ].filter(({ text }) => text !== '');
  if (draft.mode === 'file' || draft.mode === 'fields') return beside;
  return [{ text: draft.bodies[draft.mode] ?? '' }, ...beside];
}

function compositionOf(draft: MessageDraft, protocol: Protocol): Composition {
  const { mode } = draft;
  if (mode === 'file' || isClosing(draft, protocol)) return { mode: 'text', body: '' };
  const ending = isStream(protocol) ? { ending: endingOf(draft) } : {};
  return { mode, body: draft.bodies[mode] ?? '', ...ending };
}
