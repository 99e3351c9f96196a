import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8, escapeTemplate, ok, parseHex } from '../../../codec/index.js';
import { convertBody, hexLines } from './convert.js';

describe('convertBody', () => {
  it.each([
    ['text', 'hex', 'hé\r\n', '68 c3 a9 0d 0a'],
    ['text', 'escapes', 'a\t"\\\r\n\0', 'a\\t"\\\\\\r\\n\\0'],
    ['text', 'json', '{"a":1}', '{"a":1}'],
    ['text', 'base64', 'hi', 'aGk='],
    ['hex', 'base64url', 'fb ff', '-_8'],
    ['hex', 'text', '68 69 0a', 'hi\n'],
    ['hex', 'escapes', '00 ff 7b 7b 41', '\\0\\xff\\{{A'],
    ['base64', 'hex', 'AAEC_w', '00 01 02 ff'],
    ['escapes', 'xml', '\\u{1F600}<', '😀<'],
    ['hex', 'text', '7b 7b 78', '\\{{x'],
    ['text', 'hex', 'a {{x}}\\{{{{y "b"}}', '61 20 {{x}} 7b 7b {{y "b"}}'],
    ['escapes', 'hex', '\\\\{{x}}\\0', '5c {{x}} 00'],
    ['hex', 'escapes', '5c {{x}} 00', '\\\\{{x}}\\0'],
    ['hex', 'text', '', ''],
  ] as const)('writes %s as %s: %j', (from, to, typed, made) => {
    expect(convertBody(typed, from, to)).toEqual(ok(made));
  });

  it('refuses bytes that are no text, what cannot be read, and what would run into a placeholder', () => {
    expect(convertBody('41 ff', 'hex', 'text')).toMatchObject({
      error: { code: 'convert.text', detail: { offset: 1 } },
    });
    expect(convertBody('4', 'hex', 'text')).toMatchObject({ error: { code: 'hex.odd' } });
    expect(convertBody('{{x', 'text', 'hex')).toMatchObject({ error: { code: 'template.syntax' } });
    expect(convertBody('7b {{x}}', 'hex', 'text')).toMatchObject({ error: { code: 'convert.braces' } });
  });

  it('comes back from every mode to the same bytes', () => {
    const modes = ['hex', 'base64', 'escapes', 'text', 'json'] as const;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...modes), (text, through) => {
        const there = convertBody(escapeTemplate(text), 'text', through);
        if (!there.ok) throw new Error(there.error.message);
        const back = convertBody(there.value, through, 'hex');
        expect(back).toEqual(ok(hexLines(encodeUtf8(text))));
      }),
    );
  });
});

it('lays hex out in lines of 16', () => {
  const bytes = Uint8Array.from({ length: 33 }, (_, at) => at);
  expect(
    hexLines(bytes)
      .split('\n')
      .map((line) => line.length),
  ).toEqual([47, 47, 2]);
  expect(parseHex(hexLines(bytes))).toEqual(ok(bytes));
});
