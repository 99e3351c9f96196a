// First: @peculiar/x509 asks for decorator metadata while it loads.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { createPublicKey, randomBytes, webcrypto } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

/** What a certificate says; keys are EC P-256. */
export interface CertificateRequest {
  /** Common name. */
  readonly subject: string;
  readonly key: KeyObject;
  /** Who signs; absent signs itself. */
  readonly issuer?: { readonly subject: string; readonly key: KeyObject };
  /** DNS names and IP addresses it is for. */
  readonly names: readonly string[];
  readonly usage: 'server' | 'client' | 'authority';
  readonly validFrom: Date;
  readonly validTo: Date;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * Makes an X.509 v3 certificate (RFC 5280 §4.1) and answers it as PEM. This file is loaded when a
 * certificate is asked for and not before, since its packages take 0.2 s to load.
 */
export async function makeCertificate(request: CertificateRequest): Promise<string> {
  const { subject, key, issuer = { subject, key }, validFrom, validTo } = request;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: commonName(subject),
    issuer: commonName(issuer.subject),
    notBefore: validFrom,
    notAfter: validTo,
    publicKey: spki(key),
    signingKey: await signingKey(issuer.key),
    signingAlgorithm: algorithm,
    extensions: await extensions(request, issuer.key),
  });
  return `${certificate.toString('pem')}\n`;
}

async function extensions({ usage, names, key }: CertificateRequest, issuer: KeyObject) {
  const authority = usage === 'authority';
  const { KeyUsageFlags, ExtendedKeyUsage } = x509;
  const uses = authority ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign : KeyUsageFlags.digitalSignature;
  const purpose = usage === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth;
  const named = names.map((value): x509.JsonGeneralName => ({ type: isIP(value) ? 'ip' : 'dns', value }));
  return [
    new x509.BasicConstraintsExtension(authority, undefined, true),
    new x509.KeyUsagesExtension(uses, true),
    ...(authority ? [] : [new x509.ExtendedKeyUsageExtension([purpose])]),
    ...(named.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(named)]),
    await x509.SubjectKeyIdentifierExtension.create(spki(key)),
    await x509.AuthorityKeyIdentifierExtension.create(spki(issuer)),
  ];
}

/** Given as text of a kind, since a plain string is read as a pattern of its own (`#0c…`, quotes). */
function commonName(text: string): x509.Name {
  return new x509.Name([{ CN: [{ utf8String: text }] }]);
}

function spki(key: KeyObject): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
}

/** Node 20 turns no KeyObject into a CryptoKey but through its bytes. */
function signingKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const bytes = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign']);
}

/** 16 bytes in hex; positive, and not zero, whatever was drawn (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
