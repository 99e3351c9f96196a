import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newToken, readToken, tokenOf } from './token.js';

describe('newToken', () => {
  it('holds 256 bits, other ones each time', () => {
    const token = newToken();
    expect(Buffer.from(token.text, 'base64url')).toHaveLength(32);
    expect(newToken().text).not.toBe(token.text);
  });

  it('knows itself and its cookie, and nothing else', () => {
    const token = tokenOf('0123456789abcdef0123456789abcdef');
    expect([token.isToken(token.text), token.isCookie(token.cookie)]).toEqual([true, true]);
    expect([token.isToken(token.cookie), token.isCookie(token.text)]).toEqual([false, false]);
    for (const other of [
      '',
      '0',
      token.text.slice(1),
      `${token.text} `,
      token.text.toUpperCase(),
      'x'.repeat(600),
    ]) {
      expect([token.isToken(other), token.isCookie(other)], other).toEqual([false, false]);
    }
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
