import * as z from 'zod/mini';
import { request } from './define.js';
import type { NetworkInterface } from './network-interface.js';

/** What this host can do. The page asks these and never which platform it is on. */
export interface HostInfo {
  readonly contract: number;
  readonly version: string;
  readonly capabilities: {
    /** The host owns its window: tabs may take Ctrl+T, Ctrl+W and Ctrl+Tab. */
    readonly ownWindow: boolean;
    /** Windows named pipes rather than paths for local sockets. */
    readonly namedPipes: boolean;
    /** The host shows the system's own dialogs for directories. */
    readonly nativeDialogs: boolean;
    /** The host opens addresses outside; else the page's browser does. */
    readonly openLinks: boolean;
    /** The host shows what the page can do in the system's menu; absent is no. */
    readonly nativeMenu?: boolean;
    /** The host has a browser that runs PAC files; absent is no. */
    readonly pac?: boolean;
    /** A workspace's folder that is dropped on the window reaches the host, which asks; absent is no. */
    readonly droppedFolders?: boolean;
  };
  readonly runtime: string;
  readonly interfaces: readonly NetworkInterface[];
}

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  readonly validTo: string;
}

/** What the host is, and what it makes beside a workspace; part of the contract's one table. */
export const hostRequests = {
  'host.info': request<HostInfo>()(z.strictObject({})),
  /** Makes a self-signed certificate for localhost, 127.0.0.1 and ::1, kept beside the workspace. */
  'certificate.create': request<CertificateFiles>()(z.strictObject({}), ['certificate.write']),
} as const;
