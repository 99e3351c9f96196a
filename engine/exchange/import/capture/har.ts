import { inflateSync } from 'node:zlib';
import { encodeUtf8, parseBase64 } from '../../../../codec/index.js';
import {
  Direction,
  type Result,
  RowFlag,
  RowKind,
  fail,
  importLimits,
  ok,
} from '../../../../contract/index.js';
import type { ConnectionConfig } from '../../../../contract/index.js';
import type { Collector } from '../collector.js';
import type { GivenFile } from '../given-file.js';
import { at, listAt, textAt } from '../reading.js';
import { SourceFile } from '../source.js';
import type { CaptureFormat, Reading } from './capture-format.js';
import { type CapturedRow, captureLimits } from './model.js';
import { lifeRow } from './row.js';

/** The end of the year 9999: no clock of a capture is later. */
const mostMs = 253_402_300_799_999;

/** HTTP Archives of Chrome, mitmproxy, Playwright and Wirebench: each WebSocket in them is a session. */
export const har: CaptureFormat = {
  title: 'HAR',
  most: 'harBytes',
  claims: (head) =>
    isPacked(head) || (head.decoded !== null && /^\s*\{\s*"log"\s*:/.test(head.text.slice(0, 200))),
  read: readHar,
};

interface Draft {
  readonly config: ConnectionConfig;
  readonly origin: number;
  readonly rows: CapturedRow[];
}

/** mitmproxy packs one that is called `.zhar` (RFC 1950). */
function isPacked({ path, bytes }: Pick<SourceFile, 'path' | 'bytes'>): boolean {
  return /\.zhar$/i.test(path) && bytes[0] === 0x78;
}

async function readHar(given: GivenFile, to: Collector, { sink, told }: Reading): Promise<void> {
  const bytes = await given.read(0, given.size);
  told(given.size);
  const unpacked = isPacked({ path: given.path, bytes }) ? unpack(given.path, bytes) : ok(bytes);
  if (!unpacked.ok) return to.refuse(given.path, unpacked.error);
  const file = new SourceFile(given.path, unpacked.value);
  const json = file.json();
  if (!json.ok) return to.refuse(file.path, json.error);
  to.format('HAR');
  const found = socketsOf(file, json.value, to);
  for (const { config, origin, rows: list } of found) {
    list.sort((a, b) => a.time - b.time);
    const name = `${config.address.slice(0, 300)} · ${file.name.slice(0, 120)}`;
    const rows = sink.begin(origin);
    for (const row of list) rows.add(row);
    const settled = await sink.settle();
    const ended = settled.ok ? await rows.end({ name, config, comment: '', place: file.path }) : settled;
    if (!ended.ok) return to.refuse(file.path, ended.error);
    to.session(ended.value);
    const { commentsLost } = ended.value;
    if (commentsLost > 0)
      to.lost(
        commentsLost === 1 ? '1 mark' : `${commentsLost} marks`,
        file.path,
        'a session has no room for more',
      );
  }
}

function unpack(path: string, bytes: Uint8Array): Result<Uint8Array> {
  try {
    return ok(inflateSync(bytes, { maxOutputLength: importLimits.harBytes }));
  } catch (error) {
    const most = `it would unpack to more than ${importLimits.harBytes >> 20} MiB`;
    const [code, why] =
      error instanceof RangeError
        ? (['import.too-large', most] as const)
        : (['import.zip', 'its packed bytes are damaged'] as const);
    return fail(code, `${path} cannot be unpacked: ${why}.`, { file: path });
  }
}

/** What two entries of one request share. */
function nameOf(entry: unknown): string {
  return `${textAt(entry, 'startedDateTime')} ${textAt(entry, 'request', 'url')}`;
}

/** The WebSockets of an archive; none where it was refused. */
function socketsOf(file: SourceFile, value: unknown, to: Collector): readonly Draft[] {
  const own = textAt(value, 'log', 'creator', 'name') === 'Wirebench';
  const server = own && textAt(value, 'log', '_role') === 'server';
  const drafts: Draft[] = [];
  let others = 0;
  let rows = 0;
  const refuse = (code: string, why: string): readonly Draft[] => {
    to.refuse(file.path, { code, message: `${file.path} has ${why}`, detail: { file: file.path } });
    return [];
  };
  const entries = listAt(value, 'log', 'entries');
  // mitmproxy writes one when it is answered, and again when it is over: the first has no messages yet.
  const told = new Set(entries.filter((one) => listAt(one, '_webSocketMessages').length > 0).map(nameOf));
  for (const [index, entry] of entries.entries()) {
    if (!isSocket(entry)) {
      others++;
      continue;
    }
    if (listAt(entry, '_webSocketMessages').length === 0 && told.has(nameOf(entry))) continue;
    // What Wirebench wrote is one session, however often it connected.
    const shared = own ? drafts[0] : undefined;
    const draft = shared ?? draftOf(entry, server);
    if (shared === undefined) drafts.push(draft);

    const peer = own ? Math.min(Math.max(1, Number(textAt(entry, '_peer')) || 1), 0xffff_ffff) | 0 : 1;
    const place = `${file.path} › entries[${index}]`;
    const before = draft.rows.length;
    readEntry(entry, draft, { peer, server, place, own }, to);
    rows += draft.rows.length - before;
    const { sessions, rows: most } = captureLimits;
    if (drafts.length > sessions || rows > most)
      return refuse(
        'import.too-many',
        `more than ${sessions} WebSockets or ${most} messages, the most an import takes.`,
      );
  }
  if (drafts.length === 0) {
    const cure = 'in Chrome, record with the Network panel open before the page connects.';
    return refuse(
      'import.unrecognised',
      `${others === 1 ? '1 entry, which is no WebSocket' : `${others} entries and no WebSocket among them`}: ${cure}`,
    );
  }
  if (others > 0)
    to.lost(
      others === 1 ? '1 request' : `${others} requests`,
      file.path,
      'they are plain HTTP: WebSockets alone come',
    );
  return drafts;
}

function isSocket(entry: unknown): boolean {
  return Array.isArray(at(entry, '_webSocketMessages')) || textAt(entry, '_resourceType') === 'websocket';
}

function draftOf(entry: unknown, server: boolean): Draft {
  const url = textAt(entry, 'request', 'url').slice(0, 8_000);
  const protocol = /^(wss|https):/i.test(url) ? 'wss' : 'ws';
  const address = url.replace(/^[a-z]+:/i, `${protocol}:`);
  const [first] = listAt(entry, '_webSocketMessages');
  // Of our own: where time 0 lies exactly.
  const offset = Number(textAt(first, '_offsetNs') || Number.NaN);
  const exact = clampMs(Math.round(Number(textAt(first, 'time')) * 1e6 - offset / 1e3) / 1e3);
  const started = clampMs(Date.parse(textAt(entry, 'startedDateTime')));
  const said = momentOf(first);
  const times = [started, said].filter((one) => one !== null);
  const origin = exact ?? (times.length === 0 ? 0 : Math.floor(Math.min(...times)));
  return { config: { protocol, role: server ? 'server' : 'client', address, options: {} }, origin, rows: [] };
}

/** From here on it is no time in seconds (the year 5138) but one in milliseconds (1973), as Playwright writes. */
const leastMs = 1e11;

/** When a message went, epoch milliseconds; null where nobody says. */
function momentOf(message: unknown): number | null {
  const time = Number(textAt(message, 'time') || Number.NaN);
  return clampMs(time < leastMs ? time * 1e3 : time);
}

/** Null where it is no time. */
function clampMs(ms: number): number | null {
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), mostMs) : null;
}

