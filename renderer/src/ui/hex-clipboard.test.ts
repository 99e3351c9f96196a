import { expect, it } from 'vitest';
import { clipboardText } from './hex-clipboard.js';

it('copies pairs from one column and text from the other, where it is text', () => {
  expect(clipboardText(Uint8Array.of(0x68, 0x69), 'hex')).toBe('68 69');
  expect(clipboardText(Uint8Array.of(0xc3, 0xa9), 'text')).toBe('é');
  expect(clipboardText(Uint8Array.of(0xff), 'text')).toBeNull();
});
