import { isLoopback } from './gate.js';

/**
 * Origin of electron-vite's dev server, which says so in the environment; null outside development. One
 * that is not on this machine is not believed.
 */
export function devOrigin(env: Readonly<Record<string, string | undefined>>): string | null {
  const address = env['ELECTRON_RENDERER_URL'];
  if (env['NODE_ENV_ELECTRON_VITE'] !== 'development' || address === undefined || !URL.canParse(address)) {
    return null;
  }
  const url = new URL(address);
  return url.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1')) ? url.origin : null;
}
