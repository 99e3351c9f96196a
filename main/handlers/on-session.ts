import { fail } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import type { Engine, Session, View } from '../../engine/index.js';
import type { Page } from '../page.js';
import type { Answer } from './table.js';

/** Bytes one read of a payload answers with; a page that wants more asks again from where the answer ends. */
export const mostPayloadBytes = 8 << 20;

/**
 * Acts on the session of that id. A live session is found at once, so that what a page sends leaves in the order it was
 * sent in.
 */
export function onSession<T>(
  engine: Pick<Engine, 'live' | 'session'>,
  id: string,
  act: (session: Session) => Answer<T>,
): Answer<T> {
  const live = engine.live(id);
  if (live.ok) return act(live.value);
  return engine.session(id).then((found) => (found.ok ? act(found.value) : found));
}

/** Acts on a view that the page has open, with its session. */
export function onView<T>(
  engine: Pick<Engine, 'live' | 'session'>,
  page: Page,
  { session: id, view: handle }: { readonly session: string; readonly view: number },
  act: (view: View, session: Session) => Answer<T>,
): Answer<T> {
  return onSession(engine, id, (session) => {
    const view = page.view(session, handle);
    return view.ok ? act(view.value, session) : view;
  });
}

/** What the log calls a row that is not there, in the words of the contract. */
export function asRow<T>(answer: Result<T>): Result<T> {
  if (answer.ok || answer.error.code !== 'log.no-row') return answer;
  return fail('row.unknown', answer.error.message, answer.error.detail);
}
