import type { Socket } from 'node:net';
import {
  authority,
  connectRequest,
  findHeadEnd,
  formatHex,
  isSecretHeader,
  judgeConnect,
  longestSocksReply,
  parseHttpHead,
  readSocksMethod,
  readSocksPassword,
  readSocksReply,
  socksConnect,
  socksGreeting,
  socksPassword,
  visibleText,
  withoutCredentials,
} from '../../codec/index.js';
import type { HttpHead, ProxyAddress } from '../../codec/index.js';
import type { Failure } from '../../contract/index.js';
import { failureOf } from './failure.js';
import { headComplete } from './websocket-tap.js';
import { ProxyReader } from './proxy-reader.js';
import type { ProxyAnswer, ProxyRead } from './proxy-reader.js';

/** The head of an answer to CONNECT; no proxy sends a longer one. Bytes. */
export const maxProxyHeadBytes = 32 * 1024;

/** Interim responses (RFC 9110 §15.2) before the final one; more is a game. */
const maxInterim = 8;

/** A handshake as it went: what was said is there also where it failed. */
export interface ProxyTold {
  readonly error: Failure | null;
  /** For eyes: HTTP as text, SOCKS as hex. */
  readonly sent: string;
  readonly received: string;
  /** In a few words. */
  readonly answer: string;
}

export interface ProxyCall {
  readonly proxy: ProxyAddress;
  /** Names in ASCII. */
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
  /** For the whole handshake; 0 waits for ever. */
  readonly timeoutMs: number;
}

/** `host:port` of the proxy. */
export function placeOfProxy({ host, port }: ProxyAddress): string {
  return authority(host, port);
}

/** Asks the proxy at the other end of a socket for a way to the target. The socket is as it was where that fails. */
export function askProxy(socket: Socket, call: ProxyCall): Promise<ProxyTold> {
  const { scheme } = call.proxy;
  return scheme === 'http' || scheme === 'https' ? askHttp(socket, call) : askSocks(socket, call);
}

async function askHttp(socket: Socket, call: ProxyCall): Promise<ProxyTold> {
  const { proxy, host, port } = call;
  const place = placeOfProxy(proxy);
  const who = proxy.user === '' ? null : proxy;
  const request = connectRequest(host, port, who);
  const sent = withoutCredentials(request);
  const reader = new ProxyReader(socket, call.signal, call.timeoutMs);
  let received = '';
  socket.write(request, 'utf8');
  for (let interim = 0; interim < maxInterim; interim += 1) {
    const answer = await reader.read(headReader(place), maxProxyHeadBytes);
    received += headForEyes(reader.pending);
    if (answer.kind !== 'done') {
      return { error: noAnswer(answer, reader, call), sent, received, answer: 'no answer in HTTP' };
    }
    const head = answer.value;
    const { status = 0, reason = '' } = head;
    if (status >= 100 && status < 200) continue;
    const judged = judgeConnect(head, { place, target: authority(host, port), asked: who !== null });
    const error = judged.ok ? null : judged.error;
    return { error, sent, received, answer: `${status} ${visibleText(reason.slice(0, 200))}`.trim() };
  }
  const message = `the proxy ${place} sent ${maxInterim} interim responses and no final one`;
  return { error: { code: 'proxy.protocol', message }, sent, received, answer: 'interim responses alone' };
}

/** Told as early as possible: whatever greets us in another protocol may never end a line. */
function headReader(place: string): (bytes: Buffer) => ProxyRead<HttpHead> {
  const complete = headComplete();
  return (bytes) => {
    const start = bytes.subarray(0, 5).toString('latin1');
    const whole = complete(bytes);
    const head = whole ? parseHttpHead(bytes) : null;
    const value = head?.ok === true && head.value.status !== undefined ? head.value : null;
    if (!'HTTP/'.startsWith(start) || (whole && value === null)) {
      const began = JSON.stringify(visibleText(bytes.subarray(0, 40).toString('latin1')));
      const socks = bytes[0] === 5 ? ' (it may be a SOCKS proxy)' : '';
      const message = `the proxy ${place} did not answer in HTTP: it began with ${began}${socks}`;
      return { kind: 'wrong', error: { code: 'proxy.protocol', message } };
    }
    // A successful answer to CONNECT has no body, whatever its fields say (RFC 9110 §9.3.6).
    return value === null ? { kind: 'more' } : { kind: 'done', value, length: findHeadEnd(bytes) };
  };
}

