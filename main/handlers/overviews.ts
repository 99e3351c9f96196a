import { ok } from '../../contract/index.js';
import type { overviewRequests } from '../../contract/overview-requests.js';
import type { House } from './house.js';
import { onSession, onView } from './on-session.js';
import type { Handling } from './table.js';

/** What is drawn of whole sessions: which answer belongs to what, plots, minimaps. */
export function overviewHandlers({ engine }: Pick<House, 'engine'>): Handling<keyof typeof overviewRequests> {
  return {
    'correlation.open': (input, page) =>
      onSession(engine, input.session, (session) => page.overviews.openCorrelation(session, input)),
    'correlation.read': (input, page) =>
      onView(engine, page, input, (view, session) => page.overviews.correlated(session, input, view)),
    'correlation.close': ({ correlation }, page) => ok(page.overviews.close(correlation)),
    'plot.open': (input, page) =>
      onSession(engine, input.session, (session) => page.overviews.openPlot(session)),
    'plot.close': ({ plot }, page) => ok(page.overviews.close(plot)),
    'minimap.open': (input, page) =>
      onView(engine, page, input, (view, session) => page.overviews.openMinimap(session, view)),
    'minimap.close': ({ minimap }, page) => ok(page.overviews.close(minimap)),
  };
}
