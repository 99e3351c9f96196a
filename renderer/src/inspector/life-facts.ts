import type { CertificateInfo, LifeDetail, SocketAddress, TlsInfo } from '../../../contract/index.js';
import { storedLife } from '../../../contract/stored-life.js';
import { formatDuration, phrase, t, told, type Phrase } from '../language/index.js';

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

const errorWords: Readonly<Record<string, Phrase>> = {
  errno: phrase('Errno'),
  syscall: phrase('System call'),
  address: phrase('Address'),
};

function errorName(name: string): string {
  const known = errorWords[name];
  return known === undefined ? name : t(known);
}

function plainValue(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}

/** What a life row's JSON says, as tables. The sentence itself stands above them. */
export function lifeTables(detail: LifeDetail): readonly FactTable[] {
  const ended = {
    us: t('us##ended by'),
    peer: t('the peer##ended by'),
    error: t('an error##ended by'),
    timeout: t('a timeout##ended by'),
  };
  const facts = present([
    fact(t('Host'), detail.host),
    ...(detail.addresses ?? []).map((one, at) => fact(at === 0 ? t('Addresses') : '', one)),
    fact(t('Local'), addressText(detail.local)),
    fact(t('Remote'), addressText(detail.remote)),
    fact(t('Reached'), detail.remote?.proxyFor),
    fact(t('Took'), detail.ms === undefined ? null : formatDuration(detail.ms)),
    fact(t('Subprotocol'), detail.protocol),
    fact(t('Extensions'), detail.extensions),
    fact(t('Ended by'), detail.by === undefined ? null : ended[detail.by]),
    fact(t('Code'), detail.code),
    fact(t('Reason'), detail.reason),
    detail.clean === undefined
      ? null
      : { name: t('Clean'), value: detail.clean ? t('yes') : t('no'), tone: detail.clean ? 'ok' : 'warn' },
    fact(
      t('Attempt'),
      detail.attempt === undefined
        ? null
        : t('{attempt} of {attempts}', { attempt: detail.attempt, attempts: detail.attempts ?? '∞' }),
    ),
    fact(t('Delay'), detail.delayMs === undefined ? null : formatDuration(detail.delayMs)),
    fact(
      t('Dropped'),
      detail.droppedBytes === undefined
        ? null
        : t('{count, plural, one {# byte} other {# bytes}}', { count: detail.droppedBytes }),
    ),
  ]);
  const tables: FactTable[] = facts.length === 0 ? [] : [{ title: t('Details'), facts }];
  const system = { errno: detail.errno, syscall: detail.syscall, ...detail.error?.detail };
  const error = present([
    fact(t('What'), detail.error?.message === detail.text ? null : told(detail.error?.message)),
    fact(t('Code'), detail.error?.code),
    ...Object.entries(system)
      // OpenSSL's word for it is the errno of a TLS error as well.
      .filter(([name, value]) => name !== 'code' || value !== system.errno)
      .map(([name, value]) => fact(errorName(name), plainValue(value))),
  ]);
  if (error.length > 0) tables.push({ title: t('Error'), facts: error });
  const { proxy } = detail;
  if (proxy !== undefined) {
    const lines = (name: string, text = ''): (Fact | null)[] =>
      text
        .trimEnd()
        .split(/\r?\n/)
        .map((line, at) => fact(at === 0 ? name : '', line));
    const said = present([
      fact(t('Address'), proxy.proxy),
      ...lines(t('Sent'), proxy.sent),
      ...lines(t('Received'), proxy.received),
    ]);
    tables.push({ title: t('Proxy'), facts: said });
  }
  return detail.tls === undefined ? tables : [...tables, ...tlsTables(detail.tls)];
}

/** The facts of a TLS connection: what was negotiated, then the chain, leaf first. */
export function tlsTables(tls: TlsInfo, now = Date.now()): readonly FactTable[] {
  const verified: Fact = tls.authorized
    ? { name: t('Verified'), value: t('yes'), tone: 'ok' }
    : { name: t('Verified'), value: told(tls.verifyError?.message) ?? t('no'), tone: 'err' };
  const facts = present([
    fact(t('Version'), tls.version),
    fact(t('Cipher'), tls.cipher),
    fact('ALPN', tls.alpn ?? t('none')),
    fact(t('Server name'), tls.serverName),
    verified,
    fact(t('Shown of us'), tls.own === undefined ? null : ownWords(tls.own)),
  ]);
  return [
    { title: 'TLS', facts },
    ...tls.chain.map((certificate, at) => ({
      title: at === 0 ? t('Certificate') : t('Issuer {at}', { at }),
      facts: certificateFacts(certificate, now),
    })),
  ];
}

function ownWords({ subject, pattern }: NonNullable<TlsInfo['own']>): string {
  return pattern === undefined
    ? t('{subject} (Options), if the server asks for one', { subject })
    : t('{subject} (Settings, for {pattern}), if the server asks for one', { subject, pattern });
}

function certificateFacts(certificate: CertificateInfo, now: number): readonly Fact[] {
  return present([
    fact(t('Subject'), certificate.subject),
    fact(t('Issuer'), certificate.selfSigned ? t('itself (self-signed)') : certificate.issuer),
    fact(t('Names'), certificate.names.join(', ')),
    validity(certificate, now),
    fact(t('Serial'), certificate.serialNumber),
    fact('SHA-256', certificate.fingerprint),
  ]);
}

function validity(certificate: CertificateInfo, now: number): Fact {
  const day = (iso: string): string => iso.slice(0, 10);
  const name = t('Valid');
  const days = { from: day(certificate.validFrom), to: day(certificate.validTo) };
  const expired = Date.parse(certificate.validTo) < now;
  const early = Date.parse(certificate.validFrom) > now;
  if (expired) return { name, value: t('{from} to {to}, expired', days), tone: 'err' };
  return early
    ? { name, value: t('{from} to {to}, not yet', days), tone: 'err' }
    : { name, value: t('{from} to {to}', days) };
}

/** A life row's payload read; null where it is not what the contract says. */
export function parseLife(json: string): LifeDetail | null {
  try {
    return storedLife(JSON.parse(json));
  } catch {
    return null;
  }
}
