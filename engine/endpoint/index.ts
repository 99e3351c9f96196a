import type { Protocol, Role } from '../../contract/index.js';
import type { MakeEndpoint } from './endpoint.js';
import { makeLocalClient, makeLocalListener } from './local.js';
import { makeTcpClient, makeTcpListener } from './tcp.js';
import { makeTlsClient, makeTlsListener } from './tls.js';
import { makeUdp } from './udp.js';
import { makeWebSocketClient } from './websocket-client.js';
import { makeWebSocketListener } from './websocket-listener.js';

export { createSelfSigned } from './certificate.js';

/** Every endpoint there is: a protocol joins by its line. */
export const endpoints: Readonly<Record<Protocol, Readonly<Record<Role, MakeEndpoint>>>> = {
  tcp: { client: makeTcpClient, server: makeTcpListener },
  tls: { client: makeTlsClient, server: makeTlsListener },
  udp: { client: makeUdp, server: makeUdp },
  ws: { client: makeWebSocketClient, server: makeWebSocketListener },
  wss: { client: makeWebSocketClient, server: makeWebSocketListener },
  unix: { client: makeLocalClient, server: makeLocalListener },
};
