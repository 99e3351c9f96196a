import { ok } from '../../contract/index.js';
import { privateOf, readDiagnostics } from '../diagnostics.js';
import type { House } from './house.js';
import type { Handling } from './table.js';

/** What the host is, and what went wrong in it or in a page. */
export function hostHandlers({
  engine,
  host,
  logFile,
  noteTrouble,
  showFile,
}: Pick<House, 'engine' | 'host' | 'logFile' | 'noteTrouble' | 'showFile'>): Handling<
  'host.info' | 'diagnostics.read' | 'diagnostics.log' | 'trouble.report'
> {
  return {
    'host.info': () => ok({ ...host, interfaces: engine.interfaces() }),
    'diagnostics.read': async () =>
      ok(await readDiagnostics(logFile, privateOf(engine.workspace.info, await engine.list()))),
    'diagnostics.log': () => {
      showFile?.(logFile);
      return ok({ file: logFile, shown: showFile !== null });
    },
    'trouble.report': ({ trouble }, page) => {
      if (page.mayReport()) noteTrouble(trouble);
      return ok();
    },
  };
}
