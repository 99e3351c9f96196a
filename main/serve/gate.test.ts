import { describe, expect, it } from 'vitest';
import { cookieName, isLoopback, judge, loopbackNames } from './gate.js';
import type { Asked } from './gate.js';
import { newToken, tokenOf } from './token.js';

const token = tokenOf('correct-horse-battery-staple');
const gate = { port: 8123, names: loopbackNames, token, devOrigin: null };
const cookie = `${cookieName(8123)}=${token.cookie}`;
const good: Asked = {
  host: '127.0.0.1:8123',
  origin: undefined,
  cookie,
  site: undefined,
  navigates: false,
  token: null,
};
const status = (asked: Partial<Asked>, options = {}) => {
  const verdict = judge({ ...good, ...asked }, { ...gate, ...options });
  return verdict.admitted ? verdict.by : verdict.status;
};

describe('judge', () => {
  it.each(['127.0.0.1:8123', 'localhost:8123', '[::1]:8123'])('admits our page at %s', (host) => {
    expect(status({ host })).toBe('cookie');
    expect(status({ host, origin: `http://${host}` })).toBe('cookie');
  });

  it.each([
    undefined,
    '',
    '127.0.0.1',
    '127.0.0.1:80',
    '127.0.0.1:81230',
    '127.0.0.1:8123:8123',
    '127.0.0.1.evil.example:8123',
    '127.0.0.1.:8123',
    '127.0.0.2:8123',
    '127.1:8123',
    '2130706433:8123',
    '0.0.0.0:8123',
    'localhost.:8123',
    'LOCALHOST:8123',
    'evil.example:8123',
    'localhost.evil.example:8123',
    'evil.example#localhost:8123',
    'user@localhost:8123',
    '::1:8123',
    '[::]:8123',
    '[::ffff:127.0.0.1]:8123',
    ' 127.0.0.1:8123',
  ])('refuses the host %j even with the right token', (host) => {
    expect(status({ host })).toBe(421);
    expect(status({ host, token: token.text })).toBe(421);
  });

  it('takes the bare name on port 80, where browsers leave the port out', () => {
    expect(status({ host: 'localhost', cookie: `wirebench-80=${token.cookie}` }, { port: 80 })).toBe(
      'cookie',
    );
  });

  it.each([
    'null',
    '',
    'https://127.0.0.1:8123',
    'http://127.0.0.1',
    'http://127.0.0.1:8124',
    'http://localhost:8123',
    'http://evil.example',
    'http://127.0.0.1:8123.evil.example',
    'http://127.0.0.1:8123/',
    'app://wirebench',
  ])('refuses the origin %j even with the right token', (origin) => {
    expect(status({ origin })).toBe(403);
    expect(status({ origin, token: token.text })).toBe(403);
  });

  it('admits the dev server only where there is one', () => {
    const origin = 'http://127.0.0.1:5173';
    expect(status({ origin })).toBe(403);
    expect(status({ origin }, { devOrigin: origin })).toBe('cookie');
    expect(status({ origin: `${origin}0` }, { devOrigin: origin })).toBe(403);
  });

  it.each(['cross-site', 'same-site'])('refuses what a %s page loads, for all its cookies', (site) => {
    expect(status({ site })).toBe(403);
    expect(status({ site, cookie: undefined, token: token.text })).toBe(403);
    expect(status({ site, origin: 'http://127.0.0.1:8123' })).toBe(403);
  });

  it('admits a person who follows a link, and what its own page loads', () => {
    expect(status({ site: 'cross-site', navigates: true, cookie: undefined, token: token.text })).toBe(
      'token',
    );
    expect(status({ site: 'same-site', navigates: true })).toBe('cookie');
    expect(status({ site: 'same-origin' })).toBe('cookie');
    expect(status({ site: 'none' })).toBe('cookie');
    const devOrigin = 'http://127.0.0.1:5173';
    expect(status({ site: 'same-site', origin: devOrigin }, { devOrigin })).toBe('cookie');
    expect(status({ site: 'same-site' }, { devOrigin })).toBe(403);
  });

  it('knows a token that was used up, and lets nobody in with it', () => {
    const once = newToken();
    const { text } = once;
    const asked = { token: text, cookie: undefined };
    expect(status(asked, { token: once })).toBe('token');
    once.spend(text);
    expect(status(asked, { token: once })).toBe(401);
    expect(judge({ ...good, ...asked }, { ...gate, token: once })).toMatchObject({
      reason: expect.stringContaining('opens once, and was opened already') as string,
    });
    expect(status({ token: text, cookie: `${cookieName(8123)}=${once.cookie}` }, { token: once })).toBe(401);
    expect(status({ ...asked, token: once.text }, { token: once })).toBe('token');
  });

  it('admits the token of the address', () => {
    expect(status({ token: token.text, cookie: undefined })).toBe('token');
  });

  it.each(['', 'x', token.text.slice(1), `${token.text}x`, token.text.toUpperCase(), token.cookie])(
    'refuses the token %j, also beside a good cookie',
    (wrong) => {
      expect(status({ token: wrong })).toBe(401);
    },
  );

  it.each([
    undefined,
    '',
    cookieName(8123),
    `${cookieName(8123)}=`,
    `${cookieName(8123)}=${token.text}`,
    `${cookieName(8124)}=${token.cookie}`,
    `x${cookie}`,
    `${cookie}x`,
  ])('refuses the cookie %j', (wrong) => {
    expect(status({ cookie: wrong })).toBe(401);
  });

  it('finds its cookie among those of others, of the same name too', () => {
    expect(status({ cookie: `a=b; ${cookieName(8123)}=old; ${cookie}; c=d` })).toBe('cookie');
  });

  it('tells no reason that would help to guess', () => {
    for (const asked of [{ token: 'wrong' }, { cookie: 'wrong' }, { host: 'wrong' }, { origin: 'wrong' }]) {
      const verdict = judge({ ...good, ...asked }, gate);
      expect(JSON.stringify(verdict)).not.toContain(token.text);
      expect(JSON.stringify(verdict)).not.toContain(token.cookie);
    }
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.255.255.254', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['127.0.0.1.evil.example', false],
    ['10.0.0.1', false],
  ])('knows %s', (address, expected) => {
    expect(isLoopback(address)).toBe(expected);
  });
});
