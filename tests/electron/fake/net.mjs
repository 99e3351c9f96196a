import { EventEmitter } from 'node:events';
import { request as httpRequest } from 'node:http';
import { facts } from './state.mjs';

/** Electron's net.request over Node's http: redirects are told and not followed, as with `redirect: 'manual'`. */
export const net = {
  request(
    /** @type {{ hostname: string, port: string, path: string, method?: string, headers?: object }} */ options,
  ) {
    const emitter = new EventEmitter();
    const { hostname, port, path, method = 'GET', headers = {} } = options;
    facts.network.push({ url: `http://${hostname}:${port}${path}`, headers });
    const inner = httpRequest({ hostname, port, path, method, headers: /** @type {any} */ (headers) });
    inner.on('error', (error) => emitter.emit('error', error));
    inner.on('response', (response) => {
      const { statusCode = 0 } = response;
      if (statusCode < 300 || statusCode >= 400 || response.headers.location === undefined)
        return emitter.emit('response', response);
      response.resume();
      return emitter.emit('redirect', statusCode, method, response.headers.location, response.headers);
    });
    return Object.assign(emitter, {
      end: (/** @type {any} */ data) => void inner.end(data),
      write: (/** @type {any} */ data) => inner.write(data),
      abort: () => {
        inner.destroy();
        emitter.emit('abort');
      },
      setHeader: (/** @type {string} */ name, /** @type {string} */ value) =>
        void inner.setHeader(name, value),
    });
  },
};
