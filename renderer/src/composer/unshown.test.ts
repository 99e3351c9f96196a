import { describe, expect, it } from 'vitest';
import { unshownOf } from './unshown.js';

describe('unshownOf', () => {
  it('names the byte that is no UTF-8, and where it is', () => {
    expect(unshownOf({ mode: 'text', bodies: { hex: '41 c3 28' } })).toEqual({
      mode: 'hex',
      message: 'The bytes in Hex are not UTF-8: byte 0xC3 at 1. They stay there untouched.',
    });
    expect(unshownOf({ mode: 'json', bodies: { json: '', base64: '/w==' } })?.message).toMatch(
      /^The bytes in Base64 are not UTF-8: byte 0xFF at 0\./,
    );
  });

  it('says what keeps bytes from being read at all, placeholders among them', () => {
    expect(unshownOf({ mode: 'text', bodies: { hex: 'c' } })?.message).toMatch(
      /^Hex holds what is no text here: /,
    );
    expect(unshownOf({ mode: 'text', bodies: { hex: 'ff {{a}}' } })?.message).toMatch(
      /^Hex holds what is no text here: The byte ff at offset 0/,
    );
  });

  it('says nothing where there is a text, where bytes are text, and in modes of bytes', () => {
    expect(unshownOf({ mode: 'text', bodies: { text: 'a', hex: 'ff' } })).toBeNull();
    expect(unshownOf({ mode: 'text', bodies: { hex: '61' } })).toBeNull();
    expect(unshownOf({ mode: 'escapes', bodies: { hex: 'ff' } })).toBeNull();
    expect(unshownOf({ mode: 'text', bodies: {} })).toBeNull();
  });
});
