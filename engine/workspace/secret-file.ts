import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { fail, ok } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import { readWhole, writeWhole } from './file.js';
import { print } from './json-file.js';

const SecretEntry = z.object({
  passphrase: z.exactOptional(z.string()),
  variables: z.exactOptional(z.record(z.string(), z.string())),
});
export type SecretEntry = z.output<typeof SecretEntry>;

const Secrets = z.record(z.string(), SecretEntry);
/** By connection id, `environment:ID` or `workspace:`. */
export type Secrets = z.output<typeof Secrets>;

/** An encrypted file: AES-256-GCM under a key that scrypt makes of a passphrase. All Base64. */
const Sealed = z.object({
  sealed: z.literal('scrypt-aes-256-gcm'),
  salt: z.string(),
  iv: z.string(),
  tag: z.string(),
  data: z.string(),
});

/** Far more secrets than anybody has. */
const maxFileBytes = 4 * 1024 * 1024;
/** About 50 ms and 32 MiB a guess. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * Reads the secrets of a person. A file that is missing or damaged costs a secret typed once more; it is
 * replaced at the next save. One that is encrypted fails with `secret.locked` where `key` does not open it.
 */
export async function readSecretFile(path: string, key: string | undefined): Promise<Result<Secrets>> {
  let document: unknown;
  try {
    const bytes = await readWhole(path, maxFileBytes);
    if (typeof bytes === 'string') return ok({});
    document = JSON.parse(bytes.toString('utf8'));
  } catch {
    return ok({});
  }
  const sealed = Sealed.safeParse(document);
  if (sealed.success) return unseal(path, sealed.data, key);
  const judged = Secrets.safeParse(document);
  return ok(judged.success ? judged.data : {});
}

/** Replaces the file, for its owner's eyes alone, and encrypted where there is a key. */
export async function writeSecretFile(
  path: string,
  secrets: Secrets,
  key: string | undefined,
): Promise<Result<void>> {
  const text = print(secrets);
  return writeWhole(path, key === undefined ? text : await seal(text, key), 0o600);
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

async function unseal(
  path: string,
  sealed: z.output<typeof Sealed>,
  passphrase: string | undefined,
): Promise<Result<Secrets>> {
  if (passphrase === undefined) {
    return fail(
      'secret.locked',
      `${path} is encrypted: start with WIREBENCH_SECRETS_KEY set to its passphrase`,
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
    return fail('secret.locked', `${path} does not open with the passphrase in WIREBENCH_SECRETS_KEY`);
  }
}

const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt);

function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  return derive(passphrase.normalize('NFKC'), salt, 32, cost);
}
