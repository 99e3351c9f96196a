import { ok } from '../../contract/index.js';
import type { recordingRequests } from '../../contract/recording-requests.js';
import type { House } from './house.js';
import type { Handling } from './table.js';

/** Recorded sessions: the shelf, the trash, how long they are kept, and search in all of them. */
export function recordingHandlers({
  engine,
}: Pick<House, 'engine'>): Handling<keyof typeof recordingRequests> {
  return {
    'session.describe': async ({ sessions, note }) => ok(await engine.shelf.describe(sessions, note)),
    'session.remove': async ({ sessions }) => ok(await engine.shelf.remove(sessions)),
    'session.restore': async ({ sessions }) => ok(await engine.shelf.restore(sessions)),
    'session.tabs': ({ sessions }, page) => ok(engine.shelf.show(page, sessions)),
    'trash.read': async () => ok(await engine.shelf.trashed()),
    'trash.empty': async ({ sessions }) => ok(await engine.shelf.empty(sessions)),

    'retention.read': () => ok(engine.retention.policy),
    'retention.write': (policy) => engine.retention.write(policy),
    'retention.plan': async ({ policy }) => ok(await engine.retentionPlan(policy)),

    'sync.read': () => ok(engine.sync.info),
    'sync.write': (policy) => engine.sync.write(policy),

    'search.start': (spec, page) => page.startSearch(spec),
    'search.next': ({ search }, page) => page.nextOfSearch(search),
    'search.stop': ({ search }, page) => page.stopSearch(search),
  };
}
