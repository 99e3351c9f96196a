import { addBasicAuth, addHeader, list, type Draft, type ToolReader } from './command-draft.js';

/** What an option does with its value ('' for a switch); answers what is wrong with it, or null. */
type Action = (draft: Draft, value: string) => string | null | void;

interface OptionTable {
  /** Options with a value. */
  readonly values: Readonly<Record<string, Action>>;
  readonly switches: Readonly<Record<string, Action>>;
  /** Known options whose value must be skipped with them; reported as unmapped. */
  readonly skippedValues: readonly string[];
}

/**
 * Walks over words as getopt does: `--name value`, `--name=value`, `-n value`, `-nvalue`, joined
 * switches (`-kv`), `--` before what are no options. Unknown options are kept in `unmapped`.
 */
function readOptions(
  words: readonly string[],
  draft: Draft,
  table: OptionTable,
): { rest: string[]; problem: string | null } {
  const rest: string[] = [];
  let problem: string | null = null;
  const run = (action: Action, value: string): void => {
    problem ??= action(draft, value) ?? null;
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      rest.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    const long = word.startsWith('--');
    const equals = word.indexOf('=');
    const name = long ? (equals < 0 ? word : word.slice(0, equals)) : word.slice(0, 2);
    const joined = long
      ? equals < 0
        ? null
        : word.slice(equals + 1)
      : word.slice(2).replace(/^=/, '') || null;
    const valued = own(table.values, name);
    if (valued !== undefined || table.skippedValues.includes(name)) {
      const value = joined ?? words[++at];
      if (value === undefined) return { rest, problem: `${name} needs a value` };
      if (valued !== undefined) run(valued, value);
      else draft.unmapped.push(`${name} ${value}`);
      continue;
    }
    const letters = long ? [name] : [...word.slice(1)].map((letter) => `-${letter}`);
    for (const letter of letters) {
      const action = own(table.switches, letter);
      if (action !== undefined) run(action, '');
      else draft.unmapped.push(long ? word : letter);
    }
  }
  return { rest, problem };
}

function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function setFact<
  Name extends
    'origin' | 'caFile' | 'certFile' | 'keyFile' | 'passphrase' | 'serverName' | 'message' | 'localHost',
>(name: Name): Action {
  return (draft, value) => {
    draft.facts[name] = value;
  };
}

function setNumber(name: 'localPort' | 'pingSeconds'): Action {
  return (draft, value) => {
    if (!/^\d+(\.\d+)?$/.test(value)) return `'${value}' is not a number`;
    draft.facts[name] = Number(value);
    return null;
  };
}

const insecure: Action = (draft) => {
  draft.facts.insecure = true;
};
const nothing: Action = () => null;
const addSubprotocols: Action = (draft, value) => {
  draft.subprotocols.push(...list(value));
};

/** Sets a WebSocket URL; wscat and curl add the scheme where it is missing. */
function setUrl(draft: Draft, url: string): void {
  const typed = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `ws://${url}`;
  draft.address = typed;
  draft.protocol = /^(wss|https):/i.test(typed) ? 'wss' : 'ws';
}

function listen(
  draft: Draft,
  scheme: 'ws' | 'tcp' | 'udp' | 'tls',
  host: string | undefined,
  port: string,
): void {
  draft.role = 'server';
  draft.protocol = scheme;
  draft.address = `${scheme}://${bracket(host ?? '')}:${port}`;
}

function bracket(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** wscat 6: `wscat -c URL [-H 'A: b'] [-s sub] [-o origin] [-n] …`, `wscat -l PORT`. */
export const readWscat: ToolReader = (words, draft) => {
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
    },
    switches: { '-n': insecure, '--no-check': insecure, '--no-color': nothing },
    skippedValues: ['-p', '--protocol', '-w', '--wait', '--proxy', '--max-redirects'],
  });
  if (problem !== null) return problem;
  if (draft.address === null && rest[0] !== undefined) setUrl(draft, rest.shift() ?? '');
  draft.unmapped.push(...rest);
  return null;
};

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

