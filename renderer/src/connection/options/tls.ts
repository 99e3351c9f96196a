import { isClient, isListener, isSecure, type OptionSection } from './table.js';
import { phrase } from '../../language/index.js';

const versions = [
  { value: 'TLSv1', label: { name: 'TLS 1.0' } },
  { value: 'TLSv1.1', label: { name: 'TLS 1.1' } },
  { value: 'TLSv1.2', label: { name: 'TLS 1.2' } },
  { value: 'TLSv1.3', label: { name: 'TLS 1.3' } },
];

export const tlsSection: OptionSection = {
  id: 'tls',
  title: phrase('TLS'),
  hint: phrase('Files are on the machine of the host: absolute, or relative to the workspace.'),
  applies: isSecure,
  fields: [
    {
      group: 'tls',
      name: 'verify',
      label: phrase('Verify the certificate'),
      hint: phrase('off is shown wherever the connection is shown'),
      kind: 'switch',
      applies: isClient,
    },
    {
      group: 'tls',
      name: 'serverName',
      label: phrase('Server name'),
      kind: 'text',
      placeholder: phrase('host of the address'),
      hint: phrase('sent (SNI) and verified'),
      applies: isClient,
    },
    {
      group: 'tls',
      name: 'clientCertificate',
      label: phrase("Peers' certificates"),
      kind: 'choice',
      choices: [
        { value: 'none', label: phrase('Not asked for') },
        { value: 'request', label: phrase('Asked for') },
        { value: 'require', label: phrase('Required') },
      ],
      applies: isListener,
    },
    {
      group: 'tls',
      name: 'caFile',
      label: phrase('Authorities (CA)'),
      kind: 'text',
      placeholder: phrase('PEM file'),
      hint: phrase("in place of the system's"),
    },
    {
      group: 'tls',
      name: 'certFile',
      label: phrase('Certificate'),
      kind: 'text',
      placeholder: phrase('PEM file'),
    },
    {
      group: 'tls',
      name: 'keyFile',
      label: phrase('Private key'),
      kind: 'text',
      placeholder: phrase('PEM file'),
    },
    {
      group: 'tls',
      name: 'pfxFile',
      label: phrase('Or both as PFX'),
      kind: 'text',
      placeholder: phrase('.p12 or .pfx file'),
    },
    {
      group: 'tls',
      name: 'passphrase',
      label: phrase('Passphrase'),
      kind: 'text',
      secret: true,
      hint: phrase('kept beside the workspace, never in its files'),
    },
    {
      group: 'tls',
      name: 'minVersion',
      label: phrase('Lowest version'),
      kind: 'choice',
      choices: versions,
    },
    {
      group: 'tls',
      name: 'maxVersion',
      label: phrase('Highest version'),
      kind: 'choice',
      choices: versions,
    },
    {
      group: 'tls',
      name: 'recordSecrets',
      label: phrase('Record TLS secrets'),
      hint: phrase(
        'for Wireshark: whoever has the recording can decrypt this connection; kept beside the session, deleted with it',
      ),
      kind: 'switch',
      wide: true,
    },
    {
      group: 'tls',
      name: 'alpn',
      label: phrase('ALPN'),
      kind: 'values',
      itemLabel: phrase('Protocol'),
      addLabel: phrase('Add a protocol'),
      placeholder: { name: 'http/1.1' },
      wide: true,
    },
  ],
};
