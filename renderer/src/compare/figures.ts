import type {
  CompareBurst,
  CompareLane,
  CompareLayers,
  CompareRow,
  CompareTransport,
} from '../../../contract/index.js';
import { formatBytes, formatCount, formatDuration, locale, t } from '../language/index.js';

/** What a transport is called: protocols by their names, and what is put together in words. */
export function transportTitle(transport: CompareTransport): string {
  if (transport === 'ws-deflate') return t('WebSocket, deflate');
  if (transport === 'wss') return t('WebSocket over TLS');
  return transport === 'ws' ? 'WebSocket' : transport.toUpperCase();
}

/** What a lane is tagged and coloured as. */
export const protocolOf = (transport: CompareTransport): string =>
  transport === 'ws-deflate' ? 'ws' : transport;

export const roundTripWords = (count: number): string =>
  t('{count, plural, one {# round trip} other {# round trips}}', { count });

/** Nanoseconds as a time a person reads. */
export const latencyWords = (ns: number | null): string => (ns === null ? '–' : formatDuration(ns / 1e6));

/** Bytes that are not payload, to those that are: 0.12 is 12 % more. */
export function overheadOf(layers: CompareLayers): number {
  return layers.payload === 0 ? 0 : (layers.total - layers.payload) / layers.payload;
}

/** With one decimal, as the region writes it. */
const tenths = (value: number): string =>
  value.toLocaleString(locale.value, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    useGrouping: false,
  });

export function percent(share: number): string {
  const value = share * 100;
  return `${value < 0 ? '−' : '+'}${Math.abs(value) >= 100 ? Math.round(Math.abs(value)) : tenths(Math.abs(value))} %`;
}

/** One layer of the bytes a message puts on the wire. */
export interface LayerPart {
  readonly id: 'payload' | 'framing' | 'tls' | 'ip';
  readonly title: string;
  readonly bytes: number;
  /** How the figure came about. */
  readonly basis: string;
}

export function layerParts(layers: CompareLayers): readonly LayerPart[] {
  const parts: LayerPart[] = [
    {
      id: 'payload',
      title: layers.sent === layers.payload ? t('payload') : t('payload, compressed'),
      bytes: layers.sent,
      basis: t('measured'),
    },
    { id: 'framing', title: t('WebSocket frames'), bytes: layers.framing, basis: t('measured') },
    { id: 'tls', title: t('TLS records'), bytes: layers.tls ?? 0, basis: t('by the rule of the version') },
    { id: 'ip', title: t('TCP/UDP and IP'), bytes: layers.ip, basis: t('estimated') },
  ];
  return parts.filter(({ bytes }) => bytes > 0);
}

/** Bytes of an average: whole where it is whole. */
export const averageBytes = (bytes: number): string =>
  Number.isInteger(bytes) ? formatBytes(bytes) : `${tenths(bytes)} B`;

/** What became of the boundaries of the messages, in a sentence. */
export function boundaryWords(lane: CompareLane, burst: CompareBurst): string {
  const { sent, arrivals, joined, cut } = burst;
  if (lane.transport === 'tcp' || lane.transport === 'tls') {
    return joined === 0 && cut === 0
      ? t(
          '{sent, plural, one {# message} other {# messages}} came as {arrivals, plural, one {# chunk} other {# chunks}}, by chance each by itself',
          { sent, arrivals },
        )
      : t(
          '{sent, plural, one {# message} other {# messages}} came as {arrivals, plural, one {# chunk} other {# chunks}}: {joined} held several, {cut, plural, one {# message} other {# messages}} cut',
          { sent, arrivals, joined: formatCount(joined), cut },
        );
  }
  const values = { arrivals, sent: formatCount(sent) };
  return lane.transport === 'udp'
    ? t('kept: {arrivals, plural, one {# datagram} other {# datagrams}} for {sent}', values)
    : t('kept: {arrivals, plural, one {# message} other {# messages}} for {sent}', values);
}

export function orderWords({ lost, outOfOrder, damaged }: CompareBurst): string {
  const parts = [
    lost > 0 ? t('{count} lost', { count: formatCount(lost) }) : '',
    outOfOrder > 0 ? t('{count} out of order', { count: formatCount(outOfOrder) }) : '',
    damaged > 0 ? t('{count} not as sent', { count: formatCount(damaged) }) : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? t('all, in order') : parts.join(', ');
}

/** Round trips sorted, in microseconds, at `points` shares of them: the lane's line in the plot. */
export function quantiles(samples: Float64Array, points: number): (number | null)[] {
  const sorted = samples.filter((sample) => !Number.isNaN(sample)).sort();
  return Array.from({ length: points }, (_, i) => {
    const at = sorted[Math.max(0, Math.ceil(((i + 1) / points) * sorted.length) - 1)];
    return at === undefined ? null : at / 1_000;
  });
}

export const rowWords = (row: CompareRow | null): string =>
  row === null ? '' : t('Show row {seq}', { seq: String(row.seq) });

/** All figures as CSV (RFC 4180), one line a transport, numbers without units; the head names them. */
export function compareCsv(lanes: readonly CompareLane[], payload: number, count: number): string {
  const head = [
    'transport',
    'address',
    'negotiated',
    'payload_bytes',
    'messages',
    'state',
    'round_trips_before_first_byte',
    'opening_ms',
    'out_payload_bytes',
    'out_framing_bytes',
    'out_tls_bytes',
    'out_ip_bytes_estimated',
    'out_total_bytes',
    'out_overhead_percent',
    'in_payload_bytes',
    'in_framing_bytes',
    'in_tls_bytes',
    'in_ip_bytes_estimated',
    'in_total_bytes',
    'in_overhead_percent',
    'answered',
    'lost',
    'latency_p50_us',
    'latency_p99_us',
    'burst_sent',
    'burst_answered',
    'burst_lost',
    'burst_out_of_order',
    'burst_damaged',
    'burst_arrivals',
    'burst_joined',
    'burst_cut',
    'burst_ms',
    'session',
    'failure',
  ];
  const lines = lanes.map((lane) => {
    const { opening, latency, burst } = lane;
    return [
      lane.transport,
      lane.address,
      lane.negotiated,
      payload,
      count,
      lane.state,
      opening?.roundTrips,
      opening?.ms,
      ...layerCells(lane.out),
      ...layerCells(lane.in),
      latency?.answered,
      latency?.lost,
      micro(latency?.p50),
      micro(latency?.p99),
      burst?.sent,
      burst?.answered,
      burst?.lost,
      burst?.outOfOrder,
      burst?.damaged,
      burst?.arrivals,
      burst?.joined,
      burst?.cut,
      burst?.ms,
      lane.session,
      lane.failure?.message,
    ];
  });
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function layerCells(layers: CompareLayers | null): (number | string | undefined)[] {
  if (layers === null) return ['', '', '', '', '', ''];
  const { sent, framing, tls, ip, total } = layers;
  return [sent, framing, tls ?? 0, ip, total, Math.round(overheadOf(layers) * 1_000) / 10];
}

const micro = (ns: number | null | undefined): number | undefined => (ns == null ? undefined : ns / 1_000);

function cell(value: string | number | null | undefined): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'number' ? String(Math.round(value * 1_000) / 1_000) : value;
  // A spreadsheet takes a cell that begins so for a formula; an address may be anything.
  const safe = typeof value === 'string' && /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
