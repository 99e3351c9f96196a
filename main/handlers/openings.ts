import { ok } from '../../contract/index.js';
import type { openingRequests } from '../../contract/opening-requests.js';
import type { House } from './house.js';
import type { Handling } from './table.js';

/** What the host was asked to open. */
export function openingHandlers({
  openings,
}: Pick<House, 'openings'>): Handling<keyof typeof openingRequests> {
  return {
    'opening.next': () => ok({ opening: openings.next() }),
    'opening.read': (input) => openings.read(input),
    'opening.end': ({ opening }) => ok(openings.end(opening)),
  };
}
