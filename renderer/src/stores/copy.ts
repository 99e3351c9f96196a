import {
  decodeUtf8Lossy,
  formatBase64,
  formatCArray,
  formatHex,
  isSecretHeader,
} from '../../../codec/index.js';
import { phrase, t, type Words } from '../language/index.js';

export const copyForms = [
  { id: 'text', label: phrase('Text##form'), inSentence: phrase('text') },
  { id: 'hex', label: phrase('Hex'), inSentence: phrase('hex') },
  { id: 'base64', label: phrase('Base64'), inSentence: phrase('base64') },
  { id: 'c', label: phrase('C array'), inSentence: phrase('C array') },
] as const;
export type CopyForm = (typeof copyForms)[number]['id'];

/** Most bytes that go on the clipboard: a larger payload is exported instead. */
export const copyLimitBytes = 8 * 1024 * 1024;

/**
 * What to say of a copy, which holds the bytes as they crossed the wire: where secrets may be among them, since an
 * export would cover those. Undefined where there is nothing to say.
 */
export function copyWarning(bytes: Uint8Array, secrets: number): Words | undefined {
  const head = decodeUtf8Lossy(bytes.subarray(0, 64 * 1024));
  const telling = head
    .split(/\r?\n/)
    .some((line) => /^[\w-]{1,256}:/.test(line) && isSecretHeader(line.slice(0, line.indexOf(':'))));
  return secrets > 0 || telling
    ? () => t('Copies hold what crossed the wire, secrets too; an export covers them.')
    : undefined;
}

/** A payload as the clipboard gets it. */
export function copyText(form: CopyForm, bytes: Uint8Array): string {
  switch (form) {
    case 'text':
      return decodeUtf8Lossy(bytes);
    case 'hex':
      return formatHex(bytes);
    case 'base64':
      return formatBase64(bytes);
    case 'c':
      return formatCArray(bytes);
  }
}
