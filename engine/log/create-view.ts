import { validateFraming } from '../../codec/index.js';
import { type Result, ok } from '../../contract/result.js';
import { Filter } from './filter.js';
import { FilteredRows } from './filtered.js';
import { FramedRows } from './framed.js';
import { LayerView } from './layer-view.js';
import { MarkedView } from './marked-view.js';
import type { MarkReader } from './marks.js';
import type { LogReader } from './reader.js';
import { ScanningView } from './scanning-view.js';
import type { View, ViewSpec } from './view.js';

/**
 * A view of a log; `framing.invalid` where the framing makes no sense. Without any choice it costs nothing.
 * A filter that asks for marked rows needs to be told which they are.
 */
export function createView(
  reader: LogReader,
  spec: ViewSpec = {},
  marks: MarkReader = unmarked,
): Result<View> {
  const { marked = false, ...filter } = spec.filter ?? {};
  if (!marked) return createUnmarked(reader, spec);
  const inner = createUnmarked(reader, { ...spec, filter });
  if (!inner.ok) return inner;
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

function createUnmarked(reader: LogReader, spec: ViewSpec): Result<View> {
  const layer = spec.layer ?? 'messages';
  const filter = new Filter(spec.filter, layer);
  const framing = spec.framing ?? { kind: 'raw' };
  if (framing.kind !== 'raw') {
    const valid = validateFraming(framing);
    if (!valid.ok) return valid;
    return ok(new ScanningView(reader, new FramedRows(reader, filter, valid.value)));
  }
  if (filter.passesAll) return ok(new LayerView(reader, layer, filter.afterSeq));
  return ok(new ScanningView(reader, new FilteredRows(reader, filter)));
}
