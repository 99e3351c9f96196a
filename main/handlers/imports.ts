import { ok } from '../../contract/index.js';
import type { importRequests } from '../../contract/import-requests.js';
import { ImportHistory, PageImport, exportWorkspace } from '../imports.js';
import type { Page } from '../page.js';
import type { House } from './house.js';
import type { Handling } from './table.js';

/** Files of other tools, and the workspace as one file. */
export function importHandlers({
  engine,
  importProgram,
}: Pick<House, 'engine' | 'importProgram'>): Handling<keyof typeof importRequests> {
  const imported = new ImportHistory();
  const imports = new WeakMap<Page, PageImport>();
  function importOf(page: Page): PageImport {
    const known = imports.get(page);
    if (known !== undefined) return known;
    const own = new PageImport(engine, imported, importProgram, (progress) =>
      page.emit('import.changed', progress),
    );
    imports.set(page, own);
    page.onClose(() => own.close());
    return own;
  }
  return {
    'import.begin': (input, page) => importOf(page).begin(input),
    'import.chunk': (input, page) => importOf(page).take(input),
    'import.preview': (input, page) => importOf(page).preview(input),
    'import.apply': (input, page) => importOf(page).apply(input),
    'import.undo': ({ undo }) => imported.undo(undo, engine),
    'import.end': (input, page) => ok(importOf(page).end(input.import)),
    'workspace.export': ({ connections }) => exportWorkspace(engine.workspace, connections),
  };
}
