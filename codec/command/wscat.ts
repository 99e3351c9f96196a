import { addBasicAuth, addHeader, type ToolReader } from './draft.js';
import {
  readOptions,
  setFact,
  insecure,
  nothing,
  addSubprotocols,
  setUrl,
  listen,
  type Action,
} from './options.js';

/** wscat 6: `wscat -c URL [-H 'A: b'] [-s sub] [-o origin] [-n] …`, `wscat -l PORT`. */
export const readWscat: ToolReader = (words, draft) => {
  draft.input.lines = true;
  const values: Record<string, Action> = {
    '-c': setUrl,
    '-l': (d, port) => listen(d, 'ws', undefined, port),
    '-H': addHeader,
    '-s': addSubprotocols,
    '-o': setFact('origin'),
    '-x': setFact('message'),
    '--auth': addBasicAuth,
    '--ca': setFact('caFile'),
    '--cert': setFact('certFile'),
    '--key': setFact('keyFile'),
    '--passphrase': setFact('passphrase'),
    '--host': (d, host) => addHeader(d, `Host: ${host}`),
  };
  const { rest, problem } = readOptions(words, draft, {
    values: {
      ...values,
      '--connect': setUrl,
      '--listen': (d, port) => listen(d, 'ws', undefined, port),
      '--header': addHeader,
      '--subprotocol': addSubprotocols,
      '--origin': setFact('origin'),
      '--execute': setFact('message'),
      // How long it stays after its message: a connection here stays until it is closed.
      '-w': nothing,
      '--wait': nothing,
    },
    switches: { '-n': insecure, '--no-check': insecure, '--no-color': nothing },
    skippedValues: ['-p', '--protocol', '--proxy', '--max-redirects'],
  });
  if (problem !== null) return problem;
  const [url] = rest;
  if (draft.address === null && url !== undefined) {
    setUrl(draft, url);
    rest.shift();
  }
  draft.unmapped.push(...rest);
  return null;
};
