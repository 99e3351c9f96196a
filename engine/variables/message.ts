import { encodeUtf8, expandTemplate, expandText } from '../../codec/index.js';
import type { TemplateScope, TemplateSource } from '../../codec/index.js';
import { ok } from '../../contract/index.js';
import type {
  Composition,
  CraftedFrame,
  Input,
  MessagePreview,
  Outgoing,
  Result,
} from '../../contract/index.js';
import { expandFields } from './fields.js';
import { expandFrame } from './frame.js';
import type { LayoutLookup } from './fields.js';

/** Bytes a preview shows. */
const shownBytes = 64 * 1024;

export type ComposedMessage = Pick<
  Input<'message.send'>,
  'kind' | 'text' | 'code' | 'reason' | 'destination'
>;

/** A message with values in place of `{{name}}`. Fails with `template.*`, `hex.*`, `base64.*` or `fields.*`. */
export function expandMessage(
  message: ComposedMessage,
  scope: TemplateScope,
  source: TemplateSource,
  layouts: LayoutLookup = () => undefined,
): Result<Outgoing> {
  const body = expandBody(message.text, scope, source, layouts);
  if (!body.ok) return body;
  const texts: { reason?: string; to?: string } = {};
  for (const [name, typed] of [
    ['reason', message.reason],
    ['to', message.destination],
  ] as const) {
    if (typed === undefined) continue;
    const expanded = expandText(typed, scope, source);
    if (!expanded.ok) return expanded;
    texts[name] = expanded.value.text;
  }
  const code = message.code === undefined ? {} : { code: message.code };
  return ok({ kind: message.kind, data: body.value.bytes, ...code, ...texts });
}

/** A message that is made, and of a crafted one the frame to put it in. */
export interface MadeMessage {
  readonly outgoing: Outgoing;
  readonly frame?: CraftedFrame | undefined;
}

/** As `expandMessage`, with the texts of its frame. */
export function expandCrafted(
  { frame, ...message }: ComposedMessage & { readonly frame?: CraftedFrame | undefined },
  scope: TemplateScope,
  source: TemplateSource,
  layouts: LayoutLookup,
): Result<MadeMessage> {
  const outgoing = expandMessage(message, scope, source, layouts);
  if (!outgoing.ok) return outgoing;
  if (frame === undefined) return ok({ outgoing: outgoing.value });
  const expanded = expandFrame(frame, scope, source);
  return expanded.ok ? ok({ outgoing: outgoing.value, frame: expanded.value.frame }) : expanded;
}

/** What it would be; bytes of secrets are blotted out unless `reveal`. */
export function previewOf(
  { text, frame, reveal }: Pick<Input<'message.preview'>, 'text' | 'frame' | 'reveal'>,
  scope: TemplateScope,
  source: TemplateSource,
  layouts: LayoutLookup = () => undefined,
): Result<MessagePreview> {
  const body = expandBody(text, scope, source, layouts);
  if (!body.ok) return body;
  const framed = frame === undefined ? null : expandFrame(frame, scope, source, reveal);
  if (framed?.ok === false) return framed;
  const { bytes, secrets, live, fields } = body.value;
  const shown = bytes.slice(0, shownBytes);
  const seen = secrets
    .filter(({ from }) => from < shown.length)
    .map(({ from, to }) => ({ from, to: Math.min(to, shown.length) }));
  if (!reveal) for (const { from, to } of seen) shown.fill(0x2a, from, to);
  const base = {
    bytes: shown,
    size: bytes.length,
    secrets: seen,
    live: live || framed?.value.live === true,
    ...(framed !== null && { frame: framed.value.frame, frameSecret: framed.value.secret }),
  };
  return ok(fields === undefined ? base : { ...base, fields });
}

interface Body {
  readonly bytes: Uint8Array;
  readonly secrets: MessagePreview['secrets'];
  readonly live: boolean;
  readonly fields?: NonNullable<MessagePreview['fields']>;
}

function expandBody(
  { mode, body, ending = '' }: Composition,
  scope: TemplateScope,
  source: TemplateSource,
  layouts: LayoutLookup,
): Result<Body> {
  if (mode === 'fields') {
    // What ends a message of fields is a field: a line ending would not be in its layout.
    const made = expandFields(body, scope, source, layouts);
    if (!made.ok) return made;
    const { bytes, secrets, live, places } = made.value;
    return ok({ bytes, secrets, live, fields: places.map(({ path, from, to }) => ({ path, from, to })) });
  }
  const encoding = mode === 'json' || mode === 'xml' ? 'text' : mode;
  const expanded = expandTemplate(body, scope, source, encoding);
  if (!expanded.ok) return expanded;
  const { bytes, pieces } = expanded.value;
  const secrets: { from: number; to: number }[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (piece.secret && piece.bytes.length > 0) secrets.push({ from: at, to: at + piece.bytes.length });
    at += piece.bytes.length;
  }
  return ok({ bytes: withEnding(bytes, ending), secrets, live: pieces.some(({ live }) => live) });
}

function withEnding(bytes: Uint8Array, ending: string): Uint8Array {
  if (ending === '') return bytes;
  const tail = encodeUtf8(ending);
  const whole = new Uint8Array(bytes.length + tail.length);
  whole.set(bytes);
  whole.set(tail, bytes.length);
  return whole;
}
