import type { Layer } from '../../contract/index.js';

/** Which rows of a view are written, and how. */
export interface ExportOptions {
  /** Positions of the view; all that is in it when the export begins unless given. */
  readonly range?: { readonly from: number; readonly to: number } | undefined;
  /** Only rows of one direction; the session's life goes with neither. */
  readonly direction?: 'in' | 'out' | undefined;
  /** Of the view: frames of the wire are written with their heads. Messages unless given. */
  readonly layer?: Layer | undefined;
  /** The view leaves no row of its layer out. */
  readonly whole?: boolean | undefined;
  /** Covers credentials in handshakes, and `secrets` wherever they stand. */
  readonly redact?: boolean | undefined;
  readonly secrets?: readonly string[] | undefined;
  /** pcapng: what TLS encrypted, with the secrets that decrypt it, in place of the rows; of the whole session. */
  readonly tls?: boolean | undefined;
  /** Of Wirebench, where a format names who wrote it. */
  readonly version?: string | undefined;
}
