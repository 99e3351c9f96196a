import { clientMaterial } from './app-certificates.js';
import { dial } from './dial.js';
import type { MakeEndpoint } from './endpoint.js';
import { RowKind } from '../../contract/index.js';
import type { StageFailure } from './failure.js';
import { StreamClient } from './stream-client.js';
import { StreamListener, tlsText } from './stream-listener.js';
import type { Secure } from './stream-listener.js';
import { dialTargetOf, listenPlace, tcpListenerKind } from './tcp.js';
import { tlsOptions } from './tls-context.js';
import { secureClient, secureServer } from './tls-handshake.js';

/** A TCP client that secures its connection before it is open. */
export const makeTlsClient: MakeEndpoint = (input, host) =>
  new StreamClient(host, async (to, signal) => {
    const { tls } = input.options;
    const target = dialTargetOf(input);
    const made = await clientMaterial(input, tls, target, to);
    if (!made.ok) return { ok: false, error: { ...made.error, stage: 'options' } };
    const { material, own } = made.value;
    const dialed = await dial(input, target, to, signal);
    if (!dialed.ok) return dialed;
    const { socket: way, raw, local, remote } = dialed.value;
    to.state('securing');
    const secured = await secureClient(way, material, {
      tls,
      own,
      host: target.host,
      port: target.port,
      signal,
      recorder: input.recorder,
    });
    const { info, ms } = secured;
    if (!secured.ok) {
      const { error } = secured;
      to.life(RowKind.tls, 0, { text: error.message, error, ms, remote, ...(info && { tls: info }) });
      return { ok: false, error };
    }
    to.life(RowKind.tls, 0, { text: tlsText(secured.info), tls: secured.info, ms, remote });
    return { ok: true, value: { socket: secured.socket, raw, local, remote, tls: secured.info } };
  });

/** A TCP listener that secures each peer; a peer that cannot is told and let go. */
export const makeTlsListener: MakeEndpoint = (input, host) => {
  const { tls } = input.options;
  let secure: Secure = () =>
    Promise.reject(new Error('a peer was accepted before the listener was prepared'));
  return new StreamListener(host, {
    ...tcpListenerKind(input),
    prepare: async (to) => {
      const material = await tlsOptions(tls, input.directory, 'server');
      if (!material.ok) {
        const error: StageFailure = { ...material.error, stage: 'options' };
        return { ok: false, error };
      }
      secure = (raw, signal) => secureServer(raw, material.value, { tls, signal, recorder: input.recorder });
      return listenPlace(input, to);
    },
    secure: (raw, signal) => secure(raw, signal),
  });
};
