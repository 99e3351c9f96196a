import type { ComposerMode } from '../../../contract/index.js';
import type { TabState } from '../stores/tab.js';
import { mostTyped } from './body-size.js';
import { convertBody } from './convert.js';
import { isWriting } from './grid-drafts.js';
import { unshownOf } from './unshown.js';

/** What a switch of modes put into one, by tab and mode: it is made anew while nobody has touched it. */
const carried = new Map<string, string>();

/**
 * Each mode has a body of its own, so that trying another one loses nothing. A mode nobody has written in
 * shows what the last one held, in its own writing, for as long as it is left alone; what was written there
 * stays. What has no form in the mode leaves it empty, and `unshownOf` says so.
 */
export function carryBody(of: TabState, before: ComposerMode, mode: ComposerMode): void {
  if (mode === before || mode === 'file' || before === 'file') return;
  // A table of fields has no text of its own.
  if (mode === 'fields' || before === 'fields') return;
  const { bodies } = of.message;
  // Millions of characters are converted when a person asks for it, not by the way.
  if ((bodies[before] ?? '').length > mostTyped || (before === 'hex' && isWriting(of.id))) return;
  // A mode that is empty because it cannot show the bytes of another one has nothing to carry.
  if (unshownOf({ mode: before, bodies }) !== null) return;
  const key = `${of.id} ${mode}`;
  const there = bodies[mode] ?? '';
  if (there !== '' && carried.get(key) !== there) return;
  const made = convertBody(bodies[before] ?? '', before, mode);
  const body = made.ok ? made.value : '';
  bodies[mode] = body;
  if (body === '') carried.delete(key);
  else carried.set(key, body);
}
