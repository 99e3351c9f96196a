import { isAbsolute } from 'node:path';
import type { IpcMain } from 'electron';
import type { Log } from '../log.js';
import { topFrameOf } from './port.js';

/** Also written in preload/index.ts, which can import nothing of ours. */
const channel = 'wirebench:folder';
/** No system has longer ones. */
const mostPathCharacters = 32_768;

interface DroppedOptions {
  readonly page: string;
  readonly onFolder: (path: string) => void;
  readonly log: Log;
}

/** Takes the folders that are dropped on a window, of our own page at the top of its window alone. */
export function takeDropped(ipc: IpcMain, { page, onFolder, log }: DroppedOptions): void {
  ipc.on(channel, (event, path: unknown) => {
    const frame = topFrameOf(event, page);
    if (frame === null) return log('A frame that is not our page handed over a folder');
    const named = typeof path === 'string' && path.length <= mostPathCharacters && !path.includes('\0');
    if (!named || !isAbsolute(path)) return log('A window handed over what is no path of a folder');
    onFolder(path);
  });
}
