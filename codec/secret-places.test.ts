import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSecretHeader,
  isSecretParameter,
  secretsInAddresses,
  secretsInSubprotocols,
} from './secret-places.js';
import type { SecretRange } from './secret-places.js';

const cut = (text: string, ranges: readonly SecretRange[]): string[] =>
  ranges.map(([from, to]) => text.slice(from, to));

describe('isSecretHeader', () => {
  it.each([
    'Cookie',
    'SET-COOKIE',
    'authorization',
    'Proxy-Authorization',
    'X-API-Key',
    'x-auth-token',
    'X-Amz-Security-Token',
    'X-CSRF-Token',
    'apikey',
    'X-Session-ID',
  ])('knows that %s opens doors', (name) => {
    expect(isSecretHeader(name)).toBe(true);
  });

  it.each([
    'Sec-WebSocket-Key',
    'Sec-WebSocket-Protocol',
    'Host',
    'Origin',
    'Author',
    'X-Tokens-Left',
    'Keep-Alive',
  ])('leaves %s as it is', (name) => {
    expect(isSecretHeader(name)).toBe(false);
  });
});

describe('isSecretParameter', () => {
  it.each([
    'token',
    'access_token',
    'API-KEY',
    'api%5Fkey',
    'X-Amz-Signature',
    'sig',
    'client_secret',
    'sid',
    'pwd',
  ])('takes %s for a secret', (name) => {
    expect(isSecretParameter(name)).toBe(true);
  });

  it.each(['room', 'keyboard', 'monkey', 'tokens', 'passenger', 'q', 'EIO', '%'])('leaves %s', (name) => {
    expect(isSecretParameter(name)).toBe(false);
  });
});

describe('secretsInAddresses', () => {
  it.each([
    ['wss://h/chat?room=1&token=abc.def#x', ['abc.def']],
    ['GET /s?access_token=a%20b&x=1 HTTP/1.1', ['a%20b']],
    ['moved to https://user:pa55@h/?a=1;sig=9', ['user:pa55', '9']],
    ['https://h/cb#id_token=eyJ.x.y&state=1', ['eyJ.x.y']],
    ['?token=', []],
    ['mail to someone@example.test about ?room=7', []],
    ['"url":"ws://h/?key=k1","b":2', ['k1']],
  ])('finds them in %s', (text, expected) => {
    expect(cut(text, secretsInAddresses(text)).sort()).toEqual([...expected].sort());
  });

  it('takes no longer for hostile text than it has characters for', () => {
    const text = `${'?a'.repeat(100_000)}${'//'.repeat(100_000)}${'&token'.repeat(50_000)}`;
    const began = process.cpuUsage();
    secretsInAddresses(text);
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(5_000);
  });

  it('answers ranges within the text, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('?', '&', '=', '/', '@', 'token', 'a', ' ', '#') }),
        (text) => {
          for (const [from, to] of secretsInAddresses(text)) {
            expect(0 <= from && from < to && to <= text.length).toBe(true);
          }
        },
      ),
    );
  });
});

describe('secretsInSubprotocols', () => {
  it.each([
    ['graphql-ws, mqtt', []],
    ['bearer, s3cr3t', ['s3cr3t']],
    ['chat, access_token, abc.def, v2', ['abc.def']],
    ['base64url.bearer.authorization.k8s.io.dG9rZW4, base64.binary.k8s.io', ['dG9rZW4']],
    ['v1, token-abc123', ['abc123']],
    ['v1, eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln']],
    ['Authorization,Bearer|xyz', ['Bearer|xyz']],
    ['tokenizer.v1, authority', []],
  ])('finds them in %s', (value, expected) => {
    expect(cut(value, secretsInSubprotocols(value))).toEqual(expected);
  });
});
