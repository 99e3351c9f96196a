import { openHost } from '../../../renderer/src/host/index.js';
import type { Host } from '../../../renderer/src/host/index.js';

declare global {
  /** The page's real way to its host, for specs to call. */
  var host: Host;
  /** Messages that the preload posted to this page. */
  var posted: { data: unknown; ports: number }[];
}

globalThis.posted = [];
window.addEventListener('message', ({ data, ports }) => {
  globalThis.posted.push({ data: data as unknown, ports: ports.length });
});
globalThis.host = openHost();
