import * as z from 'zod/mini';
import { FramingSpec } from './connection.js';
import { type CorrelatedRows, type CorrelationInfo, CorrelationSpec } from './correlation.js';
import { request } from './define.js';
import type { MinimapInfo, PlotInfo } from './overview.js';
import { SessionId } from './session.js';

const session = SessionId;
const handle = z.int().check(z.gte(0));
const position = z.int().check(z.gte(0));

/** Figures over a whole session, computed by the host in slices and extended as rows arrive. */
export const overviewRequests = {
  /** Finds which message answers which, of messages as the framing cuts them; figures follow as `correlation.changed`. */
  'correlation.open': request<CorrelationInfo>()(
    z.strictObject({ session, spec: CorrelationSpec, framing: FramingSpec }),
    ['session.unknown', 'log.*', 'framing.*', 'correlation.path', 'view.limit'],
  ),
  /** The pairs of rows `from` to `to` of a view: at most 1000. */
  'correlation.read': request<CorrelatedRows>()(
    z.strictObject({ session, correlation: handle, view: handle, from: position, to: position }),
    ['session.unknown', 'view.unknown', 'correlation.unknown', 'log.*'],
  ),
  'correlation.close': request<void>()(z.strictObject({ correlation: handle })),
  /** Rows and bytes over time; more follows as `plot.changed`. */
  'plot.open': request<PlotInfo>()(z.strictObject({ session }), ['session.unknown', 'log.*', 'view.limit']),
  'plot.close': request<void>()(z.strictObject({ plot: handle })),
  /** Kinds and errors by position in a view; more follows as `minimap.changed`. It ends with the view. */
  'minimap.open': request<MinimapInfo>()(z.strictObject({ session, view: handle }), [
    'session.unknown',
    'view.unknown',
    'log.*',
    'view.limit',
  ]),
  'minimap.close': request<void>()(z.strictObject({ minimap: handle })),
};
