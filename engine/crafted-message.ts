import { randomBytes } from 'node:crypto';
import { buildFrames, craftFields } from '../codec/index.js';
import type { FramePiece } from '../codec/index.js';
import { fail, maxCraftWaitMs, ok } from '../contract/index.js';
import type { CraftedFrame, Result, Role } from '../contract/index.js';

/**
 * The frames of a payload whose variables are resolved: their lengths and masks are those of its bytes. Keys that
 * nobody has drawn are random. `craft.frame` where a field cannot be read, or fields do not go together.
 */
export function craftedMessage(
  payload: Uint8Array,
  frame: CraftedFrame,
  { role, keys = [] }: { readonly role: Role; readonly keys?: readonly number[] | undefined },
): Result<readonly FramePiece[]> {
  const keyOf = (index: number): number => keys[index] ?? randomBytes(4).readUInt32BE();
  const built = buildFrames(craftFields(frame, role), payload, keyOf, maxCraftWaitMs);
  const problem = built.problems[0];
  return problem === undefined ? ok(built.pieces) : fail('craft.frame', problem);
}
