import { isAbsolute } from 'node:path';
import { defaultOptions, fail, ok } from '../../contract/index.js';
import type { CertificateInfo, FullOptions, Result } from '../../contract/index.js';
import { certificateInPfx } from './pfx.js';
import { readAuthorities, tlsOptions } from './tls-context.js';
import { certificateInfo } from './tls-facts.js';

/** More certificates in one file than anybody has chosen by hand; the rest is not listed. */
const mostCertificates = 500;

/** The authorities in a file, as it is now. Fails with `tls.file`. */
export async function authoritiesIn(file: string): Promise<Result<readonly CertificateInfo[]>> {
  if (!isAbsolute(file)) return wholePath(file);
  const { ca, faults } = await readAuthorities([file]);
  const [fault] = faults;
  if (fault !== undefined) return fail('tls.file', fault);
  return certificatesIn(ca.join('\n'), file);
}

type Files = Pick<FullOptions['tls'], 'certFile' | 'keyFile' | 'pfxFile' | 'passphrase'>;

/** The certificate of ours in files that fit together; null of a PKCS #12 file without one. Fails as a connection with it does. */
export async function identityIn(files: Files): Promise<Result<CertificateInfo | null>> {
  for (const file of [files.certFile, files.keyFile, files.pfxFile])
    if (file !== '' && !isAbsolute(file)) return wholePath(file);
  if (files.certFile === '' && files.pfxFile === '')
    return fail('tls.no-certificate', 'choose a certificate and its key, or one PKCS #12 file');
  const made = await tlsOptions({ ...defaultOptions.tls, ...files }, '', 'client');
  if (!made.ok) return made;
  const { cert } = made.value;
  if (typeof cert === 'string') return ok(certificateInfo(cert));
  const { pfx, passphrase = '' } = made.value;
  const own = Buffer.isBuffer(pfx) ? certificateInPfx(pfx, passphrase) : null;
  return ok(own === null ? null : certificateInfo(own.raw));
}

function certificatesIn(pem: string, file: string): Result<readonly CertificateInfo[]> {
  const blocks = pem.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END[^-]*-----/g) ?? [];
  const infos: CertificateInfo[] = [];
  for (const [at, block] of blocks.slice(0, mostCertificates).entries()) {
    try {
      infos.push(certificateInfo(block));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return fail('tls.file', `certificate ${at + 1} of ${file} cannot be read: ${why}`);
    }
  }
  return infos.length === 0 ? fail('tls.file', `CA file ${file} holds no certificate`) : ok(infos);
}

function wholePath(file: string): Result<never> {
  return fail('tls.file', `write the whole path of ${file}: settings belong to no directory`);
}
