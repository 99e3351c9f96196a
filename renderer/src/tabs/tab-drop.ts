import * as z from 'zod/mini';
import { Id, WindowNumber } from '../../../contract/index.js';

const TabDrop = z.strictObject({ window: WindowNumber, tab: Id });

/** Which tab of which window was dropped; null for anything else. */
export function parseTabDrop(data: string): z.output<typeof TabDrop> | null {
  try {
    return TabDrop.parse(JSON.parse(data));
  } catch {
    return null;
  }
}
