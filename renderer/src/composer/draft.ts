import {
  encodeClosePayload,
  encodeUtf8,
  isTemplate,
  maxCloseReasonBytes,
  parseTemplate,
  utf8Error,
} from '../../../codec/index.js';
import type { Outgoing, Protocol } from '../../../contract/index.js';
import type { MessageDraft } from '../stores/tab.js';
import { lintBody, readers } from './body-problems.js';
import type { DraftProblem } from './body-problems.js';
import { formatBytes, t } from '../language/index.js';

export interface EncodedDraft {
  /** Null where an error stands in the way, and for a file, whose bytes are streamed. */
  readonly outgoing: Outgoing | null;
  readonly problems: readonly DraftProblem[];
  /** Bytes that will be sent. */
  readonly size: number;
}

/** Control frames carry at most 125 bytes (RFC 6455 §5.5). */
const maxControlBytes = 125;

const endings = {
  none: '',
  lf: '\n',
  cr: '\r',
  crlf: '\r\n',
  nul: '\0',
} as const satisfies Record<MessageDraft['ending'], string>;

/** What a stream gets after the message. */
export function endingOf(draft: MessageDraft): (typeof endings)[MessageDraft['ending']] {
  return endings[draft.ending];
}

export function isWebSocket(protocol: Protocol): boolean {
  return protocol === 'ws' || protocol === 'wss';
}

/** Streams alone need an end of message: datagrams and WebSocket messages have one. */
export function isStream(protocol: Protocol): boolean {
  return !isWebSocket(protocol) && protocol !== 'udp';
}

/** Turns what was typed into what is sent. It is cheap enough for each key press up to about a megabyte. */
export function encodeDraft(draft: MessageDraft, protocol: Protocol): EncodedDraft {
  const close = isWebSocket(protocol) && draft.kind === 'close';
  if (close) return encodeClose(draft);
  if (draft.mode === 'file') return { outgoing: null, problems: [], size: 0 };
  const body = encodeBody(draft, isStream(protocol) ? endings[draft.ending] : '');
  const { bytes } = body;
  let { problems } = body;
  if (bytes === null) return { outgoing: null, problems, size: 0 };

  const kind = isWebSocket(protocol) ? draft.kind : 'data';
  if ((kind === 'ping' || kind === 'pong') && bytes.length > maxControlBytes) {
    const message = t('A {kind} carries at most {maxControlBytes} bytes (RFC 6455 §5.5); this has {bytes}.', {
      kind,
      maxControlBytes,
      bytes: bytes.length,
    });
    return { outgoing: null, problems: [...problems, error(message)], size: bytes.length };
  }
  const wrong = kind === 'text' ? utf8Error(bytes) : null;
  if (wrong !== null) {
    const message = t(
      'A text frame is UTF-8 (RFC 6455 §5.6), and the byte at offset {wrong} is none. It can be sent all the same.',
      { wrong },
    );
    problems = [...problems, { message, offset: null, severity: 'warning' }];
  }
  const to = protocol === 'udp' && draft.to.trim() !== '' ? { to: draft.to.trim() } : {};
  return { outgoing: { kind, data: bytes, ...to }, problems, size: bytes.length };
}

const error = (message: string, offset: number | null = null): DraftProblem => ({
  message,
  offset,
  severity: 'error',
});

/** The bytes of what was typed in the draft's mode; null where an error stands in the way. */
export function encodeBody(
  draft: MessageDraft,
  ending: string,
): { readonly bytes: Uint8Array | null; readonly problems: readonly DraftProblem[] } {
  const typed = draft.bodies[draft.mode] ?? '';
  const body = withoutPlaceholders(typed);
  if (body === null) {
    const message = t('The placeholders of this message cannot be read.');
    return { bytes: null, problems: [error(message, typed.indexOf('{{'))] };
  }
  const read = readers[draft.mode];
  if (read !== undefined) {
    // Escapes read what was typed, the backslash of `\\{{` with it.
    const parsed = read(draft.mode === 'escapes' ? typed : body);
    if (!parsed.ok) return { bytes: null, problems: [error(parsed.error.message, offsetOf(parsed.error))] };
    return { bytes: joined(parsed.value, encodeUtf8(ending)), problems: [] };
  }
  return { bytes: encodeUtf8(body + ending), problems: lintBody(draft.mode, typed) };
}

/** A text that is sent from here has no variables, which the host alone resolves; null where it has. */
function withoutPlaceholders(text: string): string | null {
  if (!isTemplate(text)) return text;
  const template = parseTemplate(text);
  if (!template.ok) return null;
  const parts = template.value.parts.map((part) => (part.kind === 'text' ? part.text : null));
  return parts.includes(null) ? null : parts.join('');
}

function joined(bytes: Uint8Array, ending: Uint8Array): Uint8Array {
  if (ending.length === 0) return bytes;
  const whole = new Uint8Array(bytes.length + ending.length);
  whole.set(bytes);
  whole.set(ending, bytes.length);
  return whole;
}

function offsetOf(failure: { readonly detail?: Readonly<Record<string, unknown>> }): number | null {
  const offset = failure.detail?.['offset'];
  return typeof offset === 'number' ? offset : null;
}

function encodeClose(draft: MessageDraft): EncodedDraft {
  const reasonBytes = encodeUtf8(draft.reason).length;
  const size = (draft.code === null ? 0 : 2) + reasonBytes;
  const problem =
    draft.code === null && reasonBytes > 0
      ? t('A reason needs a code (RFC 6455 §5.5.1).')
      : reasonBytes > maxCloseReasonBytes
        ? t('A reason has at most {maxCloseReasonBytes} bytes (RFC 6455 §5.5); this has {reasonBytes}.', {
            maxCloseReasonBytes,
            reasonBytes,
          })
        : null;
  if (problem !== null) return { outgoing: null, problems: [error(problem)], size };
  const encoded = encodeClosePayload(draft.code, draft.reason);
  // A code that must not be sent is the tester's choice: it is said, and sent.
  const problems: DraftProblem[] = encoded.ok
    ? []
    : [{ message: encoded.error.message, offset: null, severity: 'warning' }];
  const fields = draft.code === null ? {} : { code: draft.code, reason: draft.reason };
  return { outgoing: { kind: 'close', data: new Uint8Array(), ...fields }, problems, size };
}

/** "58 B · Text frame": what leaves when Send is pressed. */
export function describeDraft(draft: MessageDraft, protocol: Protocol, size: number): string {
  const bytes = formatBytes(size);
  if (isWebSocket(protocol)) {
    const kind = draft.kind[0]?.toUpperCase() + draft.kind.slice(1);
    return `${bytes} · ${t('{kind} frame', { kind })}`;
  }
  return `${bytes} · ${protocol === 'udp' ? t('Datagram') : t('Bytes')}`;
}
