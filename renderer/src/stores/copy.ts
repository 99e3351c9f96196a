import {
  decodeUtf8Lossy,
  formatBase64,
  formatCArray,
  formatHex,
  isSecretHeader,
} from '../../../codec/index.js';

export const copyForms = [
  { id: 'text', label: 'Text', inSentence: 'text' },
  { id: 'hex', label: 'Hex', inSentence: 'hex' },
  { id: 'base64', label: 'Base64', inSentence: 'base64' },
  { id: 'c', label: 'C array', inSentence: 'C array' },
] as const;
export type CopyForm = (typeof copyForms)[number]['id'];

/** Most bytes that go on the clipboard: a larger payload is exported instead. */
export const copyLimitBytes = 8 * 1024 * 1024;

/**
 * What to say of a copy, which holds the bytes as they crossed the wire: where secrets may be among them, since an
 * export would cover those. Undefined where there is nothing to say.
 */
export function copyWarning(bytes: Uint8Array, secrets: number): string | undefined {
  const head = decodeUtf8Lossy(bytes.subarray(0, 64 * 1024));
  const telling = head
    .split(/\r?\n/)
    .some((line) => /^[\w-]{1,256}:/.test(line) && isSecretHeader(line.slice(0, line.indexOf(':'))));
  return secrets > 0 || telling
    ? 'Copies hold what crossed the wire, secrets too; an export covers them.'
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
