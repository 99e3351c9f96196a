import { createHash, createPublicKey, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

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

const oid = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  subjectKeyIdentifier: '551d0e',
  keyUsage: '551d0f',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  authorityKeyIdentifier: '551d23',
  extKeyUsage: '551d25',
  serverAuth: '2b06010505070301',
  clientAuth: '2b06010505070302',
} as const;

/** Makes an X.509 v3 certificate (RFC 5280 §4.1) and answers it as PEM. */
export function makeCertificate(request: CertificateRequest): string {
  const { subject, key, issuer = { subject, key }, validFrom, validTo } = request;
  const algorithm = sequence(identifier(oid.ecdsaWithSha256));
  const publicKey = spki(key);
  const body = sequence(
    tlv(0xa0, integer(Buffer.from([2]))), // version 3
    integer(serialNumber()),
    algorithm,
    name(issuer.subject),
    sequence(time(validFrom), time(validTo)),
    name(subject),
    publicKey,
    tlv(0xa3, sequence(...extensions(request, publicKey, spki(issuer.key)))),
  );
  const signature = sign('sha256', body, issuer.key);
  const der = sequence(body, algorithm, bitString(0, signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function extensions({ usage, names }: CertificateRequest, own: Buffer, issuers: Buffer): Buffer[] {
  const authority = usage === 'authority';
  const extension = (id: string, critical: boolean, value: Buffer) =>
    sequence(identifier(id), ...(critical ? [tlv(0x01, Buffer.from([0xff]))] : []), tlv(0x04, value));
  return [
    extension(oid.basicConstraints, true, authority ? sequence(tlv(0x01, Buffer.from([0xff]))) : sequence()),
    // Bit 0 signs handshakes; bits 5 and 6 sign certificates and revocation lists (RFC 5280 §4.2.1.3).
    extension(
      oid.keyUsage,
      true,
      authority ? bitString(1, Buffer.from([0x06])) : bitString(7, Buffer.from([0x80])),
    ),
    ...(authority
      ? []
      : [
          extension(
            oid.extKeyUsage,
            false,
            sequence(identifier(usage === 'server' ? oid.serverAuth : oid.clientAuth)),
          ),
        ]),
    ...(names.length === 0
      ? []
      : [extension(oid.subjectAltName, false, sequence(...names.map(generalName)))]),
    extension(oid.subjectKeyIdentifier, false, tlv(0x04, keyIdentifier(own))),
    extension(oid.authorityKeyIdentifier, false, sequence(tlv(0x80, keyIdentifier(issuers)))),
  ];
}

function generalName(text: string): Buffer {
  if (isIPv4(text)) return tlv(0x87, Buffer.from(text.split('.').map(Number)));
  if (isIPv6(text)) return tlv(0x87, ipv6Bytes(text));
  return tlv(0x82, Buffer.from(text, 'ascii'));
}

function ipv6Bytes(text: string): Buffer {
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const left = groups(head);
  const right = groups(tail ?? '');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return Buffer.from([...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** SHA-1 of the public key's bits (RFC 5280 §4.2.1.2): a P-256 point is the last 65 bytes. */
function keyIdentifier(publicKey: Buffer): Buffer {
  return createHash('sha1').update(publicKey.subarray(-65)).digest();
}

function spki(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

/** Positive, and not zero, whatever was drawn. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

function name(commonName: string): Buffer {
  return sequence(
    tlv(0x31, sequence(identifier(oid.commonName), tlv(0x0c, Buffer.from(commonName, 'utf8')))),
  );
}

/** UTCTime through 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
function time(date: Date): Buffer {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:T]/g, '');
  const late = date.getUTCFullYear() >= 2050;
  return tlv(late ? 0x18 : 0x17, Buffer.from(late ? digits : digits.slice(2), 'ascii'));
}

function identifier(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function integer(bytes: Buffer): Buffer {
  return tlv(0x02, bytes);
}

function bitString(unusedBits: number, bytes: Buffer): Buffer {
  return tlv(0x03, Buffer.from([unusedBits]), bytes);
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, ...parts);
}

/** Tag, length, value (X.690 §8.1); nothing here is longer than two length bytes tell. */
function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  const size =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : [0x82, Math.floor(length / 0x100), length % 0x100];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
