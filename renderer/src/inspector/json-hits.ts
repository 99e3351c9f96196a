import { findFilterText } from '../../../codec/index.js';
import type { FilterMarks, FilterSpan } from '../../../codec/index.js';
import { keyOf, sentText } from './json-flat.js';
import type { JsonFlat } from './json-flat.js';
import type { JsonRow } from './json-rows.js';

/** Longest JSON text that is looked through whole; of a longer one the lines in sight are. */
const wholeCharacters = 256 * 1024;
/** Characters of a value that is looked through by itself: as many as its line shows. */
const lineCharacters = 400;

/** What of a line a filter found: places in its key and in its value as they are shown. */
export interface JsonLineHits {
  readonly key: readonly FilterSpan[];
  readonly value: readonly FilterSpan[];
}

/** Where a filter finds something in the text of a tree; null where it is too long to be looked through at once. */
export function jsonHits(tree: JsonFlat, find: FilterMarks): readonly FilterSpan[] | null {
  return tree.text.length > wholeCharacters ? null : findFilterText(find, tree.text);
}

/** What of a line is marked. `shown` is its value as it is shown; a closed object is marked for what it hides. */
export function jsonLineHits(
  tree: JsonFlat,
  row: JsonRow,
  shown: string,
  all: readonly FilterSpan[] | null,
  find: FilterMarks,
): JsonLineHits {
  const start = tree.start[row.node] ?? 0;
  const end = tree.end[row.node] ?? 0;
  const keyed = row.name !== null && !row.inArray;
  const keyAt = keyed ? (tree.keyStart[row.node] ?? 0) + 1 : start;
  const found = all ?? hitsOfLine(tree, row, keyAt - (keyed ? 1 : 0), find);
  const value = row.expanded ? [] : within(found, start, end);
  return {
    key: keyed ? within(found, keyAt, keyAt + keyOf(tree, row.node).length) : [],
    value: row.expandable
      ? value.length > 0
        ? [[0, shown.length]]
        : []
      : // What is behind the end of a long value is marked at the end of the line.
        value.map(([from, to]) => [Math.min(from, shown.length - 1), Math.min(to, shown.length)]),
  };
}

function hitsOfLine(tree: JsonFlat, row: JsonRow, from: number, find: FilterMarks): readonly FilterSpan[] {
  const start = tree.start[row.node] ?? 0;
  const to = row.expandable ? start : start + Math.min(sentText(tree, row.node).length, lineCharacters);
  return findFilterText(find, tree.text.slice(from, to)).map(([a, b]) => [a + from, b + from]);
}

/** The parts of spans that are in `[from, to)`, counted from there. */
function within(spans: readonly FilterSpan[], from: number, to: number): FilterSpan[] {
  return spans
    .filter(([a, b]) => a < to && b > from)
    .map(([a, b]) => [Math.max(a, from) - from, Math.min(b, to) - from]);
}
