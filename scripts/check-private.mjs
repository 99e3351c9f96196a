// Judges every committed file: no path of somebody's machine, no host that only somebody's network knows.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

/** @type {readonly [RegExp, string][]} */
const patterns = [
  [/(?<![\w.\-/])\/(root|home|Users|work|workspace)\/[\w.-]+/, 'a path of one machine'],
  [/\b[A-Z]:\\+Users\\+\w+/i, 'a path of one machine'],
  [/\b[a-z0-9-]+\.(internal|corp|intranet|lan)\b(?!\()/i, 'a host of a private network'],
  [/"resolved": "https?:/, 'the address of a registry'],
];

/**
 * @param {string} text
 * @param {string} [thisHost] the name of the machine at work, which belongs in no file
 * @returns {string[]} `line N: what (the words)`
 */
export function judgeText(text, thisHost = '') {
  const wrong = [];
  for (const [index, line] of text.split('\n').entries()) {
    for (const [pattern, what] of patterns) {
      const words = pattern.exec(line)?.[0];
      if (words !== undefined) wrong.push(`line ${index + 1}: ${what} (${words})`);
    }
    // Short names are words of the language; a long one is a name.
    if (thisHost.length >= 8 && thisHost !== 'localhost' && line.includes(thisHost)) {
      wrong.push(`line ${index + 1}: the name of this machine`);
    }
  }
  return wrong;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  // This check and its test spell out what they look for.
  const files = listed
    .split('\0')
    .filter((file) => file !== '' && !file.startsWith('scripts/check-private.'));
  let judged = 0;
  for (const file of files) {
    const bytes = readIfThere(join(root, file));
    if (bytes === null || bytes.subarray(0, 8000).includes(0)) continue;
    judged += 1;
    for (const sentence of judgeText(bytes.toString('utf8'), hostname())) {
      console.error(`${file}, ${sentence}`);
      process.exitCode = 1;
    }
  }
  console.log(`${judged} files`);
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return null; // deleted, not committed yet
  }
}
