import {
  byteDifferences,
  decodeUtf8Lossy,
  formatBytes,
  formatHex,
  jsonDifference,
  looksLikeJson,
  looksTextual,
  showPlace,
  visibleText,
  type ByteDifference,
} from '../../codec/index.js';
import {
  Direction,
  isLife,
  kindName,
  maxHeadBytes,
  maxPairsPerRead,
  ok,
  pairFacts,
} from '../../contract/index.js';
import type { DifferencePairs, FactRow, PairFact, Result, RowBatch } from '../../contract/index.js';
import { Cover } from '../exchange/cover.js';
import type { ExportPiece } from '../exchange/export.js';
import type { Difference } from './difference.js';
import { drive } from './drive.js';
import { type PairList, readPairs } from './pairs.js';
import type { Side } from './side.js';

export type PairFormat = 'text' | 'jsonl';

/** For file names. */
export const pairFormats: Readonly<
  Record<PairFormat, { readonly extension: string; readonly type: string }>
> = {
  text: { extension: 'diff.txt', type: 'text/plain; charset=utf-8' },
  jsonl: { extension: 'diff.jsonl', type: 'application/x-ndjson' },
};

/** Largest payload whose differences are told; of a larger one an export says that it differs. */
const toldBytes = 65_536;
/** Differences of one pair that are told. */
const mostTold = 1_000;
const signs = ['=', '~', '-', '+', '>'] as const;
const states = ['same', 'changed', 'left', 'right', 'moved'] as const;
const arrows = { [Direction.none]: '·', [Direction.in]: '←', [Direction.out]: '→' } as const;
const encoder = new TextEncoder();

interface ToldRow {
  readonly seq: number;
  /** Nanoseconds since the session's origin. */
  readonly offsetNs: number;
  readonly dir: 'none' | 'in' | 'out';
  readonly kind: string;
  readonly length: number;
}

interface Told {
  readonly pair: number;
  readonly state: (typeof states)[number];
  readonly left: ToldRow | null;
  readonly right: ToldRow | null;
  /** What counts and differs besides the bytes. */
  readonly facts?: readonly Pick<PairFact, 'name' | 'left' | 'right'>[];
  /** By path, where both are JSON; values as they were sent. */
  readonly json?: readonly {
    readonly kind: string;
    readonly left: string | null;
    readonly right: string | null;
    readonly was: string | null;
    readonly is: string | null;
  }[];
  /** `[leftFrom, leftTo, rightFrom, rightTo]`, else. */
  readonly bytes?: readonly (readonly [number, number, number, number])[];
  /** Larger than what is told, or with more differences. */
  readonly cut?: true;
}

/** Writes the pairs of a list out in pieces, values of secrets covered. Ends with the first failure. */
export async function* exportPairs(
  difference: Difference,
  list: PairList,
  format: PairFormat,
  secrets: readonly string[] = [],
): AsyncGenerator<Result<ExportPiece>, void, void> {
  const begun = difference.ready();
  if (!begun.ok) return yield begun;
  const { outcome, left, right } = begun.value;
  const cover = new Cover(secrets);
  const count = list === 'all' ? outcome.pairs.length : outcome.different.length;
  let pending = format === 'text' ? head(difference) : '';
  let at = 0;
  while (at < count) {
    const read = await readPairs(difference, list, at, at + maxPairsPerRead);
    if (!read.ok) return yield read;
    const { length } = read.value;
    if (length === 0) break;
    for (let i = 0; i < length; i++) {
      const told = cover.facts(await tell(read.value, i, left, right));
      pending += format === 'jsonl' ? `${JSON.stringify(told)}\n` : cover.text(lines(told, read.value, i));
    }
    at += length;
    yield ok({ data: encoder.encode(pending), rows: at });
    pending = '';
  }
  yield ok({ data: encoder.encode(pending), rows: at });
}

function head({ left, right, facts }: Difference): string {
  const { totals } = facts;
  const name = ({ id, info }: Difference['left']): string => `${visibleText(info.name)} (${id})`;
  return [
    `Left:  ${name(left)}, ${facts.left.rows} ${facts.left.rows === 1 ? 'row' : 'rows'}`,
    `Right: ${name(right)}, ${facts.right.rows} ${facts.right.rows === 1 ? 'row' : 'rows'}`,
    `= ${totals.same} same  ~ ${totals.changed} changed  - ${totals.left} only left  + ${totals.right} only right  > ${totals.moved} moved in time`,
    '',
    '',
  ].join('\n');
}

async function tell(pairs: DifferencePairs, i: number, left: Side, right: Side): Promise<Told> {
  const state = states[pairs.state[i] ?? 0] ?? 'same';
  const one = rowOf(pairs.leftRows, pairs.left[i] ?? -1);
  const other = rowOf(pairs.rightRows, pairs.right[i] ?? -1);
  const plain = { pair: (pairs.position[i] ?? 0) + 1, state, left: one, right: other };
  if (state !== 'changed' || one === null || other === null) return plain;
  const facts = factsOf(pairs, i, left);
  const told = facts.length === 0 ? plain : { ...plain, facts };
  if (one.length > toldBytes || other.length > toldBytes) return { ...told, cut: true };
  const was = await left.view.payload(pairs.leftAt[i] ?? 0);
  const is = await right.view.payload(pairs.rightAt[i] ?? 0);
  if (!was.ok || !is.ok) return { ...told, cut: true };
  const json = byPath(was.value.bytes, is.value.bytes, left.spec.json.ignore.length === 0);
  if (json !== null) {
    const changes = json.slice(0, mostTold);
    return { ...told, json: changes, ...(changes.length < json.length ? { cut: true as const } : {}) };
  }
  const found = (await drive(byteDifferences(was.value.bytes, is.value.bytes), forever)) ?? [];
  const bytes = found.slice(0, mostTold).map(asTuple);
  return { ...told, bytes, ...(bytes.length < found.length ? { cut: true as const } : {}) };
}

