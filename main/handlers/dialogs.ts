import { ok } from '../../contract/index.js';
import type { Input } from '../../contract/index.js';
import type { Handling } from './table.js';

/** The system's own dialogs. */
export interface DialogFeature {
  /** Null where the person chose none. */
  chooseDirectory(purpose: Input<'workspaces.choose'>['purpose']): Promise<string | null>;
}

export function dialogHandlers(dialogs: DialogFeature): Handling<'workspaces.choose'> {
  return {
    'workspaces.choose': async ({ purpose }) => ok({ directory: await dialogs.chooseDirectory(purpose) }),
  };
}
