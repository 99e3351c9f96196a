import { BrowserWindow, dialog, shell } from 'electron';
import type { Outside } from '../handlers.js';

/** The system's dialogs and its browser, for a page that has neither. */
export function createOutside(onChosen: (directory: string) => void): Outside {
  return {
    async chooseDirectory(purpose) {
      const question = {
        title: purpose === 'open' ? 'Open a workspace' : 'Where the workspace is to be',
        buttonLabel: purpose === 'open' ? 'Open' : 'Choose',
        properties: ['openDirectory' as const, 'createDirectory' as const],
      };
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      const { canceled, filePaths } = await (window === undefined
        ? dialog.showOpenDialog(question)
        : dialog.showOpenDialog(window, question));
      const [directory] = filePaths;
      if (canceled || directory === undefined) return null;
      onChosen(directory);
      return directory;
    },
    openLink: (url) => shell.openExternal(url),
  };
}
