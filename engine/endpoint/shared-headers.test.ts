import { expect, it } from 'vitest';
import { SharedHeaders, ownText } from './shared-headers.js';

it('keeps a header that many send once', () => {
  const headers = new SharedHeaders();
  const first = headers.pair('Origin', 'http://localhost');
  expect(first).toEqual(['Origin', 'http://localhost']);
  expect(headers.pair('Origin', 'http://localhost')).toBe(first);
  expect(headers.pair('Origin', 'http://other')).toEqual(['Origin', 'http://other']);
  expect(headers.pair('origin', 'http://localhost')).toEqual(['origin', 'http://localhost']);
});

it('tells a name from a pair that reads like it', () => {
  const headers = new SharedHeaders();
  expect(headers.pair('A', '')).toEqual(['A', '']);
  expect(headers.pair('A', 'B')).toEqual(['A', 'B']);
});

it('remembers no keys and no long values, and not without end', () => {
  const headers = new SharedHeaders();
  const key = headers.pair('Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==');
  expect(headers.pair('Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==')).not.toBe(key);
  const cookie = headers.pair('Cookie', 'c'.repeat(300));
  expect(headers.pair('Cookie', 'c'.repeat(300))).not.toBe(cookie);
  const first = headers.pair('Origin', 'http://localhost');
  for (let i = 0; i < 2_000; i++) headers.pair('X', String(i));
  expect(headers.pair('Origin', 'http://localhost')).not.toBe(first);
});

it('copies every byte that a head can have', () => {
  const text = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
  expect(ownText(text.slice(10))).toBe(text.slice(10));
});
