import { readFileSync, readdirSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join, relative, sep } from 'node:path';
import { judgeText } from '../../scripts/check-private.mjs';
import { repository } from './pack.js';

/** Every file below a directory, by its path in it. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** What a file to be given away says of this machine, or of where it was built. */
export function tellsOfHere(file: string): string[] {
  const text = readFileSync(file, 'latin1');
  const here = [repository.replace(/[/\\]$/, ''), homedir()].filter((path) => path.length > 6);
  return [
    ...judgeText(text, hostname()),
    ...here.flatMap((path) => (text.includes(path) ? [`names ${path}`] : [])),
    ...(/[#@] ?sourceMappingURL=/.test(text) ? ['names a source map'] : []),
  ];
}
