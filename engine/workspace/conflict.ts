import type { Failure, SavedConnection } from '../../contract/index.js';
import { connectionsFolder } from './directory.js';
import type { ConnectionFile } from './directory.js';

/** Says why a save would overwrite what its author has not seen; null where it would not. */
export function conflictOf(
  connection: SavedConnection,
  base: string | null,
  known: ConnectionFile | undefined,
  current: ConnectionFile | null,
  exists: boolean,
): Failure | null {
  if (known === undefined) return null;
  const shown = `${connectionsFolder}/${known.file}`;
  if (current !== null && current.revision === base) return null;
  if (!exists) {
    return base === known.revision
      ? null
      : { code: 'workspace.conflict', message: `${shown} was removed meanwhile.` };
  }
  const message =
    current === null
      ? `${shown} cannot be read any more: somebody else changed it. It was left as it is.`
      : `“${connection.name}” was changed in ${shown} since you opened it. Overwrite it, or take that version.`;
  return {
    code: 'workspace.conflict',
    message,
    detail: { file: shown, revision: current?.revision ?? null },
  };
}