async function askSocks(socket: Socket, call: ProxyCall): Promise<ProxyTold> {
  const { proxy, host, port } = call;
  const { user, password } = proxy;
  const place = placeOfProxy(proxy);
  const target = authority(host, port);
  const withPassword = user !== '';
  const reader = new ProxyReader(socket, call.signal, call.timeoutMs);
  const sent: string[] = [];
  const received: string[] = [];
  const write = (bytes: Uint8Array, shown = formatHex(bytes)) => {
    sent.push(shown);
    socket.write(bytes);
  };
  const read = async <T>(look: (bytes: Buffer) => ProxyRead<T>): Promise<ProxyAnswer<T>> => {
    const answer = await reader.read(look, longestSocksReply);
    if (reader.pending.length > 0) received.push(formatHex(reader.pending));
    return answer;
  };
  const told = (error: Failure | null, answer: string): ProxyTold => ({
    ...{ error, answer },
    sent: sent.join('\n'),
    received: received.join('\n'),
  });
  const failed = (answer: Exclude<ProxyAnswer<unknown>, { kind: 'done' }>): ProxyTold => {
    const error = noAnswer(answer, reader, call);
    const { reply } = error.detail ?? {};
    return told(error, typeof reply === 'number' ? `reply ${reply}` : 'no');
  };

  const request = socksConnect(host, port);
  if (!request.ok) return told(request.error, 'not asked');
  write(socksGreeting(withPassword));
  const method = await read((bytes) => readSocksMethod(bytes, place, withPassword));
  if (method.kind !== 'done') return failed(method);
  if (method.value === 'password') {
    write(socksPassword(user, password), '01 ** (user and password)');
    const accepted = await read((bytes) => readSocksPassword(bytes, place));
    if (accepted.kind !== 'done') return failed(accepted);
  }
  write(request.value);
  const reply = await read((bytes) => readSocksReply(bytes, place, target));
  if (reply.kind !== 'done') return failed(reply);
  return told(null, `0, connected from ${reply.value.bound}`);
}

function noAnswer(
  answer: Exclude<ProxyAnswer<unknown>, { kind: 'done' }>,
  reader: ProxyReader,
  { proxy, timeoutMs }: ProxyCall,
): Failure {
  const place = placeOfProxy(proxy);
  const count = reader.pending.length;
  const said =
    count === 0
      ? 'without an answer'
      : `within its answer (after ${count} ${count === 1 ? 'byte' : 'bytes'})`;
  switch (answer.kind) {
    case 'wrong':
      return answer.error;
    case 'ended':
      return {
        code: 'proxy.closed',
        message: `the proxy ${place} closed the connection ${said}; does it speak ${proxy.scheme}?`,
      };
    case 'timeout':
      return {
        code: 'proxy.timeout',
        message: `the proxy ${place} gave no whole answer within ${timeoutMs} ms: it may speak another protocol than ${proxy.scheme}, or the far end does not answer it`,
        detail: { timeoutMs },
      };
    case 'aborted':
      return { code: 'proxy.cancelled', message: `stopped before the proxy ${place} had answered` };
    case 'too-large':
      return {
        code: 'proxy.too-large',
        message: `the proxy ${place} sent over ${count} bytes without the end of its answer`,
        detail: { limit: count },
      };
    case 'failed': {
      const { message, detail } = failureOf(answer.cause, {
        stage: 'proxy',
        host: proxy.host,
        port: proxy.port,
      });
      return {
        code: 'proxy.lost',
        message: `the proxy ${place} was lost during the handshake: ${message}`,
        ...(detail !== undefined && { detail }),
      };
    }
  }
}

/** What came as text, with the values of secret headers covered. */
function headForEyes(bytes: Buffer): string {
  return visibleLines(bytes.toString('latin1'))
    .map((line) => {
      const [, name = ''] = /^([^:\s]+):/.exec(line) ?? [];
      return name !== '' && isSecretHeader(name) ? `${name}: ***` : line;
    })
    .join('\n');
}

function visibleLines(text: string): string[] {
  return text
    .slice(0, 4_096)
    .split(/\r?\n/)
    .map((line) => visibleText(line));
}
