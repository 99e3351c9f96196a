import { withoutProxyPassword } from '../proxy/address.js';
import type { PastedCommand } from './draft.js';

/** An option of a connection that a command line sets: its group, its name, its value. */
export type CommandSetting = readonly [
  group: 'tcp' | 'udp' | 'ws' | 'tls' | 'listen' | 'reconnect' | 'proxy',
  name: string,
  value: unknown,
];

/** What a command line sets; what it leaves out is at its default and not among them. */
export function commandSettings(command: PastedCommand): readonly CommandSetting[] {
  const local = command.protocol === 'udp' ? 'udp' : 'tcp';
  const { url, password } = withoutProxyPassword(command.proxy ?? '');
  const all: CommandSetting[] = [
    ['ws', 'headers', command.headers.length === 0 ? undefined : command.headers],
    ['ws', 'subprotocols', command.subprotocols.length === 0 ? undefined : command.subprotocols],
    ['ws', 'origin', command.origin],
    ['ws', 'pingIntervalMs', command.pingSeconds === undefined ? undefined : command.pingSeconds * 1_000],
    ['tls', 'verify', command.insecure === true ? false : undefined],
    ['tls', 'caFile', command.caFile],
    ['tls', 'certFile', command.certFile],
    ['tls', 'keyFile', command.keyFile],
    ['tls', 'passphrase', command.passphrase],
    ['tls', 'serverName', command.serverName],
    ['listen', 'echo', command.echo],
    ['reconnect', 'enabled', command.reconnect],
    [local, 'localAddress', command.localHost],
    [local, 'localPort', command.localPort],
    ['proxy', 'use', url === '' ? undefined : 'own'],
    ['proxy', 'url', url === '' ? undefined : url],
    ['proxy', 'password', password === '' ? undefined : password],
    ['udp', 'broadcast', command.broadcast],
    ['udp', 'memberships', command.memberships],
    ['tcp', 'connectTimeoutMs', command.connectTimeoutMs],
    ['tcp', 'noDelay', command.noDelay],
    ['tcp', 'keepAlive', command.keepAlive],
    ['tcp', 'keepAliveDelayMs', command.keepAliveDelayMs],
  ];
  return all.filter(([, , value]) => value !== undefined);
}
