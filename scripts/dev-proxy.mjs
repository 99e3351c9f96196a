/**
 * How the page of the dev server reaches the headless host through its own origin. The `Origin` goes on as it came:
 * the host knows the dev server's and lets in no other, which a proxy that wrote its own would hide from it.
 * @param {string} target where the host answers
 * @returns {Record<string, import('vite').ProxyOptions>}
 */
export function bridgeProxy(target) {
  return {
    '/bridge': { target, ws: true, changeOrigin: true },
    // Exports are fetched from where they are written.
    '/export/': { target, changeOrigin: true },
  };
}
