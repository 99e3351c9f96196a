import type { Protocol, Role, SessionInfo, SessionState } from '../../../contract/index.js';
import { isActive } from '../../../contract/index.js';
import { phrase, type Phrase, t } from '../language/index.js';

/** What the screen calls things, the same in every place. */

/** Null where it has a word of the person's language. */
const protocolNames: Readonly<Record<Protocol, string | null>> = {
  ws: 'WebSocket',
  wss: 'WebSocket TLS',
  tcp: 'TCP',
  tls: 'TLS',
  udp: 'UDP',
  unix: null,
};

/** In the order people look for them. */
export const protocolOrder: readonly Protocol[] = ['ws', 'wss', 'tcp', 'tls', 'udp', 'unix'];

export function kindTitle(protocol: Protocol, role: Role): string {
  const name = protocolNames[protocol];
  if (name === null) return role === 'server' ? t('Local socket listener') : t('Local socket client');
  return role === 'server'
    ? t('{protocol} listener', { protocol: name })
    : t('{protocol} client', { protocol: name });
}

/** As they begin a text; in small letters where they are within one. */
const states: Readonly<Record<SessionState, Phrase>> = {
  resolving: phrase('Resolving##state'),
  connecting: phrase('Connecting##state'),
  securing: phrase('Securing##state'),
  upgrading: phrase('Upgrading##state'),
  open: phrase('Open##state'),
  listening: phrase('Listening##state'),
  'half-closed': phrase('Half-closed##state'),
  closing: phrase('Closing##state'),
  reconnecting: phrase('Waiting to reconnect##state'),
  closed: phrase('Closed##state'),
  failed: phrase('Failed##state'),
  recorded: phrase('Recorded##state'),
};

export function stateWord(state: SessionState): string {
  return t(states[state]);
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
