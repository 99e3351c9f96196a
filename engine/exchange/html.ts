import { createHash } from 'node:crypto';
import {
  decodeUtf8Lossy,
  formatBytes,
  formatCount,
  formatDuration,
  formatHex,
  hexDumpLine,
  isSecretHeader,
  looksTextual,
  parseHttpHead,
  visibleText,
} from '../../codec/index.js';
import { isUnverified } from '../../contract/index.js';
import type { LifeDetail, SessionInfo, SocketAddress } from '../../contract/index.js';
import type { ExportFacts, ExportFormat, ExportRow, RowWriter, StoryEvent } from './format.js';
import { reportStyle } from './html-style.js';

/** Bytes of a payload that are shown as text, and as hex. */
const textBytes = 16 * 1024;
const hexBytes = 2 * 1024;
/** Bytes of handshakes kept for connections of which no row has been written yet. */
const mostHeadBytes = 8 << 20;

/**
 * A page that needs nothing else: the session's facts, and for each row its comment, text and bytes. For
 * people without Wirebench, so payloads are hostile: everything is text, nothing runs, and the page's own
 * policy forbids that anything could. Large payloads are cut, and it says so.
 */
export const html: ExportFormat = {
  title: 'HTML report',
  extension: 'html',
  type: 'text/html; charset=utf-8',
  story: 'along',
  head: (facts) => pageHead(facts),
  writer: (facts) => new HtmlWriter(facts),
};

function pageHead({ info, version }: ExportFacts): string {
  const hash = createHash('sha256').update(reportStyle).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const title = plain(info.name);
  const comment = info.comment === '' ? '' : `<p class="lead">${prose(info.comment)}</p>\n`;
  const facts = factsOf(info).map(([name, value]) => `<dt>${name}</dt><dd>${plain(value)}</dd>\n`);
  return (
    `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">\n` +
    `<meta name="generator" content="Wirebench ${plain(version)}">\n` +
    `<title>${title}</title>\n<style>${reportStyle}</style>\n</head>\n<body>\n` +
    `<header>\n<h1>${title}</h1>\n${comment}<dl>\n${facts.join('')}</dl>\n</header>\n<main>\n`
  );
}

