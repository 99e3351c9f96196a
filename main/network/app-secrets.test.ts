import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppSecrets } from './app-secrets.js';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-app-secrets-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const keychain = {
  encrypt: (text: string) => Buffer.from(text).map((byte) => byte ^ 0x55),
  decrypt: (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0x55)).toString(),
};

it('keeps what it is told across restarts, in a file for its owner alone', async () => {
  // As before a first start: the directory is not there yet.
  const file = join(directory, 'new', 'secrets.json');
  const secrets = await AppSecrets.open(file);
  expect(secrets.value('proxy')).toBe('');
  await Promise.all([secrets.set('proxy', 'w0rd'), secrets.set('certificate:h', 'other')]);
  const again = await AppSecrets.open(file);
  expect([again.value('proxy'), again.value('certificate:h')]).toEqual(['w0rd', 'other']);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  await again.set('proxy', '');
  expect((await AppSecrets.open(file)).names).toEqual(['certificate:h']);
  expect(again.value('constructor')).toBe('');
});

it('encrypts by the keychain of the system, and replaces nothing that it cannot open', async () => {
  const file = join(directory, 'secrets.json');
  await (await AppSecrets.open(file, { keychain })).set('proxy', 'w0rd');
  const kept = await readFile(file, 'utf8');
  expect(kept).not.toContain('w0rd');
  expect((await AppSecrets.open(file, { keychain })).value('proxy')).toBe('w0rd');
  const locked = await AppSecrets.open(file);
  expect(locked.value('proxy')).toBe('');
  expect(await locked.set('proxy', 'x')).toMatchObject({ error: { code: 'secret.locked' } });
  expect(await readFile(file, 'utf8')).toBe(kept);
});

it('begins anew where its file is damaged', async () => {
  const file = join(directory, 'secrets.json');
  await writeFile(file, '{');
  expect(await (await AppSecrets.open(file)).set('proxy', 'x')).toEqual({ ok: true });
});
