import type { Protocol } from '../../../contract/index.js';
import type { MessageDraft } from '../stores/tab.js';
import { isStream } from './draft.js';

/**
 * The lines of a block that become messages of their own, as the repeat of a block has them: one that would
 * carry no byte is left out, and one that carries its ending alone is a message, as the blank line after the
 * headers of a request is.
 */
export function blockLines({ mode, bodies, ending }: MessageDraft, protocol: Protocol): readonly string[] {
  const all = (bodies[mode] ?? '').split(/\r\n|[\n\r]/);
  // The end of the last line begins no other.
  if (all.at(-1) === '') all.pop();
  if (isStream(protocol) && ending !== 'none') return all;
  const spaced = mode === 'hex' || mode === 'base64';
  return all.filter((line) => (spaced ? line.trim() : line) !== '');
}