/** nc, ncat, netcat: `nc [-u] [-l] [-k] [-p port] [-s source] [--ssl] host port`, `nc -U path`. */
export const readNetcat: ToolReader = (words, draft, tool) => {
  const mode = { udp: false, listening: false, ssl: false, unix: false, port: '' };
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
  const { rest, problem } = readOptions(words, draft, {
    values: {
      '-p': port,
      '--source-port': port,
      '-s': setFact('localHost'),
      '--source': setFact('localHost'),
      '--ssl-cert': setFact('certFile'),
      '--ssl-key': setFact('keyFile'),
      '--ssl-trustfile': setFact('caFile'),
      '--ssl-servername': setFact('serverName'),
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
    },
    skippedValues: [
      '-w',
      '-i',
      '-q',
      '-e',
      '-c',
      '-x',
      '-X',
      '-o',
      '--proxy',
      '--proxy-type',
      '--proxy-auth',
      '--ssl-ciphers',
      '--ssl-alpn',
      '--wait',
      '--idle-timeout',
      '--exec',
      '--sh-exec',
    ],
  });
  if (problem !== null) return problem;
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
    return problemSoFar;
  }
};

/** curl with a ws, wss or telnet URL, or an http(s) one that fakes the upgrade (Chrome's "Copy as cURL"). */
export const readCurl: ToolReader = (words, draft) => {
  const urls: string[] = [];
  const data: Action = setFact('message');
  const { rest, problem } = readOptions(words, draft, {
    values: {
      '-H': addHeader,
      '--header': addHeader,
      '--url': (_, url) => {
        urls.push(url);
      },
      '-u': addBasicAuth,
      '--user': addBasicAuth,
      '-A': (d, agent) => addHeader(d, `User-Agent: ${agent}`),
      '--user-agent': (d, agent) => addHeader(d, `User-Agent: ${agent}`),
      '-e': (d, referer) => addHeader(d, `Referer: ${referer}`),
      '--referer': (d, referer) => addHeader(d, `Referer: ${referer}`),
      '-b': (d, cookie) => addHeader(d, `Cookie: ${cookie}`),
      '--cookie': (d, cookie) => addHeader(d, `Cookie: ${cookie}`),
      '-d': data,
      '--data': data,
      '--data-raw': data,
      '--cacert': setFact('caFile'),
      '-E': setFact('certFile'),
      '--cert': setFact('certFile'),
      '--key': setFact('keyFile'),
      '--pass': setFact('passphrase'),
      '--interface': setFact('localHost'),
      '--local-port': setNumber('localPort'),
    },
    switches: {
      '-k': insecure,
      '--insecure': insecure,
      '-i': nothing,
      '--include': nothing,
      '-N': nothing,
      '--no-buffer': nothing,
      '-s': nothing,
      '--silent': nothing,
      '-S': nothing,
      '-v': nothing,
      '--verbose': nothing,
      '--http1.1': nothing,
      '--compressed': nothing,
    },
    skippedValues: [
      '-o',
      '--output',
      '-x',
      '--proxy',
      '-X',
      '--request',
      '-m',
      '--max-time',
      '--connect-timeout',
      '--resolve',
      '-T',
      '--upload-file',
      '-w',
      '--write-out',
    ],
  });
  if (problem !== null) return problem;
  const [url, ...others] = [...urls, ...rest];
  draft.unmapped.push(...others);
  if (url === undefined) return null;
  const telnet = /^telnet:\/\/([^/]*)\/?$/i.exec(url);
  if (telnet) {
    const authority = telnet[1] ?? '';
    draft.protocol = 'tcp';
    draft.address = `tcp://${/:\d+$/.test(authority) ? authority : `${authority}:23`}`;
    return null;
  }
  const upgrades = draft.headers.some(
    ([name, value]) => name.toLowerCase() === 'upgrade' && /websocket/i.test(value),
  );
  if (/^wss?:\/\//i.test(url)) setUrl(draft, url);
  else if (upgrades) setUrl(draft, /:\/\//.test(url) ? url.replace(/^http/i, 'ws') : url);
  else return `${url} is neither a WebSocket nor a telnet URL, and no header asks for an upgrade`;
  return null;
};
