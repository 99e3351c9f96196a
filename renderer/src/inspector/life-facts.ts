import type { CertificateInfo, LifeDetail, SocketAddress, TlsInfo } from '../../../contract/index.js';
import { formatDuration } from '../language/index.js';

/** A table of facts: rows of name and value under a heading. */
export interface FactTable {
  readonly title: string;
  readonly facts: readonly Fact[];
}
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly tone?: 'ok' | 'warn' | 'err';
}

type Facts = (Fact | null)[];

const fact = (name: string, value: string | number | null | undefined): Fact | null =>
  value === null || value === undefined || value === '' ? null : { name, value: String(value) };

const present = (facts: Facts): Fact[] => facts.filter((one) => one !== null);

export function addressText(address: SocketAddress | null | undefined): string {
  if (address === null || address === undefined) return '';
  if (address.family === 'local') return address.host;
  return address.family === 'IPv6' ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

const errorWords: Readonly<Record<string, string>> = {
  errno: 'Errno',
  syscall: 'System call',
  address: 'Address',
};

function plainValue(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}

/** What a life row's JSON says, as tables. The sentence itself stands above them. */
export function lifeTables(detail: LifeDetail): readonly FactTable[] {
  const ended = { us: 'us', peer: 'the peer', error: 'an error', timeout: 'a timeout' } as const;
  const facts = present([
    fact('Host', detail.host),
    ...(detail.addresses ?? []).map((one, at) => fact(at === 0 ? 'Addresses' : '', one)),
    fact('Local', addressText(detail.local)),
    fact('Remote', addressText(detail.remote)),
    fact('Reached', detail.remote?.proxyFor),
    fact('Took', detail.ms === undefined ? null : formatDuration(detail.ms)),
    fact('Subprotocol', detail.protocol),
    fact('Extensions', detail.extensions),
    fact('Ended by', detail.by === undefined ? null : ended[detail.by]),
    fact('Code', detail.code),
    fact('Reason', detail.reason),
    detail.clean === undefined
      ? null
      : { name: 'Clean', value: detail.clean ? 'yes' : 'no', tone: detail.clean ? 'ok' : 'warn' },
    fact('Attempt', detail.attempt === undefined ? null : `${detail.attempt} of ${detail.attempts ?? '∞'}`),
    fact('Delay', detail.delayMs === undefined ? null : formatDuration(detail.delayMs)),
    fact('Dropped', detail.droppedBytes === undefined ? null : `${detail.droppedBytes} bytes`),
  ]);
  const tables: FactTable[] = facts.length === 0 ? [] : [{ title: 'Details', facts }];
  const error = present([
    fact('What', detail.error?.message === detail.text ? null : detail.error?.message),
    fact('Code', detail.error?.code),
    ...Object.entries({ errno: detail.errno, syscall: detail.syscall, ...detail.error?.detail }).map(
      ([name, value]) => fact(errorWords[name] ?? name, plainValue(value)),
    ),
  ]);
  if (error.length > 0) tables.push({ title: 'Error', facts: error });
  const { proxy } = detail;
  if (proxy !== undefined) {
    const lines = (name: string, text = ''): (Fact | null)[] =>
      text
        .trimEnd()
        .split(/\r?\n/)
        .map((line, at) => fact(at === 0 ? name : '', line));
    const said = present([
      fact('Address', proxy.proxy),
      ...lines('Sent', proxy.sent),
      ...lines('Received', proxy.received),
    ]);
    tables.push({ title: 'Proxy', facts: said });
  }
  return detail.tls === undefined ? tables : [...tables, ...tlsTables(detail.tls)];
}

/** The facts of a TLS connection: what was negotiated, then the chain, leaf first. */
export function tlsTables(tls: TlsInfo, now = Date.now()): readonly FactTable[] {
  const verified: Fact = tls.authorized
    ? { name: 'Verified', value: 'yes', tone: 'ok' }
    : { name: 'Verified', value: tls.verifyError?.message ?? 'no', tone: 'err' };
  const facts = present([
    fact('Version', tls.version),
    fact('Cipher', tls.cipher),
    fact('ALPN', tls.alpn ?? 'none'),
    fact('Server name', tls.serverName),
    verified,
    fact('Shown of us', tls.own === undefined ? null : ownWords(tls.own)),
  ]);
  return [
    { title: 'TLS', facts },
    ...tls.chain.map((certificate, at) => ({
      title: at === 0 ? 'Certificate' : `Issuer ${at}`,
      facts: certificateFacts(certificate, now),
    })),
  ];
}

function ownWords({ subject, pattern }: NonNullable<TlsInfo['own']>): string {
  const by = pattern === undefined ? 'Options' : `Settings, for ${pattern}`;
  return `${subject} (${by}), if the server asks for one`;
}

function certificateFacts(certificate: CertificateInfo, now: number): readonly Fact[] {
  return present([
    fact('Subject', certificate.subject),
    fact('Issuer', certificate.selfSigned ? 'itself (self-signed)' : certificate.issuer),
    fact('Names', certificate.names.join(', ')),
    validity(certificate, now),
    fact('Serial', certificate.serialNumber),
    fact('SHA-256', certificate.fingerprint),
  ]);
}

function validity(certificate: CertificateInfo, now: number): Fact {
  const day = (iso: string): string => iso.slice(0, 10);
  const value = `${day(certificate.validFrom)} to ${day(certificate.validTo)}`;
  const expired = Date.parse(certificate.validTo) < now;
  const early = Date.parse(certificate.validFrom) > now;
  if (expired) return { name: 'Valid', value: `${value}, expired`, tone: 'err' };
  return early ? { name: 'Valid', value: `${value}, not yet`, tone: 'err' } : { name: 'Valid', value };
}

/** A life row's payload read; null where it is not what the contract says. */
export function parseLife(json: string): LifeDetail | null {
  try {
    const value: unknown = JSON.parse(json);
    const readable = typeof value === 'object' && value !== null && 'text' in value;
    return readable && typeof value.text === 'string' ? (value as LifeDetail) : null; // the host's own writing
  } catch {
    return null;
  }
}
