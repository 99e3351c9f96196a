import { formatHex, utf8Error } from '../../../codec/index.js';
import type { ComposerMode } from '../../../contract/index.js';
import type { MessageDraft } from '../stores/tab.js';
import { readers } from './body-problems.js';
import { mostTyped } from './body-size.js';
import { labelOf } from './composer-modes.js';
import { convertBody } from './convert.js';
import { t } from '../language/index.js';

/** Bytes that a mode without text for them leaves empty. */
export interface Unshown {
  /** The mode that holds them, untouched. */
  readonly mode: ComposerMode;
  readonly message: string;
}

/** Modes that hold any bytes, and those that hold text alone. */
const byteModes: readonly ComposerMode[] = ['hex', 'base64', 'escapes'];
const textModes = ['text', 'json', 'xml'] as const;

/**
 * Why the mode of a draft is empty though another one holds bytes: they are no text. Null where it is not, and
 * where nothing is held back.
 */
export function unshownOf(draft: Pick<MessageDraft, 'mode' | 'bodies'>): Unshown | null {
  const { bodies } = draft;
  const mode = textModes.find((one) => one === draft.mode);
  if (mode === undefined || (bodies[mode] ?? '') !== '') return null;
  for (const other of byteModes) {
    const body = bodies[other] ?? '';
    if (body === '' || body.length > mostTyped) continue;
    const made = convertBody(body, other, mode);
    if (made.ok) continue;
    return { mode: other, message: sentence(made.error.code, made.error.message, body, other) };
  }
  return null;
}

function sentence(code: string, message: string, body: string, mode: ComposerMode): string {
  const read = readers[mode]?.(body);
  const at = code === 'convert.text' && read?.ok === true ? utf8Error(read.value) : null;
  if (at === null || read?.ok !== true)
    return t('{mode} holds what is no text here: {message}.', { mode: labelOf(mode), message });
  const byte = formatHex(read.value.subarray(at, at + 1)).toUpperCase();
  return t('The bytes in {mode} are not UTF-8: byte {byte} at {at}. They stay there untouched.', {
    mode: labelOf(mode),
    byte: `0x${byte}`,
    at,
  });
}
