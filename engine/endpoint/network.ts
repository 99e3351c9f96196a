import type { ProxyAddress } from '../../codec/index.js';
import type { FullOptions, Protocol, Result } from '../../contract/index.js';

/** Where a client wants to go, as its address says. */
export interface NetworkTarget {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
}

/**
 * What the settings of the app say of the network; a host that has none goes everywhere directly. Asked anew for each
 * connection, so that a change takes effect with the next one.
 */
export interface Network {
  /** Kept once changes that were asked for until now hold: who changes a setting and connects at once means it. */
  settled?(): Promise<void>;
  /** The proxy that leads there; null goes directly. Failures are those of `docs/errors.md`, `proxy.*`. */
  proxyFor(target: NetworkTarget): Promise<Result<ProxyAddress | null>>;
  /** Of TLS: what counts where the connection says nothing of its own. */
  certificatesFor?(target: NetworkTarget): AppCertificates;
}

export interface AppCertificates {
  /** Files of authorities (PEM or DER) that are trusted beside the system's. */
  readonly authorities: readonly string[];
  readonly client: ClientCertificate | null;
}

/** A certificate of ours for hosts of a pattern. */
export interface ClientCertificate {
  /** As the settings have it: `*.example.com`, `api.example.com:8443`. */
  readonly pattern: string;
  /** Absolute paths, '' where there is none. */
  readonly files: Pick<FullOptions['tls'], 'certFile' | 'keyFile' | 'pfxFile' | 'passphrase'>;
}
