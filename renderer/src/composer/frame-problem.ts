import { buildFrames, craftFields, isTemplate } from '../../../codec/index.js';
import { maxCraftWaitMs } from '../../../contract/index.js';
import type { Role } from '../../../contract/index.js';
import type { MessageDraft } from '../stores/tab.js';
import { encodeBody } from './draft.js';
import { t, told } from '../language/index.js';

const empty = new Uint8Array();

/** Why the frames of a crafted message cannot leave; null where they can. Variables are the host's to judge. */
export function frameProblem(draft: MessageDraft, role: Role): string | null {
  const templated = isTemplate(draft.bodies[draft.mode] ?? '');
  const { bytes, problems } = templated ? { bytes: empty, problems: [] } : encodeBody(draft, '');
  if (bytes === null) return told(problems[0]?.message) ?? t('The payload cannot be read');
  // So are those of the frame.
  const plain = Object.entries(draft.frame).filter(
    ([, typed]) => typeof typed !== 'string' || !isTemplate(typed),
  );
  return (
    buildFrames(craftFields(Object.fromEntries(plain), role), bytes, () => 0, maxCraftWaitMs).problems[0] ??
    null
  );
}