interface Where {
  readonly peer: number;
  readonly server: boolean;
  readonly place: string;
  readonly own: boolean;
}

function readEntry(entry: unknown, draft: Draft, { peer, server, place, own }: Where, to: Collector): void {
  const since = (ms: number | null): number =>
    ms === null ? 0 : Math.min(Math.max(0, Math.round((ms - draft.origin) * 1e6)), Number.MAX_SAFE_INTEGER);
  const started = clampMs(Date.parse(textAt(entry, 'startedDateTime')));
  const asked = since(started);
  const wait = clampMs(Number(textAt(entry, 'timings', 'wait')));
  const answered = asked + Math.min(wait ?? 0, 86_400_000) * 1e6;
  const ours = server ? Direction.in : Direction.out;
  const theirs = server ? Direction.out : Direction.in;
  const add = (row: Omit<CapturedRow, 'peer'>): void => void draft.rows.push({ ...row, peer });
  const request = requestHead(entry);
  if (request !== null) {
    const said = commentOf(at(entry, 'request', 'comment'), own);
    add({ kind: RowKind.request, direction: ours, time: asked, payload: request, ...said });
  }
  const response = responseHead(entry);
  if (response !== null) {
    const said = commentOf(at(entry, 'response', 'comment'), own);
    add({ kind: RowKind.response, direction: theirs, time: answered, payload: response, ...said });
  }
  const address = textAt(entry, 'request', 'url').slice(0, 300);
  draft.rows.push(lifeRow(RowKind.open, peer, answered, { text: `open: ${address}` }));
  let latest = answered;
  const unread = new Map<string, number>();
  const leave = (why: string): void => void unread.set(why, (unread.get(why) ?? 0) + 1);
  for (const message of listAt(entry, '_webSocketMessages')) {
    const offset = own ? Number(textAt(message, '_offsetNs') || Number.NaN) : Number.NaN;
    const ms = momentOf(message);
    // Without a time it stands behind the one before it.
    const time = offset >= 0 && offset <= Number.MAX_SAFE_INTEGER ? offset : ms === null ? latest : since(ms);
    latest = time;
    const type = textAt(message, 'type');
    const data = textAt(message, 'data');
    const kind = kindOf(textAt(message, 'opcode'));
    const said = commentOf(at(message, '_comment'), own);
    if (type === 'error') {
      const text = data.slice(0, 1_000) || 'an error without a word';
      draft.rows.push({ ...lifeRow(RowKind.error, peer, time, { text }), ...said });
      continue;
    }
    if ((type !== 'send' && type !== 'receive') || kind === null) {
      leave(
        `their type or opcode is not known: ${type.slice(0, 20)} ${textAt(message, 'opcode').slice(0, 10)}`,
      );
      continue;
    }
    const encoded = kind === RowKind.binary || textAt(message, '_encoding') === 'base64';
    const bytes = encoded ? parseBase64(data) : null;
    if (bytes?.ok === false) leave('what should be base64 is not: they come as the text that is there');
    const flags = kind === RowKind.text && encoded ? RowFlag.invalid : 0;
    const direction = type === 'send' ? ours : theirs;
    const payload = bytes?.ok === true ? bytes.value : encodeUtf8(data);
    add({ kind, direction, time, payload, flags, ...said });
  }
  for (const [why, count] of unread) to.lost(count === 1 ? '1 message' : `${count} messages`, place, why);
}

