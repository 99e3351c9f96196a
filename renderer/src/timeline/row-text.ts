import {
  decodeUtf8Lossy,
  formatBytes as plainBytes,
  formatClock,
  formatOffsetTime,
  opcodeName,
  parseHttpHead,
  visibleText,
} from '../../../codec/index.js';
import { Direction, RowFlag, isLife, kindName } from '../../../contract/index.js';
import type { RowKindName } from '../../../contract/index.js';
import { english, type Translate } from '../../../language/index.js';
import type { Row } from '../stores/row-cache.js';
import { inSentence, lifeLabels } from '../stores/row-kinds.js';
import { fragmentWord, frameLabel, headOf, spokenFrame } from './frame-text.js';
import { previewText } from './preview.js';
import { formatBytes, phrase, type Phrase, t } from '../language/index.js';

export type TimeFormat = 'start' | 'delta' | 'clock';
/** The row that times are measured from. */
export interface TimeReference {
  readonly seq: number;
  /** Nanoseconds. */
  readonly time: number;
}

/** How a row is looked at, besides what it holds. */
export interface RowLook {
  /** Rows are messages cut from a stream. */
  readonly framed?: boolean;
  /** Rows are what crossed the wire: frames are told as frames. */
  readonly wire?: boolean;
  /** Its comment, '' where its mark has none; absent or null where it is not marked. */
  readonly mark?: string | null;
  /** What it answers, or how long its answer took. */
  readonly pair?: string;
  /** What the filter is called that colours it. */
  readonly tint?: string;
}

/** What colours a row's edge and its arrow. */
export type RowClass = 'in' | 'out' | 'ctl' | 'life' | 'err';

/** What crosses the wire has the words of its protocol, in every language. */
const wireLabels: Readonly<Partial<Record<RowKindName, string>>> = {
  chunk: 'Data',
  datagram: 'Datagram',
  text: 'Text',
  binary: 'Binary',
  ping: 'Ping',
  pong: 'Pong',
  close: 'Close',
  request: 'Upgrade',
  response: 'Response',
  frame: 'Frame',
  bytes: 'Bytes',
  tls: 'TLS',
};

function labelOf(name: RowKindName, say: Translate): string {
  const life = lifeLabels[name];
  return life === undefined ? (wireLabels[name] ?? name) : say(life);
}

const errors: readonly RowKindName[] = ['error', 'reset', 'missedPong'];
const controls: readonly RowKindName[] = ['ping', 'pong', 'close', 'request', 'response'];

/** The Kind column: the status of a response says more than its kind, and so does the opcode of a frame. */
export function kindLabel(row: Row, say: Translate = t): string {
  const name = kindName(row.kind);
  if (name === 'bytes') return say(phrase('No frame'));
  const head = name === 'frame' ? headOf(row) : null;
  if (head !== null) return frameLabel(head);
  if (name !== 'response') return labelOf(name, say);
  const answer = parseHttpHead(row.preview);
  return answer.ok && answer.value.status !== undefined ? String(answer.value.status) : labelOf(name, say);
}

export function rowClass(row: Row): RowClass {
  const name = kindName(row.kind);
  if (errors.includes(name)) return 'err';
  if (isLife(row.kind)) return 'life';
  const head = name === 'frame' ? headOf(row) : null;
  if (controls.includes(name) || (head !== null && head.opcode >= 8)) return 'ctl';
  return row.direction === Direction.out ? 'out' : 'in';
}

/** Which way it went; most of a session's life goes neither way, whoever began it. */
function wayOf(row: Row): number {
  const name = kindName(row.kind);
  const directed = !isLife(row.kind) || name === 'halfClose' || name === 'reset' || name === 'end';
  return directed ? row.direction : Direction.none;
}

/** Direction as a sign of its own, so that colour never tells it alone. */
export function directionSign(row: Row): string {
  if (rowClass(row) === 'err') return '!';
  if (wayOf(row) === Direction.in) return '↓';
  return wayOf(row) === Direction.out ? '↑' : '·';
}

/** The sign in a word, for who goes through the cells one by one; undefined where the row goes neither way. */
export function directionWord(row: Row): string | undefined {
  const way = wayOf(row);
  const word = way === Direction.in ? t('Received') : way === Direction.out ? t('Sent') : undefined;
  if (rowClass(row) !== 'err') return word;
  return word === undefined ? t('Error') : `${t('Error')}, ${word}`;
}

