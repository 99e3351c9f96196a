import type { Protocol, Role, SessionInfo, SessionState } from '../../../contract/index.js';
import { isActive } from '../../../contract/index.js';

/** What the screen calls things, the same in every place. */

export const protocolNames: Readonly<Record<Protocol, string>> = {
  ws: 'WebSocket',
  wss: 'WebSocket TLS',
  tcp: 'TCP',
  tls: 'TLS',
  udp: 'UDP',
  unix: 'Local socket',
};

/** In the order people look for them. */
export const protocolOrder: readonly Protocol[] = ['ws', 'wss', 'tcp', 'tls', 'udp', 'unix'];

export function kindTitle(protocol: Protocol, role: Role): string {
  return `${protocolNames[protocol]} ${role === 'server' ? 'listener' : 'client'}`;
}

const states: Readonly<Record<SessionState, string>> = {
  resolving: 'Resolving',
  connecting: 'Connecting',
  securing: 'Securing',
  upgrading: 'Upgrading',
  open: 'Open',
  listening: 'Listening',
  'half-closed': 'Half-closed',
  closing: 'Closing',
  reconnecting: 'Waiting to reconnect',
  closed: 'Closed',
  failed: 'Failed',
  recorded: 'Recorded',
};

export function stateWord(state: SessionState): string {
  return states[state];
}

/** How good a state is: the colour of its dot. */
export function stateTone(info: SessionInfo | null): 'ok' | 'warn' | 'err' | 'off' | 'busy' {
  if (info === null) return 'off';
  if (info.diskFailure !== null && isActive(info.state)) return 'warn';
  switch (info.state) {
    case 'open':
    case 'listening':
      return 'ok';
    case 'half-closed':
    case 'reconnecting':
      return 'warn';
    case 'failed':
      return 'err';
    case 'closed':
    case 'recorded':
      return 'off';
    default:
      return 'busy';
  }
}
