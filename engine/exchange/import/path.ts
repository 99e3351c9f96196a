import { type Result, fail, ok } from '../../../contract/index.js';

/**
 * The path of a file as an import knows it: `/` between folders, none of them empty or `.`. A path that
 * would leave its folder, or is absolute, is refused with `import.path`: it is never written to, but no
 * tool makes one by accident either.
 */
export function importPath(typed: string, within?: string): Result<string> {
  const steps = typed.replaceAll('\\', '/').split('/');
  const shown = JSON.stringify(typed.slice(0, 200));
  const where = within === undefined ? '' : ` in ${within}`;
  if (steps.includes('..')) return fail('import.path', `The name ${shown}${where} would leave its folder.`);
  if (steps[0] === '' || /^[a-z]:$/i.test(steps[0] ?? '')) {
    return fail('import.path', `The name ${shown}${where} begins at the top of a disk.`);
  }
  // eslint-disable-next-line no-control-regex -- a NUL ends a name for the system
  if (/\u0000/.test(typed)) return fail('import.path', `The name ${shown}${where} holds a NUL.`);
  const path = steps.filter((step) => step !== '' && step !== '.').join('/');
  return path === '' ? fail('import.path', `A file${where} has no name.`) : ok(path);
}
