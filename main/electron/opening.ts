import type { App } from 'electron';
import type { Openings } from '../openings.js';
import { wordsOf } from './arguments.js';

/** Before there is a host to hand them to; a system hands over a few. */
const mostEarly = 50;

/**
 * Takes what the system asks the app to open: arguments of its own and of further instances, and the events of
 * macOS, which may come before the app is ready. What came early is handed on by the function it answers.
 */
export function catchOpenings(
  app: App,
  argv: readonly string[],
  directory: string,
): (openings: Openings) => void {
  let openings: Openings | null = null;
  const early: ((openings: Openings) => void)[] = [];
  const hand = (act: (openings: Openings) => void): void => {
    if (openings !== null) act(openings);
    else if (early.length < mostEarly) early.push(act);
  };
  const offer = (args: readonly string[], from: string): void =>
    hand((to) => void to.offerArguments(wordsOf(args, app.isPackaged), from));
  offer(argv, directory);
  app.on('open-url', (event, url) => {
    event.preventDefault();
    hand((to) => to.offerLink(url));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    hand((to) => void to.offerFile(path));
  });
  app.on('second-instance', (_event, args, from) => offer(args, from));
  return (to) => {
    openings = to;
    for (const act of early.splice(0)) act(to);
  };
}
