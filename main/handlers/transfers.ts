import type { House } from './house.js';
import { onSession } from './on-session.js';
import type { Handling } from './table.js';

/** Files that a page streams to peers. */
export function transferHandlers({
  engine,
}: Pick<House, 'engine'>): Handling<`transfer.${'begin' | 'chunk' | 'end'}`> {
  return {
    'transfer.begin': (input, page) =>
      onSession(engine, input.session, async (session) => {
        const { environment, destination, ...file } = input;
        if (destination === undefined) return page.beginTransfer(session, file);
        const to = await engine.composing.destination(session, destination, environment ?? null);
        return to.ok ? page.beginTransfer(session, { ...file, destination: to.value }) : to;
      }),
    'transfer.chunk': async ({ transfer, data }, page) => {
      const found = page.transfer(transfer);
      return found.ok ? found.value.write(data) : found;
    },
    'transfer.end': (input, page) => page.endTransfer(input),
  };
}
