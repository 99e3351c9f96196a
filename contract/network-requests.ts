import * as z from 'zod/mini';
import { request } from './define.js';
import type { CertificateInfo } from './life.js';
import type { WayTried } from './network-try.js';

const file = z.string().check(z.maxLength(4_096));
const name = z.string().check(z.minLength(1), z.maxLength(300));

/** The requests about proxies and certificates of the app that are not its settings. */
export const networkRequests = {
  /** Keeps a password beside the settings, '' forgets it: `proxy`, or `certificate:` and the hosts it is for. It is never told to a page. */
  'network.secret': request<void>()(z.strictObject({ name, value: z.string().check(z.maxLength(4_096)) }), [
    'secret.locked',
    'secret.write',
  ]),
  /** The names of those that are kept. */
  'network.secrets': request<readonly string[]>()(z.strictObject({})),
  /** Connects to an address by the way that the settings lead there, says nothing to it, and hangs up. */
  'network.try': request<WayTried>()(z.strictObject({ address: z.string().check(z.maxLength(2_048)) }), [
    'address.*',
    'resolve.*',
    'connect.*',
    'proxy.*',
  ]),
  /** The authorities in a file of the host's machine, as it is now. */
  'certificate.authorities': request<readonly CertificateInfo[]>()(z.strictObject({ file }), ['tls.file']),
  /**
   * The certificate of ours in files that fit together, null of a PKCS #12 file without one. `hosts`: takes the passphrase
   * that is kept for it where none is given.
   */
  'certificate.identity': request<CertificateInfo | null>()(
    z.strictObject({
      certFile: file,
      keyFile: file,
      pfxFile: file,
      passphrase: z.string().check(z.maxLength(4_096)),
      hosts: z.exactOptional(name),
    }),
    ['tls.*'],
  ),
} as const;
