import type { Protocol, Role } from '../address.js';
import { formatBase64 } from '../base64.js';
import { encodeUtf8 } from '../utf8.js';

/** What a pasted command line asks for, in our words. Paths and numbers are as typed. */
export interface PastedCommand {
  /** The program's name as typed, without its directory. */
  readonly tool: string;
  readonly protocol: Protocol;
  readonly role: Role;
  /** For `parseAddress`: a URL, `tcp://host:port` or `unix:/path`. */
  readonly address: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly subprotocols: readonly string[];
  readonly origin?: string;
  /** Certificates are not verified. */
  readonly insecure?: boolean;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly passphrase?: string;
  readonly serverName?: string;
  readonly localHost?: string;
  readonly localPort?: number;
  /** May send to broadcast addresses. */
  readonly broadcast?: boolean;
  /** Multicast groups that are joined; an empty interface lets the system choose. */
  readonly memberships?: readonly { readonly group: string; readonly interface: string }[];
  readonly pingSeconds?: number;
  /** As `parseProxy` reads it, a password included. */
  readonly proxy?: string;
  /** Of TCP: how long a connect may take. */
  readonly connectTimeoutMs?: number;
  /** False where small segments wait (Nagle's algorithm). */
  readonly noDelay?: boolean;
  readonly keepAlive?: boolean;
  /** Silence before the first probe. */
  readonly keepAliveDelayMs?: number;
  /** A message to send once open; in hex where it is no text. */
  readonly message?: string;
  readonly messageMode?: 'hex';
  /** Messages behind it, where the program makes several of what is piped into it. */
  readonly moreMessages?: readonly { readonly message: string; readonly messageMode?: 'hex' }[];
  /** What it is on a WebSocket, where the line says so. */
  readonly messageKind?: 'text' | 'binary';
  /** What streams get after it. */
  readonly messageEnding?: 'lf' | 'crlf';
  /** A listener that answers each message with itself. */
  readonly echo?: boolean;
  /** Connects again after a loss. */
  readonly reconnect?: boolean;
  /** Options that have no counterpart here, as typed: nothing is lost in silence. */
  readonly unmapped: readonly string[];
}

/** A command line while it is read. */
export interface Draft {
  address: string | null;
  protocol: Protocol;
  role: Role;
  headers: (readonly [name: string, value: string])[];
  subprotocols: string[];
  unmapped: string[];
  /** What the program makes of what is piped into it. */
  input: {
    nulEnds?: boolean;
    /** Each line is a text message of its own. */
    lines?: boolean;
    /** The option that makes CR LF of line feeds, as typed. */
    crlf?: string;
  };
  facts: { -readonly [Name in OptionalFact]?: NonNullable<PastedCommand[Name]> };
}
type OptionalFact = Exclude<
  keyof PastedCommand,
  'tool' | 'protocol' | 'role' | 'address' | 'headers' | 'subprotocols' | 'unmapped'
>;

/** A line of which nothing is known yet: most of them name a WebSocket to connect to. */
export function newDraft(): Draft {
  return {
    address: null,
    protocol: 'ws',
    role: 'client',
    headers: [],
    subprotocols: [],
    unmapped: [],
    input: {},
    facts: {},
  };
}

/** Reads the words after the program's name; answers why it cannot, or null. */
export type ToolReader = (words: readonly string[], draft: Draft, tool: string) => string | null;

/** The items of a comma-separated list, without the empty ones. */
export function list(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Adds `Name: value`; answers why it is none, or null. */
export function addHeader(draft: Draft, line: string): string | null {
  const colon = line.indexOf(':');
  if (colon < 1) return `'${line}' is not a header: write 'Name: value'`;
  draft.headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  return null;
}

/** Adds the Basic credentials (RFC 7617) of `user:password`. */
export function addBasicAuth(draft: Draft, credentials: string): null {
  draft.headers.push(['Authorization', `Basic ${formatBase64(encodeUtf8(credentials))}`]);
  return null;
}