/** Where a pair differs besides its bytes, by what counts. */
function factsOf(pairs: DifferencePairs, i: number, { spec }: Side): NonNullable<Told['facts']> {
  const one = factRow(pairs.leftRows, pairs.left[i] ?? 0, pairs.leftPeer[i] ?? 0);
  const other = factRow(pairs.rightRows, pairs.right[i] ?? 0, pairs.rightPeer[i] ?? 0);
  return pairFacts(one, other, spec.layer, spec.counts)
    .filter(({ counts }) => counts)
    .map(({ name, left, right }) => ({ name, left, right }));
}

function factRow(rows: RowBatch, i: number, peer: number): FactRow {
  const head = i * maxHeadBytes;
  return {
    kind: rows.kind[i] ?? 0,
    flags: rows.flags[i] ?? 0,
    peer,
    size: rows.size[i] ?? 0,
    preview: rows.previews.subarray(rows.previewAt[i] ?? 0, rows.previewAt[i + 1] ?? 0),
    head: rows.heads.subarray(head, head + (rows.headSize[i] ?? 0)),
  };
}

/** An export is ended between two of its pieces. */
const forever = new AbortController().signal;

const asTuple = (one: ByteDifference): readonly [number, number, number, number] => [
  one.leftFrom,
  one.leftTo,
  one.rightFrom,
  one.rightTo,
];

/** Null where it is no JSON, or only laid out in another way though that counts. */
function byPath(was: Uint8Array, is: Uint8Array, bytesCount: boolean): NonNullable<Told['json']> | null {
  const left = decodeUtf8Lossy(was);
  const right = decodeUtf8Lossy(is);
  if (!looksLikeJson(left) || !looksLikeJson(right)) return null;
  const found = jsonDifference(left, right);
  if (!found.ok || (found.value.changes.length === 0 && bytesCount)) return null;
  return found.value.changes.map(({ kind, left: one, right: other }) => ({
    kind,
    left: one && showPlace(one.place),
    right: other && showPlace(other.place),
    was: one && left.slice(one.start, one.end),
    is: other && right.slice(other.start, other.end),
  }));
}

function rowOf(rows: RowBatch, i: number): ToldRow | null {
  if (i < 0) return null;
  const direction = rows.direction[i];
  return {
    seq: rows.seq[i] ?? 0,
    offsetNs: rows.time[i] ?? 0,
    dir: direction === Direction.in ? 'in' : direction === Direction.out ? 'out' : 'none',
    kind: kindName(rows.kind[i] ?? 0),
    length: rows.size[i] ?? 0,
  };
}

/** A pair for eyes: a line, and below it what differs. */
function lines(told: Told, pairs: DifferencePairs, i: number): string {
  const { left, right, json, state } = told;
  const sign = signs[states.indexOf(state)] ?? '=';
  const row = left ?? right;
  if (row === null) return '';
  const [rows, at] = left === null ? [pairs.rightRows, pairs.right[i]] : [pairs.leftRows, pairs.left[i]];
  const seqs = [left, right].map((one) => (one === null ? '·' : `#${one.seq}`)).join(' | ');
  const sizes = left !== null && right !== null && left.length !== right.length ? [left, right] : [row];
  const size = sizes.map(({ length }) => formatBytes(length)).join(' / ');
  const arrow = arrows[row.dir === 'in' ? Direction.in : row.dir === 'out' ? Direction.out : Direction.none];
  const begin = `${sign} ${seqs}  ${arrow} ${row.kind} ${size}  `;
  if (state === 'moved') {
    const apart = ((right?.offsetNs ?? 0) - (left?.offsetNs ?? 0)) / 1e9;
    return `${begin}${apart > 0 ? '+' : ''}${apart.toFixed(6)} s  ${preview(rows, at ?? 0)}\n`;
  }
  if (state !== 'changed') return `${begin}${preview(rows, at ?? 0)}\n`;
  const more = told.cut === true ? '    …\n' : '';
  const facts = (told.facts ?? []).map((fact) => `    ${fact.name}: ${fact.left} → ${fact.right}\n`).join('');
  if (json === undefined) {
    const was = preview(pairs.leftRows, pairs.left[i] ?? 0);
    const is = preview(pairs.rightRows, pairs.right[i] ?? 0);
    return `${begin}\n${facts}    - ${was}\n    + ${is}\n${more}`;
  }
  return `${begin}\n${facts}${json.map(change).join('')}${more}`;
}

function change({ left, right, was, is }: NonNullable<Told['json']>[number]): string {
  const place = left === null ? right : right === null || left === right ? left : `${left} (${right})`;
  const [before, after] = [was, is].map((token) => (token === null ? '(nothing)' : visibleText(token)));
  return `    ${visibleText(place ?? '$')}: ${before ?? ''} → ${after ?? ''}\n`;
}

/** What one line shows of a payload. */
function preview(rows: RowBatch, at: number): string {
  const bytes = rows.previews.subarray(rows.previewAt[at] ?? 0, rows.previewAt[at + 1] ?? 0);
  const cut = !isLife(rows.kind[at] ?? 0) && bytes.length < (rows.size[at] ?? 0) ? '…' : '';
  return `${looksTextual(bytes) ? visibleText(decodeUtf8Lossy(bytes)) : formatHex(bytes)}${cut}`;
}
