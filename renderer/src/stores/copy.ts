import { decodeUtf8Lossy, formatBase64, formatCArray, formatHex } from '../../../codec/index.js';

export const copyForms = [
  { id: 'text', label: 'Text', inSentence: 'text' },
  { id: 'hex', label: 'Hex', inSentence: 'hex' },
  { id: 'base64', label: 'Base64', inSentence: 'base64' },
  { id: 'c', label: 'C array', inSentence: 'C array' },
] as const;
export type CopyForm = (typeof copyForms)[number]['id'];

/** Most bytes that go on the clipboard: a larger payload is exported instead. */
export const copyLimitBytes = 8 * 1024 * 1024;

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
