/*
 * Judges what the build made: the headless host, the terminal and the page never mention electron, main needs
 * nothing that is not in out/, and the preload asks for electron alone (a sandboxed one gets nothing else).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

/**
 * What a bundle imports: static, dynamic and required. Bundles are machine-written, so a statement either begins
 * a line or follows a semicolon; text that only looks like an import stands in quotes and does not.
 * @param {string} code
 * @returns {string[]}
 */
export function importsOf(code) {
  const found = [
    ...code.matchAll(/(?:^|;)\s*import\s*(?:[^;'"`(]*?\bfrom\s*)?['"]([^'"\n]+)['"]/gm),
    ...code.matchAll(/(?:^|;)\s*export\s*(?:\*|\{[^}]*\})[^;'"`(]*?from\s*['"]([^'"\n]+)['"]/gm),
    ...code.matchAll(/\b(?:import|require)\(\s*['"`]([^'"`\n]+)['"`]\s*\)/g),
  ];
  return found.flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/**
 * Every import reachable from an entry, following relative ones, and the files they were found in.
 * @param {string} entry
 */
export function reach(entry) {
  const files = new Set([entry]);
  /** @type {{ file: string, name: string }[]} */
  const outside = [];
  for (const file of files) {
    for (const name of importsOf(readFileSync(file, 'utf8'))) {
      const target = name.startsWith('.') ? join(dirname(file), name) : undefined;
      if (target !== undefined && existsSync(target)) files.add(target);
      else outside.push({ file, name });
    }
  }
  return { files: [...files], outside };
}

/**
 * @param {string} out the directory of the build
 * @returns {string[]} what is wrong, one sentence each
 */
export function judgeBundles(out) {
  /** ws tries these two and does without them. */
  const optional = ['bufferutil', 'utf-8-validate'];
  const judged = [
    ...['serve.js', 'cli.js', 'import-worker.js'].map((name) => ({
      entry: join(out, 'main', name),
      allows: (/** @type {string} */ it) => isBuiltin(it) || optional.includes(it),
    })),
    {
      entry: join(out, 'main', 'index.js'),
      allows: (/** @type {string} */ it) => isBuiltin(it) || optional.includes(it) || it === 'electron',
    },
    {
      entry: join(out, 'preload', 'index.cjs'),
      allows: (/** @type {string} */ it) => it === 'electron',
    },
    ...readdirSync(join(out, 'renderer', 'assets'))
      .filter((name) => name.endsWith('.js'))
      .map((name) => ({ entry: join(out, 'renderer', 'assets', name), allows: () => false })),
  ];
  return judged.flatMap(({ entry, allows }) =>
    reach(entry)
      .outside.filter(({ name }) => !allows(name))
      .map(({ file, name }) => `${relative(out, entry)} needs ${name} (in ${relative(out, file)})`),
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wrong = judgeBundles(join(root, 'out'));
  for (const sentence of wrong) console.error(sentence);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
