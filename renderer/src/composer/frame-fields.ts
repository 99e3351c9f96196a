import { craftFields } from '../../../codec/index.js';
import type { CraftFields } from '../../../codec/index.js';
import type { CraftedFrame, Role } from '../../../contract/index.js';

/** A crafted frame with every field said. */
export type FrameFields = CraftFields;

/** The frame after a change, without what has its default: a saved file holds what is special, in one order. */
export function changeFrame(frame: CraftedFrame, role: Role, change: Partial<FrameFields>): CraftedFrame {
  const before = craftFields(frame, role);
  const usual = craftFields({}, role);
  const next = { ...before, ...change };
  // A mask that was chosen stays chosen: the same message may be sent by the other role.
  const said = (name: string): boolean =>
    name === 'masked' && (frame.masked !== undefined || change.masked !== undefined);
  const special = Object.entries(next).filter(
    ([name, value]) => value !== null && (said(name) || value !== usual[name as keyof FrameFields]),
  );
  // Entries of a frame whose absent `cut` is the only null, which was left out.
  return Object.fromEntries(special);
}
