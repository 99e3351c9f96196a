import { fail } from '../../../contract/result.js';
import { webSocketTransport } from '../../../contract/web-socket.js';
import { t } from '../language/speech.js';
import type { TransportSource } from './host.js';

/** Below the page's own address, where alone the browser sends the cookie. */
const path = 'bridge';

/** A WebSocket to the origin this page came from; its cookie opens the gate. */
export function socketSource(place: Pick<Location, 'href'>): TransportSource {
  const plain = new URL(path, place.href);
  const bridge = new URL(plain);
  bridge.protocol = plain.protocol === 'https:' ? 'wss:' : 'ws:';
  return {
    open: () => Promise.resolve(webSocketTransport(new WebSocket(bridge))),
    comesBack: true,
    async refusal() {
      // A WebSocket does not tell a refused upgrade from an absent host; the same path asked plainly does.
      const response = await fetch(plain, { cache: 'no-store' }).catch(() => null);
      if (response === null || ![401, 403, 421, 503].includes(response.status)) return null;
      const why =
        response.status === 503
          ? t('The host has too many pages open already: close one of them.')
          : t(
              'The host does not know this page any more, as it was started anew: open the address it printed.',
            );
      return fail('transport.refused', why, { status: response.status }).error;
    },
  };
}
