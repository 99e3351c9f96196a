import type { SocketAddress } from '../contract/index.js';
import { networkInterfaces } from './interfaces.js';
import type { LiveSession } from './live-session.js';

/** Whether one of these sessions is a UDP echo that listens at the address: two of them would never be silent. */
export function isOwnEcho(
  sessions: readonly Pick<LiveSession, 'active' | 'sender' | 'startedWith'>[],
  remote: SocketAddress,
): boolean {
  const echoes = sessions.some(({ active, sender: { local }, startedWith: { plan } }) => {
    const { config, options } = plan;
    const echo = config.protocol === 'udp' && config.role === 'server' && options.listen.echo;
    return echo && active && local?.port === remote.port;
  });
  return echoes && networkInterfaces().some(({ address }) => address === remote.host);
}
