import type { ConnectionConfig } from '../../../contract/index.js';
import { t } from '../language/index.js';

/** An example of the address a connection wants. */
export function addressHint({ protocol, role }: ConnectionConfig): string {
  if (protocol === 'unix') return '/tmp/app.sock';
  const port = protocol === 'udp' ? 9000 : protocol === 'tls' || protocol === 'wss' ? 8443 : 8080;
  const web = protocol === 'ws' || protocol === 'wss';
  if (role === 'server') return `${web ? `${protocol}://` : ''}127.0.0.1:${port}`;
  const example = web ? `${protocol}://localhost:${port}/path` : `localhost:${port}`;
  return t('{example}, or paste a wscat, websocat, ncat or curl line', { example });
}
