import type { compareRequests } from '../../contract/compare-requests.js';
import type { differenceRequests } from '../../contract/difference-requests.js';
import { mostPayloadBytes } from './on-session.js';
import type { Handling } from './table.js';

type Names = keyof typeof compareRequests | keyof typeof differenceRequests;

/** One payload over several transports; two sessions side by side. */
export function comparingHandlers(): Handling<Names> {
  return {
    'compare.start': (spec, page) => page.startComparison(spec),
    'compare.stop': ({ compare }, page) => page.stopComparison(compare),

    'difference.open': (spec, page) => page.differences.open(spec),
    'difference.close': ({ difference }, page) => page.differences.close(difference),
    'difference.pairs': (input, page) => page.differences.pairs(input),
    'difference.seek': (input, page) => page.differences.seek(input),
    'difference.payload': (input, page) => page.differences.payload(input, mostPayloadBytes),
    'difference.export': (input, page) => page.beginPairExport(input),
  };
}
