import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../codec/index.js';
import { redirectTarget } from './websocket-redirect.js';
import { upgradeFailure } from './websocket-response.js';

const refusal = upgradeFailure('redirect', 'moved', { status: 301 });

function from(url: string, location: string, hops = 0) {
  const address = parseAddress(url, { role: 'client' });
  if (!address.ok) throw new Error(address.error.message);
  return redirectTarget(address.value, location, hops, 2, refusal);
}

describe('redirectTarget', () => {
  it.each([
    ['ws://a:b@h.example:81/x', '/y?z=1', 'ws://a:b@h.example:81/y?z=1', false],
    ['ws://a:b@h.example/x', 'http://h.example:80/y', 'ws://a:b@h.example/y', false],
    ['ws://a:b@h.example/x', 'ws://h.example:82/y', 'ws://h.example:82/y', true],
    ['ws://a:b@h.example/x', 'https://h.example/y', 'wss://h.example/y', true],
    ['ws://a%40b:c@[::1]:8080/x', '/y', 'ws://a%40b:c@[::1]:8080/y', false],
    ['ws://[fe80::1%25eth0]:8080/x', 'ws://o.example/y#f', 'ws://o.example/y', true],
    ['wss://h.example/x', '//c:d@o.example/y', 'wss://o.example/y', true],
  ])('leads from %s by %s to %s', (url, location, to, foreign) => {
    expect(from(url, location)).toEqual({ ok: true, value: { url: to, foreign } });
  });

  it.each([
    ['wss://h.example/', 'http://h.example/', 'upgrade.downgrade'],
    ['wss://h.example/', 'ws://h.example/', 'upgrade.downgrade'],
    ['ws://h.example/', 'ftp://h.example/', 'upgrade.redirect'],
    ['ws://h.example/', 'http://', 'upgrade.redirect'],
  ])('refuses from %s to %s', (url, location, code) => {
    expect(from(url, location)).toMatchObject({
      ok: false,
      error: { code, stage: 'upgrade', detail: { status: 301 } },
    });
  });

  it('refuses one hop more than the limit', () => {
    expect(from('ws://h.example/', '/', 1).ok).toBe(true);
    expect(from('ws://h.example/', '/', 2)).toMatchObject({ error: { code: 'upgrade.redirects' } });
  });
});
