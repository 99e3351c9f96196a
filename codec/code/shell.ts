import { utf8Error } from '../utf8.js';
import { comments, hostOf, isTls, isWebSocket, placeOf, portOf, untold, urlOf } from './input.js';
import type { Code, CodeInput, CodeTarget } from './input.js';
import { authority } from '../proxy/connect.js';
import { proxyText } from '../proxy/address.js';
import { shellPrint, shellWord, textOf } from './quote.js';

/** One argument a line, as people like to read and change them. */
function command(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const joins =
      last !== undefined &&
      (lines.length === 1 ? last.length + word.length < 60 : !word.startsWith('-') && !last.includes(' '));
    if (last !== undefined && joins) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join(' \\\n  ');
}

function shell(notes: readonly string[], words: readonly string[], piped: Uint8Array | null): Code {
  const line = command(words);
  const sent = piped === null ? line : `${shellPrint(piped)} |\n${line}`;
  return { text: `${comments('#', notes)}${sent}\n`, notes };
}

const webSocketOnly = (input: CodeInput): string | null =>
  isWebSocket(input) ? null : 'It speaks WebSocket alone';
const streamsOnly = (input: CodeInput): string | null =>
  isWebSocket(input) ? 'It knows no WebSocket: the bytes of a message would need their frames' : null;

/** Options of a WebSocket that a tool lacks, named. */
function lacking(input: CodeInput, has: { readonly local?: boolean }): string[] {
  const { localAddress, localPort, serverName } = input;
  const notes: string[] = [];
  if (has.local !== true && (localAddress !== '' || localPort !== 0)) {
    notes.push(`The local address ${localAddress || '*'}:${localPort} cannot be chosen.`);
  }
  if (isTls(input) && serverName !== '') notes.push(`The server name ${serverName} cannot be set.`);
  return notes;
}

/** What a WebSocket that listens is not told. */
function listening({ address, headers, subprotocols, origin }: CodeInput): string[] {
  const notes: string[] = [];
  if ((address.target ?? '/') !== '/')
    notes.push(`It answers at every path, not at ${address.target} alone.`);
  if (subprotocols.length > 0) notes.push(`The subprotocols ${subprotocols.join(', ')} are left out.`);
  if (headers.length > 0 || origin !== '') notes.push('Headers and origin are what clients send.');
  return notes;
}

export const wscat: CodeTarget = {
  id: 'wscat',
  title: 'wscat',
  language: 'shell',
  extension: 'sh',
  refuses: webSocketOnly,
  write: (input) => {
    const { role, headers, subprotocols, origin, verify, caFile, certFile, keyFile, message } = input;
    const notes = [...input.remarks, ...untold(input)];
    if (role === 'server') {
      notes.push('wscat listens on every address.', ...listening(input));
      if (isTls(input)) notes.push('wscat cannot listen with TLS: this is ws://.');
      if (message !== null) notes.push('Type the message once a client is there.');
      return shell(notes, ['wscat', `-l ${portOf(input)}`], null);
    }
    notes.push(...lacking(input, {}));
    const words = ['wscat', `-c ${shellWord(urlOf(input))}`];
    // It keeps the last of a name, letters' case and all, and a blank behind the colon.
    const kept = headers.filter(([name], i) => headers.findLastIndex(([other]) => other === name) === i);
    for (const [name, value] of kept) {
      const twice = headers.filter(([other]) => other === name).length > 1;
      if (twice) notes.push(`wscat sends the header ${name} once, with its last value.`);
      words.push(`-H ${shellWord(`${name}:${value}`)}`);
    }
    for (const name of subprotocols) words.push(`-s ${shellWord(name)}`);
    if (origin !== '') words.push(`-o ${shellWord(origin)}`);
    if (!verify) words.push('-n');
    if (caFile !== '') words.push(`--ca ${shellWord(caFile)}`);
    if (certFile !== '') words.push(`--cert ${shellWord(certFile)}`);
    if (keyFile !== '') words.push(`--key ${shellWord(keyFile)}`);
    if (message !== null) {
      const { kind, bytes } = message;
      // An argument of a program ends at NUL.
      if (bytes.length === 0) notes.push('wscat sends no empty message.');
      else if (kind === 'text' && utf8Error(bytes) === null && !bytes.includes(0)) {
        words.push(`-x ${shellWord(textOf(bytes))}`, '-w 2');
      } else
        notes.push(`wscat sends text: this ${kind} message of ${bytes.length} bytes cannot be given to it.`);
    }
    return shell(notes, words, null);
  },
};

