import type { CertificateInfo, Failure } from '../../contract/index.js';

/** Who was spoken to, and the chain they showed (leaf first), where there is one. */
export interface TlsAbout {
  readonly host?: string;
  readonly port?: number;
  readonly chain?: readonly CertificateInfo[];
}

/** True for what OpenSSL or Node's TLS says, false for errors of the socket below. */
export function isTlsError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return /^(ERR_SSL_|ERR_TLS_|ERR_OSSL_|EPROTO$)/.test(code) || verification.has(code) || isCutShort(error);
}

function codeOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return '';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Node names no code of its own for a peer that hangs up in mid-handshake. */
function isCutShort(error: unknown): boolean {
  return /before secure TLS connection was established/.test(messageOf(error));
}

const day = (iso: string | undefined) => (iso ?? '').slice(0, 10);

/** The certificate of the chain that the sentence is about. */
function outside(chain: readonly CertificateInfo[], which: 'expired' | 'early'): CertificateInfo | undefined {
  const now = Date.now();
  return (
    chain.find((one) =>
      which === 'expired' ? Date.parse(one.validTo) < now : Date.parse(one.validFrom) > now,
    ) ?? chain[0]
  );
}

type Explain = (about: {
  host: string;
  leaf: string;
  chain: readonly CertificateInfo[];
}) => readonly [code: string, message: string];

const trust = 'trust it by naming its file as CA, or turn verification off for this connection';

/** What checking the chain can say: X.509 verification results as Node names them. */
const verification = new Map<string, Explain>([
  [
    'CERT_HAS_EXPIRED',
    ({ chain }) => {
      const one = outside(chain, 'expired');
      return ['tls.expired', `certificate of ${one?.subject ?? 'the peer'} expired on ${day(one?.validTo)}`];
    },
  ],
  [
    'CERT_NOT_YET_VALID',
    ({ chain }) => {
      const one = outside(chain, 'early');
      return [
        'tls.not-yet-valid',
        `certificate of ${one?.subject ?? 'the peer'} is not valid before ${day(one?.validFrom)}; is the clock right?`,
      ];
    },
  ],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    ({ host, chain, leaf }) => {
      const names = chain[0]?.names ?? [];
      const shown = names.length > 6 ? [...names.slice(0, 6), `${names.length - 6} more`] : names;
      return [
        'tls.wrong-host',
        `certificate is issued for ${shown.length > 0 ? shown.join(', ') : leaf}, not for ${host}: ` +
          'connect by one of those names, or set the server name',
      ];
    },
  ],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    ({ leaf }) => ['tls.self-signed', `certificate of ${leaf} is self-signed: ${trust}`],
  ],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    ({ chain }) => [
      'tls.unknown-authority',
      `certificate is signed by ${chain.at(-1)?.subject ?? 'an authority'}, which is not trusted here: ${trust}`,
    ],
  ],
  ...[
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
  ].map((code): [string, Explain] => [
    code,
    ({ chain }) => [
      'tls.unknown-authority',
      `certificate is issued by ${chain.at(-1)?.issuer ?? 'an authority'}, which is unknown here ` +
        `(or the peer left out an intermediate): ${trust}`,
    ],
  ]),
  ['CERT_REVOKED', ({ leaf }) => ['tls.revoked', `certificate of ${leaf} was revoked`]],
  [
    'CERT_UNTRUSTED',
    ({ leaf }) => ['tls.unknown-authority', `certificate of ${leaf} is not trusted: ${trust}`],
  ],
  [
    'INVALID_PURPOSE',
    ({ leaf }) => [
      'tls.wrong-purpose',
      `certificate of ${leaf} is not made for this side of a TLS connection`,
    ],
  ],
  [
    'INVALID_CA',
    () => ['tls.invalid-authority', 'a certificate of the chain signs others but is no authority'],
  ],
  [
    'CERT_SIGNATURE_FAILURE',
    ({ leaf }) => ['tls.bad-signature', `signature on the certificate of ${leaf} is wrong`],
  ],
]);

interface Handshake {
  readonly match: RegExp;
  readonly explain: (host: string) => readonly [code: string, message: string];
}

