import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, PeerCertificate, TLSSocket } from 'node:tls';
import type { CertificateInfo, Failure, TlsInfo } from '../../contract/index.js';
import { explainTls } from './tls-explain.js';

/** A chain longer than this is cut: no real one is, and the peer chooses its length. */
const maxChain = 16;

export interface TlsContext {
  /** The name sent (SNI); null for none. A listener reads it from the socket. */
  readonly serverName?: string | null;
  /** The name the certificate must be for. */
  readonly host?: string;
  readonly port?: number;
}

/** The facts of a finished handshake: what was negotiated and the chain the peer showed, leaf first. */
export function tlsInfo(socket: TLSSocket, context: TlsContext = {}): TlsInfo {
  const chain = chainOf(socket);
  const heard = Reflect.get(socket, 'servername') as unknown;
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName || socket.getCipher().name,
    alpn: typeof socket.alpnProtocol === 'string' && socket.alpnProtocol !== '' ? socket.alpnProtocol : null,
    serverName: context.serverName ?? (typeof heard === 'string' && heard !== '' ? heard : null),
    authorized: socket.authorized,
    verifyError: verifyError(socket, chain, context),
    chain,
  };
}

/**
 * Why the peer's certificate would not do, in words; null where it does, and where a peer of a
 * listener showed none. Connect with `rejectUnauthorized: false` and ask this, so that a refused
 * chain is still seen.
 */
function verifyError(
  socket: TLSSocket,
  chain: readonly CertificateInfo[],
  context: TlsContext,
): Failure | null {
  if (socket.authorized || chain.length === 0) return null;
  // Declared an Error, it is the code as a string where Node has one (tls docs, tlsSocket.authorizationError).
  const error: unknown = socket.authorizationError;
  if (error === null || error === undefined) return null;
  const { host, port } = context;
  return explainTls(error, {
    chain,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
  });
}

function chainOf(socket: TLSSocket): readonly CertificateInfo[] {
  const chain: CertificateInfo[] = [];
  const seen = new Set<string>();
  // Empty object where the peer showed none. A self-signed one is its own issuer: hence `seen`.
  let next: DetailedPeerCertificate | PeerCertificate | null = socket.getPeerCertificate(true);
  while (next?.raw && !seen.has(next.fingerprint256) && chain.length < maxChain) {
    seen.add(next.fingerprint256);
    chain.push(certificateInfo(next.raw));
    next = 'issuerCertificate' in next ? next.issuerCertificate : null;
  }
  return chain;
}

/** Reads a certificate, DER or PEM; throws where it is neither. */
export function certificateInfo(bytes: Uint8Array | string): CertificateInfo {
  const certificate = new X509Certificate(bytes);
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: alternativeNames(certificate.subjectAltName),
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
    serialNumber: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    selfSigned: signedByItself(certificate),
  };
}

/** `checkIssued` would say no to one that may not sign others, which a self-signed one need not be. */
function signedByItself(certificate: X509Certificate): boolean {
  if (certificate.subject !== certificate.issuer) return false;
  try {
    return certificate.verify(certificate.publicKey);
  } catch {
    // A kind of key that OpenSSL does not know; the names are all there is to go by.
    return true;
  }
}

/** Node puts one attribute a line, most general first; read the other way round it starts with the name. */
function oneLine(distinguishedName: string | undefined): string {
  return (distinguishedName ?? '').split('\n').filter(Boolean).reverse().join(', ') || '(no name)';
}

function isoDate(text: string): string {
  const date = new Date(text);
  // Years beyond what Date holds are legal in a certificate.
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

/** `DNS:a, IP Address:::1, DNS:"odd, name"` as its names; Node quotes those that hold a comma. */
function alternativeNames(text: string | undefined): readonly string[] {
  const parts = (text ?? '').match(/[^,:"]+:(?:"(?:[^"\\]|\\.)*"|[^,]*)/g) ?? [];
  return parts.map((part) => {
    const name = part.slice(part.indexOf(':') + 1).trim();
    if (!name.startsWith('"')) return name;
    try {
      // Node writes JSON here, as anything else could be made to look like two names.
      return String(JSON.parse(name));
    } catch {
      return name;
    }
  });
}
