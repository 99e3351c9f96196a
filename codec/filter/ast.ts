/** How a number is compared. */
export type FilterComparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** One step of a JSON path: a member by name, an element from 0, or every child. */
export type JsonPathStep = { readonly key: string } | { readonly index: number } | { readonly every: true };

/** A JSON value as written: numbers stay text, so that no digit is lost. */
export interface JsonOperand {
  readonly kind: 'string' | 'number' | 'true' | 'false' | 'null';
  /** Of a string what it means, of a number its token; else ''. */
  readonly text: string;
}

/** What the value at a JSON path must be. */
export type JsonTest =
  | { readonly is: FilterComparison; readonly value: JsonOperand }
  | { readonly is: '~'; readonly source: string; readonly flags: string };

/** A filter as plain data: JSON in, JSON out. */
export type FilterNode =
  | { readonly op: 'and' | 'or'; readonly of: readonly FilterNode[] }
  | { readonly op: 'not'; readonly of: FilterNode }
  | { readonly op: 'dir'; readonly values: readonly FilterDirection[] }
  /** Kinds by the log's own words, which `filterKinds` maps to those of the screen. */
  | { readonly op: 'kind'; readonly values: readonly string[] }
  | { readonly op: 'peer'; readonly values: readonly number[] }
  | { readonly op: 'close'; readonly values: readonly number[] }
  /** Bytes of a payload. */
  | { readonly op: 'len'; readonly is: FilterComparison; readonly value: number }
  /** Nanoseconds since the session began. */
  | { readonly op: 'time'; readonly is: FilterComparison; readonly value: number }
  | { readonly op: 'is'; readonly value: FilterFlag }
  /** A literal, ASCII letters in either case. */
  | { readonly op: 'text'; readonly value: string }
  | { readonly op: 'pattern'; readonly source: string; readonly flags: string }
  /** Bytes, -1 for any. */
  | { readonly op: 'hex'; readonly bytes: readonly number[] }
  /** True where some value at the path passes the test, or is there at all. */
  | { readonly op: 'json'; readonly path: readonly JsonPathStep[]; readonly test: JsonTest | null };

export type FilterDirection = 'in' | 'out' | 'none';

export const filterDirections: readonly FilterDirection[] = ['in', 'out', 'none'];

export const filterFlags = [
  'error',
  'marked',
  'crafted',
  'invalid',
  'compressed',
  'fragmented',
  'automatic',
  'partial',
] as const;
export type FilterFlag = (typeof filterFlags)[number];

/** Kinds as the screen names them, in lower case, and the log's word for each. */
export const filterKinds: readonly { readonly name: string; readonly kind: string; readonly says: string }[] =
  [
    { name: 'text', kind: 'text', says: 'WebSocket text message' },
    { name: 'binary', kind: 'binary', says: 'WebSocket binary message' },
    { name: 'ping', kind: 'ping', says: 'WebSocket ping' },
    { name: 'pong', kind: 'pong', says: 'WebSocket pong' },
    { name: 'close', kind: 'close', says: 'WebSocket close frame' },
    { name: 'data', kind: 'chunk', says: 'bytes of a stream' },
    { name: 'datagram', kind: 'datagram', says: 'UDP datagram' },
    { name: 'upgrade', kind: 'request', says: 'HTTP upgrade request' },
    { name: 'response', kind: 'response', says: 'answer to an upgrade' },
    { name: 'frame', kind: 'frame', says: 'a frame that is no message by itself' },
    { name: 'no-frame', kind: 'bytes', says: 'bytes that are no frame' },
    { name: 'error', kind: 'error', says: 'something failed' },
    { name: 'reset', kind: 'reset', says: 'connection reset' },
    { name: 'resolve', kind: 'resolve', says: 'name looked up' },
    { name: 'connect', kind: 'connect', says: 'connected' },
    { name: 'tls', kind: 'tls', says: 'TLS handshake' },
    { name: 'open', kind: 'open', says: 'session open' },
    { name: 'listen', kind: 'listen', says: 'listening' },
    { name: 'accept', kind: 'accept', says: 'a peer was accepted' },
    { name: 'half-close', kind: 'halfClose', says: 'one direction ended' },
    { name: 'closed', kind: 'end', says: 'connection ended' },
    { name: 'reconnect', kind: 'reconnect', says: 'another attempt' },
    { name: 'flow', kind: 'flow', says: 'reading paused or resumed' },
    { name: 'group', kind: 'membership', says: 'multicast group joined or left' },
    { name: 'no-pong', kind: 'missedPong', says: 'a pong never came' },
    { name: 'recovered', kind: 'recovered', says: 'reopened after a crash' },
    { name: 'note', kind: 'note', says: 'anything else' },
  ];

/** What a query can ask about, with the operator it is offered with. */
export const filterFields = [
  { name: 'dir', operators: [':'], offered: 'dir:', says: 'direction: in, out, none' },
  { name: 'kind', operators: [':'], offered: 'kind:', says: 'kind of row, as the Kind column names it' },
  {
    name: 'len',
    operators: ['>', '<', '=', '!'],
    offered: 'len>',
    says: 'payload size, such as 100, 10k, 1MiB',
  },
  { name: 'text', operators: ['~'], offered: 'text~', says: 'a pattern, such as /err(or)?/i' },
  { name: 'hex', operators: [':'], offered: 'hex:', says: 'bytes, such as 01 03 ??' },
  { name: 'json', operators: [':'], offered: 'json:', says: 'a JSON path, such as $.type=="tick"' },
  { name: 'peer', operators: [':'], offered: 'peer:', says: 'number of a peer' },
  {
    name: 't',
    operators: ['>', '<', '=', '!'],
    offered: 't>',
    says: 'time since start, such as 10s, 250ms, 2min',
  },
  { name: 'close', operators: [':'], offered: 'close:', says: 'close code, such as 1006' },
  { name: 'is', operators: [':'], offered: 'is:', says: 'error, marked, crafted, invalid …' },
] as const;
export type FilterField = (typeof filterFields)[number]['name'];
