import { layers } from '../../../codec/index.js';
import type { AnatomyContext, Layers } from '../../../codec/index.js';
import { Direction, RowFlag, RowKind } from '../../../contract/index.js';
import type { SessionInfo, SocketAddress, TlsInfo } from '../../../contract/index.js';
import type { RelatedFrames } from '../stores/related.js';
import type { Row } from '../stores/row-cache.js';
import { locale, t } from '../language/index.js';

/** Who sent a row's bytes. */
function senderOf(session: SessionInfo, row: Row): 'client' | 'server' {
  const incoming = row.direction === Direction.in;
  return (session.config.role === 'client') === incoming ? 'server' : 'client';
}

/** What is known beside a frame's bytes; `null` where only the connection's history would tell. */
export function anatomyContext(
  session: SessionInfo,
  row: Row,
  related: RelatedFrames | null,
): Omit<AnatomyContext, 'partial'> {
  const invalid = (row.flags & RowFlag.invalid) !== 0;
  const compressed = (row.flags & RowFlag.compressed) !== 0;
  const first = row.head[0] ?? 0;
  const rsv1 = (first & 0x40) !== 0;
  const agreed = session.extensions?.toLowerCase().includes('permessage-deflate') === true;
  const place = related?.seqs.indexOf(row.seq) ?? -1;
  const continuation = (first & 15) === 0;
  return {
    role: senderOf(session, row),
    // A listener's peers each agree on their own: there the row has to tell.
    deflate: agreed || compressed ? true : invalid && rsv1 ? false : null,
    fragmented: place >= 0 ? place > 0 : continuation && invalid && related === null ? false : null,
  };
}

/** What each layer added to a row's bytes, and to those of all its frames where it is a message of several. */
export function layersOf(
  session: SessionInfo,
  row: Row,
  related: RelatedFrames | null,
  tls: TlsInfo | null,
  remote: SocketAddress | null,
): Layers {
  const { protocol } = session.config;
  // The upgrade is HTTP: it has no frames.
  const upgrade = row.kind === RowKind.request || row.kind === RowKind.response;
  const below = { ws: 'tcp', wss: 'tls' } as const;
  const transport = upgrade && (protocol === 'ws' || protocol === 'wss') ? below[protocol] : protocol;
  return layers({
    transport,
    ...sizes(row, related),
    tlsVersion: tls?.version ?? null,
    tlsCipher: tls?.cipher ?? null,
    family: remote === null || remote.family === 'local' ? null : remote.family,
    loopback: remote !== null && /^(127\.|::1$|::ffff:127\.)/.test(remote.host),
  });
}

function sizes(
  row: Row,
  related: RelatedFrames | null,
): { readonly payloadLength: number; readonly headLength: number; readonly compressedLength?: number } {
  const compressed = (row.flags & RowFlag.compressed) !== 0;
  if (row.head.length > 0) {
    // A frame that is a whole compressed message: what it stands for is the message.
    const whole = compressed && related !== null && related.total === 1 ? related.messageSize : null;
    return whole === null
      ? { payloadLength: row.size, headLength: row.head.length }
      : { payloadLength: whole, headLength: row.head.length, compressedLength: row.size };
  }
  const carried = carriedBy(related);
  if (carried === null) return { payloadLength: row.size, headLength: 0 };
  return {
    payloadLength: row.size,
    headLength: carried.heads,
    ...(compressed ? { compressedLength: carried.payloads } : {}),
  };
}

/** What all frames of a message hold; null unless all of them are known. */
export function carriedBy(
  related: RelatedFrames | null,
): { readonly heads: number; readonly payloads: number } | null {
  if (related === null || related.frames.length < related.total) return null;
  return {
    heads: related.frames.reduce((sum, one) => sum + one.head.length, 0),
    payloads: related.frames.reduce((sum, one) => sum + one.size, 0),
  };
}

/** Compressed and inflated size of a message; null where it is not compressed or not all is known. */
export function compressionOf(
  row: Row,
  related: RelatedFrames | null,
): { readonly compressed: number; readonly inflated: number } | null {
  const inflated = related?.messageSize ?? null;
  const carried = carriedBy(related);
  if ((row.flags & RowFlag.compressed) === 0 || inflated === null || carried === null) return null;
  return { compressed: carried.payloads, inflated };
}

/** "24 %" of a payload; what has no payload has no share. */
export function percent(ratio: number | null): string {
  if (ratio === null) return t('no payload');
  const share = ratio * 100;
  const digits = decimal(Math.abs(share), Math.abs(share) < 10 ? 1 : 0);
  return `${share < 0 ? '\u2212' : ''}${digits} %`;
}

/** A number with so many places behind the point, as the region writes it. */
export function decimal(value: number, places: number): string {
  return value.toLocaleString(locale.value, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    useGrouping: false,
  });
}

/** A count with its sign: +4, −12. */
export function signed(bytes: number): string {
  return bytes < 0 ? `\u2212${-bytes}` : `+${bytes}`;
}
