import type * as crypto from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newToken, privatePath, readToken, tokenOf } from './token.js';

const compared = vi.hoisted(() => ({ lengths: [] as [number, number][] }));
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>();
  return {
    ...real,
    timingSafeEqual(a: Buffer, b: Buffer) {
      compared.lengths.push([a.length, b.length]);
      return real.timingSafeEqual(a, b);
    },
  };
});

describe('newToken', () => {
  it('holds 256 bits, other ones each time', () => {
    const token = newToken();
    expect(Buffer.from(token.text, 'base64url')).toHaveLength(32);
    expect(newToken().text).not.toBe(token.text);
  });

  it('knows itself and its cookie, and nothing else', () => {
    const token = tokenOf('0123456789abcdef0123456789abcdef');
    expect([token.check(token.text), token.isCookie(token.cookie)]).toEqual(['good', true]);
    expect([token.check(token.cookie), token.isCookie(token.text)]).toEqual(['wrong', false]);
    for (const other of [
      '',
      '0',
      token.text.slice(1),
      `${token.text} `,
      token.text.toUpperCase(),
      'x'.repeat(600),
    ]) {
      expect([token.check(other), token.isCookie(other)], other).toEqual(['wrong', false]);
    }
  });

  it.each([newToken, () => tokenOf('0123456789abcdef0123456789abcdef')])(
    'compares in constant time, as many bytes whatever was given (%#)',
    (make) => {
      const token = make();
      const { text, cookie } = token;
      for (const given of [text, `${text.slice(0, -1)}_`, '', 'x', cookie, 'x'.repeat(512)]) {
        compared.lengths = [];
        token.check(given);
        token.isCookie(given);
        expect(compared.lengths, given).toEqual([
          [32, 32],
          [32, 32],
        ]);
      }
    },
  );

  it('opens once, and then has another text', () => {
    const token = newToken();
    const { text, cookie } = token;
    expect(token.check(text)).toBe('good');
    token.spend(text);
    expect(token.check(text)).toBe('spent');
    expect(token.text).not.toBe(text);
    expect([token.check(token.text), token.cookie]).toEqual(['good', cookie]);
    // What is no longer good uses nothing up.
    const next = token.text;
    token.spend(text);
    token.spend('x');
    expect(token.text).toBe(next);
  });

  it('forgets what was used up long ago, which stays shut', () => {
    const token = newToken();
    const { text } = token;
    for (let i = 0; i < 100; i++) token.spend(token.text);
    expect(token.check(text)).toBe('wrong');
  });

  it('compares nothing longer than a token can be', () => {
    const long = 'x'.repeat(513);
    expect(tokenOf(long).check(long)).toBe('wrong');
    expect(tokenOf(long.slice(1)).check(long.slice(1))).toBe('good');
  });

  it('has a cookie and a path of 128 bits that tell nothing of the token nor of each other', () => {
    const token = newToken();
    expect(token.cookie).not.toBe(token.text);
    expect(newToken().cookie).not.toBe(token.cookie);
    expect(newToken().path).not.toBe(token.path);
    for (const { path, cookie, text } of [token, tokenOf('a'.repeat(32))]) {
      expect(`${path}/`).toMatch(privatePath);
      expect(Buffer.from(path.slice(2), 'base64url')).toHaveLength(16);
      expect(text + cookie).not.toContain(path.slice(2, 20));
    }
    // A page that is open finds its host again after a restart.
    expect(tokenOf('a'.repeat(32)).path).toBe(tokenOf('a'.repeat(32)).path);
    expect(tokenOf('b'.repeat(32)).path).not.toBe(tokenOf('a'.repeat(32)).path);
    expect(tokenOf('a'.repeat(32)).cookie).not.toContain('aaaa');
  });
});

describe('tokenOf', () => {
  it('opens as often as it is shown, as its owner keeps it', () => {
    const token = tokenOf('0123456789abcdef0123456789abcdef');
    token.spend(token.text);
    expect([token.check(token.text), token.text]).toEqual(['good', '0123456789abcdef0123456789abcdef']);
  });
});

describe('readToken', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wirebench-token-'));
    file = join(directory, 'token');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('takes the content of a file of our own, without its line end', async () => {
    await writeFile(file, 'correct-horse-battery-staple\n', { mode: 0o600 });
    expect(await readToken(file)).toMatchObject({
      ok: true,
      value: { text: 'correct-horse-battery-staple' },
    });
  });

  it.each([0o640, 0o604, 0o660, 0o644])('refuses a file of mode %o, which others can read', async (mode) => {
    await writeFile(file, 'correct-horse-battery-staple');
    await chmod(file, mode);
    expect(await readToken(file)).toMatchObject({ error: { code: 'token.open' } });
  });

  it.each([
    '',
    'short',
    '0123456789abcdef0123456789abcde',
    'two words, twenty-two characters',
    'x'.repeat(513),
  ])('refuses the token %j as too weak or unfit for an address', async (text) => {
    await writeFile(file, text, { mode: 0o600 });
    const refused = await readToken(file);
    expect(refused).toMatchObject({ error: { code: 'token.weak' } });
    if (text !== '') expect(JSON.stringify(refused)).not.toContain(text);
  });

  it('refuses what is no file, or is not there', async () => {
    expect(await readToken(directory)).toMatchObject({ error: { code: 'token.read' } });
    expect(await readToken(file)).toMatchObject({
      error: { code: 'token.read', message: expect.stringContaining('ENOENT') as string },
    });
    await writeFile(file, 'x'.repeat(5000), { mode: 0o600 });
    expect(await readToken(file)).toMatchObject({ error: { code: 'token.read' } });
  });
});
