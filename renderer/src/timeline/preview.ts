import {
  decodeUtf8Lossy,
  findFilterBytes,
  findFilterText,
  formatHex,
  highlightJson,
  looksLikeJson,
  looksTextual,
  noFilterMarks,
  parseClosePayload,
  parseHttpHead,
  visibleText,
} from '../../../codec/index.js';
import type { FilterMarks, FilterSpan } from '../../../codec/index.js';
import { isLife, kindName } from '../../../contract/index.js';
import type { Translate } from '../../../language/index.js';
import type { Row } from '../stores/row-cache.js';
import { phrase, t, told } from '../language/index.js';

/** A run of a preview in one look. */
export interface Segment {
  readonly text: string;
  readonly look: 'plain' | 'muted' | 'key' | 'string' | 'numeral' | 'literal';
  /** Part of what the filter found. */
  readonly hit: boolean;
}

/** Bytes of a binary payload that one line shows. */
const hexBytes = 64;

type Run = Omit<Segment, 'hit'>;

const plain = (text: string): Run[] => (text === '' ? [] : [{ text, look: 'plain' }]);

/** The preview as one line of plain text, controls made visible; `say` speaks where there are no bytes to show. */
export function previewText(row: Row, say: Translate = t): string {
  return runs(row, say)
    .map((run) => run.text)
    .join('');
}

/** The preview cut into looks; `find` marks what the filter found. */
export function previewSegments(row: Row, find: FilterMarks = noFilterMarks): readonly Segment[] {
  const all = runs(row, t);
  return markHits(all, spansIn(row, all, find));
}

function spansIn(row: Row, all: readonly Run[], find: FilterMarks): readonly FilterSpan[] {
  if (find.literals.length + find.patterns.length + find.bytes.length === 0) return [];
  const text = all.map((run) => run.text).join('');
  if (!isLife(row.kind) && row.size > 0 && text.startsWith(formatHex(row.preview.subarray(0, hexBytes)))) {
    // Two digits and a space for each byte.
    return findFilterBytes(find, row.preview.subarray(0, hexBytes)).map(([from, to]) => [
      from * 3,
      to * 3 - 1,
    ]);
  }
  return findFilterText({ ...find, literals: find.literals.map((one) => visibleText(one)) }, text);
}

function runs(row: Row, say: Translate): Run[] {
  const kind = kindName(row.kind);
  if (isLife(row.kind)) {
    const said = decodeUtf8Lossy(row.preview);
    return plain(visibleText(say === t ? told(said, 'row') : said));
  }
  if (kind === 'close') return closeRuns(row, say);
  if (kind === 'request' || kind === 'response') return headRuns(row);
  if (row.size === 0) return [{ text: say(phrase('empty')), look: 'muted' }];
  if (!looksTextual(row.preview)) return binaryRuns(row);
  const raw = cutText(row);
  const json = looksLikeJson(raw) || /^\s*[[{]/.test(raw);
  // Line breaks and indents between the parts of JSON say nothing on one line.
  const text = visibleText(
    json && kind !== 'ping' && kind !== 'pong' ? raw.replace(/[\n\r\t][\n\r\t ]*/g, ' ') : raw,
  );
  if (kind === 'ping' || kind === 'pong') return plain(`"${text}"`);
  if (!json) return [...plain(text), ...more(row)];
  return [...jsonRuns(text), ...more(row)];
}

/** A preview may be cut inside a character: the broken end is no fault of the sender. */
function cutText(row: Row): string {
  const text = decodeUtf8Lossy(row.preview);
  return row.preview.length < row.size ? text.replace(/\ufffd{1,3}$/, '') : text;
}

const more = (row: Row): Run[] => (row.preview.length < row.size ? [{ text: '…', look: 'muted' }] : []);

function binaryRuns(row: Row): Run[] {
  const shown = row.preview.subarray(0, hexBytes);
  return [{ text: formatHex(shown), look: 'muted' }, ...(row.size > shown.length ? hexGoesOn : [])];
}
const hexGoesOn: Run[] = [{ text: ' …', look: 'muted' }];

function closeRuns(row: Row, say: Translate): Run[] {
  const { code, reason, info, problem } = parseClosePayload(row.preview);
  const fault = problem === null ? null : say === t ? told(problem.message) : problem.message;
  if (code === null) return [{ text: fault ?? say(phrase('without a code')), look: 'muted' }];
  const said = reason === '' ? info.name : reason;
  return [...plain(`${code} ${visibleText(said)}`), ...(fault === null ? [] : note(fault))];
}

const note = (text: string): Run[] => [{ text: ` · ${text}`, look: 'muted' }];

/** First line first; the headers after it as far as they fit. */
function headRuns(row: Row): Run[] {
  const head = parseHttpHead(row.preview);
  if (!head.ok) return plain(visibleText(cutText(row)));
  const { startLine, reason, status, headers } = head.value;
  const first = status === undefined ? startLine : reason === undefined || reason === '' ? startLine : reason;
  return [
    ...plain(visibleText(first)),
    ...headers.flatMap(({ name, value }) => note(visibleText(`${name}: ${value}`))),
  ];
}

function jsonRuns(text: string): Run[] {
  const found: Run[] = [];
  let at = 0;
  for (const { start, end, kind } of highlightJson(text)) {
    if (kind === 'punct') continue;
    found.push(...plain(text.slice(at, start)), {
      text: text.slice(start, end),
      look: kind === 'number' ? 'numeral' : kind,
    });
    at = end;
  }
  return [...found, ...plain(text.slice(at))];
}

function markHits(all: readonly Run[], marks: readonly FilterSpan[]): readonly Segment[] {
  if (marks.length === 0) return all.map((run) => ({ ...run, hit: false }));
  const segments: Segment[] = [];
  let start = 0;
  for (const run of all) {
    const end = start + run.text.length;
    let at = start;
    for (const [from, to] of marks) {
      if (to <= at || from >= end) continue;
      const [a, b] = [Math.max(at, from), Math.min(end, to)];
      if (a > at) segments.push({ ...run, text: run.text.slice(at - start, a - start), hit: false });
      segments.push({ ...run, text: run.text.slice(a - start, b - start), hit: true });
      at = b;
    }
    if (at < end) segments.push({ ...run, text: run.text.slice(at - start), hit: false });
    start = end;
  }
  return segments;
}
