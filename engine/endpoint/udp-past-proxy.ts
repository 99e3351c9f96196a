import { proxyText } from '../../codec/index.js';
import type { SocketAddress } from '../../contract/index.js';
import { routeTo } from './dial.js';
import type { EndpointInput } from './endpoint.js';
import { placeOf } from './failure.js';

/** What is to be said where a stream to the same place would take a proxy: nobody shall think that datagrams do. Null for nothing. */
export async function pastProxy(input: EndpointInput, target: SocketAddress): Promise<string | null> {
  const host = input.address.host ?? target.host;
  const route = await routeTo(input, { protocol: 'tcp', host, port: target.port });
  if (!route.ok || route.value === null) return null;
  return `no proxy carries UDP: datagrams go straight to ${placeOf(target)}, past ${proxyText(route.value)}`;
}
