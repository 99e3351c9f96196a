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
  /** Of a client: what it shows where the server asks for a certificate. */
  readonly own?: OwnCertificate;
}

/** A certificate of ours. */
export interface OwnCertificate {
  readonly subject: string;
  /** ISO 8601; null where it cannot be read (PKCS #12). */
  readonly validTo: string | null;
  /** Chosen by this pattern of hosts in the settings of the app; absent where the connection names it. */
  readonly pattern?: string;
}

export interface SocketAddress {
  readonly host: string;
  readonly port: number;
  readonly family: 'IPv4' | 'IPv6' | 'local';
  /** The far end is a proxy at this address, and this is what it was asked to connect to: `host:port`. */
  readonly proxyFor?: string;
}

/** What was said between us and a proxy: heads of HTTP as text, SOCKS as hex; credentials are covered. */
export interface ProxyTalk {
  /** `scheme://host:port`, without who goes through it. */
  readonly proxy: string;
  readonly sent?: string;
  readonly received?: string;
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
  /** note: a step of reaching the far end through a proxy */
  readonly proxy?: ProxyTalk;
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
