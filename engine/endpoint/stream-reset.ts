import type { Socket } from 'node:net';

/**
 * Whether a FIN of ours is on its way. Until libuv has been told that it left, it refuses RST
 * (EINVAL, `uv_tcp_close_reset`), and Node's `resetAndDestroy` then closes nothing at all: no
 * `close` ever comes. Before the FIN and after it RST works. `sockets`: the TLS one and the one
 * below it, as the FIN is the business of either.
 */
export function finUnderWay(...sockets: readonly Socket[]): boolean {
  return sockets.some((one) => one.writableEnded && !one.writableFinished && one.writableLength === 0);
}
