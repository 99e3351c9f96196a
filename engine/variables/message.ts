import { encodeUtf8, expandTemplate, expandText } from '../../codec/index.js';
import type { Expansion, TemplateScope, TemplateSource } from '../../codec/index.js';
import { ok } from '../../contract/index.js';
import type { Composition, Input, MessagePreview, Outgoing, Result } from '../../contract/index.js';

/** Bytes a preview shows. */
const shownBytes = 64 * 1024;

export type ComposedMessage = Pick<
  Input<'message.send'>,
  'kind' | 'text' | 'code' | 'reason' | 'destination'
>;

/** A message with values in place of `{{name}}`. Fails with `template.*`, `hex.*` or `base64.*`. */
export function expandMessage(
  message: ComposedMessage,
  scope: TemplateScope,
  source: TemplateSource,
): Result<Outgoing> {
  const body = expandBody(message.text, scope, source);
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

/** What it would be; bytes of secrets are blotted out unless `reveal`. */
export function previewOf(
  text: Composition,
  scope: TemplateScope,
  source: TemplateSource,
  reveal: boolean,
): Result<MessagePreview> {
  const body = expandBody(text, scope, source);
  if (!body.ok) return body;
  const { bytes, pieces } = body.value;
  const shown = bytes.slice(0, shownBytes);
  const secrets: { from: number; to: number }[] = [];
  let at = 0;
  for (const piece of pieces) {
    const to = Math.min(at + piece.bytes.length, shown.length);
    if (piece.secret && at < to) {
      secrets.push({ from: at, to });
      if (!reveal) shown.fill(0x2a, at, to);
    }
    at += piece.bytes.length;
  }
  return ok({ bytes: shown, size: bytes.length, secrets, live: pieces.some(({ live }) => live) });
}

function expandBody(
  { mode, body, ending = '' }: Composition,
  scope: TemplateScope,
  source: TemplateSource,
): Result<Expansion> {
  const encoding = mode === 'json' || mode === 'xml' ? 'text' : mode;
  const expanded = expandTemplate(body, scope, source, encoding);
  if (!expanded.ok || ending === '') return expanded;
  const tail = encodeUtf8(ending);
  const bytes = new Uint8Array(expanded.value.bytes.length + tail.length);
  bytes.set(expanded.value.bytes);
  bytes.set(tail, expanded.value.bytes.length);
  return ok({ bytes, pieces: expanded.value.pieces });
}
