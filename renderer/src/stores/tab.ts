import * as z from 'zod/mini';
import {
  ComposerMode,
  ConnectionConfig,
  CorrelationSpec,
  CraftedFrame,
  FramingSpec,
  Id,
  LineEnding,
} from '../../../contract/index.js';
import type { SavedConnection } from '../../../contract/index.js';
import { withoutEmptyRows } from './options.js';

/** What a tab remembers across restarts: the draft of its connection, of its message, and how it is looked at. */

export const MessageDraft = z.strictObject({
  mode: ComposerMode,
  /** One text for each mode, so that trying another mode loses nothing. */
  bodies: z.record(z.string(), z.string()),
  kind: z.enum(['text', 'binary', 'ping', 'pong', 'close']),
  /** close */
  code: z.nullable(z.int()),
  reason: z.string(),
  /** The saved message being edited. */
  saved: z.nullable(Id),
  /** UDP: where to, when not to the row's sender or the address above. */
  to: z.string(),
  /** Streams: what is put after the message. */
  ending: z._default(LineEnding, 'none'),
  /** Sent as crafted frames on a WebSocket; the payload is the body of `mode`. */
  crafting: z._default(z.boolean(), false),
  /** How the frame is crafted, kept while another mode is used. */
  frame: z._default(CraftedFrame, () => ({})),
});
export type MessageDraft = z.output<typeof MessageDraft>;

/** A schema of Protocol Buffers that somebody gave: text of a `.proto`, or a descriptor set in Base64. */
export const PayloadSchema = z.strictObject({
  /** Its file's name, or what stands for a pasted one. */
  name: z.string(),
  form: z.enum(['proto', 'descriptor']),
  source: z.string(),
  /** Full name of the message. */
  message: z.string(),
});
export type PayloadSchema = z.output<typeof PayloadSchema>;

/** How payloads are read in this tab, where a person has said so; null leaves it to the bytes. */
export const PayloadReading = z.strictObject({
  /** Id of a dissector. */
  decodeAs: z.nullable(z.string()),
  charset: z.nullable(z.string()),
  schema: z.nullable(PayloadSchema),
});
export type PayloadReading = z.output<typeof PayloadReading>;

export const asFound: PayloadReading = { decodeAs: null, charset: null, schema: null };

/** How the message is repeated when that is asked for. */
export const RepeatDraft = z.strictObject({
  every: z.number(),
  unit: z.enum(['ms', 's']),
  /** Null until stopped. */
  times: z.nullable(z.int()),
  /** Each line is a message of its own. */
  lines: z.boolean(),
  /** The saved message it was set for: that one takes it along when it is updated. */
  of: z._default(z.nullable(Id), null),
});
export type RepeatDraft = z.output<typeof RepeatDraft>;

export const firstRepeat: RepeatDraft = { every: 1, unit: 's', times: null, lines: false, of: null };

export const TabState = z.strictObject({
  id: Id,
  name: z.string(),
  /** The saved connection it edits; null for a quick tab and for a recorded session. */
  connection: z.nullable(Id),
  /** Revision of the file the draft was made from. */
  base: z.nullable(z.string()),
  /** The session it shows; it may be recorded. */
  session: z.nullable(z.string()),
  config: ConnectionConfig,
  message: MessageDraft,
  repeat: z._default(RepeatDraft, () => ({ ...firstRepeat })),
  /** What tabs of an earlier version sent, newest first, for Alt+Up; stores/sent.ts has what came since. */
  history: z.array(z.strictObject({ mode: ComposerMode, body: z.string() })),
  filter: z.strictObject({
    direction: z.enum(['all', 'in', 'out', 'control', 'marked']),
    text: z.string(),
    /** Clear hides rows up to this number of the session. */
    afterSeq: z.int(),
    /** Nanoseconds of one session that alone are shown; of no other one. */
    range: z._default(
      z.nullable(z.strictObject({ session: z.string(), from: z.number(), to: z.number() })),
      null,
    ),
    /** Only requests that have no answer. */
    unanswered: z._default(z.boolean(), false),
  }),
  /** Which message answers which; null where nobody asked. */
  correlation: z._default(z.nullable(CorrelationSpec), null),
  /** The row that times are measured from, of one session. */
  reference: z._default(
    z.nullable(z.strictObject({ session: z.string(), seq: z.int(), time: z.number() })),
    null,
  ),
  framing: FramingSpec,
  inspector: z.enum(['payload', 'wire', 'handshake', 'timing']),
  /** Messages, or what crossed the wire: frames, chunks, datagrams. */
  layer: z._default(z.enum(['messages', 'wire']), 'messages'),
  reading: z._default(PayloadReading, { ...asFound }),
});
export type TabState = z.output<typeof TabState>;

export function emptyMessage(ending: LineEnding = 'none'): MessageDraft {
  return {
    mode: 'text',
    bodies: {},
    kind: 'text',
    code: null,
    reason: '',
    saved: null,
    to: '',
    ending,
    crafting: false,
    frame: {},
  };
}

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** Characters of a draft that are kept: one that is larger would keep all the others from being written. */
export const mostKeptChars = 4_000_000;

/** Modes of a draft whose text is too large to be kept over a restart. */
export function unkeptOf(bodies: MessageDraft['bodies']): string[] {
  return Object.keys(bodies).filter((mode) => (bodies[mode]?.length ?? 0) > mostKeptChars);
}

/** A quick tab: nothing saved, nothing asked. */
export function quickTab(config: Partial<ConnectionConfig> = {}, ending: LineEnding = 'none'): TabState {
  return {
    id: newId(),
    name: '',
    connection: null,
    base: null,
    session: null,
    config: { protocol: 'ws', role: 'client', address: '', options: {}, ...config },
    message: emptyMessage(ending),
    repeat: { ...firstRepeat },
    history: [],
    filter: { direction: 'all', text: '', afterSeq: 0, range: null, unanswered: false },
    correlation: null,
    reference: null,
    framing: { kind: 'raw' },
    inspector: 'payload',
    layer: 'messages',
    reading: { ...asFound },
  };
}

export function tabFor(connection: SavedConnection, revision: string, ending: LineEnding = 'none'): TabState {
  const tab = quickTab(connection.config, ending);
  return {
    ...tab,
    name: connection.name,
    connection: connection.id,
    base: revision,
    framing: connection.config.options.framing ?? { kind: 'raw' },
  };
}

/** A draft's configuration as it leaves the page: a plain copy, as reactive proxies do not cross the bridge. */
export function plainConfig(config: ConnectionConfig): ConnectionConfig {
  // The draft is plain JSON underneath, so a round trip is a deep copy of the same type.
  const copy = JSON.parse(JSON.stringify(config)) as ConnectionConfig;
  return { ...copy, options: withoutEmptyRows(copy.options) };
}

/** A tab as it leaves the page, for another window. */
export function plainTab(tab: TabState): TabState {
  // As above.
  return JSON.parse(JSON.stringify(tab)) as TabState;
}