/** What the handshake can say, by OpenSSL reason; the first match counts. */
const handshake: readonly Handshake[] = [
  {
    match:
      /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|HTTPS_PROXY_REQUEST|UNKNOWN_PROTOCOL|RECORD_LAYER_FAILURE/,
    explain: (host) => ['tls.no-tls', `${host} does not speak TLS: try the plain protocol, or another port`],
  },
  {
    match:
      /ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|VERSION_TOO_HIGH|NO_PROTOCOLS_AVAILABLE|INVALID_PROTOCOL/,
    explain: (host) => [
      'tls.no-shared-version',
      `no TLS version in common with ${host}: widen the minimum or maximum`,
    ],
  },
  {
    match: /CERTIFICATE_REQUIRED/,
    explain: (host) => [
      'tls.client-certificate-required',
      `${host} requires a client certificate and none was given: set certificate and key`,
    ],
  },
  {
    match: /PEER_DID_NOT_RETURN_A_CERTIFICATE/,
    explain: (host) => [
      'tls.client-certificate-required',
      `${host} showed no client certificate, and this listener requires one`,
    ],
  },
  {
    match:
      /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|ACCESS_DENIED|DECRYPT_ERROR)/,
    explain: (host) => ['tls.certificate-rejected', `${host} rejected our certificate`],
  },
  {
    match: /NO_APPLICATION_PROTOCOL/,
    explain: (host) => ['tls.no-shared-alpn', `no application protocol (ALPN) in common with ${host}`],
  },
  {
    match: /UNRECOGNIZED_NAME/,
    explain: (host) => ['tls.unknown-name', `${host} does not know the server name (SNI) that was sent`],
  },
  {
    match: /HANDSHAKE_FAILURE|NO_SHARED_CIPHER|NO_SUITABLE|NO_CIPHERS|INSUFFICIENT_SECURITY/,
    explain: (host) => [
      'tls.no-shared-cipher',
      `no cipher or signature in common with ${host}, or it wants a client certificate`,
    ],
  },
  {
    match: /HANDSHAKE_TIMEOUT/,
    explain: (host) => [
      'tls.timeout',
      `${host} did not finish the TLS handshake in time; does it speak TLS?`,
    ],
  },
  {
    match: /EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|DH_KEY_TOO_SMALL|CA_MD_TOO_WEAK/,
    explain: (host) => ['tls.weak', `${host} uses a key or digest too weak to be accepted`],
  },
  {
    match: /UNEXPECTED_EOF|CUT_SHORT/,
    explain: (host) => [
      'tls.cut-short',
      `${host} hung up during the TLS handshake: it may not speak TLS, or it refused what we offered`,
    ],
  },
];

/**
 * Puts a TLS failure into words. `error` is an Error, or the verification code alone
 * (`CERT_HAS_EXPIRED`); `detail.code` is OpenSSL's or Node's own name for it.
 */
export function explainTls(error: unknown, about: TlsAbout = {}): Failure {
  const code = codeOf(error);
  const host = about.host ?? 'the peer';
  const chain = about.chain ?? [];
  const leaf = chain[0]?.subject ?? host;
  const place = about.port === undefined ? host : `${host.includes(':') ? `[${host}]` : host}:${about.port}`;
  const raw = messageOf(error);
  const detail = { ...(code !== '' && { code }), ...(raw !== code && { said: raw.trim().slice(0, 500) }) };

  const verdict = verification.get(code);
  if (verdict) {
    const [name, message] = verdict({ host, leaf, chain });
    return { code: name, message: `${message} (${code})`, detail };
  }
  // Node puts what OpenSSL said into `reason`-less codes at times (EPROTO); the words are in the message then.
  const reason =
    isCutShort(error) || code === 'ECONNRESET'
      ? 'CUT_SHORT'
      : `${code} ${raw.toUpperCase().replaceAll(/[\s/]+/g, '_')}`;
  const found = handshake.find(({ match }) => match.test(reason));
  const [name, message] = found?.explain(place) ?? ['tls.failed', `TLS with ${place} failed: ${raw.trim()}`];
  return { code: name, message: code === '' ? message : `${message} (${code})`, detail };
}
