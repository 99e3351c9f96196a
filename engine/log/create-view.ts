import { type FilterNode, parseFilter, validateFraming } from '../../codec/index.js';
import type { FramingSpec } from '../../codec/index.js';
import type { CorrelationSpec } from '../../contract/correlation.js';
import { type Result, ok } from '../../contract/result.js';
import type { Correlation } from './correlate.js';
import { Filter } from './filter.js';
import { FilteredRows } from './filtered.js';
import { FramedRows } from './framed.js';
import { LayerView } from './layer-view.js';
import { MarkedView } from './marked-view.js';
import type { MarkReader } from './marks.js';
import { asksForMarks, Query } from './query.js';
import { splitQuery } from './query-split.js';
import { openCorrelation } from './open-correlation.js';
import type { LogReader } from './reader.js';
import { ScanningView, type ViewRows } from './scanning-view.js';
import { Unanswered } from './unanswered.js';
import type { View, ViewSpec } from './view.js';

/**
 * A view of a log; `framing.invalid` where the framing makes no sense, `filter.invalid` where the query does not.
 * Without any choice it costs nothing. A filter that asks for marked rows needs to be told which they are.
 */
export function createView(
  reader: LogReader,
  spec: ViewSpec = {},
  marks: MarkReader = unmarked,
): Result<View> {
  const { unanswered, ...filter } = spec.filter ?? {};
  const shown = createAnswered(reader, { ...spec, filter }, marks);
  if (!shown.ok || unanswered === undefined) return shown;
  const framing = spec.framing ?? { kind: 'raw' };
  const opened = correlate(reader, unanswered, framing);
  if (!opened.ok) {
    shown.value.close();
    return opened;
  }
  const requests = new Unanswered(opened.value.correlation, opened.value.release);
  return ok(new MarkedView(shown.value, requests, framing.kind !== 'raw'));
}

/**
 * Which message answers which: one for all who ask for the same, until each has released it.
 * `framing.invalid`, and `correlation.path` where a path makes no sense.
 */
export function correlate(
  reader: LogReader,
  spec: CorrelationSpec,
  framing: FramingSpec,
): Result<{ readonly correlation: Correlation; readonly release: () => void }> {
  return openCorrelation(reader, spec, framing, () => createUnmarked(reader, { framing }, null, unmarked));
}

function createAnswered(reader: LogReader, spec: ViewSpec, marks: MarkReader): Result<View> {
  const query = parseFilter(spec.filter?.query ?? '');
  if (!query.ok) return query;
  const { spec: split, rest } = splitQuery(spec.filter ?? {}, query.value);
  const { marked = false, ...filter } = split;
  const inner = createUnmarked(reader, { ...spec, filter }, rest, marks);
  if (!inner.ok || !marked) return inner;
  const framed = spec.framing !== undefined && spec.framing.kind !== 'raw';
  return ok(new MarkedView(inner.value, marks, framed));
}

/** Of a log that was opened without its marks. */
const unmarked: MarkReader = {
  size: 0,
  has: () => false,
  commentOf: () => null,
  seqs: () => new Float64Array(),
  onChange: () => () => undefined,
};

function createUnmarked(
  reader: LogReader,
  spec: ViewSpec,
  rest: FilterNode | null,
  marks: MarkReader,
): Result<View> {
  const layer = spec.layer ?? 'messages';
  const filter = (): Filter =>
    new Filter(spec.filter, layer, rest === null ? null : new Query(rest, (seq) => marks.has(seq)));
  const framing = spec.framing ?? { kind: 'raw' };
  const again = asksForMarks(rest) ? marks : null;
  if (framing.kind !== 'raw') {
    const valid = validateFraming(framing);
    if (!valid.ok) return valid;
    return ok(scanning(reader, () => new FramedRows(reader, filter(), valid.value), again));
  }
  const first = filter();
  if (first.passesAll) return ok(new LayerView(reader, layer, first.afterSeq));
  return ok(scanning(reader, () => new FilteredRows(reader, filter()), again));
}

/** A view that is looked through anew when the marks change it depends on. */
function scanning(reader: LogReader, make: () => ViewRows, marks: MarkReader | null): View {
  const view = new ScanningView(reader, make());
  if (marks !== null) {
    view.onClose(
      marks.onChange(() => {
        view.restart(make());
      }),
    );
  }
  return view;
}