/** What somebody wrote beside a row; what Wirebench wrote may be a mark without words. */
function commentOf(said: unknown, own: boolean): { readonly comment?: string } {
  return typeof said === 'string' && (own || said !== '') ? { comment: said } : {};
}

function kindOf(opcode: string): RowKind | null {
  const kinds: Readonly<Record<string, RowKind>> = {
    1: RowKind.text,
    2: RowKind.binary,
    8: RowKind.close,
    9: RowKind.ping,
    10: RowKind.pong,
  };
  return Object.hasOwn(kinds, opcode) ? (kinds[opcode] ?? null) : null;
}

/** The head as HTTP/1.1 writes it, made of what the archive tells; null where it tells no headers. */
function requestHead(entry: unknown): Uint8Array | null {
  const target = textAt(entry, 'request', 'url')
    .replace(/^[a-z]+:\/\/[^/?#]*/i, '')
    .replace(/#.*$/s, '');
  const path = target.startsWith('/') ? target : `/${target}`;
  return headOf(
    `${textAt(entry, 'request', 'method') || 'GET'} ${path} HTTP/1.1`,
    listAt(entry, 'request', 'headers'),
  );
}

function responseHead(entry: unknown): Uint8Array | null {
  const status = Number(textAt(entry, 'response', 'status'));
  if (!(status >= 100 && status <= 999)) return null;
  const reason = textAt(entry, 'response', 'statusText');
  return headOf(`HTTP/1.1 ${status} ${reason}`, listAt(entry, 'response', 'headers'));
}

function headOf(first: string, headers: readonly unknown[]): Uint8Array | null {
  if (headers.length === 0) return null;
  const clean = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ');
  const lines = headers
    .map((header): [string, string] => [textAt(header, 'name'), textAt(header, 'value')])
    // `:authority` and the like are HTTP/2's.
    .filter(([name]) => name !== '' && !name.startsWith(':'))
    .map(([name, value]) => `${clean(name)}: ${clean(value)}\r\n`);
  return encodeUtf8(`${clean(first).trimEnd()}\r\n${lines.join('')}\r\n`);
}
