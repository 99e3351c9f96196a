import { ok } from '../../contract/index.js';
import type { Session } from '../../engine/index.js';
import type { House } from './house.js';
import { onSession } from './on-session.js';
import type { Answer, Handling } from './table.js';

type Names =
  | `session.${'list' | 'info' | 'start' | 'stop' | 'send' | 'craft' | 'uncraft' | 'peers' | 'end'}`
  | `session.${'membership' | 'watch' | 'marks' | 'mark'}`
  | `message.${'send' | 'preview'}`
  | 'certificate.create';

/** Connections and what is sent over them. */
export function sessionHandlers({ engine }: Pick<House, 'engine'>): Handling<Names> {
  const on = <T>(id: string, act: (session: Session) => Answer<T>): Answer<T> => onSession(engine, id, act);
  return {
    'session.list': async () => ok(await engine.list()),
    'session.info': ({ session }) => on(session, ({ info }) => ok(info)),
    'session.start': (input) => engine.start(input),
    'session.stop': ({ session, ...how }) => on(session, (one) => one.stop(how)),
    'session.send': ({ session, to, message }) => on(session, (one) => one.send(to, message)),
    'session.craft': ({ session, to, pieces }) => on(session, (one) => one.craft(to, pieces)),
    'session.uncraft': ({ session }) => on(session, (one) => one.uncraft()),
    'session.peers': ({ session }) => on(session, ({ peers }) => ok(peers)),
    'session.end': ({ session, to, how, code, reason }) =>
      on(session, (one) => one.end(to, how, code, reason)),
    'session.membership': ({ session, action, group, interface: name }) =>
      on(session, (one) => one.membership(action, group, name)),
    'session.watch': ({ sessions }, page) => ok(page.watch(sessions)),
    'session.marks': ({ session }) => on(session, ({ marks }) => ok(marks.all())),
    'session.mark': ({ session, changes }) => on(session, (one) => one.mark(changes)),
    'message.send': ({ session, ...message }) => on(session, (one) => engine.composing.send(one, message)),
    'message.preview': ({ session, ...message }) =>
      session === null
        ? engine.composing.preview(null, message)
        : on(session, (one) => engine.composing.preview(one, message)),
    'certificate.create': () => engine.createCertificate(),
  };
}
