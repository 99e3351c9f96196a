import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemKeychain } from './electron/keychain.js';
import { passphraseOf } from './passphrase.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wirebench-passphrase-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const nobody = { input: new PassThrough(), output: new PassThrough() };
const none = { askPassphrase: false, passphraseFile: null };

describe('passphraseOf', () => {
  it('takes the environment’s where nothing else is given, and none where that is empty', async () => {
    expect(await passphraseOf(none, nobody, { WIREBENCH_SECRETS_KEY: 'key' })).toMatchObject({
      value: 'key',
    });
    expect(await passphraseOf(none, nobody, { WIREBENCH_SECRETS_KEY: '' })).toEqual({ ok: true });
    expect(await passphraseOf(none, nobody, {})).toEqual({ ok: true });
  });

  it.runIf(process.platform !== 'win32')('reads a file that is private, without its line end', async () => {
    const file = join(root, 'key');
    await writeFile(file, ' with blanks \r\n', { mode: 0o600 });
    const from = (passphraseFile: string) => passphraseOf({ ...none, passphraseFile }, nobody, {});
    expect(await from(file)).toMatchObject({ value: ' with blanks ' });
    await chmod(file, 0o644);
    expect(await from(file)).toMatchObject({ error: { code: 'passphrase.open' } });
    await writeFile(join(root, 'empty'), '\n', { mode: 0o600 });
    expect(await from(join(root, 'empty'))).toMatchObject({ error: { code: 'passphrase.empty' } });
    expect(await from(join(root, 'none'))).toMatchObject({ error: { code: 'passphrase.read' } });
    expect(await from(root)).toMatchObject({ error: { code: 'passphrase.read' } });
  });

  it('asks on a terminal without showing what is typed, and nowhere else', async () => {
    const asks = { askPassphrase: true, passphraseFile: null };
    expect(await passphraseOf(asks, nobody, {})).toMatchObject({ error: { code: 'passphrase.terminal' } });
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough();
    const answer = passphraseOf(asks, { input, output }, {});
    input.write('open sesame\r');
    expect(await answer).toMatchObject({ value: 'open sesame' });
    expect(String(output.read())).toBe('Passphrase of the secrets: \n');
  });
});

describe('systemKeychain', () => {
  const storage = (available: boolean, backend = 'gnome_libsecret') =>
    ({
      isEncryptionAvailable: () => available,
      encryptString: (text: string) => Buffer.from(text.toUpperCase()),
      decryptString: (bytes: Buffer) => bytes.toString().toLowerCase(),
      getSelectedStorageBackend: () => backend,
    }) as Parameters<typeof systemKeychain>[0];

  it('is there where the system has one', () => {
    const keychain = systemKeychain(storage(true), 'darwin');
    expect(keychain?.decrypt(keychain.encrypt('text'))).toBe('text');
    expect(systemKeychain(storage(true), 'linux')).toBeDefined();
    expect(systemKeychain(storage(false), 'win32')).toBeUndefined();
  });

  it('is none where Linux would encrypt with what everybody knows', () => {
    expect(systemKeychain(storage(true, 'basic_text'), 'linux')).toBeUndefined();
    expect(systemKeychain(storage(true, 'unknown'), 'linux')).toBeUndefined();
  });
});
