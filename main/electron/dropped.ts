import { isAbsolute } from 'node:path';
import type { IpcMain } from 'electron';
import type { Log } from '../log.js';
import { topFrameOf } from './port.js';

/** Also written in preload/index.ts, which can import nothing of ours. */
const channel = 'wirebench:folder';
/** No system has longer ones. */
const mostPathCharacters = 32_768;
/** Nobody means to open more workspaces at once; each is asked about. */
const mostFolders = 20;

interface DroppedOptions {
  readonly page: string;
  readonly onFolders: (paths: readonly string[]) => void;
  readonly log: Log;
}

/** Takes the folders that are dropped on a window, of our own page at the top of its window alone. */
export function takeDropped(ipc: IpcMain, { page, onFolders, log }: DroppedOptions): void {
  ipc.on(channel, (event, paths: unknown) => {
    const frame = topFrameOf(event, page);
    if (frame === null) return log('A frame that is not our page handed over a folder');
    const list: readonly unknown[] = Array.isArray(paths) && paths.length <= mostFolders ? paths : [];
    const named = list.filter(isPath);
    if (named.length === 0 || named.length !== list.length)
      return log('A window handed over what is no path of a folder');
    onFolders(named);
  });
}

function isPath(path: unknown): path is string {
  return (
    typeof path === 'string' && path.length <= mostPathCharacters && !path.includes('\0') && isAbsolute(path)
  );
}
