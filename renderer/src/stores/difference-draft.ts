import * as z from 'zod/mini';
import { layers } from '../../../contract/index.js';
import type { DifferenceAlign, DifferenceSpec } from '../../../contract/index.js';
import type { FramingSpec } from '../../../contract/index.js';

/** How streams are cut: each as its own tab does, both as one of the two, or not at all. */
export const framingChoices = ['own', 'left', 'right', 'none'] as const;

/** How two sessions are looked at side by side; kept across restarts. */
export const DifferenceDraft = z.object({
  /** It has a place among the tabs. */
  open: z.boolean(),
  left: z.nullable(z.string()),
  right: z.nullable(z.string()),
  align: z.enum(['order', 'time', 'path', 'bytes']),
  path: z.string(),
  from: z.int().check(z.gte(0)),
  length: z.int().check(z.gte(1)),
  layer: z.enum(layers),
  query: z.string(),
  life: z.boolean(),
  /** What counts besides; settings of before had none of these. */
  flags: z._default(z.boolean(), true),
  heads: z._default(z.boolean(), true),
  peers: z._default(z.boolean(), false),
  framing: z._default(z.enum(framingChoices), 'own'),
  /** Equal rows at other times count as moved. */
  timing: z.boolean(),
  /** Milliseconds. */
  tolerance: z.number(),
  offset: z.number(),
  meaning: z.boolean(),
  /** Paths that do not count, as typed: one a line, or with commas between. */
  ignore: z.string(),
  /** Only what differs is shown. */
  only: z.boolean(),
  /** Of the pane below, px. */
  detailHeight: z.number(),
});
export type DifferenceDraft = z.output<typeof DifferenceDraft>;

export function firstDifference(): DifferenceDraft {
  return {
    open: false,
    left: null,
    right: null,
    align: 'order',
    path: '$.id',
    from: 0,
    length: 4,
    layer: 'messages',
    query: '',
    life: false,
    flags: true,
    heads: true,
    peers: false,
    framing: 'own',
    timing: false,
    tolerance: 100,
    offset: 0,
    meaning: false,
    ignore: '',
    only: false,
    detailHeight: 260,
  };
}

/** What is asked of the host; null while a side is missing. */
export function specOf(
  draft: DifferenceDraft,
  framingOf: (session: string) => FramingSpec,
): DifferenceSpec | null {
  const { left, right, layer, query, life, timing, tolerance, offset, meaning } = draft;
  const { flags, heads, peers } = draft;
  if (left === null || right === null) return null;
  return {
    left: { session: left, framing: framingFor(draft, 'left', framingOf) },
    right: { session: right, framing: framingFor(draft, 'right', framingOf) },
    layer,
    filter: query.trim() === '' ? {} : { query: query.trim() },
    life,
    align: alignOf(draft),
    counts: { flags, heads, peers },
    timing: { compare: timing, tolerance, offset },
    json: { meaning, ignore: ignoredPaths(draft.ignore) },
  };
}

/** The framing that a side is cut by. */
export function framingFor(
  { left, right, framing }: Pick<DifferenceDraft, 'left' | 'right' | 'framing'>,
  side: 'left' | 'right',
  framingOf: (session: string) => FramingSpec,
): FramingSpec {
  const from = framing === 'own' ? side : framing;
  const session = from === 'none' ? null : from === 'left' ? left : right;
  return session === null ? { kind: 'raw' } : framingOf(session);
}

function alignOf({ align, path, from, length }: DifferenceDraft): DifferenceAlign {
  if (align === 'path') return { by: 'path', path: path.trim() === '' ? '$' : path.trim() };
  return align === 'bytes' ? { by: 'bytes', from, length } : { by: align };
}

/** The paths in a text, without what is empty. */
export function ignoredPaths(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((path) => path.trim())
    .filter((path) => path !== '');
}
