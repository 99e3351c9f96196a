import type { ToolReader } from './draft.js';
import { newProxy, takeProxy } from './proxy.js';
import {
  bracket,
  listen,
  millisecondsOf,
  nothing,
  readOptions,
  setFact,
  setNumber,
  type Action,
} from './options.js';

/** Names of ncat's `--proxy-type` and of nc's `-X`. */
const proxyKinds: Readonly<Record<string, string>> = {
  http: 'http',
  connect: 'http',
  socks5: 'socks5h',
  5: 'socks5h',
  socks4: 'socks4',
  4: 'socks4',
};

/** nc, ncat, netcat: `nc [-u] [-l] [-k] [-p port] [-s source] [--ssl] host port`, `nc -U path`. */
export const readNetcat: ToolReader = (words, draft, tool) => {
  const mode = { udp: false, listening: false, ssl: false, unix: false, port: '', wait: '' };
  const ssl: Action = () => {
    mode.ssl = true;
  };
  const set = (name: 'udp' | 'listening' | 'unix'): Action => {
    return () => {
      mode[name] = true;
    };
  };
  const port: Action = (_, value) => {
    mode.port = value;
  };
  const wait: Action = (_, value) => {
    mode.wait = value;
  };
  const crlf: Action = (d) => {
    d.input.crlf = '-C';
  };
  // ncat asks over HTTP at port 3128, or SOCKS at 1080; nc's `-x` is a proxy and ncat's a file.
  const proxy = tool === 'ncat' ? newProxy('http', '3128') : newProxy('socks5h', '1080');
  const proxyOption = (name: string, set: (value: string) => void): readonly [string, Action] => [
    name,
    (_, value) => {
      set(value);
      proxy.typed.push(`${name} ${value}`);
    },
  ];
  const place = (value: string) => {
    proxy.place = value;
  };
  const kind = (value: string) => {
    proxy.scheme = proxyKinds[value] ?? `not-${value}`;
    if (proxy.scheme.startsWith('socks')) proxy.port = '1080';
  };
  const options = [
    proxyOption('--proxy', place),
    proxyOption('--proxy-type', kind),
    proxyOption('--proxy-auth', (value) => {
      proxy.user = value;
    }),
    ...(tool === 'ncat' ? [] : [proxyOption('-x', place), proxyOption('-X', kind)]),
  ];
  const { rest, problem } = readOptions(words, draft, {
    values: {
      ...Object.fromEntries(options),
      '-p': port,
      '--source-port': port,
      '-w': wait,
      '--wait': wait,
      '-s': setFact('localHost'),
      '--source': setFact('localHost'),
      '--ssl-cert': setFact('certFile'),
      '--ssl-key': setFact('keyFile'),
      '--ssl-trustfile': setFact('caFile'),
      '--ssl-servername': setFact('serverName'),
      // How long it stays where nothing comes: a connection here stays until it is closed.
      '-i': nothing,
      '--idle-timeout': nothing,
    },
    switches: {
      '-u': set('udp'),
      '--udp': set('udp'),
      '-l': set('listening'),
      '--listen': set('listening'),
      '-U': set('unix'),
      '--unixsock': set('unix'),
      '--ssl': ssl,
      '--ssl-verify': (d) => {
        ssl(d, '');
        d.facts.insecure = false;
      },
      // Listeners here keep on accepting, and verbosity and name look-ups are settled otherwise.
      '-k': nothing,
      '--keep-open': nothing,
      '-v': nothing,
      '-n': nothing,
      '--verbose': nothing,
      '-C': crlf,
      '--crlf': crlf,
    },
    skippedValues: [
      '-q',
      '-e',
      '-c',
      ...(tool === 'ncat' ? ['-x'] : []),
      '-o',
      '--proxy-dns',
      '--ssl-ciphers',
      '--ssl-alpn',
      '--exec',
      '--sh-exec',
    ],
  });
  if (problem !== null) return problem;
  // Datagrams and listeners connect to nobody: there it is how long they stay.
  if (mode.wait !== '') {
    const ms = mode.udp || mode.listening || mode.unix ? null : millisecondsOf(mode.wait);
    if (ms === null) draft.unmapped.push(`-w ${mode.wait}`);
    else draft.facts.connectTimeoutMs = ms;
  }
  if (mode.unix) {
    const path = rest.shift();
    if (path === undefined) return '-U needs a path';
    draft.protocol = 'unix';
    draft.role = mode.listening ? 'server' : 'client';
    draft.address = `unix:${path}`;
  } else {
    const scheme = mode.udp ? 'udp' : mode.ssl ? 'tls' : 'tcp';
    // ncat encrypts without verifying unless --ssl-verify or a trust file says otherwise.
    if (mode.ssl && !mode.listening && draft.facts.caFile === undefined) draft.facts.insecure ??= true;
    if (mode.listening) {
      const bound = /^\d+$/.test(rest[0] ?? '') && rest.length === 1 ? undefined : rest.shift();
      const chosen = rest.shift() ?? mode.port;
      listen(draft, scheme, bound, chosen === '' && tool === 'ncat' ? '31337' : chosen);
      if (draft.address?.endsWith(':') === true) return 'the listener has no port';
    } else {
      const host = rest.shift();
      const remote = rest.shift() ?? (tool === 'ncat' ? '31337' : undefined);
      if (host === undefined || remote === undefined) return 'write host and port';
      draft.protocol = scheme;
      draft.address = `${scheme}://${bracket(host)}:${remote}`;
      if (mode.port !== '') return finish(setNumber('localPort')(draft, mode.port) ?? null);
    }
  }
  return finish(null);

  function finish(problemSoFar: string | null): string | null {
    draft.unmapped.push(...rest);
    takeProxy(draft, proxy);
    return problemSoFar;
  }
};
