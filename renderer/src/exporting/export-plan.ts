import type { ExportSpec, FilterSpec, FramingSpec, SessionInfo } from '../../../contract/index.js';
import type { ExportChoice } from '../stores/export-choice.js';
import { usualLayer } from '../stores/export-choice.js';
import type { ExportPlan } from '../stores/exports.js';

/** What is on screen of the session, where it is the one of the active tab. */
export interface OnScreen {
  readonly filter: FilterSpec;
  readonly framing: FramingSpec;
  readonly layer: 'messages' | 'wire';
  /** Number of the selected row; null where none is. */
  readonly selected: number | null;
  /** Chosen in the plot, nanoseconds since the origin. */
  readonly range: { readonly from: number; readonly to: number } | null;
}

export type What = ExportChoice['what'];

/** The rows that can be asked for now, in the order they are offered. */
export function offered(screen: OnScreen | null, filtered: boolean, marks: number | null): readonly What[] {
  const list: What[] = ['all'];
  if (screen !== null && filtered) list.push('shown');
  if (marks === null || marks > 0) list.push('marked');
  if (screen !== null && screen.selected !== null) list.push('selected');
  if (screen !== null && screen.range !== null) list.push('range');
  return list;
}

/** What is read for a choice: a view of its own wherever the messages as they were logged are not it. */
export function planOf(
  info: SessionInfo,
  choice: ExportChoice & { readonly tls?: boolean },
  screen: OnScreen | null,
): ExportPlan {
  if (choice.tls === true) {
    return { view: null, spec: { session: info.id, format: choice.format, tls: true } };
  }
  const layer = layerOf(choice, screen);
  const spec: Omit<ExportSpec, 'view' | 'range'> = {
    session: info.id,
    format: choice.format,
    redact: choice.redact,
    ...(choice.direction === 'both' ? {} : { direction: choice.direction }),
  };
  const filter = filterOf(choice.what, screen);
  // A capture has segments as they came: cut anew they would lack their delimiters.
  const cut = layer === 'wire' || choice.format === 'pcapng' ? undefined : screen?.framing;
  const framing: FramingSpec = cut ?? { kind: 'raw' };
  const plain = Object.keys(filter).length === 0 && framing.kind === 'raw' && layer === 'messages';
  return {
    view: plain ? null : { session: info.id, filter, framing, layer },
    seq: choice.what === 'selected' ? (screen?.selected ?? undefined) : undefined,
    spec,
  };
}

/** A selected row is of the layer on screen; HAR has whole messages alone. */
export function layerOf(choice: ExportChoice, screen: OnScreen | null): 'messages' | 'wire' {
  if (choice.format === 'har') return 'messages';
  if (choice.what === 'selected' && screen !== null) return screen.layer;
  return choice.layer ?? usualLayer(choice.format, screen?.layer ?? 'messages');
}

function filterOf(what: What, screen: OnScreen | null): FilterSpec {
  switch (what) {
    case 'all':
    case 'selected':
      return {};
    case 'shown':
      return screen?.filter ?? {};
    case 'marked':
      return { marked: true };
    case 'range':
      return screen?.range ?? {};
  }
}
