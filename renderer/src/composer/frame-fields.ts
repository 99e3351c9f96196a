import type { CraftedFrame, Role } from '../../../contract/index.js';

/** A crafted frame with every field said. */
export type FrameFields = Omit<Required<CraftedFrame>, 'cut'> & { readonly cut: number | null };

/** What a field is where nothing was said: a correct text frame of that role. */
function defaults(role: Role): FrameFields {
  return {
    opcode: 1,
    fin: true,
    rsv1: false,
    rsv2: false,
    rsv3: false,
    masked: role === 'client',
    key: '',
    lengthForm: 'auto',
    length: '',
    fragments: 1,
    delayMs: 0,
    restart: false,
    cut: null,
    junk: '',
  };
}

export function frameFields(frame: CraftedFrame, role: Role): FrameFields {
  return { ...defaults(role), ...frame };
}

/** The frame after a change, without what has its default: a saved file holds what is special, in one order. */
export function changeFrame(frame: CraftedFrame, role: Role, change: Partial<FrameFields>): CraftedFrame {
  const before = frameFields(frame, role);
  const usual = defaults(role);
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
