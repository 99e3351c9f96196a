import { describe, expect, it } from 'vitest';
import { defaultDeflate, parseDeflateParameters, parseExtensions } from './extensions.js';

function shown(header: string): string {
  const list = parseExtensions(header);
  if (!list.ok) return `${list.error.code} ${String(list.error.detail?.offset)}`;
  return list.value
    .map((one) => [one.name, ...one.parameters.map(({ name, value }) => `${name}=${value ?? ''}`)].join(';'))
    .join(',');
}

describe('parseExtensions', () => {
  it.each([
    ['', ''],
    ['  ', ''],
    ['permessage-deflate', 'permessage-deflate'],
    ['permessage-deflate; client_max_window_bits', 'permessage-deflate;client_max_window_bits='],
    ['a;b=1 ;\tc = "x y" , d', 'a;b=1;c=x y,d'],
    ['a;b="say \\"hi\\""', 'a;b=say "hi"'],
    ['a;b=""', 'a;b='],
    ['a,,b,', 'a,b'],
    ['a, a; b', 'a,a;b='],
    ['a;', 'extension.syntax 2'],
    ['a;b=', 'extension.syntax 4'],
    ['a b', 'extension.syntax 1'],
    ['a=1', 'extension.syntax 1'],
    ['a;b=1=2', 'extension.syntax 5'],
    ['a;;b', 'extension.syntax 2'],
    [';a', 'extension.syntax 0'],
    ['"a"', 'extension.syntax 0'],
    ['a;b="x', 'extension.syntax 4'],
    ['ä', 'extension.syntax 0'],
    ['a,'.repeat(600), 'extension.syntax 1000'],
  ])('reads %j', (header, expected) => {
    expect(shown(header)).toBe(expected);
  });
});

describe('parseDeflateParameters', () => {
  it.each([
    ['permessage-deflate', {}],
    ['Permessage-Deflate; server_no_context_takeover', { serverNoContextTakeover: true }],
    ['permessage-deflate; client_no_context_takeover', { clientNoContextTakeover: true }],
    ['permessage-deflate; server_max_window_bits=8', { serverMaxWindowBits: 8 }],
    ['permessage-deflate; server_max_window_bits="10"', { serverMaxWindowBits: 10 }],
    [
      'foo, permessage-deflate; client_max_window_bits=15; server_max_window_bits=9',
      { clientMaxWindowBits: 15, serverMaxWindowBits: 9 },
    ],
  ])('reads %j', (header, changed) => {
    expect(parseDeflateParameters(header)).toEqual({ ok: true, value: { ...defaultDeflate, ...changed } });
  });

  it('answers null where it is not there', () => {
    expect(parseDeflateParameters('')).toEqual({ ok: true, value: null });
    expect(parseDeflateParameters('x-webkit-deflate-frame')).toEqual({ ok: true, value: null });
  });

  it.each([
    ['permessage-deflate; server_max_window_bits', 'extension.parameter'],
    ['permessage-deflate; server_max_window_bits=7', 'extension.parameter'],
    ['permessage-deflate; client_max_window_bits=16', 'extension.parameter'],
    ['permessage-deflate; client_max_window_bits', 'extension.parameter'],
    ['permessage-deflate; server_max_window_bits=08', 'extension.parameter'],
    ['permessage-deflate; server_no_context_takeover=1', 'extension.parameter'],
    ['permessage-deflate; client_no_context_takeover; client_no_context_takeover', 'extension.parameter'],
    ['permessage-deflate; mux', 'extension.parameter'],
    ['permessage-deflate;', 'extension.syntax'],
  ])('refuses %j with %s', (header, code) => {
    expect(parseDeflateParameters(header)).toMatchObject({ ok: false, error: { code } });
  });
});
