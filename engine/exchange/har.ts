import { headerValues, parseHttpHead } from '../../codec/index.js';
import type { HttpHead } from '../../codec/index.js';
import { isUnverified } from '../../contract/index.js';
import type { SessionInfo, SocketAddress } from '../../contract/index.js';
import type { ExportFacts, ExportFormat, ExportRow, RowWriter, StoryEvent } from './format.js';
import { wallClock } from './row.js';

/** Parameters of a query that are listed one by one; the URL has all of them. */
const mostParameters = 1_000;

/**
 * HTTP Archive 1.2, one entry a WebSocket, with its messages in `_webSocketMessages` as Chrome writes
 * them: whole messages, without control frames. Keys of our own begin with an underscore too: `_seq`,
 * `_offsetNs`, `_comment`, of the whole `_role` (who “send” is) and `_verify` (false: the certificate was not checked), and
 * `_encoding` where a text is not UTF-8 and stands in base64.
 */
export const har: ExportFormat = {
  title: 'HAR',
  extension: 'har',
  type: 'application/json',
  story: 'along',
  byPeer: true,
  refuses: refusal,
  head: ({ info, version }) =>
    `{"log":{"version":"1.2","creator":{"name":"Wirebench","version":${JSON.stringify(version)}},` +
    `"_role":"${info.config.role}","comment":${JSON.stringify(info.name)},"pages":[],` +
    `${isUnverified(info.config) ? '"_verify":false,' : ''}"entries":[`,
  writer: (facts) => new HarWriter(facts),
};

function refusal({ config: { protocol } }: SessionInfo): string | null {
  if (protocol === 'ws' || protocol === 'wss') return null;
  return 'A HAR holds WebSockets, and this session is none: pcapng, YAML or JSON lines take it';
}

/** What is known of the connection whose entry comes next, or is being written. */
interface Connection {
  readonly peer: number;
  at: number;
  connectMs: number;
  tlsMs: number;
  remote: SocketAddress | null;
  request: Half | null;
  response: Half | null;
  last: number;
  written: boolean;
  messages: number;
}

/** A request or a response of a handshake. */
interface Half {
  readonly head: HttpHead | null;
  readonly at: number;
  /** As of a row. */
  readonly mark: string | null;
}

class HarWriter implements RowWriter {
  readonly #facts: ExportFacts;
  #entries = 0;
  #connection: Connection | null = null;
  #decoder: InstanceType<typeof TextDecoder> | null = null;
  #wanted = false;

  constructor(facts: ExportFacts) {
    this.#facts = facts;
  }

  know({ row, detail, bytes }: StoryEvent): string {
    const peer = row.peer === 0 ? 1 : row.peer;
    if (detail === null) {
      const connection = this.#of(peer, row.offsetNs);
      const parsed = bytes.length === 0 ? null : parseHttpHead(bytes);
      const head = parsed?.ok === true ? parsed.value : null;
      const half = { head, at: row.offsetNs, mark: row.mark };
      if (row.kind === 'response') connection.current.response ??= half;
      else if (connection.current.request === null) connection.current.request = half;
      else {
        // Asked again on the same connection: an entry of its own.
        const { remote } = connection.current;
        const text = this.#close();
        const next = this.#of(peer, row.offsetNs).current;
        next.request = half;
        next.remote = remote;
        return connection.text + text;
      }
      return connection.text;
    }
    if (row.kind === 'listen' || detail.error !== undefined) return '';
    const begins = row.kind === 'connect' || (row.kind === 'accept' && row.peer > 0);
    const text = begins ? this.#close() : '';
    if (row.kind === 'end' && row.peer === 0) return text;
    const { current, text: closed } = this.#of(peer, row.offsetNs);
    if (detail.remote !== undefined) current.remote = detail.remote;
    if (row.kind === 'connect') current.connectMs = detail.ms ?? -1;
    if (row.kind === 'tls') current.tlsMs = detail.ms ?? -1;
    current.last = row.offsetNs;
    return text + closed;
  }

  /** The connection of a peer; what was before it is finished. */
  #of(peer: number, at: number): { readonly current: Connection; readonly text: string } {
    if (this.#connection?.peer === peer) return { current: this.#connection, text: '' };
    const text = this.#close();
    const current: Connection = {
      peer,
      at,
      connectMs: -1,
      tlsMs: -1,
      remote: null,
      request: null,
      response: null,
      last: at,
      written: false,
      messages: 0,
    };
    this.#connection = current;
    return { current, text };
  }

