import { codeTargets, encodeUtf8, parseAddress, parseHex } from '../../../codec/index.js';
import type { CodeInput, Protocol, Role } from '../../../codec/index.js';
import { fullOptions } from '../../../contract/index.js';
import type { ImportedConnection } from './model.js';
import { notesOf, readTexts } from './test-import.js';

/** A connection and its message as they matter to a peer. */
export interface Facts {
  protocol: Protocol;
  role: Role;
  host: string | undefined;
  port: number | undefined;
  /** Path and query of a URL. */
  target: string | undefined;
  path: string | undefined;
  headers: readonly (readonly [string, string])[];
  subprotocols: readonly string[];
  origin: string;
  verify: boolean;
  caFile: string;
  certFile: string;
  keyFile: string;
  serverName: string;
  localAddress: string;
  localPort: number;
  connectTimeoutMs: number;
  noDelay: boolean;
  keepAlive: boolean;
  keepAliveDelayMs: number;
  message: { kind: string; bytes: string } | null;
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** What sockets are like that nobody set up. */
export const usual = fullOptions({}).tcp;

export function factsOf(input: CodeInput): Facts {
  const { protocol, role, address, message, remarks: _, socket = {}, ...rest } = input;
  const web = protocol === 'ws' || protocol === 'wss';
  const { keepAliveMs } = socket;
  return {
    ...rest,
    connectTimeoutMs: socket.connectTimeoutMs ?? usual.connectTimeoutMs,
    noDelay: socket.noDelay ?? usual.noDelay,
    keepAlive: keepAliveMs !== undefined,
    keepAliveDelayMs: keepAliveMs ?? usual.keepAliveDelayMs,
    protocol,
    role,
    // A listener that names no host listens on this machine alone.
    host: protocol === 'unix' ? undefined : (address.host ?? '127.0.0.1'),
    port: address.port,
    target: web ? address.target : undefined,
    path: address.path,
    message: message === null ? null : { kind: web ? message.kind : 'binary', bytes: hex(message.bytes) },
  };
}

const endings = { none: '', lf: '\n', cr: '\r', crlf: '\r\n', nul: '\0' };

/** The same of what an import made. */
function importedFacts(connection: ImportedConnection): Facts {
  const { protocol, role, options, headers, messages } = connection;
  const address = parseAddress(connection.address, { protocol, role });
  if (!address.ok) throw new Error(`${connection.address}: ${address.error.message}`);
  const { ws, tls, tcp, udp } = fullOptions(options);
  const local = protocol === 'udp' ? udp : tcp;
  if (messages.length > 1) throw new Error(`${messages.length} messages`);
  const [message] = messages;
  let sent: Facts['message'] = null;
  if (message !== undefined) {
    const bytes = message.mode === 'hex' ? parseHex(message.body) : null;
    if (bytes?.ok === false) throw new Error(bytes.error.message);
    const text = encodeUtf8(message.body + endings[message.ending ?? 'none']);
    sent = { kind: message.kind, bytes: hex(bytes === null ? text : bytes.value) };
  }
  return {
    protocol,
    role,
    host: protocol === 'unix' ? undefined : (address.value.host ?? '127.0.0.1'),
    port: address.value.port,
    target: protocol === 'ws' || protocol === 'wss' ? address.value.target : undefined,
    path: address.value.path,
    // What opens doors became a secret.
    headers: headers.map(({ name, value, variables }) => [
      name,
      variables.reduce((so, one) => so.replace(`{{${one.name}}}`, () => one.value), value),
    ]),
    subprotocols: ws.subprotocols,
    origin: ws.origin,
    verify: tls.verify,
    caFile: tls.caFile,
    certFile: tls.certFile,
    keyFile: tls.keyFile,
    serverName: tls.serverName,
    localAddress: local.localAddress,
    localPort: local.localPort,
    connectTimeoutMs: tcp.connectTimeoutMs,
    noDelay: tcp.noDelay,
    keepAlive: tcp.keepAlive,
    keepAliveDelayMs: tcp.keepAliveDelayMs,
    message: sent,
  };
}

const noTls = { verify: true, caFile: '', certFile: '', keyFile: '', serverName: '' };

/** Every note an export can have, and what it says of the connection. A note that is not here fails the test. */
const told: readonly (readonly [RegExp, (facts: Facts, note: RegExpExecArray) => Partial<Facts>])[] = [
  [/^The connect timeout of \d+ ms is left out\.$/, () => ({ connectTimeoutMs: usual.connectTimeoutMs })],
  [
    /^That a connect takes as long as the system lets it is left out\.$/,
    () => ({ connectTimeoutMs: usual.connectTimeoutMs }),
  ],
  [/^That small segments wait \(Nagle\) is left out\.$/, () => ({ noDelay: true })],
  [
    /^Keep-alive after \d+ ms is left out\.$/,
    () => ({ keepAlive: false, keepAliveDelayMs: usual.keepAliveDelayMs }),
  ],
  [
    /^Keep-alive after \d+ ms is after (\d+) s there\.$/,
    (_, [, seconds]) => ({ keepAliveDelayMs: Number(seconds) * 1_000 }),
  ],
  [/^wscat listens on every address\.$/, () => ({ host: 'localhost' })],
  [/^wscat cannot listen with TLS: this is ws:\/\/\.$/, () => ({ protocol: 'ws', ...noTls })],
  [/^TLS needs a PKCS #12 file: .* wss-l: for ws-l:\.$/, () => ({ protocol: 'ws', ...noTls })],
  [/^Type the message once a client is there\.$/, () => ({ message: null })],
  [/^It answers at every path, not at \S+ alone\.$/, () => ({ target: '/' })],
  [/^The subprotocols .* are left out\.$/, () => ({ subprotocols: [] })],
  [/^The local address \S+ cannot be chosen\.$/, () => ({ localAddress: '', localPort: 0 })],
  [/^The server name .* cannot be set\.$/, () => ({ serverName: '' })],
  [
    /^wscat sends the header (\S+) once, with its last value\.$/,
    ({ headers }, [, name]) => ({
      headers: headers.filter(
        ([one], at) => one !== name || headers.findLastIndex(([n]) => n === name) === at,
      ),
    }),
  ],
  [/^wscat sends text: this .* message of \d+ bytes cannot be given to it\.$/, () => ({ message: null })],
  [/^(wscat|websocat|ncat|socat) sends no empty (message|datagram)\.$/, () => ({ message: null })],
  [/^websocat cannot send a (ping|pong|close) of your own\.$/, () => ({ message: null })],
  [/^websocat ends a text message at NUL: this one has some\.$/, () => ({ message: null })],
  [/^A client certificate needs a PKCS #12 file: /, () => ({ certFile: '', keyFile: '' })],
  [/^ncat would verify with .*: the file is left out\.$/s, () => ({ caFile: '' })],
  [/^It takes one peer; -k goes on with the next\.$/, () => ({})],
  [/^curl speaks Telnet here: a byte ff is not sent as it is\. /, () => ({})],
  [/^curl makes the handshake and prints frames as they come, /, () => ({})],
  [/^It sends no message: use websocat, Node or Python for that\.$/, () => ({ message: null })],
];

/** What an export says of itself is all that may be missing. */
export function minusNotes(facts: Facts, notes: readonly string[]): Facts {
  return notes.reduce((so, note) => {
    for (const [pattern, effect] of told) {
      const found = pattern.exec(note);
      if (found !== null) return { ...so, ...effect(so, found) };
    }
    throw new Error(`a note that nobody knows: ${note}`);
  }, facts);
}

export const shells = codeTargets.filter(({ language }) => language === 'shell');

/** What an import makes of code, which has one connection. */
export async function readBack(
  code: string,
): Promise<{ readonly facts: Facts; readonly notes: readonly string[] }> {
  const imported = await readTexts({ 'pasted text': code });
  const [only, ...others] = imported.connections;
  if (only === undefined || others.length > 0) {
    throw new Error(`${imported.connections.length} connections of ${code}: ${notesOf(imported).join('\n')}`);
  }
  return { facts: importedFacts(only), notes: notesOf(imported) };
}

/** What an export is asked for, of what came in. */
export function inputOfFacts(facts: Facts): CodeInput {
  const { host, port, target, path, message, ...others } = facts;
  const { connectTimeoutMs, noDelay, keepAlive, keepAliveDelayMs, ...rest } = others;
  const place = `${host?.includes(':') === true ? `[${host}]` : (host ?? '')}:${port ?? ''}`;
  const url = path === undefined ? `${rest.protocol}://${place}${target ?? ''}` : `unix:${path}`;
  const address = parseAddress(url, rest);
  if (!address.ok) throw new Error(address.error.message);
  return {
    ...rest,
    address: address.value,
    socket: {
      ...(connectTimeoutMs !== usual.connectTimeoutMs && { connectTimeoutMs }),
      ...(!noDelay && { noDelay }),
      ...(keepAlive && { keepAliveMs: keepAliveDelayMs }),
    },
    message:
      message === null
        ? null
        : { kind: message.kind === 'text' ? 'text' : 'binary', bytes: Buffer.from(message.bytes, 'hex') },
    remarks: [],
  };
}
