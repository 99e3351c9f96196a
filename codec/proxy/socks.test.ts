import { describe, expect, it } from 'vitest';
import { formatHex, parseHex } from '../hex.js';
import {
  longestSocksReply,
  readSocksMethod,
  readSocksPassword,
  readSocksReply,
  socksConnect,
  socksGreeting,
  socksPassword,
  type SocksRead,
} from './socks.js';

const place = '10.0.0.1:1080';

function hex(text: string): Uint8Array {
  const parsed = parseHex(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** What a reader says of the bytes, and that it says `more` of every shorter run of them. */
function read<T>(text: string, look: (bytes: Uint8Array) => SocksRead<T>): SocksRead<T> {
  const bytes = hex(text);
  const said = look(bytes);
  const needed = said.kind === 'done' ? said.length : bytes.length;
  for (let length = 0; length < needed; length++) {
    const early = look(bytes.subarray(0, length));
    if (said.kind === 'done') expect(early).toEqual({ kind: 'more' });
  }
  return said;
}

describe('SOCKS 5 (RFC 1928)', () => {
  it('offers no authentication, and a password where there is one', () => {
    expect(formatHex(socksGreeting(false))).toBe('05 01 00');
    expect(formatHex(socksGreeting(true))).toBe('05 02 00 02');
    expect(formatHex(socksPassword('me', 'ä'))).toBe('01 02 6d 65 02 c3 a4');
  });

  it.each([
    ['127.0.0.1', '05 01 00 01 7f 00 00 01 1f 90'],
    ['::1', `05 01 00 04 ${'00 '.repeat(15)}01 1f 90`],
    ['2001:db8::ff00:42:8329', '05 01 00 04 20 01 0d b8 00 00 00 00 00 00 ff 00 00 42 83 29 1f 90'],
    ['::ffff:1.2.3.4', '05 01 00 04 00 00 00 00 00 00 00 00 00 00 ff ff 01 02 03 04 1f 90'],
    ['1:2:3:4:5:6:7:8', '05 01 00 04 00 01 00 02 00 03 00 04 00 05 00 06 00 07 00 08 1f 90'],
    ['a.b', '05 01 00 03 03 61 2e 62 1f 90'],
  ])('asks for %s', (host, bytes) => {
    const request = socksConnect(host, 8080);
    expect(request.ok && formatHex(request.value)).toBe(bytes);
  });

  it('asks for no name that does not fit, and no zone', () => {
    expect(socksConnect('x'.repeat(256), 1)).toMatchObject({ error: { code: 'proxy.name' } });
    expect(socksConnect('fe80::1%eth0', 1)).toMatchObject({ error: { code: 'proxy.name' } });
  });

  it('reads the method, byte by byte', () => {
    expect(read('05 00 ff', (bytes) => readSocksMethod(bytes, place, false))).toMatchObject({
      value: 'none',
    });
    expect(read('05 02', (bytes) => readSocksMethod(bytes, place, true))).toMatchObject({
      value: 'password',
    });
  });

  it.each([
    ['04 5a', true, 'proxy.protocol', 'does not speak SOCKS 5: it began with 0x04'],
    ['48', true, 'proxy.protocol', 'it may be an HTTP proxy'],
    ['05 ff', false, 'proxy.auth', 'lets nobody through unnamed'],
    ['05 ff', true, 'proxy.auth', 'a way that is not spoken here'],
    ['05 02', false, 'proxy.protocol', 'chose method 2, which it was not offered'],
    ['05 01', true, 'proxy.protocol', 'chose method 1, which it was not offered'],
  ])('refuses the method %s', (text, withPassword, code, words) => {
    const said = read(text, (bytes) => readSocksMethod(bytes, place, withPassword));
    expect(said).toMatchObject({ error: { code, message: expect.stringContaining(words) as string } });
  });

  it('reads whether the password is accepted (RFC 1929)', () => {
    expect(read('01 00', (bytes) => readSocksPassword(bytes, place))).toMatchObject({ kind: 'done' });
    expect(read('05 00', (bytes) => readSocksPassword(bytes, place))).toMatchObject({ kind: 'done' });
    expect(read('01 01', (bytes) => readSocksPassword(bytes, place))).toMatchObject({
      error: { code: 'proxy.auth' },
    });
    expect(read('07', (bytes) => readSocksPassword(bytes, place))).toMatchObject({
      error: { code: 'proxy.protocol' },
    });
  });

  it.each([
    ['05 00 00 01 0a 00 00 02 04 d2', '10.0.0.2:1234', 10],
    ['05 00 00 03 03 61 00 62 04 d2 48 49', 'a?b:1234', 10],
    ['05 00 00 03 00 04 d2', ':1234', 7],
    [`05 00 00 04 ${'00 '.repeat(15)}01 04 d2`, '[0:0:0:0:0:0:0:1]:1234', 22],
  ])('reads the reply %s, and nothing behind it', (text, bound, length) => {
    const said = read(text, (bytes) => readSocksReply(bytes, place, 'h:1'));
    expect(said).toEqual({ kind: 'done', value: { bound }, length });
  });

  it('takes no reply for longer than one can be', () => {
    const longest = new Uint8Array(longestSocksReply).fill(0x61);
    longest.set([5, 0, 0, 3, 255]);
    expect(readSocksReply(longest, place, 'h:1')).toMatchObject({ kind: 'done', length: longestSocksReply });
  });

  it.each([
    ['05 01', 'proxy.refused', 'answered 1: a general failure'],
    ['05 02', 'proxy.refused', 'answered 2: its rules do not allow h:1'],
    ['05 03', 'proxy.target', 'no route to the network'],
    ['05 04', 'proxy.target', 'cannot reach the host'],
    ['05 05', 'proxy.target', 'connection refused by h:1'],
    ['05 06', 'proxy.target', 'time to live'],
    ['05 07', 'proxy.refused', 'does not take CONNECT'],
    ['05 08', 'proxy.refused', 'kind of address'],
    ['05 5b', 'proxy.refused', 'answered 91: a failure that RFC 1928 does not know'],
    ['04 5a', 'proxy.protocol', 'does not speak SOCKS 5'],
    ['05 00 00 02', 'proxy.protocol', 'an address of type 2'],
  ])('refuses the reply %s as soon as it can', (text, code, words) => {
    const said = read(text, (bytes) => readSocksReply(bytes, place, 'h:1'));
    expect(said).toMatchObject({ error: { code, message: expect.stringContaining(words) as string } });
  });
});
