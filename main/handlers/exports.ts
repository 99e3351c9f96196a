import { ok } from '../../contract/index.js';
import type { House } from './house.js';
import { onSession } from './on-session.js';
import type { Handling } from './table.js';

/** Exports that a page pulls; where the host can put them itself: `places.ts`. */
export function exportHandlers({
  engine,
}: Pick<House, 'engine'>): Handling<`export.${'begin' | 'next' | 'end'}`> {
  return {
    'export.begin': (input, page) =>
      onSession(engine, input.session, (session) => page.beginExport(session, input)),
    'export.next': ({ export: number }, page) => page.exports.next(number),
    'export.end': ({ export: number }, page) => ok(page.exports.end(number)),
  };
}
