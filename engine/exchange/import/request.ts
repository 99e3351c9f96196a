import type { ConnectionOptions } from '../../../contract/index.js';
import type { Collector } from './collector.js';
import type { ImportedHeader, ImportedMessage, ImportedVariable } from './model.js';
import { type TemplateDialect, quoted } from './templates.js';

/** A pair of a request as a tool lists it. */
export interface RequestPair {
  readonly name: string;
  readonly value: string;
  readonly off: boolean;
  /** What is written about it there. */
  readonly note?: string;
}

/** How somebody proves who they are, in the words of the tools; anything else has its kind alone. */
export type RequestAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string; readonly prefix?: string }
  | {
      readonly kind: 'apikey';
      readonly name: string;
      readonly value: string;
      readonly where: 'header' | 'query';
    }
  | { readonly kind: 'other'; readonly name: string };

/** A WebSocket request of a tool for HTTP, before its placeholders are rewritten. */
export interface WebSocketRequest {
  readonly name: string;
  readonly folder: readonly string[];
  readonly place: string;
  readonly url: string;
  readonly description: string;
  /** To be put behind the URL, which does not have them yet. */
  readonly query: readonly RequestPair[];
  /** `:name` in the path. */
  readonly path: readonly RequestPair[];
  readonly headers: readonly RequestPair[];
  readonly auth: RequestAuth;
  readonly options: ConnectionOptions;
  readonly variables: readonly ImportedVariable[];
  readonly messages: readonly ImportedMessage[];
}

/** Headers of one handshake alone, which the next one makes for itself. */
const ownHeaders = new Set([
  'connection',
  'upgrade',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-extensions',
  'host',
  'content-length',
]);
/** Headers whose value lets in whoever has it. */
const provingHeader = /^(authorization|proxy-authorization|cookie)$|api[-_]?key|token|secret/i;

/** Puts a WebSocket connection together of what a tool knows as a request. */
export function addWebSocket(
  to: Collector,
  request: WebSocketRequest,
  dialect: TemplateDialect,
  key: object,
): void {
  const { name, place } = request;
  const text = (typed: string, what: string): string => to.template(typed, dialect, what, place, key);
  const left = (pair: RequestPair, what: string): boolean => {
    if (pair.off) to.lost(`${what} ${pair.name} of ${name}`, place, 'it is switched off there', key);
    return pair.off;
  };
  const headers: ImportedHeader[] = [];
  const secrets: ImportedVariable[] = [];
  const secret = (wanted: string, value: string): string => {
    const taken = new Set([...secrets, ...request.variables].map((one) => one.name));
    let chosen = wanted;
    for (let number = 2; taken.has(chosen); number++) chosen = `${wanted}_${number}`;
    secrets.push({ name: chosen, value, secret: true, place });
    return `{{${chosen}}}`;
  };
  const subprotocols: string[] = [];
  let origin = '';
  for (const pair of request.headers) {
    const lower = pair.name.toLowerCase();
    if (pair.name.trim() === '' || left(pair, 'header')) continue;
    if (ownHeaders.has(lower) && lower !== 'host') {
      to.changed(`header ${pair.name} of ${name}`, place, 'each handshake makes its own', key);
    } else if (lower === 'sec-websocket-protocol') {
      subprotocols.push(...pair.value.split(',').map((one) => text(one.trim(), 'a subprotocol')));
    } else if (lower === 'origin') origin = text(pair.value, 'the origin');
    else {
      const value = text(pair.value, `header ${pair.name}`);
      const before = secrets.length;
      const auth = provingHeader.test(pair.name);
      // A value with placeholders holds no secret itself, and one of a secret would not be read as a template.
      const kept =
        auth && value !== '' && !value.includes('{{') ? secret(secretName(pair.name), pair.value) : value;
      headers.push({ name: pair.name.trim(), value: kept, place, auth, variables: secrets.slice(before) });
    }
  }
  const own = headers.some((one) => one.name.toLowerCase() === 'authorization');
  const authHeader = readAuth(to, request, { text, secret, secrets, key, own });
  if (authHeader.header !== null) headers.push(authHeader.header);

  let url = request.url.trim();
  for (const pair of request.path) {
    const at = new RegExp(`/:${escapeRegExp(pair.name)}(?=[/?#]|$)`);
    if (!pair.off && pair.name !== '') url = url.replace(at, () => `/${pair.value}`);
  }
  const query = [...request.query, ...authHeader.query].filter(
    (pair) => pair.name !== '' && !left(pair, 'parameter') && !hasParameter(url, pair),
  );
  for (const pair of query)
    url += `${url.includes('?') ? '&' : '?'}${encoded(pair.name)}=${encoded(pair.value)}`;
  const { address, protocol } = webSocketAddress(text(url, 'the address'));
  const ws = {
    ...request.options.ws,
    ...(subprotocols.length === 0 ? {} : { subprotocols: subprotocols.filter((one) => one !== '') }),
    ...(origin === '' ? {} : { origin }),
  };
  to.connection({
    name,
    folder: request.folder,
    description: withPairNotes(request),
    protocol,
    role: 'client',
    address,
    options: { ...request.options, ...(Object.keys(ws).length === 0 ? {} : { ws }) },
    headers,
    variables: [...request.variables, ...authHeader.variables],
    messages: request.messages,
    place,
    key,
  });
}

