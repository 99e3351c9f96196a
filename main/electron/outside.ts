import { BrowserWindow, dialog, shell } from 'electron';
import { dirname, extname, join } from 'node:path';
import type { Features } from '../handlers/features.js';
import { WholeFile } from '../whole-file.js';
import { t } from './speech.js';

/** The system's dialogs and its browser, for a page that has neither. */
export function systemFeatures(
  onChosen: (directory: string) => void,
): Required<Pick<Features, 'dialogs' | 'links' | 'places'>> {
  let folder: string | null = null;
  return {
    links: { open: (url) => shell.openExternal(url) },
    dialogs: {
      async chooseDirectory(purpose) {
        const question = {
          title: purpose === 'open' ? t('Open a workspace') : t('Where the workspace is to be'),
          buttonLabel: purpose === 'open' ? t('Open') : t('Choose'),
          properties: ['openDirectory' as const, 'createDirectory' as const],
        };
        const window = ourWindow();
        const { canceled, filePaths } = await (window === undefined
          ? dialog.showOpenDialog(question)
          : dialog.showOpenDialog(window, question));
        const [directory] = filePaths;
        if (canceled || directory === undefined) return null;
        onChosen(directory);
        return directory;
      },
    },
    async places(name) {
      const extension = extname(name).slice(1);
      const question = {
        title: t('Export'),
        buttonLabel: t('Export'),
        // Beside the last one; where the system likes, the first time.
        defaultPath: folder === null ? name : join(folder, name),
        filters: [
          ...(extension === '' ? [] : [{ name: extension, extensions: [extension] }]),
          { name: t('All files'), extensions: ['*'] },
        ],
        properties: ['showOverwriteConfirmation' as const, 'createDirectory' as const],
      };
      const window = ourWindow();
      const { canceled, filePath } = await (window === undefined
        ? dialog.showSaveDialog(question)
        : dialog.showSaveDialog(window, question));
      if (canceled || filePath === '') return null;
      folder = dirname(filePath);
      return WholeFile.begin(filePath);
    },
  };
}

function ourWindow(): BrowserWindow | undefined {
  return BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
}
