import { generateKeyPair } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail, ok } from '../../contract/index.js';
import type { CertificateFiles, Result } from '../../contract/index.js';
import { errorText } from './failure.js';
import { certificateInfo } from './tls-facts.js';

const dayMs = 86_400_000;

/** Browsers refuse more than 398 days of a certificate of a public authority; a year is custom. */
const validDays = 365;

/** Clocks differ: a certificate made this second shall be valid for a peer that is a little behind. */
const backdateMs = 60 * 60_000;

/**
 * Makes a self-signed certificate for this machine's own listeners (localhost, 127.0.0.1, ::1; EC
 * P-256, a year) as two PEM files in `directory`. The key may be read by its owner alone. Nothing
 * that is there is overwritten: where the names are taken, the date and time join them.
 */
export async function createSelfSigned(directory: string): Promise<Result<CertificateFiles>> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const { makeCertificate } = await import('./x509.js');
  const cert = await makeCertificate({
    subject: 'localhost',
    key: privateKey,
    names: ['localhost', '127.0.0.1', '::1'],
    usage: 'server',
    validFrom: new Date(now - backdateMs),
    validTo: new Date(now + validDays * dayMs),
  });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const { fingerprint, validTo } = certificateInfo(cert);
  try {
    await mkdir(directory, { recursive: true });
    for (const suffix of [
      '',
      `-${stamp}`,
      `-${stamp}-${fingerprint.slice(0, 2)}${fingerprint.slice(3, 5)}`,
    ]) {
      const certFile = join(directory, `localhost${suffix}-cert.pem`);
      const keyFile = join(directory, `localhost${suffix}-key.pem`);
      if (!(await writeNew(keyFile, key, 0o600))) continue;
      if (await writeNew(certFile, cert, 0o644)) return ok({ certFile, keyFile, fingerprint, validTo });
      await rm(keyFile);
    }
    return fail('certificate.write', `cannot make a certificate in ${directory}: every name for it is taken`);
  } catch (error) {
    const errno = errorText(error, 'code');
    return fail(
      'certificate.write',
      `cannot write the certificate into ${directory}: ${errorText(error, 'message') ?? String(error)}`,
      { directory, ...(errno !== undefined && { errno }) },
    );
  }
}

/** Writes a file whole or not at all, and never over another: answers false where one is there. */
async function writeNew(path: string, text: string | Buffer, mode: number): Promise<boolean> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text, { mode, flag: 'wx', flush: true });
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorText(error, 'code') === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
