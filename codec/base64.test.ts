import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBase64, parseBase64 } from './base64.js';
import { ok } from './result.js';

const utf8 = new TextEncoder();

describe('base64', () => {
  // RFC 4648 §10.
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('writes and reads %j', (text, base64) => {
    expect(formatBase64(utf8.encode(text))).toBe(base64);
    expect(parseBase64(base64)).toEqual(ok(utf8.encode(text)));
    expect(parseBase64(base64.replace(/=/g, ''))).toEqual(ok(utf8.encode(text)));
  });

  it('reads both alphabets', () => {
    expect(parseBase64('+/-_')).toEqual(ok(Uint8Array.of(0xfb, 0xff, 0xbf)));
  });

  it('forgives white space, also within the padding', () => {
    expect(parseBase64(' Zm\r\n9v\tYg= \n= ')).toEqual(ok(utf8.encode('foob')));
  });

  it.each([
    ['Zm9!', 'base64.character', 3],
    ['Zm9é', 'base64.character', 3],
    ['Zm9\u4e00', 'base64.character', 3],
    ['Zm9v=', 'base64.padding', 4],
    ['=', 'base64.padding', 0],
    ['Z===', 'base64.padding', 1],
    ['Zg===', 'base64.padding', 4],
    ['Zg==Zg==', 'base64.padding', 4],
    ['Zg=', 'base64.padding', 3],
    ['Zm9vY ', 'base64.length', 4],
  ])('refuses %j with %s at %i', (text, code, offset) => {
    expect(parseBase64(text)).toMatchObject({ ok: false, error: { code, detail: { offset } } });
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(parseBase64(formatBase64(bytes))).toEqual(ok(bytes));
      }),
      { seed: 3 },
    );
  });

  it('agrees with the platform', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(formatBase64(bytes)).toBe(btoa(String.fromCharCode(...bytes)));
      }),
      { seed: 4 },
    );
  });

  it('takes tens of megabytes', () => {
    const bytes = new Uint8Array(24_000_001).fill(0xa5);
    const read = parseBase64(formatBase64(bytes));
    expect(read.ok && read.value.length).toBe(bytes.length);
    expect(read.ok && read.value.every((byte) => byte === 0xa5)).toBe(true);
  });
});
