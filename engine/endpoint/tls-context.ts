import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { resolve as resolvePath } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { SecureContextOptions } from 'node:tls';
import { fail, ok } from '../../contract/index.js';
import type { FullOptions, Result, Role } from '../../contract/index.js';
import { readBounded } from '../files/bounded-file.js';
import { errorText } from './failure.js';

/** What `tls.connect`, `tls.createServer` and `new TLSSocket` take: the parts that come from options and files. */
export interface TlsMaterial extends SecureContextOptions {
  readonly ALPNProtocols?: string[];
  /** Listener: ask peers for a certificate. */
  readonly requestCert: boolean;
  /** Always false: the chain is judged by `tlsInfo().verifyError`, after it has been seen. */
  readonly rejectUnauthorized: false;
}

type Tls = FullOptions['tls'];

/** No certificate or key is larger; a bigger file is something else. */
const maxFileBytes = 4 * 1_024 * 1_024;

/**
 * Reads the files an endpoint's TLS options name (relative to `directory`) and proves that they
 * fit together, so that a wrong passphrase or a key of another certificate is said before a socket opens.
 */
export async function tlsOptions(tls: Tls, directory: string, role: Role): Promise<Result<TlsMaterial>> {
  const alpn = alpnProblem(tls.alpn);
  if (alpn !== null) return fail('tls.alpn', alpn);
  const ca = tls.caFile === '' ? undefined : await readCertificates(tls.caFile, directory, 'CA');
  if (ca && !ca.ok) return ca;
  const identity = await readIdentity(tls, directory);
  if (!identity.ok) return identity;
  if (role === 'server' && identity.value === null) {
    return fail(
      'tls.no-certificate',
      'a TLS listener needs a certificate: set Certificate and Private key, or a PFX file, in its options, or make one',
    );
  }
  if (tls.minVersion > tls.maxVersion) {
    return fail(
      'tls.versions',
      `minimum version ${tls.minVersion} is above maximum version ${tls.maxVersion}`,
    );
  }
  const material: TlsMaterial = {
    minVersion: tls.minVersion,
    maxVersion: tls.maxVersion,
    // OpenSSL keeps TLS 1.0 and 1.1 behind security level 0; asked for by name, they shall work.
    ...(tls.minVersion < 'TLSv1.2' && { ciphers: 'DEFAULT@SECLEVEL=0' }),
    ...(ca && { ca: ca.value }),
    ...identity.value,
    ...(tls.alpn.length > 0 && { ALPNProtocols: [...tls.alpn] }),
    requestCert: role === 'client' || tls.clientCertificate !== 'none',
    rejectUnauthorized: false,
  };
  try {
    createSecureContext(material);
    return ok(material);
  } catch (error) {
    return fail('tls.context', `these TLS options do not fit together: ${describe(error)}`, detailOf(error));
  }
}

/** RFC 7301 §3.1. OpenSSL takes anything else for a bug of its caller: Node throws, or aborts the process. */
function alpnProblem(names: readonly string[]): string | null {
  const wrong = names.find((name) => name === '' || Buffer.byteLength(name) > 255);
  if (wrong === undefined) return null;
  return wrong === ''
    ? 'ALPN: a protocol name is empty; it has 1 to 255 bytes (RFC 7301 §3.1)'
    : `ALPN: a protocol name has ${Buffer.byteLength(wrong)} bytes in UTF-8; 255 is the most (RFC 7301 §3.1)`;
}

type Identity = Pick<SecureContextOptions, 'cert' | 'key' | 'pfx' | 'passphrase'>;

async function readIdentity(tls: Tls, directory: string): Promise<Result<Identity | null>> {
  if (tls.pfxFile !== '') return readPfx(tls.pfxFile, directory, tls.passphrase);
  if (tls.certFile === '' && tls.keyFile === '') return ok(null);
  if (tls.certFile === '')
    return fail('tls.no-certificate', `key file ${tls.keyFile} is set without a certificate`);
  const cert = await readCertificates(tls.certFile, directory, 'certificate');
  if (!cert.ok) return cert;
  // One PEM file with both is common.
  const keyFile = tls.keyFile === '' ? tls.certFile : tls.keyFile;
  const key = await readKey(keyFile, directory, tls.passphrase);
  if (!key.ok) return key;
  if (!new X509Certificate(cert.value).checkPrivateKey(key.value)) {
    return fail('tls.key-mismatch', `key ${keyFile} does not belong to certificate ${tls.certFile}`, {
      certificate: tls.certFile,
      key: keyFile,
    });
  }
  return ok({ cert: cert.value, key: key.value.export({ type: 'pkcs8', format: 'pem' }) });
}

