import type { MakeEndpoint } from './endpoint.js';
import { RowKind } from '../../contract/index.js';
import type { StageFailure } from './failure.js';
import { localOf, remoteOf } from './stream-address.js';
import { StreamClient } from './stream-client.js';
import { StreamListener, tlsText } from './stream-listener.js';
import type { Secure } from './stream-listener.js';
import { dialTargetOf, listenPlace, tcpListenerKind } from './tcp.js';
import { dialTcp } from './tcp-dial.js';
import { tlsOptions } from './tls-context.js';
import { secureClient, secureServer } from './tls-handshake.js';

/** A TCP client that secures its connection before it is open. */
export const makeTlsClient: MakeEndpoint = (input, host) =>
  new StreamClient(host, async (to, signal) => {
    const { tls } = input.options;
    const material = await tlsOptions(tls, input.directory, 'client');
    if (!material.ok) return { ok: false, error: { ...material.error, stage: 'tls' } };
    const target = dialTargetOf(input);
    const dialed = await dialTcp(target, to, signal);
    if (!dialed.ok) return dialed;
    const raw = dialed.value;
    // Asked before the handshake: a socket that failed has forgotten them.
    const [local, remote] = [localOf(raw), remoteOf(raw)];
    to.state('securing');
    const secured = await secureClient(raw, material.value, {
      tls,
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
        const error: StageFailure = { ...material.error, stage: 'tls' };
        return { ok: false, error };
      }
      secure = (raw, signal) => secureServer(raw, material.value, { tls, signal, recorder: input.recorder });
      return listenPlace(input, to);
    },
    secure: (raw, signal) => secure(raw, signal),
  });
};
