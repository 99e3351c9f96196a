import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { RowKind } from '../../contract/index.js';
import type { FullOptions, OwnCertificate } from '../../contract/index.js';
import type { EndpointInput, StepHost } from './endpoint.js';
import type { NetworkTarget } from './network.js';
import { certificateInPfx } from './pfx.js';
import { readAuthorities, tlsOptions } from './tls-context.js';
import type { TlsMaterial } from './tls-context.js';
import type { Result } from '../../contract/index.js';

type Tls = FullOptions['tls'];

/** What a client's TLS is made from, and the certificate of ours that goes into it. */
export interface ClientMaterial {
  readonly material: TlsMaterial;
  readonly own: OwnCertificate | null;
}

/**
 * What the options of a connection say, and where they name no certificate or no authorities, what the settings of the
 * app do: a client certificate by host, authorities beside the system's. One that cannot be read is named and left out.
 */
export async function clientMaterial(
  { directory, network }: Pick<EndpointInput, 'directory' | 'network'>,
  tls: Tls,
  target: NetworkTarget,
  host: StepHost,
): Promise<Result<ClientMaterial>> {
  const named = tls.certFile !== '' || tls.keyFile !== '' || tls.pfxFile !== '';
  const app = network?.certificatesFor?.(target) ?? { authorities: [], client: null };
  const identity = named ? null : app.client;
  const wanted = identity === null ? tls : { ...tls, ...identity.files };
  const material = await tlsOptions(wanted, directory, 'client');
  if (!material.ok) {
    if (identity === null) return material;
    const { code, message, detail } = material.error;
    const text = `Settings, Certificates, for ${identity.pattern}: ${message}`;
    return { ok: false, error: { code, message: text, ...(detail !== undefined && { detail }) } };
  }
  const own = ownCertificate(material.value, identity?.pattern ?? null);
  if (tls.caFile !== '' || app.authorities.length === 0) {
    return { ok: true, value: { material: material.value, own } };
  }
  const { ca, faults } = await readAuthorities(app.authorities);
  for (const text of faults)
    host.life(RowKind.note, 0, { text: `Settings, Certificates: ${text}; left out` });
  // Naming any replaces the system's (tls docs, `ca`).
  const all = ca.length === 0 ? {} : { ca: [...rootCertificates, ...ca] };
  return { ok: true, value: { material: { ...material.value, ...all }, own } };
}

function ownCertificate(material: TlsMaterial, pattern: string | null): OwnCertificate | null {
  const { cert, pfx, passphrase = '' } = material;
  const from = pattern === null ? {} : { pattern };
  const own =
    typeof cert === 'string'
      ? new X509Certificate(cert)
      : Buffer.isBuffer(pfx)
        ? certificateInPfx(pfx, passphrase)
        : null;
  if (own === null) return pfx === undefined ? null : { subject: 'a PKCS #12 file', validTo: null, ...from };
  const { subject, validTo } = own;
  return { subject: subject.replaceAll('\n', ', '), validTo: new Date(validTo).toISOString(), ...from };
}
