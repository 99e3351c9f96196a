import { parseBase64, parseHex } from '../../../../codec/index.js';
import { Direction, RowFlag, RowKind, isLife, maxHeadBytes } from '../../../../contract/index.js';
import type { ConnectionConfig, RowInput } from '../../../../contract/index.js';
import type { Collector } from '../collector.js';
import type { GivenFile } from '../given-file.js';
import { at, listAt, textAt } from '../reading.js';
import { hasTooManyValues } from '../source.js';
import type { CaptureFormat, Reading } from './capture-format.js';
import { type CapturedRow, captureLimits } from './model.js';

const encoder = new TextEncoder();
/** Lines that are named one by one. */
const mostNamed = 20;
/** The end of the year 9999. */
const mostMs = 253_402_300_799_999;

/** Our own export of a session as JSON lines. */
export const jsonLines: CaptureFormat = {
  title: 'Wirebench JSON lines',
  most: 'captureBytes',
  claims: (head) =>
    head.decoded !== null && /^\s*\{"seq":\d+,"time":"[^"]*","offsetNs":/.test(head.text.slice(0, 200)),
  read: readLines,
};

interface Told {
  address: string;
  server: boolean;
  socket: boolean;
  datagrams: boolean;
  target: string;
}

/** Read at once. */
const pieceBytes = 1024 * 1024;
/** A line longer than this is none of ours: payloads have at most 64 MiB, in base64. */
const mostLineBytes = 128 * 1024 * 1024;

async function readLines(file: GivenFile, to: Collector, { sink, told: progress }: Reading): Promise<void> {
  to.format('Wirebench JSON lines');
  const told: Told = { address: '', server: false, socket: false, datagrams: false, target: '' };
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  let rows: ReturnType<typeof sink.begin> | null = null;
  let count = 0;
  let unread = 0;
  const refuse = (code: string, why: string): void =>
    to.refuse(file.path, { code, message: `${file.path} ${why}`, detail: { file: file.path } });
  const take = (said: string, line: number): void => {
    if (said.trim() === '') return;
    const value = parsed(said);
    const row = rowOf(value);
    if (typeof row === 'string') {
      if (++unread <= mostNamed) to.lost(`line ${line}`, file.path, row);
      return;
    }
    rows ??= sink.begin(originOf(value, row.time));
    count++;
    learn(told, row, value);
    const comment = textAt(value, 'comment');
    rows.add(at(value, 'marked') === true || comment !== '' ? { ...row, comment } : row);
  };
  let line = 0;
  for await (const lines of linesOf(file)) {
    if (lines === null)
      return refuse(
        'import.syntax',
        `has a line ${line + 1} of more than ${mostLineBytes >> 20} MiB: it is no export.`,
      );
    for (const said of lines.texts) take(said, ++line);
    progress(lines.bytes);
    if (count > captureLimits.rows)
      return refuse('import.too-many', `has more than ${captureLimits.rows} rows, the most an import takes.`);
    const settled = await sink.settle();
    if (!settled.ok) return to.refuse(file.path, settled.error);
  }
  if (unread > mostNamed)
    to.lost(
      unread - mostNamed === 1 ? '1 more line' : `${unread - mostNamed} more lines`,
      file.path,
      unread - mostNamed === 1 ? 'it is no row either' : 'they are no rows either',
    );
  // Assigned in a function that TypeScript does not follow.
  const begun = rows as ReturnType<typeof sink.begin> | null;
  if (begun === null) return refuse('import.syntax', 'has no row that can be read.');
  const config = configOf(told);
  const endpoints = config.address === '' ? 'no address' : config.address.slice(0, 300);
  const facts = { name: `${endpoints} · ${name.slice(0, 120)}`, config, comment: '', place: file.path };
  const ended = await begun.end(facts);
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

/** Whole lines, some at a time; null where one is longer than any can be. */
async function* linesOf(
  file: GivenFile,
): AsyncGenerator<{ readonly texts: readonly string[]; readonly bytes: number } | null, void, void> {
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  let held = 0;
  for (let from = 0; from < file.size; from += pieceBytes) {
    const piece = await file.read(from, Math.min(file.size, from + pieceBytes));
    if (piece.length === 0) break;
    const end = piece.lastIndexOf(0x0a) + 1;
    if (end === 0) {
      parts.push(piece);
      held += piece.length;
      if (held > mostLineBytes) return yield null;
      continue;
    }
    const whole = Buffer.concat([...parts, piece.subarray(0, end)]);
    parts = [piece.subarray(end)];
    held = piece.length - end;
    yield { texts: decoder.decode(whole).split('\n').slice(0, -1), bytes: whole.length };
  }
  const last = Buffer.concat(parts);
  if (last.length > 0) yield { texts: [decoder.decode(last)], bytes: last.length };
}

function parsed(line: string): unknown {
  // V8 ends the process, not the thread, where its parser has no room: 128 MiB of `{},` would take gigabytes.
  if (hasTooManyValues(line)) return null;
  try {
    return JSON.parse(line);
  } catch {
    // The caller names the line.
    return null;
  }
}

/** A row, or why there is none. */
function rowOf(value: unknown): CapturedRow | string {
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
