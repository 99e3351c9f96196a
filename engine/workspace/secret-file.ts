import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import { readWhole, revisionOf, writeWhole } from '../files/whole-file.js';
import { print } from './json-file.js';

const SecretEntry = z.object({
  passphrase: z.exactOptional(z.string()),
  proxyPassword: z.exactOptional(z.string()),
  variables: z.exactOptional(z.record(z.string(), z.string())),
});
export type SecretEntry = z.output<typeof SecretEntry>;

const Secrets = z.record(z.string(), SecretEntry);
/** By connection id, `environment:ID` or `workspace:`. */
export type Secrets = z.output<typeof Secrets>;

/** Where a system keeps a key for this person, so that nobody has to type one. */
export interface Keychain {
  encrypt(text: string): Uint8Array;
  /** Throws where it was encrypted by somebody else, or the key is gone. */
  decrypt(bytes: Uint8Array): string;
}

/** What there is to encrypt the file with. A passphrase, which somebody chose, comes before a keychain. */
export interface SecretKeys {
  readonly passphrase?: string | undefined;
  readonly keychain?: Keychain | undefined;
}

/** AES-256-GCM under a key that scrypt makes of a passphrase. All Base64. */
const ByPassphrase = z.object({
  sealed: z.literal('scrypt-aes-256-gcm'),
  salt: z.string(),
  iv: z.string(),
  tag: z.string(),
  data: z.string(),
});
const ByKeychain = z.object({ sealed: z.literal('keychain'), data: z.string() });
const Sealed = z.discriminatedUnion('sealed', [ByPassphrase, ByKeychain]);

/** Far more secrets than anybody has. */
const maxFileBytes = 4 * 1024 * 1024;
/** About 50 ms and 32 MiB a guess. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * Reads the secrets of a person. A file that is missing is an empty one. One that is damaged, or of a later version, is
 * replaced at the next save: what is in it is kept beside it before, and `onDamaged` is told where. One that is encrypted fails with `secret.locked` where no key opens it; the
 * detail says which kind it wants.
 */
export async function readSecretFile(
  path: string,
  keys: SecretKeys,
  onDamaged?: (aside: string) => void,
): Promise<Result<Secrets>> {
  let bytes: Buffer | string;
  try {
    bytes = await readWhole(path, maxFileBytes);
  } catch {
    return ok({});
  }
  if (typeof bytes === 'string') return ok({});
  const document = parsed(bytes);
  const sealed = Sealed.safeParse(document);
  if (!sealed.success) {
    const judged = Secrets.safeParse(document);
    if (judged.success) return ok(judged.data);
    const kept = await keepBeside(path, bytes);
    if (!kept.ok) return kept;
    onDamaged?.(kept.value);
    return ok({});
  }
  return sealed.data.sealed === 'keychain'
    ? openWithKeychain(path, sealed.data.data, keys.keychain)
    : openWithPassphrase(path, sealed.data, keys.passphrase);
}

/** Undefined where it is no JSON. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Copies what a file holds under a name that says what it is of, once however often it is read. */
async function keepBeside(path: string, bytes: Buffer): Promise<Result<string>> {
  const aside = join(dirname(path), `${basename(path, '.json')}.damaged-${revisionOf(bytes)}.json`);
  const there = await readWhole(aside, maxFileBytes).catch(() => null);
  if (Buffer.isBuffer(there) && there.equals(bytes)) return ok(aside);
  const written = await writeWhole(aside, bytes, 0o600);
  return written.ok ? ok(aside) : written;
}

/** Replaces the file, for its owner's eyes alone, and encrypted where there is anything to encrypt it with. */
export async function writeSecretFile(
  path: string,
  secrets: Secrets,
  keys: SecretKeys,
): Promise<Result<void>> {
  const text = print(secrets);
  const { passphrase, keychain } = keys;
  if (passphrase !== undefined) return writeWhole(path, await seal(text, passphrase), 0o600);
  if (keychain === undefined) return writeWhole(path, text, 0o600);
  try {
    const data = Buffer.from(keychain.encrypt(text)).toString('base64');
    return await writeWhole(path, print({ sealed: 'keychain', data }), 0o600);
  } catch (error) {
    // Better not kept than kept in the open without a word.
    const why = error instanceof Error ? error.message : String(error);
    return fail('secret.write', `The system's keychain did not encrypt the secrets: ${why}`);
  }
}

async function seal(text: string, passphrase: string): Promise<string> {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), iv);
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return print({
    sealed: 'scrypt-aes-256-gcm',
    salt: salt.toString('base64'),
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  });
}

async function openWithPassphrase(
  path: string,
  sealed: z.output<typeof ByPassphrase>,
  passphrase: string | undefined,
): Promise<Result<Secrets>> {
  if (passphrase === undefined) {
    return fail(
      'secret.locked',
      `${path} is encrypted: unlock it with its passphrase, or start with WIREBENCH_SECRETS_KEY or --passphrase-file`,
      { wants: 'passphrase' },
    );
  }
  try {
    const [salt, iv, tag, data] = [sealed.salt, sealed.iv, sealed.tag, sealed.data].map((text) =>
      Buffer.from(text, 'base64'),
    ) as [Buffer, Buffer, Buffer, Buffer]; // Four texts make four buffers.
    const cipher = createDecipheriv('aes-256-gcm', await keyOf(passphrase, salt), iv, { authTagLength: 16 });
    cipher.setAuthTag(tag);
    const text = Buffer.concat([cipher.update(data), cipher.final()]).toString('utf8');
    return ok(Secrets.parse(JSON.parse(text)));
  } catch {
    return fail('secret.locked', `${path} does not open with the passphrase that was given`, {
      wants: 'passphrase',
    });
  }
}

function openWithKeychain(path: string, data: string, keychain: Keychain | undefined): Result<Secrets> {
  const wants = { wants: 'keychain' };
  if (keychain === undefined) {
    return fail(
      'secret.locked',
      `${path} is encrypted by the keychain of the desktop app. Open the workspace there and choose a passphrase for its secrets, or begin without them and type them anew`,
      wants,
    );
  }
  try {
    return ok(Secrets.parse(JSON.parse(keychain.decrypt(Buffer.from(data, 'base64')))));
  } catch {
    return fail(
      'secret.locked',
      `${path} does not open with this system's keychain: it was encrypted by another person or machine. Choose a passphrase for the secrets there, or begin without them and type them anew`,
      wants,
    );
  }
}

const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt);

function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  return derive(passphrase.normalize('NFKC'), salt, 32, cost);
}
