import type { automaticRequests } from '../../contract/automatic-requests.js';
import type { House } from './house.js';
import { onSession } from './on-session.js';
import type { Session } from '../../engine/index.js';
import type { Answer, Handling } from './table.js';

/** What is sent without a hand on the button, and what was sent before. */
export function automaticHandlers({
  engine,
}: Pick<House, 'engine'>): Handling<keyof typeof automaticRequests> {
  const on = <T>(id: string, act: (session: Session) => Answer<T>): Answer<T> => onSession(engine, id, act);
  return {
    'repeat.start': ({ session, ...plan }) => on(session, (one) => engine.startRepeat(one, plan)),
    'repeat.pause': ({ session, paused }) => on(session, (one) => one.repeating.pause(paused)),
    'repeat.stop': ({ session }) => on(session, (one) => one.repeating.stop()),
    'queue.add': ({ session, items, go }) => on(session, (one) => engine.enqueue(one, items, go)),
    'queue.read': ({ session }) => on(session, (one) => one.queueing.read()),
    'queue.change': ({ session, change }) => on(session, (one) => one.queueing.change(change)),
    'queue.control': ({ session, action }) => on(session, (one) => one.queueing.control(action)),
    'history.read': ({ key }) => engine.sent.read(key),
    'history.add': ({ key, entry }) => engine.sent.add(key, entry),
    'history.clear': ({ key, message }) => engine.sent.clear(key, message),
    'history.adopt': ({ from, to }) => engine.sent.adopt(from, to),
  };
}
