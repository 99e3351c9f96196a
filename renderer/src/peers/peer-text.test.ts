import { describe, expect, it } from 'vitest';
import type { ConnectionConfig, PeerInfo, SocketAddress } from '../../../contract/index.js';
import { ageText, dialCommand, isReading, peerName, queueText, readingText } from './peer-text.js';

const config = (protocol: ConnectionConfig['protocol']): ConnectionConfig => ({
  protocol,
  role: 'server',
  address: '',
  options: {},
});
const at = (host: string, port: number, family: SocketAddress['family'] = 'IPv4'): SocketAddress => ({
  host,
  port,
  family,
});
const peer: PeerInfo = {
  peer: 2,
  state: 'open',
  remote: at('::1', 40000, 'IPv6'),
  local: null,
  openedAt: 0,
  closedAt: null,
  bytesIn: 0,
  bytesOut: 0,
  messagesIn: 0,
  messagesOut: 0,
  path: '/chat',
  subprotocol: null,
  extensions: null,
  headers: [],
  tls: null,
  queuedBytes: 0,
  waitingSince: null,
};

describe('peer text', () => {
  it.each([
    ['tcp', at('127.0.0.1', 12345), 'nc 127.0.0.1 12345'],
    ['tcp', at('0.0.0.0', 12345), 'nc 127.0.0.1 12345'],
    ['tcp', at('::', 9, 'IPv6'), 'nc ::1 9'],
    ['udp', at('127.0.0.1', 9), 'nc -u 127.0.0.1 9'],
    ['ws', at('127.0.0.1', 8080), 'npx wscat -c ws://127.0.0.1:8080'],
    ['ws', at('::1', 8080, 'IPv6'), "npx wscat -c 'ws://[::1]:8080'"],
    ['tls', at('127.0.0.1', 1), 'openssl s_client -connect 127.0.0.1:1'],
    ['unix', at("/tmp/it's here", 0, 'local'), "nc -U '/tmp/it'\\''s here'"],
  ] as const)('offers a command for %s on %j', (protocol, local, command) => {
    expect(dialCommand(config(protocol), local)).toBe(command);
  });

  it('offers none before it listens', () => {
    expect(dialCommand(config('tcp'), null)).toBeNull();
  });

  it('names a peer with its address, state and path', () => {
    expect(peerName(peer, true)).toBe('peer 2, [::1]:40000, open, path /chat, receives what is sent');
  });

  it('says of a peer that takes nothing for how long, and what waits for it', () => {
    const deaf: PeerInfo = { ...peer, queuedBytes: 1_048_576, waitingSince: 1_000 };
    expect(readingText(deaf, 2_900)).toBe('Open');
    expect(isReading(deaf, 2_900)).toBe(true);
    expect(readingText(deaf, 13_500)).toBe('Not reading 12 s');
    expect(isReading(deaf, 13_500)).toBe(false);
    expect(readingText(deaf, 3_601_000)).toBe('Not reading 01:00:00');
    expect(readingText({ ...deaf, state: 'closed' }, 13_500)).toBe('Closed');
    expect([queueText(peer), queueText(deaf)]).toEqual(['', '1 MB queued']);
    expect(peerName(deaf, false, 13_500)).toBe(
      'peer 2, [::1]:40000, not reading 12 s, 1 MB queued, path /chat',
    );
  });

  it('stops the age of a peer that has gone', () => {
    expect(ageText({ ...peer, closedAt: 5_000 }, 99_000)).toBe(ageText(peer, 5_000));
    expect(ageText(peer, 3_600_000)).toBe('01:00:00');
  });
});
