import { describe, expect, it } from 'vitest';
import { layers, type LayerFacts } from './layers.js';

/** "Payload 5 exact, WebSocket 6 exact, …". */
function told(facts: LayerFacts): string {
  return layers(facts)
    .rows.map((row) => `${row.label} ${row.bytes} ${row.exact ? 'exact' : 'estimated'}`)
    .join(', ');
}

describe('layers', () => {
  it.each<[string, LayerFacts, string]>([
    [
      'a masked Hello on ws',
      { transport: 'ws', payloadLength: 5, headLength: 6 },
      'Payload 5 exact, WebSocket 6 exact, TCP 32 estimated, IPv4 20 estimated',
    ],
    [
      'the same on wss with TLS 1.3 and IPv6',
      { transport: 'wss', payloadLength: 5, headLength: 6, tlsVersion: 'TLSv1.3', family: 'IPv6' },
      'Payload 5 exact, WebSocket 6 exact, TLSv1.3 22 estimated, TCP 32 estimated, IPv6 40 estimated',
    ],
    [
      'TLS 1.2 with AES-GCM',
      {
        transport: 'tls',
        payloadLength: 100,
        tlsVersion: 'TLSv1.2',
        tlsCipher: 'ECDHE-RSA-AES128-GCM-SHA256',
      },
      'Payload 100 exact, TLSv1.2 29 estimated, TCP 32 estimated, IPv4 20 estimated',
    ],
    [
      'TLS 1.2 with ChaCha20',
      {
        transport: 'tls',
        payloadLength: 100,
        tlsVersion: 'TLSv1.2',
        tlsCipher: 'ECDHE-RSA-CHACHA20-POLY1305',
      },
      'Payload 100 exact, TLSv1.2 21 estimated, TCP 32 estimated, IPv4 20 estimated',
    ],
    [
      'TLS 1.2 with a cipher of another kind',
      { transport: 'tls', payloadLength: 100, tlsVersion: 'TLSv1.2', tlsCipher: 'AES128-SHA' },
      'Payload 100 exact, TCP 32 estimated, IPv4 20 estimated',
    ],
    [
      'TLS of a version that is not known',
      { transport: 'wss', payloadLength: 5, headLength: 2, tlsVersion: null },
      'Payload 5 exact, WebSocket 2 exact, TCP 32 estimated, IPv4 20 estimated',
    ],
    [
      'two TLS records',
      { transport: 'tls', payloadLength: 16_385, tlsVersion: 'TLSv1.3', loopback: true },
      'Payload 16385 exact, TLSv1.3 44 estimated, TCP 32 estimated, IPv4 20 estimated',
    ],
    [
      'a full segment',
      { transport: 'tcp', payloadLength: 1_448 },
      'Payload 1448 exact, TCP 32 estimated, IPv4 20 estimated',
    ],
    [
      'a byte more than a segment',
      { transport: 'tcp', payloadLength: 1_449 },
      'Payload 1449 exact, TCP 64 estimated, IPv4 40 estimated',
    ],
    [
      'loopback, whose segments hold 65 483 bytes',
      { transport: 'tcp', payloadLength: 65_484, loopback: true },
      'Payload 65484 exact, TCP 64 estimated, IPv4 40 estimated',
    ],
    [
      'a datagram',
      { transport: 'udp', payloadLength: 10 },
      'Payload 10 exact, UDP 8 exact, IPv4 20 estimated',
    ],
    [
      'a datagram in two IP fragments',
      { transport: 'udp', payloadLength: 1_473 },
      'Payload 1473 exact, UDP 8 exact, IPv4 40 estimated',
    ],
    [
      'an empty datagram',
      { transport: 'udp', payloadLength: 0 },
      'Payload 0 exact, UDP 8 exact, IPv4 20 estimated',
    ],
    ['a local socket', { transport: 'unix', payloadLength: 10 }, 'Payload 10 exact'],
  ])('adds up %s', (_name, facts, expected) => {
    expect(told(facts)).toBe(expected);
  });

  it('sums them, and says what the overhead is of the payload', () => {
    expect(layers({ transport: 'ws', payloadLength: 5, headLength: 6 })).toMatchObject({
      total: 63,
      overhead: 58,
      ratio: 11.6,
    });
    expect(layers({ transport: 'ws', payloadLength: 0, headLength: 2 }).ratio).toBeNull();
  });

  it('counts what compression saved, or added, against the framing', () => {
    const saved = layers({ transport: 'ws', payloadLength: 1_000, headLength: 4, compressedLength: 200 });
    expect(saved.rows[1]).toMatchObject({ bytes: -796, note: '4 of heads, 800 saved by compression' });
    expect(saved.total).toBe(204 + 52);
    const added = layers({ transport: 'ws', payloadLength: 1, headLength: 2, compressedLength: 3 });
    expect(added.rows[1]).toMatchObject({ bytes: 4, note: '2 of heads, 2 added by compression' });
  });
});