export const websocat: CodeTarget = {
  id: 'websocat',
  title: 'websocat',
  language: 'shell',
  extension: 'sh',
  refuses: webSocketOnly,
  write: (input) => {
    const { role, headers, subprotocols, origin, verify, caFile, certFile, keyFile, message } = input;
    const notes = [...input.remarks, ...untold(input)];
    const words = ['websocat'];
    let piped: Uint8Array | null = null;
    if (message !== null) {
      const { kind, bytes } = message;
      const text = kind === 'text';
      if (kind !== 'text' && kind !== 'binary') {
        notes.push(`websocat cannot send a ${kind} of your own.`);
      } else if (bytes.length === 0) notes.push('websocat sends no empty message.');
      else if (text && bytes.includes(0))
        notes.push('websocat ends a text message at NUL: this one has some.');
      else {
        // In text mode a line is a message: with NUL as its end a message may have lines.
        // One that does not fit its buffer would be split.
        if (text) words.push('-t', '-0', ...(bytes.length < 65_536 ? [] : [`-B ${bytes.length + 1}`]));
        else words.push('-b', `-B ${Math.max(65_536, bytes.length)}`);
        // Not closed at the end of the input, so that answers are seen.
        words.push('-n');
        piped = text ? joined(bytes, 0) : bytes;
      }
    }
    if (role === 'server') {
      if (isTls(input)) notes.push('TLS needs a PKCS #12 file: --pkcs12-der FILE, and wss-l: for ws-l:.');
      notes.push(...listening(input));
      words.push('-E', shellWord(`ws-l:${placeOf(input)}`), '-');
      return shell(notes, words, piped);
    }
    notes.push(...lacking(input, {}));
    for (const [name, value] of headers) words.push(`-H=${shellWord(`${name}: ${value}`)}`);
    if (subprotocols.length > 0) words.push(`--protocol=${shellWord(subprotocols.join(', '))}`);
    if (origin !== '') words.push(`--origin=${shellWord(origin)}`);
    if (!verify) words.push('-k');
    if (certFile !== '' || keyFile !== '')
      notes.push('A client certificate needs a PKCS #12 file: --client-pkcs12-der FILE.');
    words.push(shellWord(urlOf(input)));
    if (caFile === '') return shell(notes, words, piped);
    return shell(notes, [`SSL_CERT_FILE=${shellWord(caFile)}`, ...words], piped);
  },
};

/** What is piped into a program for streams and datagrams. */
function streamed(tool: string, { protocol, message }: CodeInput, notes: string[]): Uint8Array | null {
  if (message === null) return null;
  if (message.bytes.length > 0 || protocol !== 'udp') return message.bytes;
  notes.push(`${tool} sends no empty datagram.`);
  return null;
}

export const ncat: CodeTarget = {
  id: 'ncat',
  title: 'ncat',
  language: 'shell',
  extension: 'sh',
  refuses: streamsOnly,
  write: (input) => {
    const { protocol, role, verify, caFile, certFile, keyFile, serverName, localAddress, localPort } = input;
    const dials = role === 'client' && (protocol === 'tcp' || protocol === 'tls');
    const notes = [...input.remarks, ...untold(input, { timeout: dials, proxy: true })];
    const words = ['ncat'];
    const { connectTimeoutMs = 0 } = input.socket ?? {};
    if (dials && connectTimeoutMs > 0) words.push(`-w ${connectTimeoutMs}ms`);
    if (role === 'server') words.push('-l');
    if (protocol === 'udp') words.push('-u');
    if (protocol === 'unix') words.push('-U');
    if (isTls(input)) {
      words.push('--ssl');
      if (role === 'client' && verify) words.push('--ssl-verify');
      // With a trust file it verifies, whatever else it is told.
      if (caFile !== '' && (verify || role === 'server')) words.push(`--ssl-trustfile ${shellWord(caFile)}`);
      else if (caFile !== '') notes.push(`ncat would verify with ${caFile}: the file is left out.`);
      if (certFile !== '') words.push(`--ssl-cert ${shellWord(certFile)}`);
      if (keyFile !== '') words.push(`--ssl-key ${shellWord(keyFile)}`);
      if (serverName !== '') words.push(`--ssl-servername ${shellWord(serverName)}`);
    }
    words.push(...ncatProxy(input, notes));
    if (role === 'client' && localAddress !== '') words.push(`-s ${shellWord(localAddress)}`);
    if (role === 'client' && localPort !== 0) words.push(`-p ${localPort}`);
    if (role === 'server') notes.push('It takes one peer; -k goes on with the next.');
    // Datagrams have no end: without it ncat would wait for ever.
    if (protocol === 'udp' && role === 'client') words.push('-i 2s');
    const path = input.address.path ?? '';
    if (protocol === 'unix') words.push(...(path.startsWith('-') ? ['--'] : []), shellWord(path));
    else {
      const host = hostOf(input);
      // No name begins so, but whoever wrote the address may have meant an option.
      words.push(...(host.startsWith('-') ? ['--'] : []), shellWord(host), String(portOf(input)));
    }
    return shell(notes, words, streamed('ncat', input, notes));
  },
};

