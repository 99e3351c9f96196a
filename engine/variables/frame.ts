import { decodeUtf8Lossy, expandTemplate, formatHex, isTemplate } from '../../codec/index.js';
import type { TemplateScope, TemplateSource } from '../../codec/index.js';
import { CraftedFrame, fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';

export interface ExpandedFrame {
  readonly frame: CraftedFrame;
  /** Some of it is or holds a secret. */
  readonly secret: boolean;
  /** Some of it moves with the clock. */
  readonly live: boolean;
}

/** What is typed as hex digits, and what as a number. */
const texts = [
  { name: 'key', called: 'Masking key', encoding: 'hex' },
  { name: 'length', called: 'Length claimed', encoding: 'text' },
  { name: 'junk', called: 'Junk between frames', encoding: 'hex' },
] as const;

/** RFC 6455 §5.2. */
const keyBytes = 4;

/**
 * The texts of a crafted frame with values in place of `{{name}}`: hex takes the bytes of a value. What holds a secret
 * is `*` unless `reveal`, and a length that does the true one. Fails with `template.*` or `hex.*` naming the field.
 */
export function expandFrame(
  frame: CraftedFrame,
  scope: TemplateScope,
  source: TemplateSource,
  reveal = true,
): Result<ExpandedFrame> {
  let made = frame;
  let secret = false;
  let live = false;
  for (const { name, called, encoding } of texts) {
    const typed = frame[name];
    if (typed === undefined || !isTemplate(typed)) continue;
    const expanded = expandTemplate(typed, scope, source, encoding);
    if (!expanded.ok) {
      const { code, message, detail } = expanded.error;
      return fail(code, `${called}: ${message}`, { ...detail, field: name });
    }
    const { pieces } = expanded.value;
    const hidden = pieces.some((piece) => piece.secret);
    secret ||= hidden;
    live ||= pieces.some((piece) => piece.live);
    const { bytes } = expanded.value;
    // Eight digits in one variable are a key as it is typed; four bytes are one, too.
    const typedKey = name === 'key' && pieces.length === 1 && bytes.length !== keyBytes;
    const digits = encoding === 'text' || typedKey;
    const shown = !hidden || reveal;
    const covered =
      name === 'length' ? '' : formatHex(new Uint8Array(name === 'key' ? keyBytes : bytes.length).fill(0x2a));
    made = { ...made, [name]: !shown ? covered : digits ? decodeUtf8Lossy(bytes) : formatHex(bytes) };
  }
  // What was put in is judged as if it had been typed: texts have bounds.
  const judged = CraftedFrame.safeParse(made);
  if (judged.success) return ok({ frame: judged.data, secret, live });
  const name = judged.error.issues[0]?.path[0];
  const called = texts.find((one) => one.name === name)?.called ?? 'The frame';
  return fail('craft.frame', `${called} is too long once its variables are in place`);
}
