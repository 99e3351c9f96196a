import { createHost } from './host.js';
import type { Host } from './host.js';
import { portSource } from './port-source.js';
import { socketSource } from './socket-source.js';

export type { Host, HostState } from './host.js';

// From the first script on: the port may come before anybody calls openHost().
const port = portSource(window);

/** Connects this page to its host: over the port it is handed, or over a WebSocket to where it came from. */
export function openHost(): Host {
  const handed = new URLSearchParams(location.search).get('transport') === 'port';
  return createHost(handed ? port : socketSource(location));
}
