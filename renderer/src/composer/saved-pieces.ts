import { maxFragments } from '../../../contract/index.js';
import type { Role } from '../../../contract/index.js';
import type { MessageDraft } from '../stores/tab.js';
import { encodeBody } from './draft.js';
import { buildFrames } from './frame-build.js';
import { frameFields } from './frame-fields.js';

/** One write of crafted frames, its bytes on a buffer of their own as the host's schema wants them. */
export interface SavedPiece {
  data: Uint8Array<ArrayBuffer>;
  afterMs: number;
}

/** The frames of a crafted message as they would leave now, each time under new keys; or why there are none. */
export function savedPieces(draft: MessageDraft, role: Role): SavedPiece[] | string {
  const { bytes, problems } = encodeBody(draft, '');
  if (bytes === null) return problems[0]?.message ?? 'The payload cannot be read';
  const keys = crypto.getRandomValues(new Uint32Array(maxFragments));
  const built = buildFrames(frameFields(draft.frame, role), bytes, (index) => keys[index] ?? 0);
  if (built.problems[0] !== undefined) return built.problems[0];
  return built.pieces.map(({ data, afterMs }) => ({ data: new Uint8Array(data), afterMs }));
}
