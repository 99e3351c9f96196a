import { addBasicAuth, addHeader, type Draft, type ToolReader } from './draft.js';
import { newProxy, takeProxy } from './proxy.js';
import {
  readOptions,
  setFact,
  setNumber,
  insecure,
  nothing,
  addSubprotocols,
  setUrl,
  listen,
  bracket,
  type Action,
} from './options.js';

/** An address of websocat: `overlay:overlay:type:rest`. */
interface Specifier {
  readonly written: string;
  readonly kind:
    'ws' | 'ws-l' | 'tcp' | 'tcp-l' | 'udp' | 'udp-l' | 'unix' | 'unix-l' | 'mirror' | 'standard' | 'other';
  readonly rest: string;
  /** Overlays that have a counterpart or need none. */
  readonly overlays: readonly string[];
}

const kinds: readonly (readonly [RegExp, Specifier['kind']])[] = [
  [/^(?:ws-l|ws-listen|l-ws|listen-ws|ws-upgrade):/i, 'ws-l'],
  [/^(?:tcp-l|tcp-listen|l-tcp|listen-tcp):/i, 'tcp-l'],
  [/^(?:tcp|tcp-connect|connect-tcp|c-tcp|tcp-c):/i, 'tcp'],
  [/^(?:udp-l|udp-listen|l-udp|listen-udp):/i, 'udp-l'],
  [/^(?:udp|udp-connect|connect-udp|c-udp|udp-c):/i, 'udp'],
  [/^(?:unix-l|unix-listen|l-unix|listen-unix):/i, 'unix-l'],
  [/^(?:unix|unix-connect|connect-unix|c-unix|unix-c):/i, 'unix'],
  [/^mirror:/i, 'mirror'],
  [/^(?:-$|stdio:|inetd:|asyncstdio:)/i, 'standard'],
];
const overlay =
  /^(autoreconnect|ar|broadcast|reuse|text|t|message2line|line2message|ssl-connect|ssl-c|tls|tls-connect|ssl|ssl-l|ssl-listen|tls-l|tls-listen|ssl-accept|tls-accept):/i;

/** websocat 1.x: `websocat [-H=…] [-k] URL`, `websocat -s [host:]port`, and two addresses with overlays. */
export const readWebsocat: ToolReader = (words, draft) => {
  const serve = { on: false };
  const header: Action = addHeader;
  const kind = (of: 'text' | 'binary'): Action => {
    return (d) => {
      d.facts.messageKind = of;
    };
  };
  const nulEnds: Action = (d) => {
    d.input.nulEnds = true;
  };
  const proxy = newProxy('socks5h', '1080');
  // Of what is piped in each line is a message, unless it is told otherwise.
  draft.input.lines = true;
  const { rest, problem } = readOptions(words, draft, {
    values: {
      '-H': header,
      '--header': header,
      '--protocol': addSubprotocols,
      '--server-protocol': addSubprotocols,
      '--origin': setFact('origin'),
      '--basic-auth': addBasicAuth,
      '--ping-interval': setNumber('pingSeconds'),
      '--socks5': (_, value) => {
        proxy.place = value;
        proxy.typed.push(`--socks5 ${value}`);
      },
      '--tls-domain': setFact('serverName'),
      // A message is as long as it is here.
      '-B': nothing,
      '--buffer-size': nothing,
    },
    switches: {
      '-k': insecure,
      '--insecure': insecure,
      '-t': kind('text'),
      '--text': kind('text'),
      '-b': kind('binary'),
      '--binary': kind('binary'),
      '-v': nothing,
      '-0': nulEnds,
      '--null-terminated': nulEnds,
      '-E': nothing,
      '--exit-on-eof': nothing,
      '-1': nothing,
      '--one-message': nothing,
      '-n': nothing,
      '--no-close': nothing,
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
      '--close-status-code',
      '--close-reason',
      '--ws-c-uri',
      '--client-pkcs12-der',
      '--client-pkcs12-passwd',
    ],
  });
  if (problem !== null) return problem;
  if (serve.on) {
    draft.unmapped.push(...rest.slice(1), ...proxy.typed);
    return listenAt(draft, 'ws', rest[0] ?? '');
  }
  const wrong = readAddresses(rest.map(readSpecifier), draft);
  if (wrong === null) takeProxy(draft, proxy);
  return wrong;
};

function readSpecifier(written: string): Specifier {
  const overlays: string[] = [];
  let text = written;
  for (;;) {
    const found = overlay.exec(text);
    if (found === null) break;
    overlays.push((found[1] ?? '').toLowerCase());
    text = text.slice(found[0].length);
  }
  if (/^wss?:\/\//i.test(text)) return { written, kind: 'ws', rest: text, overlays };
  for (const [pattern, kind] of kinds) {
    const found = pattern.exec(text);
    if (found !== null) return { written, kind, rest: text.slice(found[0].length), overlays };
  }
  return { written, kind: 'other', rest: text, overlays };
}

/** Of two addresses the one with the WebSocket is the connection, else the far end of what is joined. */
function readAddresses(list: readonly Specifier[], draft: Draft): string | null {
  const sockets = list.filter(({ kind }) => !['mirror', 'standard', 'other'].includes(kind));
  const chosen =
    sockets.find(({ kind }) => kind === 'ws') ??
    sockets.find(({ kind }) => kind === 'ws-l') ??
    sockets.find(({ kind }) => !kind.endsWith('-l')) ??
    sockets[0];
  const listens = chosen?.kind.endsWith('-l') === true;
  for (const one of list) {
    if (one === chosen || one.kind === 'standard') continue;
    // A listener whose peers meet a mirror is an echo.
    if (one.kind === 'mirror' && listens) draft.facts.echo = true;
    else draft.unmapped.push(one.written);
  }
  if (chosen === undefined) return null;
  const encrypted = chosen.overlays.some((one) => /^(ssl|tls)/.test(one));
  for (const one of chosen.overlays) {
    if (one === 'autoreconnect' || one === 'ar') draft.facts.reconnect = true;
    else if (/^(broadcast|reuse|message2line|line2message)$/.test(one)) draft.unmapped.push(`${one}:`);
  }
  switch (chosen.kind) {
    case 'ws':
      setUrl(draft, chosen.rest);
      return null;
    case 'ws-l':
      return listenAt(draft, 'ws', chosen.rest);
    case 'tcp-l':
      return listenAt(draft, encrypted ? 'tls' : 'tcp', chosen.rest);
    case 'udp-l':
      return listenAt(draft, 'udp', chosen.rest);
    case 'unix':
    case 'unix-l':
      draft.protocol = 'unix';
      draft.role = listens ? 'server' : 'client';
      draft.address = `unix:${chosen.rest}`;
      return null;
    default:
      return connectTo(draft, chosen.kind === 'udp' ? 'udp' : encrypted ? 'tls' : 'tcp', chosen.rest);
  }
}

function listenAt(draft: Draft, scheme: 'ws' | 'tcp' | 'tls' | 'udp', place: string): string | null {
  const [, host, port = ''] = /^(?:(.*):)?(\d*)$/.exec(place) ?? [];
  if (port === '') return 'the listener has no port';
  listen(draft, scheme, host, port);
  return null;
}

function connectTo(draft: Draft, scheme: 'tcp' | 'tls' | 'udp', place: string): string | null {
  const [, host = '', port] = /^(.*):(\d+)$/.exec(place) ?? [];
  if (port === undefined || host === '') return `${place}: write host and port`;
  draft.protocol = scheme;
  draft.address = `${scheme}://${bracket(host)}:${port}`;
  return null;
}
