import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from './x509.js';
import type { CertificateRequest } from './x509.js';

const dayMs = 86_400_000;

/** File names within the directory they were written to. */
export interface TestLeaf {
  readonly certFile: string;
  readonly keyFile: string;
  readonly key: KeyObject;
  readonly cert: string;
}

/** An authority for tests and what it signs, as PEM files in a directory of their own. */
export class TestAuthority {
  readonly directory = mkdtempSync(join(tmpdir(), 'wirebench-tls-'));
  readonly caFile = 'ca.pem';
  readonly #subject: string;
  readonly #key = newKey();

  private constructor(subject: string) {
    this.#subject = subject;
  }

  static async create(subject = 'Test Authority'): Promise<TestAuthority> {
    const made = new TestAuthority(subject);
    const request = { subject, key: made.#key, names: [], usage: 'authority', ...valid(-1, 30) } as const;
    made.#write(made.caFile, await makeCertificate(request));
    return made;
  }

  /** For localhost and both loopback addresses unless `names` says otherwise. */
  server(file = 'server', names: readonly string[] = ['localhost', '127.0.0.1', '::1']): Promise<TestLeaf> {
    return this.leaf(file, { subject: names[0] ?? file, names, usage: 'server', ...valid(-1, 30) });
  }

  expired(file = 'expired'): Promise<TestLeaf> {
    return this.leaf(file, {
      subject: 'localhost',
      names: ['localhost', '127.0.0.1'],
      usage: 'server',
      ...valid(-30, -2),
    });
  }

  early(file = 'early'): Promise<TestLeaf> {
    return this.leaf(file, {
      subject: 'localhost',
      names: ['localhost', '127.0.0.1'],
      usage: 'server',
      ...valid(2, 30),
    });
  }

  client(file = 'client', subject = 'Test Client'): Promise<TestLeaf> {
    return this.leaf(file, { subject, names: [], usage: 'client', ...valid(-1, 30) });
  }

  /** Signed by itself rather than by the authority. */
  async selfSigned(file = 'self-signed'): Promise<TestLeaf> {
    const key = newKey();
    const names = ['localhost', '127.0.0.1'];
    return this.#files(
      file,
      key,
      await makeCertificate({ subject: 'localhost', key, names, usage: 'server', ...valid(-1, 30) }),
    );
  }

  /** A PKCS#12 file of a leaf, by the `openssl` program. */
  pfx(leaf: TestLeaf, passphrase: string, file = 'leaf.pfx'): string {
    const [cert, key] = [join(this.directory, leaf.certFile), join(this.directory, leaf.keyFile)];
    const out = join(this.directory, file);
    execFileSync('openssl', [
      ...['pkcs12', '-export', '-in', cert, '-inkey', key],
      ...['-out', out, '-passout', `pass:${passphrase}`],
    ]);
    return file;
  }

  /** The key of a leaf once more, encrypted. */
  encryptedKey(leaf: TestLeaf, passphrase: string, file = 'encrypted-key.pem'): string {
    const text = leaf.key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
    return this.#write(file, text);
  }

  async leaf(file: string, request: Omit<CertificateRequest, 'key' | 'issuer'>): Promise<TestLeaf> {
    const key = newKey();
    const issuer = { subject: this.#subject, key: this.#key };
    return this.#files(file, key, await makeCertificate({ ...request, key, issuer }));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #files(file: string, key: KeyObject, cert: string): TestLeaf {
    const certFile = this.#write(`${file}-cert.pem`, cert);
    const keyFile = this.#write(`${file}-key.pem`, key.export({ type: 'pkcs8', format: 'pem' }));
    return { certFile, keyFile, key, cert };
  }

  #write(file: string, text: string | Buffer): string {
    writeFileSync(join(this.directory, file), text);
    return file;
  }
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function valid(fromDays: number, toDays: number): { validFrom: Date; validTo: Date } {
  const now = Date.now();
  return { validFrom: new Date(now + fromDays * dayMs), validTo: new Date(now + toDays * dayMs) };
}