/** What a request says of its headers and parameters goes behind what it says of itself: here they have no words. */
function withPairNotes({ description, headers, query, path }: WebSocketRequest): string {
  const noted = [...headers, ...path, ...query].filter(
    ({ name, note = '', off }) => !off && name.trim() !== '' && note.trim() !== '',
  );
  const lines = noted.map(
    ({ name, note = '' }) => `- \`${name.trim()}\`: ${note.trim().replace(/\s+/g, ' ')}`,
  );
  return [description.trim(), lines.join('\n')].filter((one) => one !== '').join('\n\n');
}

interface AuthTools {
  readonly text: (typed: string, what: string) => string;
  readonly secret: (wanted: string, value: string) => string;
  readonly secrets: readonly ImportedVariable[];
  readonly key: object;
  /** The headers have one already. */
  readonly own: boolean;
}

interface AuthParts {
  readonly header: ImportedHeader | null;
  readonly query: readonly RequestPair[];
  readonly variables: readonly ImportedVariable[];
}

/** What an auth setting becomes: a header whose secret is a variable of the connection, or a parameter. */
function readAuth(to: Collector, request: WebSocketRequest, tools: AuthTools): AuthParts {
  const { auth, name, place } = request;
  const nothing: AuthParts = { header: null, query: [], variables: [] };
  const before = tools.secrets.length;
  const kept = (wanted: string, typed: string): string => {
    const text = tools.text(typed, 'the auth');
    return text.includes('{{') || typed === '' ? text : tools.secret(wanted, typed);
  };
  const header = (title: string, value: string): AuthParts => ({
    header: { name: title, value, place, auth: true, variables: tools.secrets.slice(before) },
    query: [],
    variables: [],
  });
  if (auth.kind === 'none') return nothing;
  if (auth.kind === 'other') {
    to.lost(`auth of ${name}`, place, `${auth.name} is not known here: write its header yourself`, tools.key);
    return nothing;
  }
  if (auth.kind === 'apikey' && auth.where === 'query') {
    const value = kept('api_key', auth.value);
    return {
      header: null,
      query: [{ name: auth.name, value, off: false }],
      variables: tools.secrets.slice(before),
    };
  }
  if (auth.kind === 'apikey')
    return auth.name === '' ? nothing : header(auth.name, kept('api_key', auth.value));
  if (tools.own) {
    to.lost(`auth of ${name}`, place, 'its headers have an Authorization already', tools.key);
    return nothing;
  }
  if (auth.kind === 'bearer') {
    return header('Authorization', `${auth.prefix ?? 'Bearer'} ${kept('token', auth.token)}`.trim());
  }
  const user = tools.text(auth.user, 'the user name');
  const password = kept('password', auth.password);
  return header('Authorization', `Basic {{$base64 ${quoted(`${user}:${password}`)}}}`);
}

function secretName(header: string): string {
  return header.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}

/** A URL as a connection keeps it: http is ws, and what has no scheme is ws. */
export function webSocketAddress(url: string): {
  readonly address: string;
  readonly protocol: 'ws' | 'wss';
} {
  const address = url.replace(/^http(s?):\/\//i, 'ws$1://');
  if (/^wss:/i.test(address)) return { address, protocol: 'wss' };
  if (address === '' || /^ws:/i.test(address) || address.startsWith('{{')) return { address, protocol: 'ws' };
  return { address: `ws://${address}`, protocol: 'ws' };
}

function hasParameter(url: string, { name, value }: RequestPair): boolean {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1).split('&') : [];
  return query.some((one) => one === `${name}=${value}` || one === `${encoded(name)}=${encoded(value)}`);
}

/** Percent-encodes what a query cannot hold; placeholders and what is encoded already stay. */
function encoded(text: string): string {
  return text
    .split(/(\{\{[^{}]*\}\}|\{%[^%]*%\}|%[0-9a-f]{2})/i)
    .map((part, index) =>
      index % 2 === 1 ? part : encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd')),
    )
    .join('');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Tags as a line of a description. */
export function tagLine(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `Tags: ${tags.join(', ')}`;
}

/** A text message; JSON or XML where it is told to be. */
export function textMessage(
  to: Collector,
  draft: {
    readonly name: string;
    readonly body: string;
    readonly place: string;
    readonly type?: string;
    readonly folder?: string;
    readonly description?: string;
  },
  dialect: TemplateDialect,
  key: object,
): ImportedMessage {
  const body = to.template(draft.body, dialect, draft.name, draft.place, key);
  return {
    name: draft.name,
    ...(draft.folder === undefined || draft.folder === '' ? {} : { folder: draft.folder }),
    ...(draft.description === undefined || draft.description === ''
      ? {}
      : { description: draft.description }),
    mode: /json/i.test(draft.type ?? '') ? 'json' : /xml/i.test(draft.type ?? '') ? 'xml' : 'text',
    body,
    kind: 'text',
    place: draft.place,
  };
}
