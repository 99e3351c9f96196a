import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, valueOf } from '../test-engine.js';
import type { Keychain } from './secret-file.js';
import { SecretStore } from './secrets.js';

let root: string;
const path = (): string => join(root, 'secrets.json');
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wirebench-secrets-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A keychain of one person: what another one encrypted it cannot read. */
function keychainOf(person: string): Keychain {
  return {
    encrypt: (text) => Buffer.from(`${person}\n${Buffer.from(text).toString('hex')}`),
    decrypt: (bytes) => {
      const [owner, hex] = Buffer.from(bytes).toString().split('\n');
      if (owner !== person) throw new Error('not yours');
      return Buffer.from(hex ?? '', 'hex').toString();
    },
  };
}

describe('secrets', () => {
  it('are encrypted by the keychain where there is one, and open with it alone', async () => {
    const first = await SecretStore.open(path(), { keychain: keychainOf('ada') });
    expect(first.vault).toEqual({ kind: 'keychain', locked: null });
    valueOf(await first.setVariable('workspace', 'token', 'sesame'));
    expect(await readFile(path(), 'utf8')).not.toContain('sesame');
    if (process.platform !== 'win32') expect((await stat(path())).mode & 0o777).toBe(0o600);
    const again = await SecretStore.open(path(), { keychain: keychainOf('ada') });
    expect(again.variable('workspace', 'token')).toBe('sesame');

    const before = await readFile(path(), 'utf8');
    for (const keys of [{}, { keychain: keychainOf('bob') }, { passphrase: 'x' }]) {
      const locked = await SecretStore.open(path(), keys);
      expect(locked.vault.locked).toBe('keychain');
      expect(locked.locked).toContain('keychain');
      expect(codeOf(await locked.unlock('anything'))).toBe('secret.locked');
      expect(codeOf(await locked.setVariable('workspace', 'token', 'other'))).toBe('secret.locked');
    }
    expect(await readFile(path(), 'utf8')).toBe(before);
  });

  it('are not kept at all where the keychain fails, rather than kept in the open', async () => {
    const keychain: Keychain = {
      ...keychainOf('ada'),
      encrypt: () => {
        throw new Error('locked by the system');
      },
    };
    const store = await SecretStore.open(path(), { keychain });
    const refused = await store.setVariable('workspace', 'token', 'sesame');
    expect(codeOf(refused)).toBe('secret.write');
    expect(refused.ok ? '' : refused.error.message).toContain('locked by the system');
    await expect(stat(path())).rejects.toThrow('ENOENT');
  });

  it('are kept and forgotten many at once, in one writing', async () => {
    const store = await SecretStore.open(path());
    const values = Array.from({ length: 500 }, (_, i) => ({
      ...{ scope: i % 2 === 0 ? 'workspace' : `connection:c${i}`, name: `v${i}`, value: `s${i}` },
    }));
    valueOf(await store.setVariables(values));
    expect(store.variable('connection:c7', 'v7')).toBe('s7');
    valueOf(
      await store.setVariables(
        values.map((one) => ({ ...one, value: one.name === 'v8' ? 'renewed' : null })),
      ),
    );
    expect(store.known).toEqual([{ scope: 'workspace', name: 'v8' }]);
    expect((await SecretStore.open(path())).variable('workspace', 'v8')).toBe('renewed');
  });

  it('are unlocked by their passphrase, later too, and by no other', async () => {
    const first = await SecretStore.open(path(), { passphrase: 'right' });
    valueOf(await first.setVariable('connection:a', 'token', 'sesame'));
    const store = await SecretStore.open(path());
    expect(store.vault).toEqual({ kind: 'file', locked: 'passphrase' });
    expect(store.values).toEqual([]);
    expect(codeOf(await store.unlock('wrong'))).toBe('secret.passphrase');
    expect(store.locked).not.toBeNull();
    valueOf(await store.unlock('right'));
    expect(store.vault).toEqual({ kind: 'passphrase', locked: null });
    expect(store.variable('connection:a', 'token')).toBe('sesame');
    // What is kept from now on is encrypted by it too.
    valueOf(await store.setVariable('workspace', 'longer', 'a longer one'));
    expect(await readFile(path(), 'utf8')).not.toMatch(/sesame|longer/);
    expect(store.values).toEqual(['a longer one', 'sesame']);
    valueOf(await store.unlock('whatever'));
  });

  it('prefer a passphrase to the keychain, so that other hosts of the workspace can open them', async () => {
    const keychain = keychainOf('ada');
    const first = await SecretStore.open(path(), { keychain });
    valueOf(await first.setVariable('workspace', 'token', 'sesame'));
    const both = await SecretStore.open(path(), { keychain, passphrase: 'shared' });
    valueOf(await both.setVariable('workspace', 'other', 'value'));
    const headless = await SecretStore.open(path(), { passphrase: 'shared' });
    expect(headless.variable('workspace', 'token')).toBe('sesame');
  });

  it('change from a keychain to a passphrase, to another one, and back, losing nothing', async () => {
    const keychain = keychainOf('ada');
    const desktop = await SecretStore.open(path(), { keychain });
    valueOf(await desktop.setVariable('workspace', 'token', 'sesame'));
    valueOf(await desktop.protect('shared'));
    expect(desktop.vault).toEqual({ kind: 'passphrase', locked: null });
    const headless = await SecretStore.open(path(), { passphrase: 'shared' });
    expect(headless.variable('workspace', 'token')).toBe('sesame');

    valueOf(await headless.protect('another'));
    // Who has the old one finds out when it is used, is locked from then on, and overwrites nothing.
    expect(codeOf(await desktop.setVariable('workspace', 'token', 'late'))).toBe('secret.locked');
    expect(desktop.vault.locked).toBe('passphrase');
    valueOf(await desktop.unlock('another'));
    valueOf(await desktop.protect(null));
    expect(desktop.vault).toEqual({ kind: 'keychain', locked: null });
    expect((await SecretStore.open(path(), { keychain })).variable('workspace', 'token')).toBe('sesame');
    expect(await readFile(path(), 'utf8')).not.toContain('sesame');
  });

  it('ask for a passphrase from the next start on, though nothing is kept yet', async () => {
    valueOf(await (await SecretStore.open(path())).protect('chosen'));
    expect((await SecretStore.open(path())).vault.locked).toBe('passphrase');
  });

  it('begin anew beside a file that does not open, which stays as it is', async () => {
    const first = await SecretStore.open(path(), { passphrase: 'forgotten' });
    valueOf(await first.setVariable('workspace', 'token', 'sesame'));
    const sealed = await readFile(path(), 'utf8');
    const store = await SecretStore.open(path());
    expect(codeOf(await store.protect('other'))).toBe('secret.locked');
    const aside = valueOf(await store.setAside());
    expect(aside).toMatch(/secrets\.locked-\d{8}T\d{6}Z\.json$/);
    expect(await readFile(aside ?? '', 'utf8')).toBe(sealed);
    expect(store.locked).toBeNull();
    expect(store.values).toEqual([]);
    valueOf(await store.setVariable('workspace', 'token', 'anew'));
    expect((await SecretStore.open(aside ?? '', { passphrase: 'forgotten' })).values).toEqual(['sesame']);
    expect(valueOf(await store.setAside())).toBeNull();
  });

  it.each(['{', '[]', '{"sealed":"of a later version","data":"c2VjcmV0"}', ''])(
    'that cannot be read (%s) are kept beside their file before another replaces it',
    async (damaged) => {
      await writeFile(path(), damaged, { mode: 0o600 });
      const store = await SecretStore.open(path());
      const aside = /kept as (.+)\.$/.exec(store.problem ?? '')?.[1] ?? '';
      valueOf(await store.setVariable('workspace', 'token', 'sesame'));
      expect(await readFile(aside, 'utf8')).toBe(damaged);
      if (process.platform !== 'win32') expect((await stat(aside)).mode & 0o777).toBe(0o600);
      expect((await readdir(root)).sort()).toEqual([basename(aside), 'secrets.json']);
      const again = await SecretStore.open(path());
      expect([again.problem, again.variable('workspace', 'token')]).toEqual([null, 'sesame']);
    },
  );
});