function ncatProxy({ socket }: CodeInput, notes: string[]): string[] {
  const { proxy } = socket ?? {};
  if (proxy === undefined) return [];
  if (proxy.scheme === 'https') {
    notes.push(`The proxy ${proxyText(proxy)} is left out: ncat speaks no TLS to one.`);
    return [];
  }
  if (proxy.user !== '') notes.push(`Add --proxy-auth with the password of ${proxy.user}.`);
  const kind = proxy.scheme === 'http' ? 'http' : 'socks5';
  return [`--proxy ${shellWord(authority(proxy.host, proxy.port))}`, `--proxy-type ${kind}`];
}

/** What means something in an address of socat. */
function socatPart(text: string): string {
  return text.replace(/[\\,:!"'({[\]})]/g, (character) => `\\${character}`);
}

/** Options of a TCP socket; keep-alive is told in whole seconds. */
function socketOptions({ role, socket = {} }: CodeInput, notes: string[]): string[] {
  const { connectTimeoutMs = 0, noDelay, keepAliveMs } = socket;
  const options: string[] = [];
  if (role === 'client' && connectTimeoutMs > 0) options.push(`connect-timeout=${connectTimeoutMs / 1_000}`);
  if (noDelay === false) options.push('nodelay=0');
  if (keepAliveMs !== undefined) options.push('keepalive', `keepidle=${wholeSeconds(keepAliveMs, notes)}`);
  return options;
}

function wholeSeconds(ms: number, notes: string[]): number {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds * 1_000 !== ms) notes.push(`Keep-alive after ${ms} ms is after ${seconds} s there.`);
  return seconds;
}

export const socat: CodeTarget = {
  id: 'socat',
  title: 'socat',
  language: 'shell',
  extension: 'sh',
  refuses: streamsOnly,
  write: (input) => {
    const {
      protocol,
      role,
      verify,
      caFile,
      certFile,
      keyFile,
      serverName,
      localAddress,
      localPort,
      message,
    } = input;
    const notes = [...input.remarks, ...untold(input, { timeout: true, delay: true, alive: true })];
    const host = hostOf(input);
    const six = host.includes(':');
    const bracketed = six ? `[${host}]` : host;
    const options: string[] = [];
    let address: string;
    if (protocol === 'unix') {
      address = `UNIX-${role === 'server' ? 'LISTEN' : 'CONNECT'}:${socatPart(input.address.path ?? '')}`;
    } else if (role === 'server') {
      const listen = { udp: 'UDP', tls: 'OPENSSL', tcp: 'TCP', ws: 'TCP', wss: 'OPENSSL' }[protocol];
      const family = listen === 'OPENSSL' ? '' : six ? '6' : '4';
      address = `${listen}${family}-LISTEN:${portOf(input)}`;
      options.push(`bind=${bracketed}`, 'reuseaddr');
      if (six && family === '') options.push('pf=ip6');
    } else {
      const dial = { udp: 'UDP', tls: 'OPENSSL', tcp: 'TCP', ws: 'TCP', wss: 'OPENSSL' }[protocol];
      address = `${dial}:${bracketed}:${portOf(input)}`;
      if (localAddress !== '')
        options.push(`bind=${localAddress.includes(':') ? `[${localAddress}]` : localAddress}`);
      if (localPort !== 0) options.push(`sourceport=${localPort}`);
    }
    options.push(...socketOptions(input, notes));
    if (isTls(input)) {
      if (!verify || role === 'server') options.push('verify=0');
      if (caFile !== '') options.push(`cafile=${socatPart(caFile)}`);
      if (certFile !== '') options.push(`cert=${socatPart(certFile)}`);
      if (keyFile !== '') options.push(`key=${socatPart(keyFile)}`);
      if (serverName !== '') options.push(`snihost=${socatPart(serverName)}`);
    }
    // After the end of the input it waits this long for an answer.
    const words = ['socat', '-t 2', '-', shellWord([address, ...options].join(','))];
    // What does not fit its buffer would be datagrams of their own.
    const size = message?.bytes.length ?? 0;
    if (protocol === 'udp' && size > 8_192) words.splice(1, 0, `-b ${size}`);
    return shell(notes, words, streamed('socat', input, notes));
  },
};

function curlProxy({ socket }: CodeInput): string[] {
  if (socket?.proxy === undefined) return [];
  const { user } = socket.proxy;
  // Asked for the password on the terminal: it stands in no line.
  return [`-x ${shellWord(proxyText(socket.proxy))}`, ...(user === '' ? [] : [`-U ${shellWord(user)}`])];
}

export const curl: CodeTarget = {
  id: 'curl',
  title: 'curl',
  language: 'shell',
  extension: 'sh',
  refuses: (input) => {
    if (input.role === 'server') return 'It does not listen';
    if (isWebSocket(input) || input.protocol === 'tcp') return null;
    return 'It has neither UDP, local sockets nor TLS without HTTP';
  },
  write: (input) => {
    const {
      headers,
      subprotocols,
      origin,
      verify,
      caFile,
      certFile,
      keyFile,
      localAddress,
      localPort,
      message,
    } = input;
    const notes = [
      ...input.remarks,
      ...untold(input, { timeout: true, delay: true, alive: true, proxy: true }),
    ];
    const local: string[] = [];
    const { connectTimeoutMs = 0, noDelay, keepAliveMs } = input.socket ?? {};
    local.push(...curlProxy(input));
    if (connectTimeoutMs > 0) local.push(`--connect-timeout ${connectTimeoutMs / 1_000}`);
    if (noDelay === false) local.push('--no-tcp-nodelay');
    if (keepAliveMs !== undefined) local.push(`--keepalive-time ${wholeSeconds(keepAliveMs, notes)}`);
    if (localAddress !== '') local.push(`--interface ${shellWord(localAddress)}`);
    if (localPort !== 0) local.push(`--local-port ${localPort}`);
    if (input.protocol === 'tcp') {
      const host = hostOf(input).includes(':') ? `[${hostOf(input)}]` : hostOf(input);
      if (message?.bytes.includes(255) === true) {
        notes.push('curl speaks Telnet here: a byte ff is not sent as it is. Use ncat or socat.');
      }
      const words = ['curl', '-s', '-N', ...local, shellWord(`telnet://${host}:${portOf(input)}`)];
      return shell(notes, words, message?.bytes ?? null);
    }
    notes.push(...lacking(input, { local: true }));
    notes.push('curl makes the handshake and prints frames as they come, heads and all.');
    if (message !== null) notes.push('It sends no message: use websocat, Node or Python for that.');
    const words = ['curl', '-i', '-N', '--http1.1', ...local];
    words.push(`-H 'Connection: Upgrade'`, `-H 'Upgrade: websocket'`, `-H 'Sec-WebSocket-Version: 13'`);
    words.push(`-H 'Sec-WebSocket-Key: d2lyZWJlbmNoIG5vbmNlIQ=='`);
    if (subprotocols.length > 0)
      words.push(`-H ${shellWord(`Sec-WebSocket-Protocol: ${subprotocols.join(', ')}`)}`);
    if (origin !== '') words.push(`-H ${shellWord(`Origin: ${origin}`)}`);
    // An empty value needs a semicolon, or curl leaves the header out.
    for (const [name, value] of headers)
      words.push(`-H ${shellWord(value === '' ? `${name};` : `${name}: ${value}`)}`);
    if (!verify) words.push('-k');
    if (caFile !== '') words.push(`--cacert ${shellWord(caFile)}`);
    // A colon would begin the passphrase.
    if (certFile !== '') words.push(`--cert ${shellWord(certFile.replace(/[\\:]/g, '\\$&'))}`);
    if (keyFile !== '') words.push(`--key ${shellWord(keyFile)}`);
    // Brackets in a URL would be a pattern of URLs.
    if (/[[\]]/.test(input.address.target ?? '')) words.push('-g');
    words.push(shellWord(urlOf(input).replace(/^ws/i, 'http')));
    return shell(notes, words, null);
  },
};

function joined(bytes: Uint8Array, last: number): Uint8Array {
  const all = new Uint8Array(bytes.length + 1);
  all.set(bytes);
  all[bytes.length] = last;
  return all;
}