async function readPfx(file: string, directory: string, passphrase: string): Promise<Result<Identity>> {
  const pfx = await read(file, directory, 'PFX');
  if (!pfx.ok) return pfx;
  try {
    createSecureContext({ pfx: pfx.value, passphrase });
    return ok({ pfx: pfx.value, passphrase });
  } catch (error) {
    const said = describe(error);
    if (/mac verify|decrypt|password/i.test(said)) {
      return fail('tls.passphrase', `wrong passphrase for PFX file ${file}`, detailOf(error));
    }
    const cure = /unsupported/i.test(said)
      ? 'it uses an old cipher (RC2 or 3DES); export it again with AES'
      : 'is it PKCS#12?';
    return fail('tls.file', `cannot read PFX file ${file}: ${said}; ${cure}`, detailOf(error));
  }
}

/** Authorities of files that stand for themselves, each read or named. */
export async function readAuthorities(
  files: readonly string[],
): Promise<{ readonly ca: readonly string[]; readonly faults: readonly string[] }> {
  const read = await Promise.all(files.map((file) => readCertificates(file, '', 'CA')));
  return {
    ca: read.flatMap((one) => (one.ok ? [one.value] : [])),
    faults: read.flatMap((one) => (one.ok ? [] : [one.error.message])),
  };
}

/** PEM text, as many certificates as the file holds; DER is turned into it. */
async function readCertificates(file: string, directory: string, what: string): Promise<Result<string>> {
  const bytes = await read(file, directory, what);
  if (!bytes.ok) return bytes;
  try {
    const first = new X509Certificate(bytes.value);
    return ok(isPem(bytes.value) ? bytes.value.toString('utf8') : first.toString());
  } catch (error) {
    return fail(
      'tls.file',
      `${what} file ${file} holds no certificate (PEM or DER): ${describe(error)}`,
      detailOf(error),
    );
  }
}

async function readKey(file: string, directory: string, passphrase: string): Promise<Result<KeyObject>> {
  const bytes = await read(file, directory, 'key');
  if (!bytes.ok) return bytes;
  const pem = isPem(bytes.value);
  if (pem && passphrase === '' && /ENCRYPTED/.test(bytes.value.toString('latin1'))) {
    return fail('tls.passphrase', `key file ${file} is encrypted: set its passphrase`);
  }
  try {
    const secret = passphrase === '' ? {} : { passphrase };
    return ok(
      pem
        ? createPrivateKey({ key: bytes.value, format: 'pem', ...secret })
        : createPrivateKey({ key: bytes.value, format: 'der', type: 'pkcs8', ...secret }),
    );
  } catch (error) {
    const said = describe(error);
    if (/decrypt|cipher final|interrupted|password/i.test(said)) {
      return fail('tls.passphrase', `wrong passphrase for key file ${file}`, detailOf(error));
    }
    return fail(
      'tls.file',
      `key file ${file} holds no private key (PEM or PKCS#8 DER): ${said}`,
      detailOf(error),
    );
  }
}

function isPem(bytes: Buffer): boolean {
  return bytes.includes('-----BEGIN');
}

async function read(file: string, directory: string, what: string): Promise<Result<Buffer>> {
  const path = resolvePath(directory, file);
  try {
    const bytes = await readBounded(path, maxFileBytes);
    if (bytes !== null) return ok(bytes);
    return fail('tls.file', `${what} file ${file} is too large to be one (over ${maxFileBytes} bytes)`, {
      path,
    });
  } catch (error) {
    const errno = errorText(error, 'code');
    const reason =
      errno === 'ENOENT'
        ? 'does not exist'
        : errno === 'EACCES'
          ? 'may not be read by this user'
          : errno === 'EISDIR'
            ? 'is a directory'
            : `cannot be read: ${describe(error)}`;
    return fail('tls.file', `${what} file ${file} ${reason}`, {
      path,
      ...(errno !== undefined && { errno }),
    });
  }
}

function describe(error: unknown): string {
  return errorText(error, 'message') ?? String(error);
}

function detailOf(error: unknown): Record<string, unknown> {
  const code = errorText(error, 'code');
  return { said: describe(error), ...(code !== undefined && { code }) };
}