/** The Time column; measured from a reference where there is one. `before` is the row above; without it a delta falls back to the time since start. */
export function timeLabel(
  row: Row,
  before: Row | null,
  format: TimeFormat,
  startedAt: number,
  reference: TimeReference | null = null,
): string {
  if (reference !== null) return formatOffsetTime(row.time - reference.time);
  if (format === 'clock') return formatClock(startedAt + row.time / 1e6);
  if (format === 'delta' && before !== null) return formatOffsetTime(row.time - before.time);
  return formatOffsetTime(row.time);
}

export function sizeLabel(row: Row): string {
  return isLife(row.kind) ? '' : formatBytes(row.size, { bare: true });
}

const flagWords: readonly (readonly [number, Phrase])[] = [
  [RowFlag.invalid, phrase('invalid')],
  [RowFlag.partial, phrase('partial')],
  [RowFlag.automatic, phrase('automatic')],
  [RowFlag.fragmented, phrase('fragmented')],
  [RowFlag.compressed, phrase('compressed')],
  [RowFlag.crafted, phrase('crafted')],
];
const [piece, unfinished] = [phrase('piece'), phrase('unfinished')];

/**
 * What is to be said of a row besides its kind, in the words of `t`; the English ones are also its looks. `framed`: rows are messages cut from a stream, and the
 * last of a live one may not be whole yet, which is no fault.
 */
export function flagsOf(row: Row, framed = false): readonly Phrase[] {
  const name = kindName(row.kind);
  const growing = framed && name === 'chunk';
  const pieces = RowFlag.partial | RowFlag.fragmented;
  // A file goes out as a message in many frames, a row for each piece of it.
  if ((row.flags & pieces) === pieces) return [piece, ...flagsOf({ ...row, flags: row.flags & ~pieces })];
  const head = name === 'frame' ? headOf(row) : null;
  const fragment = head === null ? null : fragmentWord(head);
  return flagWords
    .filter(([flag]) => (row.flags & flag) !== 0 && !(flag === RowFlag.fragmented && fragment !== null))
    .map(([flag, word]) => (flag === RowFlag.partial && growing ? unfinished : word))
    .concat(fragment ?? []);
}

/** Most characters of a preview that are read out. */
const spokenCharacters = 120;

/**
 * The row as one sentence for assistive technology and for scripts: "received text, 137 bytes, 1.226 seconds, …".
 * On the wire a frame says so: "received text frame, 137 bytes, 1.226 seconds, opcode 1, final, not masked, …".
 */
export function rowName(row: Row, look: RowLook = {}): string {
  const head = look.wire === true || kindName(row.kind) === 'frame' ? headOf(row) : null;
  const name = kindName(row.kind);
  const kind =
    head !== null
      ? t('{opcode} frame', { opcode: opcodeName(head.opcode) })
      : name === 'bytes'
        ? t('bytes outside a frame')
        : inSentence(labelOf(name, t));
  const parts = [directed(wayOf(row), kind)];
  if (!isLife(row.kind)) {
    const { size } = row;
    parts.push(
      t('{count, plural, one {{size} byte} other {{size} bytes}}', { count: size, size: `${size}` }),
    );
  }
  parts.push(t('{seconds} seconds', { seconds: (row.time / 1e9).toFixed(3) }));
  if (head !== null) parts.push(...spokenFrame(head));
  for (const flag of flagsOf(row, look.framed)) parts.push(t(flag));
  if (look.mark != null) parts.push(t('marked'));
  if (look.mark != null && look.mark !== '') {
    parts.push(t('comment {text}', { text: visibleText(look.mark).slice(0, spokenCharacters) }));
  }
  if (look.pair !== undefined && look.pair !== '') parts.push(look.pair);
  if (look.tint !== undefined && look.tint !== '') {
    parts.push(t('coloured by {filter}', { filter: visibleText(look.tint).slice(0, spokenCharacters) }));
  }
  const preview = previewText(row);
  if (preview !== '') parts.push(preview.slice(0, spokenCharacters));
  return parts.join(', ');
}

function directed(way: number, kind: string): string {
  if (way === Direction.in) return t('received {kind}', { kind });
  return way === Direction.out ? t('sent {kind}', { kind }) : kind;
}

/** A row as one line of text, as Copy row puts it on the clipboard: in English, whoever reads it. */
export function rowLine(row: Row, startedAt: number): string {
  const time = formatClock(startedAt + row.time / 1e6);
  const life = isLife(row.kind) ? decodeUtf8Lossy(row.preview) : previewText(row, english);
  return [
    row.seq,
    time,
    directionSign(row),
    kindLabel(row, english),
    isLife(row.kind) ? '' : plainBytes(row.size, { bare: true }),
    life,
  ].join('\t');
}
