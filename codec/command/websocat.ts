import { addBasicAuth, addHeader, type ToolReader } from './draft.js';
import {
  readOptions,
  setFact,
  setNumber,
  insecure,
  nothing,
  addSubprotocols,
  setUrl,
  listen,
  type Action,
} from './options.js';

/** websocat 1.x: `websocat [-H=…] [--protocol=p] [-k] URL`, `websocat -s [host:]port`. */
export const readWebsocat: ToolReader = (words, draft) => {
  const serve = { on: false };
  const header: Action = addHeader;
  const { rest, problem } = readOptions(words, draft, {
    values: {
      '-H': header,
      '--header': header,
      '--protocol': addSubprotocols,
      '--origin': setFact('origin'),
      '--basic-auth': addBasicAuth,
      '--ping-interval': setNumber('pingSeconds'),
      '--tls-domain': setFact('serverName'),
    },
    switches: {
      '-k': insecure,
      '--insecure': insecure,
      // Text or binary is chosen with each message here.
      '-t': nothing,
      '--text': nothing,
      '-b': nothing,
      '--binary': nothing,
      '-v': nothing,
      '-s': () => {
        serve.on = true;
      },
      '--server-mode': () => {
        serve.on = true;
      },
    },
    skippedValues: [
      '-p',
      '--preamble',
      '--ping-timeout',
      '--socks5',
      '--close-status-code',
      '--close-reason',
      '--ws-c-uri',
      '--server-protocol',
      '-B',
      '--buffer-size',
      '--client-pkcs12-der',
      '--client-pkcs12-passwd',
    ],
  });
  if (problem !== null) return problem;
  const place = rest.find((word) => /^wss?:\/\//i.test(word));
  const listener = rest.find((word) => /^(ws-l|ws-listen|l-ws|listen-ws):/i.test(word));
  if (serve.on || listener !== undefined) {
    const [, host, port = ''] =
      /^(?:(.*):)?(\d*)$/.exec((listener ?? rest[0] ?? '').replace(/^[a-z-]+:(?=.*:|\d)/i, '')) ?? [];
    if (port === '') return 'the listener has no port';
    listen(draft, 'ws', host, port);
    draft.unmapped.push(...rest.filter((word) => word !== (listener ?? rest[0])));
    return null;
  }
  if (place !== undefined) setUrl(draft, place);
  draft.unmapped.push(...rest.filter((word) => word !== place && word !== '-'));
  return null;
};
