import { proxyText, type ProxyAddress } from '../proxy/address.js';
import type { ParsedAddress, Protocol, Role } from '../address.js';

/** A connection, and maybe a message, to be written as a command or a program. */
export interface CodeInput {
  readonly protocol: Protocol;
  readonly role: Role;
  /** As `parseAddress` takes it apart; its `url` is as typed. */
  readonly address: ParsedAddress;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly subprotocols: readonly string[];
  readonly origin: string;
  /** Certificates are verified. */
  readonly verify: boolean;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly serverName: string;
  readonly localAddress: string;
  /** 0 for any. */
  readonly localPort: number;
  /** What of its TCP sockets is not as usual. */
  readonly socket?: CodeSocket;
  /** Null for the connection alone. */
  readonly message: CodeMessage | null;
  /** What of the connection is said in a comment: options and names nobody can write down here. */
  readonly remarks: readonly string[];
}

export interface CodeSocket {
  /** How long a connect may take. */
  readonly connectTimeoutMs?: number;
  /** Small segments wait (Nagle's algorithm). */
  readonly noDelay?: false;
  /** Probes after so long a silence. */
  readonly keepAliveMs?: number;
  /** The way there, without its password. */
  readonly proxy?: ProxyAddress;
}

export interface CodeMessage {
  /** What it becomes on a WebSocket; elsewhere it is bytes. */
  readonly kind: 'text' | 'binary' | 'ping' | 'pong' | 'close';
  readonly bytes: Uint8Array;
}

/** What was written, and what could not be. */
export interface Code {
  readonly text: string;
  /** Also in the text, as comments. */
  readonly notes: readonly string[];
}

export interface CodeTarget {
  readonly id: string;
  readonly title: string;
  /** For a highlighter, and the name of a file. */
  readonly language: 'shell' | 'javascript' | 'python' | 'go';
  readonly extension: string;
  /** Why it cannot be written at all; null where it can. */
  refuses(input: CodeInput): string | null;
  write(input: CodeInput): Code;
}

export const isWebSocket = ({ protocol }: CodeInput): boolean => protocol === 'ws' || protocol === 'wss';
export const isTls = ({ protocol }: CodeInput): boolean => protocol === 'tls' || protocol === 'wss';

export function hostOf({ address, role }: CodeInput): string {
  return address.host ?? (role === 'server' ? '127.0.0.1' : 'localhost');
}

export function portOf({ address, protocol }: CodeInput): number {
  return address.port ?? (protocol === 'wss' ? 443 : protocol === 'ws' ? 80 : 0);
}

/** `host:port`, with brackets around IPv6. */
export function placeOf(input: CodeInput): string {
  const host = hostOf(input);
  return `${host.includes(':') ? `[${host}]` : host}:${portOf(input)}`;
}

export function urlOf(input: CodeInput): string {
  return input.address.url ?? `${input.protocol}://${placeOf(input)}${input.address.target ?? '/'}`;
}

/** Settings of a socket that a tool has no option for, named. */
export function untold(
  { socket = {} }: CodeInput,
  has: {
    readonly timeout?: boolean;
    readonly delay?: boolean;
    readonly alive?: boolean;
    readonly proxy?: boolean;
  } = {},
): string[] {
  const { connectTimeoutMs, noDelay, keepAliveMs, proxy } = socket;
  const notes: string[] = [];
  if (proxy !== undefined && has.proxy !== true) notes.push(`The proxy ${proxyText(proxy)} is left out.`);
  if (connectTimeoutMs === 0) notes.push('That a connect takes as long as the system lets it is left out.');
  else if (connectTimeoutMs !== undefined && has.timeout !== true)
    notes.push(`The connect timeout of ${connectTimeoutMs} ms is left out.`);
  if (noDelay === false && has.delay !== true) notes.push('That small segments wait (Nagle) is left out.');
  if (keepAliveMs !== undefined && has.alive !== true)
    notes.push(`Keep-alive after ${keepAliveMs} ms is left out.`);
  return notes;
}

/** What a note begins with: whoever reads the code back does not take it for a name. */
const noteMark = 'Note:';

/** Comment lines in a language whose comments go to the end of the line. Nothing in a note can end one. */
export function comments(mark: string, notes: readonly string[]): string {
  // eslint-disable-next-line no-control-regex -- no note may go on in another line
  const breaks = /[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g;
  return notes.map((note) => `${mark} ${noteMark} ${note.replace(breaks, ' ')}\n`).join('');
}