  begin(row: ExportRow): string {
    this.#wanted = row.kind === 'text' || row.kind === 'binary';
    if (!this.#wanted) return '';
    const { current, text } = this.#of(row.peer, row.offsetNs);
    const opening = this.#open(current);
    const { ms, ns } = wallClock(this.#facts.clockOrigin, row.offsetNs);
    current.last = row.offsetNs;
    const broken = row.kind === 'text' && row.flags.includes('invalid');
    this.#decoder = row.kind === 'text' && !broken ? new TextDecoder('utf-8', { ignoreBOM: true }) : null;
    const fromClient = (row.direction === 'out') === (this.#facts.info.config.role === 'client');
    const comment = row.mark === null ? '' : `"_comment":${JSON.stringify(row.mark)},`;
    return (
      `${text}${opening}${current.messages++ === 0 ? '\n' : ',\n'}` +
      `{"type":"${fromClient ? 'send' : 'receive'}","time":${ms / 1_000 + ns / 1e9},` +
      `"opcode":${row.kind === 'text' ? 1 : 2},"_seq":${row.seq},"_offsetNs":${row.offsetNs},` +
      `${comment}${broken ? '"_encoding":"base64",' : ''}"data":"`
    );
  }

  piece(bytes: Uint8Array, last: boolean): string {
    if (!this.#wanted) return '';
    if (this.#decoder === null) {
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    }
    return JSON.stringify(this.#decoder.decode(bytes, { stream: !last })).slice(1, -1);
  }

  end(): string {
    return this.#wanted ? '"}' : '';
  }

  life(): string {
    return '';
  }

  finish(): string {
    return `${this.#close()}\n]}}\n`;
  }

  /** The entry as far as it is known before its messages. */
  #open(connection: Connection): string {
    if (connection.written) return '';
    connection.written = true;
    const { request, response, remote } = connection;
    const comma = this.#entries++ === 0 ? '' : ',';
    const began = wallClock(this.#facts.clockOrigin, request?.at ?? connection.at).ms;
    const entry = {
      startedDateTime: new Date(began).toISOString(),
      _resourceType: 'websocket',
      _peer: connection.peer,
      cache: {},
      request: { ...this.#request(request?.head ?? null, remote), ...commentOf(request) },
      response: { ...responseOf(response?.head ?? null), ...commentOf(response) },
      ...(remote === null ? {} : { serverIPAddress: this.#server(remote) }),
      connection: String(remote?.port ?? 0),
    };
    return `${comma}\n${JSON.stringify(entry).slice(0, -1)},"_webSocketMessages":[`;
  }

  /** Of a listener the server is this machine. */
  #server(remote: SocketAddress): string {
    const { info } = this.#facts;
    return info.config.role === 'client' ? remote.host : (info.local?.host ?? '127.0.0.1');
  }

  #close(): string {
    const connection = this.#connection;
    this.#connection = null;
    if (connection === null) return '';
    const told = connection.written || (this.#facts.whole && connection.request !== null);
    if (!told) return '';
    const opening = this.#open(connection);
    const { request, response, at, last, connectMs, tlsMs } = connection;
    const ms = (from: number, to: number): number => Math.max(0, Math.round((to - from) / 1e3) / 1e3);
    const wait = request === null || response === null ? 0 : ms(request.at, response.at);
    const time = ms(request?.at ?? at, last);
    const timings = {
      blocked: -1,
      dns: -1,
      connect: connectMs,
      ssl: tlsMs,
      send: 0,
      wait,
      receive: Math.max(0, Math.round((time - wait) * 1e3) / 1e3),
    };
    return `${opening}${connection.messages > 0 ? '\n' : ''}],"time":${time},"timings":${JSON.stringify(timings)}}`;
  }

  #request(head: HttpHead | null, remote: SocketAddress | null): object {
    const { config } = this.#facts.info;
    const target = head?.target ?? '/';
    const host = (head === null ? undefined : headerValues(head, 'host')[0]) ?? hostOf(remote);
    const url = /^wss?:/i.test(target) ? target : `${config.protocol}://${host}${target}`;
    return {
      method: head?.method ?? 'GET',
      url,
      httpVersion: head?.version ?? 'HTTP/1.1',
      headers: headersOf(head),
      queryString: queryOf(target),
      cookies: [],
      headersSize: head?.bodyStart ?? -1,
      bodySize: 0,
    };
  }
}

/** Of a marked half; an empty one is a mark without words. */
function commentOf(half: Half | null): { readonly comment?: string } {
  const mark = half?.mark ?? null;
  return mark === null ? {} : { comment: mark };
}

function responseOf(head: HttpHead | null): object {
  return {
    status: head?.status ?? 0,
    statusText: head?.reason ?? '',
    httpVersion: head?.version ?? 'HTTP/1.1',
    headers: headersOf(head),
    cookies: [],
    content: { size: 0, mimeType: 'x-unknown' },
    redirectURL: head === null ? '' : (headerValues(head, 'location')[0] ?? ''),
    headersSize: head?.bodyStart ?? -1,
    bodySize: -1,
  };
}

function headersOf(head: HttpHead | null): readonly object[] {
  return head?.headers.map(({ name, value }) => ({ name, value })) ?? [];
}

function hostOf(address: SocketAddress | null): string {
  if (address === null) return 'unknown';
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

function queryOf(target: string): readonly object[] {
  const mark = target.indexOf('?');
  if (mark < 0) return [];
  const pairs = [...new URLSearchParams(target.slice(mark + 1))];
  return pairs.slice(0, mostParameters).map(([name, value]) => ({ name, value }));
}
