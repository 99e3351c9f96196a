/** One layer's share of what crosses the wire. */
export interface LayerRow {
  readonly id: 'payload' | 'websocket' | 'tls' | 'transport' | 'ip';
  readonly label: string;
  readonly bytes: number;
  /** Known to the byte; otherwise estimated from what the layers below usually do. */
  readonly exact: boolean;
  /** What the figure is made of. */
  readonly note: string;
}

export interface Layers {
  /** From the payload down; only those there are. */
  readonly rows: readonly LayerRow[];
  readonly total: number;
  /** All but the payload. */
  readonly overhead: number;
  /** Of the payload, 0.5 for half as much again; null for an empty payload. */
  readonly ratio: number | null;
}

export interface LayerFacts {
  readonly transport: 'tcp' | 'tls' | 'udp' | 'ws' | 'wss' | 'unix';
  /** Bytes of what was sent: a chunk, a datagram, a message before compression. */
  readonly payloadLength: number;
  /** Bytes of the heads of its frames, 0 without WebSocket. */
  readonly headLength?: number;
  /** What compression made of the payload, if it did. */
  readonly compressedLength?: number;
  /** "TLSv1.3" as Node names versions; null if it is not known. */
  readonly tlsVersion?: string | null;
  /** "TLS_AES_128_GCM_SHA256" or "ECDHE-RSA-AES128-GCM-SHA256". */
  readonly tlsCipher?: string | null;
  /** Null if it is not known; reckoned as IPv4. */
  readonly family?: 'IPv4' | 'IPv6' | null;
  /** Through the loopback interface, whose packets hold 64 KiB. */
  readonly loopback?: boolean;
}

/** RFC 8446 §5.1, RFC 5246 §6.2.1: no record holds more than 2^14 bytes. */
const recordLimit = 16_384;
/** 20 bytes, and 12 of options: time stamps (RFC 7323) are on almost everywhere. */
const tcpHead = 32;
const udpHead = 8;
const ipHead = { IPv4: 20, IPv6: 40 } as const;
/** An Ethernet frame's IP packet, and the longest IP packet, which loopback interfaces carry whole. */
const packetLimit = { ethernet: 1_500, loopback: 65_535 } as const;

/**
 * What each layer adds to a payload. Payload, datagram heads and WebSocket framing are exact. TLS is
 * left out unless its version and kind of cipher are known, and estimated: nobody says how records were
 * cut. TCP and IP are estimated: segments full but for the last, with time stamps, none sent twice, and
 * acknowledgements not counted.
 */
export function layers(facts: LayerFacts): Layers {
  const { transport, payloadLength } = facts;
  const rows: LayerRow[] = [
    { id: 'payload', label: 'Payload', bytes: payloadLength, exact: true, note: 'what was sent' },
  ];
  let size = payloadLength;
  const put = (row: LayerRow): void => {
    rows.push(row);
    size += row.bytes;
  };
  if (transport === 'ws' || transport === 'wss') put(webSocketRow(facts));
  const tls = transport === 'tls' || transport === 'wss' ? tlsRow(size, facts) : null;
  if (tls !== null) put(tls);
  if (transport !== 'unix') for (const row of packetRows(size, facts)) put(row);
  const overhead = size - payloadLength;
  return { rows, total: size, overhead, ratio: payloadLength === 0 ? null : overhead / payloadLength };
}

function webSocketRow(facts: LayerFacts): LayerRow {
  const head = facts.headLength ?? 0;
  const saved = facts.payloadLength - (facts.compressedLength ?? facts.payloadLength);
  const note =
    saved === 0
      ? 'heads of its frames, masking keys included'
      : `${head} of heads, ${saved > 0 ? `${saved} saved` : `${-saved} added`} by compression`;
  return { id: 'websocket', label: 'WebSocket', bytes: head - saved, exact: true, note };
}

/** Bytes a TLS record adds to what it holds; null where the cipher's kind is not known. */
function recordOverhead(
  version: string | null | undefined,
  cipher: string | null | undefined,
): number | null {
  // 5 of head, 1 of inner content type, 16 of tag (RFC 8446 §5.2); every cipher of TLS 1.3 has that tag.
  if (version === 'TLSv1.3') return 22;
  if (version !== 'TLSv1.2') return null;
  // 5 of head, 8 of explicit nonce (RFC 5288 §3), 16 of tag; ChaCha20 has no such nonce (RFC 7905 §2).
  if (cipher === null || cipher === undefined || /GCM/.test(cipher)) return 29;
  return /CHACHA20/.test(cipher) ? 21 : null;
}

function tlsRow(size: number, facts: LayerFacts): LayerRow | null {
  const each = recordOverhead(facts.tlsVersion, facts.tlsCipher);
  if (each === null) return null;
  const records = Math.ceil(size / recordLimit);
  const note = `${plural(records, 'record')} of ${each} bytes more, if they hold nothing else`;
  return { id: 'tls', label: facts.tlsVersion ?? 'TLS', bytes: records * each, exact: false, note };
}

function packetRows(size: number, facts: LayerFacts): readonly LayerRow[] {
  const family = facts.family ?? 'IPv4';
  const ip = ipHead[family];
  const limit = facts.loopback === true ? packetLimit.loopback : packetLimit.ethernet;
  if (facts.transport === 'udp') {
    // Every fragment but the last holds a multiple of 8 bytes (RFC 791 §3.2).
    const room = Math.floor((limit - ip) / 8) * 8;
    const packets = Math.ceil((size + udpHead) / room);
    const note = `${plural(packets, 'packet')} of ${ip} bytes`;
    return [
      { id: 'transport', label: 'UDP', bytes: udpHead, exact: true, note: 'one head a datagram' },
      { id: 'ip', label: family, bytes: packets * ip, exact: false, note },
    ];
  }
  const room = limit - ip - tcpHead;
  const segments = Math.ceil(size / room);
  const note = `${plural(segments, 'segment')} of up to ${room} bytes, ${tcpHead} of head with time stamps`;
  return [
    { id: 'transport', label: 'TCP', bytes: segments * tcpHead, exact: false, note },
    {
      id: 'ip',
      label: family,
      bytes: segments * ip,
      exact: false,
      note: `${plural(segments, 'packet')} of ${ip} bytes`,
    },
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
