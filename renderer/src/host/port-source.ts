import { messagePortTransport } from '../../../contract/message-port.js';
import type { Transport } from '../../../contract/transport.js';
import type { TransportSource } from './host.js';

/** What preload/index.ts posts together with the port. */
export const portMessage = 'wirebench:port';

/**
 * The one MessagePort that the preload script hands to this page. There is no second: a host that owns
 * the window takes the window with it.
 */
export function portSource(page: Window): TransportSource {
  const transport = new Promise<Transport>((resolve) => {
    page.addEventListener('message', function onMessage(event) {
      const [port] = event.ports;
      if (event.source !== page || event.origin !== page.location.origin) return;
      if (event.data !== portMessage || port === undefined) return;
      page.removeEventListener('message', onMessage);
      resolve(messagePortTransport(port));
    });
  });
  return { open: () => transport, comesBack: false, refusal: () => Promise.resolve(null) };
}
