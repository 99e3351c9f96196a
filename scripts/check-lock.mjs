// Judges package-lock.json: complete for every platform, free of addresses, and each package known by its hash.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

/**
 * @typedef {{ resolved?: string, link?: boolean, inBundle?: boolean, integrity?: string, hasInstallScript?: boolean, optionalDependencies?: Record<string, string> }} Locked
 */

/** Packages that run a program of theirs when they are installed, each looked at; any other is refused. */
const mayInstall = new Set([
  // Unpacks a 7-Zip for Squirrel installers, which nothing here makes; electron-builder brings it along.
  'node_modules/electron-winstaller',
]);

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
    // What a registry, or somebody on the way to it, gives instead has another hash: npm ci refuses it.
    if (
      path !== '' &&
      !locked.link &&
      !locked.inBundle &&
      !/^sha512-[\w+/]{86}==$/.test(locked.integrity ?? '')
    ) {
      wrong.push(`${path} has no SHA-512 in the lock: whatever a registry gives for it would be installed`);
    }
    if (path !== '' && locked.hasInstallScript && !mayInstall.has(path)) {
      wrong.push(
        `${path} runs a program when it is installed: look at it, then list it in scripts/check-lock.mjs`,
      );
    }
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
