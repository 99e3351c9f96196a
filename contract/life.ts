import type { Failure } from './result.js';

/** Certificate facts of a TLS peer, as the chain showed them. */
export interface CertificateInfo {
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and addresses of subjectAltName. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly serialNumber: string;
  /** SHA-256, colon-separated hex. */
  readonly fingerprint: string;
  readonly selfSigned: boolean;
}

export interface TlsInfo {
  readonly version: string;
  readonly cipher: string;
  readonly alpn: string | null;
  readonly serverName: string | null;
  /** False where verification is off and would have failed; `verifyError` says why. */
  readonly authorized: boolean;
  readonly verifyError: Failure | null;
  /** Leaf first. */
  readonly chain: readonly CertificateInfo[];
}

export interface SocketAddress {
  readonly host: string;
  readonly port: number;
  readonly family: 'IPv4' | 'IPv6' | 'local';
}

/**
 * What the JSON payload of a life row holds. `text` is the one-line sentence the timeline shows;
 * the rest are the same facts for machines, present where they apply to the kind.
 */
export interface LifeDetail {
  readonly text: string;
  /** resolve */
  readonly host?: string;
  readonly addresses?: readonly string[];
  /** Milliseconds the step took. */
  readonly ms?: number;
  /** connect, open, accept, listen */
  readonly local?: SocketAddress;
  readonly remote?: SocketAddress;
  /** tls */
  readonly tls?: TlsInfo;
  /** open of a WebSocket */
  readonly protocol?: string;
  readonly extensions?: string;
  /** end */
  readonly by?: 'us' | 'peer' | 'error' | 'timeout';
  readonly code?: number;
  readonly reason?: string;
  readonly clean?: boolean;
  /** reconnect */
  readonly attempt?: number;
  readonly attempts?: number;
  readonly delayMs?: number;
  /** error */
  readonly error?: Failure;
  readonly errno?: string;
  readonly syscall?: string;
  /** recovered */
  readonly droppedBytes?: number;
}
