import { formatElapsed } from '../../../codec/index.js';
import type { ConnectionConfig, PeerInfo, SocketAddress } from '../../../contract/index.js';
import { formatBytes, isolated, phrase, t, type Phrase } from '../language/index.js';

export function peerAddress(peer: PeerInfo): string {
  return addressText(peer.remote) || t('local##address');
}

function addressText(address: SocketAddress | null): string {
  if (address === null) return '';
  if (address.family === 'local') return address.host;
  if (address.proxyFor !== undefined) return address.proxyFor;
  return address.family === 'IPv6' ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

const states: Readonly<Record<PeerInfo['state'], Phrase>> = {
  opening: phrase('Opening'),
  open: phrase('Open##state'),
  'half-closed': phrase('Half-closed'),
  closed: phrase('Closed'),
};
export const stateText = (peer: PeerInfo): string => t(states[peer.state]);

/** A peer that takes nothing is worth a word after this long. */
const notReadingMs = 2_000;

/** "Not reading 12 s", of a peer that has taken nothing of what was sent to it for a while; else its state. */
export function readingText(peer: PeerInfo, now: number): string {
  const ms = peer.waitingSince === null ? 0 : now - peer.waitingSince;
  if (peer.state === 'closed' || ms < notReadingMs) return stateText(peer);
  const time = ms < 60_000 ? isolated(`${Math.floor(ms / 1000)} s`) : formatElapsed(ms);
  return t('Not reading {time}', { time });
}

export function isReading(peer: PeerInfo, now: number): boolean {
  return readingText(peer, now) === stateText(peer);
}

/** What is queued for it, as a title and for assistive technology; empty where nothing is. */
export function queueText(peer: PeerInfo): string {
  return peer.queuedBytes === 0 ? '' : t('{size} queued', { size: formatBytes(peer.queuedBytes) });
}

/** How long it has been there, or was. */
export function ageText(peer: PeerInfo, now: number): string {
  const ms = Math.max(0, (peer.closedAt ?? now) - peer.openedAt);
  return ms < 60_000 ? isolated(`${Math.round(ms / 1000)} s`) : formatElapsed(ms);
}

/** The row as one sentence for assistive technology. */
export function peerName(peer: PeerInfo, chosen: boolean, now = 0): string {
  const parts = [
    t('peer {peer}', { peer: peer.peer }),
    peerAddress(peer),
    readingText(peer, now).toLowerCase(),
  ];
  if (peer.queuedBytes > 0) parts.push(queueText(peer));
  if (peer.path !== null) parts.push(t('path {path}', { path: peer.path }));
  if (chosen) parts.push(t('receives what is sent'));
  return parts.join(', ');
}

/** A line for a terminal that connects to this listener; null while it is not known where it listens. */
export function dialCommand(config: ConnectionConfig, local: SocketAddress | null): string | null {
  if (local === null) return null;
  if (local.family === 'local') return `nc -U ${quoted(local.host)}`;
  // Bound to every address, it answers on loopback, too.
  const any = local.host === '0.0.0.0' || local.host === '::' || local.host === '';
  const host = any ? (local.family === 'IPv6' ? '::1' : '127.0.0.1') : local.host;
  const authority = local.family === 'IPv6' ? `[${host}]:${local.port}` : `${host}:${local.port}`;
  const path = config.options.ws?.path ?? '';
  switch (config.protocol) {
    case 'ws':
      return `npx wscat -c ${quoted(`ws://${authority}${path}`)}`;
    case 'wss':
      return `npx wscat --no-check -c ${quoted(`wss://${authority}${path}`)}`;
    case 'tls':
      return `openssl s_client -connect ${authority}`;
    case 'udp':
      return `nc -u ${host} ${local.port}`;
    default:
      return `nc ${host} ${local.port}`;
  }
}

/** As one word of a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./[\]-]+$/.test(word) && !word.includes('[')
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`;
}
