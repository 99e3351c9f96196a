import { parseBase64, parseHex } from '../../../../codec/index.js';
import { Direction, RowFlag, RowKind, isLife, maxHeadBytes } from '../../../../contract/index.js';
import type { ConnectionConfig, RowInput } from '../../../../contract/index.js';
import type { Collector } from '../collector.js';
import type { Importer } from '../importer.js';
import { at, listAt, textAt } from '../reading.js';
import type { SourceFile } from '../source.js';
import { captureLimits } from './model.js';

const encoder = new TextEncoder();
/** Lines that are named one by one. */
const mostNamed = 20;
/** The end of the year 9999. */
const mostMs = 253_402_300_799_999;

/** Our own export of a session as JSON lines. */
export const jsonLines: Importer = {
  title: 'Wirebench JSON lines',
  claims: (file) =>
    file.decoded !== null && /^\s*\{"seq":\d+,"time":"[^"]*","offsetNs":/.test(file.text.slice(0, 200)),
  read: (files, to) => {
    for (const file of files) readLines(file, to);
  },
};

interface Told {
  address: string;
  server: boolean;
  socket: boolean;
  datagrams: boolean;
  target: string;
}

function readLines(file: SourceFile, to: Collector): void {
  to.format('Wirebench JSON lines');
  const rows: RowInput[] = [];
  const told: Told = { address: '', server: false, socket: false, datagrams: false, target: '' };
  let origin: number | null = null;
  let unread = 0;
  let marks = 0;
  const { text } = file;
  for (let from = 0, line = 1; from < text.length; line++) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    const said = text.slice(from, end);
    from = end + 1;
    if (said.trim() === '') continue;
    if (rows.length >= captureLimits.rows) {
      const message = `${file.path} has more than ${captureLimits.rows} rows, the most an import takes.`;
      to.refuse(file.path, { code: 'import.too-many', message, detail: { file: file.path } });
      return;
    }
    const value = parsed(said);
    const row = rowOf(value);
    if (typeof row === 'string') {
      if (++unread <= mostNamed) to.lost(`line ${line}`, file.path, row);
      continue;
    }
    origin ??= originOf(value, row.time);
    if (at(value, 'marked') === true) marks++;
    learn(told, row, value);
    rows.push(row);
  }
  if (unread > mostNamed) to.lost(`${unread - mostNamed} more lines`, file.path, 'they are no rows either');
  if (rows.length === 0) {
    const message = `${file.path} has no row that can be read.`;
    to.refuse(file.path, { code: 'import.syntax', message, detail: { file: file.path } });
    return;
  }
  if (marks > 0) to.lost(`${marks} marks`, file.path, 'marks and comments of rows are left behind');
  rows.sort((a, b) => a.time - b.time);
  const config = configOf(told);
  const endpoints = config.address === '' ? 'no address' : config.address.slice(0, 300);
  const name = `${endpoints} · ${file.name.slice(0, 120)}`;
  to.session({ name, config, clockOrigin: origin ?? 0, rows, place: file.path });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The caller names the line.
    return null;
  }
}

/** A row, or why there is none. */
function rowOf(value: unknown): RowInput | string {
  const name = textAt(value, 'kind');
  if (name === '') return 'it is no JSON of a row';
  const kinds: Readonly<Record<string, RowKind>> = RowKind;
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined) return `its kind “${name.slice(0, 40)}” is not known`;
  const time = at(value, 'offsetNs');
  if (typeof time !== 'number' || !(time >= 0 && time <= Number.MAX_SAFE_INTEGER)) return 'it has no time';
  const way = textAt(value, 'dir');
  const direction = way === 'in' ? Direction.in : way === 'out' ? Direction.out : Direction.none;
  const number = at(value, 'peer');
  const peer = typeof number === 'number' && number >= 0 && number <= 0xffff_ffff ? Math.floor(number) : 0;
  const bits: Readonly<Record<string, number>> = RowFlag;
  const flags = listAt(value, 'flags').reduce<number>(
    (sum, flag) => (typeof flag === 'string' && Object.hasOwn(bits, flag) ? sum | (bits[flag] ?? 0) : sum),
    0,
  );
  const base = { kind, direction, peer, time, flags };
  if (isLife(kind)) {
    const detail = at(value, 'detail');
    if (typeof at(detail, 'text') !== 'string') return 'it does not say what happened';
    return { ...base, payload: encoder.encode(JSON.stringify(detail)) };
  }
  const payload = parseBase64(textAt(value, 'payload'));
  if (!payload.ok) return `its payload is no base64: ${payload.error.message}`;
  const hex = textAt(value, 'head');
  if (hex === '') return { ...base, payload: payload.value };
  const head = parseHex(hex);
  if (!head.ok || head.value.length < 2 || head.value.length > maxHeadBytes) return 'its head is no frame’s';
  return { ...base, payload: payload.value, head: head.value };
}

/** Epoch milliseconds at which time 0 lies, to the microsecond. */
function originOf(value: unknown, offsetNs: number): number {
  const found = /^(.{19}\.\d{3})(\d{0,6})Z$/.exec(textAt(value, 'time'));
  const ms = found === null ? Number.NaN : Date.parse(`${found[1] ?? ''}Z`);
  if (!Number.isFinite(ms)) return 0;
  const behind = Number((found?.[2] ?? '').padEnd(6, '0')) / 1e6;
  return Math.min(Math.max(0, Math.round((ms + behind - offsetNs / 1e6) * 1e3) / 1e3), mostMs);
}

function learn(told: Told, { kind, payload }: RowInput, value: unknown): void {
  if (kind === RowKind.listen || kind === RowKind.accept) told.server = true;
  if (kind === RowKind.datagram) told.datagrams = true;
  else if (kind !== RowKind.chunk && !isLife(kind)) told.socket = true;
  if (kind === RowKind.request && told.target === '') {
    told.target =
      /^[A-Z]+ (\/[^ \r\n]{0,4000}) /.exec(Buffer.from(payload.subarray(0, 4_100)).toString('latin1'))?.[1] ??
      '';
  }
  if (told.address !== '' || !isLife(kind)) return;
  const end = at(value, 'detail', told.server ? 'local' : 'remote');
  const host = textAt(end, 'host').slice(0, 255);
  if (host !== '')
    told.address = `${host.includes(':') ? `[${host}]` : host}:${textAt(end, 'port').slice(0, 5)}`;
}

function configOf({ address, server, socket, datagrams, target }: Told): ConnectionConfig {
  const protocol = socket ? 'ws' : datagrams ? 'udp' : 'tcp';
  const full = socket && address !== '' ? `ws://${address}${target === '' ? '/' : target}` : address;
  return { protocol, role: server ? 'server' : 'client', address: full, options: {} };
}
