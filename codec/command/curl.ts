import { addBasicAuth, addHeader, type ToolReader } from './draft.js';
import { newProxy, takeProxy } from './proxy.js';
import {
  readOptions,
  setFact,
  setNumber,
  setTime,
  insecure,
  nothing,
  setUrl,
  type Action,
} from './options.js';

/** curl with a ws, wss or telnet URL, or an http(s) one that fakes the upgrade (Chrome's "Copy as cURL"). */
export const readCurl: ToolReader = (words, draft) => {
  // `Name;` is how curl is told of a header without a value.
  const header: Action = (d, line) => addHeader(d, /^[^:]+;$/.test(line) ? line.replace(/;$/, ':') : line);
  const urls: string[] = [];
  // What curl takes for the port of a proxy that names none.
  const proxy = newProxy('http', '1080');
  const proxyOption = (name: string, set: (value: string) => void): readonly [string, Action] => [
    name,
    (_, value) => {
      set(value);
      proxy.typed.push(`${name} ${value}`);
    },
  ];
  const place = (scheme: string) => (value: string) => {
    proxy.place = value;
    proxy.scheme = scheme;
  };
  const who = (value: string) => {
    proxy.user = value;
  };
  const data: Action = setFact('message');
  const { rest, problem } = readOptions(words, draft, {
    values: {
      '-H': header,
      '--header': header,
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
      '-E': certificate,
      '--cert': certificate,
      '--key': setFact('keyFile'),
      '--pass': setFact('passphrase'),
      '--interface': setFact('localHost'),
      '--local-port': setNumber('localPort'),
      ...Object.fromEntries([
        proxyOption('-x', place('http')),
        proxyOption('--proxy', place('http')),
        proxyOption('--socks5', place('socks5')),
        proxyOption('--socks5-hostname', place('socks5h')),
        proxyOption('-U', who),
        proxyOption('--proxy-user', who),
      ]),
      '--connect-timeout': setTime('connectTimeoutMs', '--connect-timeout'),
      '--keepalive-time': (d, value) => {
        d.facts.keepAlive = true;
        return setTime('keepAliveDelayMs', '--keepalive-time')(d, value);
      },
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
      // URLs are no patterns here.
      '-g': nothing,
      '--globoff': nothing,
      '--tcp-nodelay': nothing,
      '--no-tcp-nodelay': (d) => {
        d.facts.noDelay = false;
      },
      '--no-keepalive': nothing,
      // What we ask an HTTP proxy for anyway.
      '-p': nothing,
      '--proxytunnel': nothing,
      '--proxy-basic': nothing,
    },
    skippedValues: [
      '-o',
      '--output',
      '--preproxy',
      '--noproxy',
      '--socks4',
      '--socks4a',
      '-X',
      '--request',
      '-m',
      '--max-time',
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
    takeProxy(draft, proxy);
    return null;
  }
  const upgrades = draft.headers.some(
    ([name, value]) => name.toLowerCase() === 'upgrade' && /websocket/i.test(value),
  );
  if (/^wss?:\/\//i.test(url)) setUrl(draft, url);
  else if (upgrades) setUrl(draft, /:\/\//.test(url) ? url.replace(/^http/i, 'ws') : url);
  else return `${url} is neither a WebSocket nor a telnet URL, and no header asks for an upgrade`;
  takeProxy(draft, proxy);
  return null;
};

/** `file[:passphrase]`; a backslash before a colon or a backslash makes it one of the file's name. */
const certificate: Action = (draft, value) => {
  const [, file = '', passphrase] = /^((?:\\[^]|[^\\:]|\\$)*)(?::([^]*))?$/.exec(value) ?? [];
  draft.facts.certFile = file.replace(/\\([\\:])/g, '$1');
  if (passphrase !== undefined) draft.facts.passphrase = passphrase;
};
