// Judges package-lock.json: complete for every platform, and free of addresses.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

/** @typedef {{ resolved?: string, link?: boolean, optionalDependencies?: Record<string, string> }} Locked */

/**
 * npm leaves optional packages of other platforms out of a lock when the registry does not have them yet;
 * `npm ci` then dies on those platforms. An entry is looked for where Node would: beside the package that
 * names it, then in each node_modules further up.
 * @param {Record<string, Locked>} packages `packages` of a version 3 lock
 * @returns {string[]} what is wrong, one sentence each
 */
export function judgeLock(packages) {
  const wrong = [];
  for (const [path, locked] of Object.entries(packages)) {
    if (locked.resolved !== undefined && !locked.link) {
      wrong.push(
        `${path} names where it came from (${locked.resolved}): remove "resolved", it ties the lock to a registry`,
      );
    }
    for (const name of Object.keys(locked.optionalDependencies ?? {})) {
      if (!isLocked(packages, path, name)) {
        wrong.push(
          `${path} wants ${name}, which the lock does not have: take a version a patch or two older`,
        );
      }
    }
  }
  return wrong;
}

/**
 * @param {Record<string, Locked>} packages
 * @param {string} from
 * @param {string} name
 */
function isLocked(packages, from, name) {
  for (let base = from; ; base = base.slice(0, Math.max(base.lastIndexOf('/node_modules/'), 0))) {
    if (packages[`${base === '' ? '' : `${base}/`}node_modules/${name}`]) return true;
    if (base === '') return false;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const wrong = judgeLock(packages);
  for (const sentence of wrong) console.error(sentence);
  console.log(`${Object.keys(packages).length} packages`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