function factsOf(info: SessionInfo): readonly (readonly [string, string])[] {
  const { config, startedAt, endedAt, tls, failure } = info;
  const role = config.role === 'client' ? 'client' : 'listener';
  const facts: [string, string | null][] = [
    ['Connection', `${config.protocol} ${role}, ${withoutCredentials(config.address)}`],
    ['Begun', new Date(startedAt).toISOString()],
    [
      'Ended',
      endedAt === null
        ? null
        : `${new Date(endedAt).toISOString()}, after ${formatDuration(Math.max(0, endedAt - startedAt) * 1e6)}`,
    ],
    ['Local address', addressOf(info.local)],
    ['Remote address', addressOf(info.remote)],
    [
      'TLS',
      tls === null
        ? null
        : `${tls.version}, ${tls.cipher}${tls.authorized ? '' : ', certificate not verified'}`,
    ],
    // Of the settings, which a recording keeps, not of the handshake alone.
    ['Verification', isUnverified(config) ? 'off: whoever answered was taken for the peer' : null],
    ['Subprotocol', info.subprotocol],
    ['Extensions', info.extensions],
    [
      'Received',
      `${formatCount(info.messagesIn)} ${info.messagesIn === 1 ? 'message' : 'messages'}, ${formatBytes(info.bytesIn)}`,
    ],
    [
      'Sent',
      `${formatCount(info.messagesOut)} ${info.messagesOut === 1 ? 'message' : 'messages'}, ${formatBytes(info.bytesOut)}`,
    ],
    ['Failure', failure === null ? null : failure.message],
    ['Session', info.id],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

class HtmlWriter implements RowWriter {
  readonly #facts: ExportFacts;
  readonly #heads = new Map<number, StoryEvent[]>();
  #headBytes = 0;
  #rows = 0;
  #row: ExportRow | null = null;
  #shown: Uint8Array = new Uint8Array();

  constructor(facts: ExportFacts) {
    this.#facts = facts;
  }

  know(event: StoryEvent): string {
    const { row, detail, bytes } = event;
    const peer = row.peer === 0 ? 1 : row.peer;
    if (detail !== null) {
      if (row.kind === 'end' || row.kind === 'connect') this.#forget(peer);
      return '';
    }
    const list = this.#heads.get(peer) ?? [];
    list.push(event);
    this.#heads.delete(peer);
    this.#heads.set(peer, list);
    this.#headBytes += bytes.length;
    for (const oldest of this.#heads.keys()) {
      if (this.#headBytes <= mostHeadBytes) break;
      this.#forget(oldest);
    }
    return '';
  }

  #told(peer: number, seq: number): void {
    const left = this.#heads.get(peer)?.filter(({ row }) => row.seq !== seq) ?? [];
    this.#forget(peer);
    if (left.length === 0) return;
    this.#heads.set(peer, left);
    for (const { bytes } of left) this.#headBytes += bytes.length;
  }

  #forget(peer: number): void {
    for (const { bytes } of this.#heads.get(peer) ?? []) this.#headBytes -= bytes.length;
    this.#heads.delete(peer);
  }

  /** The handshake of a connection, before the first row of it that is in the report. */
  #handshake(peer: number): string {
    const events = this.#heads.get(peer);
    if (events === undefined) return '';
    this.#forget(peer);
    const halves = events.map(({ bytes }) => headTable(bytes, this.#facts.redact)).join('');
    return `<details open>\n<summary>Handshake of peer ${peer}</summary>\n${halves}</details>\n`;
  }

  begin(row: ExportRow): string {
    this.#rows++;
    this.#row = row;
    this.#shown = new Uint8Array();
    const peer = row.peer === 0 ? 1 : row.peer;
    // Rows that are in the report by themselves are not told twice.
    if (row.kind === 'request' || row.kind === 'response') this.#told(peer, row.seq);
    return this.#handshake(peer);
  }

  piece(bytes: Uint8Array): string {
    const room = textBytes - this.#shown.length;
    if (room > 0) this.#shown = Buffer.concat([this.#shown, bytes.subarray(0, room)]);
    return '';
  }

  end(row: ExportRow): string {
    const bytes = this.#shown;
    const handshake = row.kind === 'request' || row.kind === 'response';
    if (handshake) return `${articleHead(row)}${headTable(bytes, this.#facts.redact)}</article>\n`;
    const cut = bytes.length < row.length;
    const frame = row.head.length === 0 ? '' : `<p class="cut">Frame head: ${formatHex(row.head)}</p>\n`;
    return `${articleHead(row)}${frame}${textOf(bytes, row.length, cut)}${hexOf(bytes, row.length)}</article>\n`;
  }

  life(row: ExportRow, detail: LifeDetail): string {
    this.#rows++;
    const code = detail.error === undefined ? '' : ` <span class="facts">${plain(detail.error.code)}</span>`;
    return `${articleHead(row)}<pre>${plain(detail.text)}${code}</pre>\n</article>\n`;
  }

  finish(): string {
    const none = '<p class="empty">No row is in this report.</p>\n';
    return (
      `${this.#rows === 0 ? none : ''}</main>\n<footer><p>${formatCount(this.#rows)} ${this.#rows === 1 ? 'row' : 'rows'} of session ` +
      `${plain(this.#facts.info.id)}, written by Wirebench ${plain(this.#facts.version)}.` +
      `${this.#facts.redact ? ' Credentials and tokens in handshakes and addresses, and values of secret variables, are covered.' : ''}</p></footer>\n</body>\n</html>\n`
    );
  }
}

const words = { in: 'received', out: 'sent', none: '' } as const;
const arrows = { in: '←', out: '→', none: '·' } as const;

function articleHead(row: ExportRow): string {
  const { seq, direction, kind, peer, length, flags, time, mark } = row;
  const size = direction === 'none' ? '' : formatBytes(length);
  const facts = [peer === 0 ? '' : `peer ${peer}`, size, ...flags].filter((one) => one !== '').join(', ');
  const tone = kind === 'error' || kind === 'reset' ? 'bad' : direction;
  const comment =
    mark === null || mark === '' ? '' : `<p class="comment"><b>Comment</b> ${prose(mark)}</p>\n`;
  return (
    `<article id="row-${seq}"${length > hexBytes ? ' class="long"' : ''}>\n<h2><span class="seq">#${seq}</span>` +
    `<span class="${tone}">${arrows[direction]} ${`${words[direction]} ${kind}`.trim()}</span>` +
    `<span class="facts">${facts}</span><time datetime="${time}">${time}</time></h2>\n${comment}`
  );
}

function textOf(bytes: Uint8Array, length: number, cut: boolean): string {
  if (bytes.length === 0) return '<p class="cut">No payload.</p>\n';
  if (!looksTextual(bytes.subarray(0, 4_096))) return '';
  const text = prose(decodeUtf8Lossy(bytes));
  return `<pre>${text}</pre>\n${cut ? cutLine('text', bytes.length, length) : ''}`;
}

function hexOf(bytes: Uint8Array, length: number): string {
  if (bytes.length === 0) return '';
  const shown = bytes.subarray(0, hexBytes);
  let lines = '';
  for (let at = 0; at < shown.length; at += 16) lines += `${plain(hexDumpLine(shown, at))}\n`;
  return `<pre class="hex">${lines}</pre>\n${shown.length < length ? cutLine('hex', shown.length, length) : ''}`;
}

function cutLine(what: string, shown: number, length: number): string {
  return `<p class="cut">The first ${formatCount(shown)} of ${formatCount(length)} bytes as ${what}; the rest is left out.</p>\n`;
}

/** The head of a request or response, its secret values covered where they must not be read. */
function headTable(bytes: Uint8Array, redact: boolean): string {
  const parsed = parseHttpHead(bytes);
  if (!parsed.ok) return `<pre>${prose(decodeUtf8Lossy(bytes.subarray(0, textBytes)))}</pre>\n`;
  const { startLine, headers, bodyStart } = parsed.value;
  const rows = headers.map(({ name, value }) => {
    const hidden = redact && isSecretHeader(name);
    const cell = hidden ? '<td class="covered">covered</td>' : `<td>${plain(value)}</td>`;
    return `<tr><th scope="row">${plain(name)}</th>${cell}</tr>\n`;
  });
  const body = bytes.subarray(bodyStart, bodyStart + textBytes);
  const rest = body.length === 0 ? '' : `<pre>${prose(decodeUtf8Lossy(body))}</pre>\n`;
  return `<table>\n<caption>${plain(startLine)}</caption>\n<tbody>\n${rows.join('')}</tbody>\n</table>\n${rest}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** One line: controls and marks of direction are shown, and nothing is markup. */
function plain(text: string): string {
  return escaped(visibleText(text));
}

/** The same with its line breaks. */
function prose(text: string): string {
  return escaped(visibleText(text, { keepLineBreaks: true }));
}

function addressOf(address: SocketAddress | null): string | null {
  if (address === null) return null;
  if (address.family === 'local') return address.host;
  return address.family === 'IPv6' ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** `user:password@` of a URL. */
function withoutCredentials(address: string): string {
  return address.replace(/\/\/[^/@\s]*@/, '//***@');
}
