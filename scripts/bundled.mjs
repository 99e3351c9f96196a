import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from './run.mjs';

/** Where the build notes whose code is in what it made: beside what is packed, not in it. */
export const bundledDirectory = join(root, 'out', 'bundled');

/** Code that build tools write into a bundle, known by how they name it. @type {readonly [RegExp, string][]} */
const ofTools = [
  [/^\0rolldown[/:]/, 'rolldown'],
  [/^\0(@oxc-project|oxc)/, 'rolldown'],
  [/^\0vite[/:]/, 'vite'],
  [/^\0plugin-vue:/, '@vitejs/plugin-vue'],
];

/**
 * The package a module is of, as its folder below the checkout; undefined for code of ours.
 * @param {string} id
 */
export function packageOf(id) {
  const tool = ofTools.find(([pattern]) => pattern.test(id));
  if (tool) return `node_modules/${tool[1]}`;
  const file = id.replace(/^\0+/, '').replace(/[?#].*$/, '');
  const at = file.lastIndexOf('/node_modules/');
  if (at < 0) return undefined;
  const [scope = '', name = ''] = file.slice(at + '/node_modules/'.length).split('/');
  const folder = join(file.slice(0, at), 'node_modules', scope.startsWith('@') ? join(scope, name) : scope);
  return relative(root, folder).split(sep).join('/');
}

/**
 * A plugin that notes which packages are in the bundles of `part`: by what is left of each module after unused
 * code is dropped, by style sheets, and by the files they name (fonts).
 * @param {string} part
 * @returns {import('vite').Plugin}
 */
export function noteBundled(part) {
  /** @type {Set<string>} */
  const found = new Set();
  const add = (/** @type {string} */ id) => {
    const folder = packageOf(id.split(sep).join('/'));
    if (folder !== undefined) found.add(folder);
  };
  return {
    name: 'wirebench:bundled',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type === 'chunk') {
          for (const [id, { renderedLength }] of Object.entries(output.modules)) {
            if (renderedLength > 0) add(id);
          }
        } else {
          for (const file of output.originalFileNames) add(join(root, 'renderer', file));
        }
      }
      for (const id of this.getModuleIds()) if (/\.css([?#]|$)/.test(id)) add(id);
      mkdirSync(bundledDirectory, { recursive: true });
      writeFileSync(join(bundledDirectory, `${part}.json`), JSON.stringify([...found].sort(), null, 2));
    },
  };
}

/**
 * Every package of which code is in out/, by name.
 * @param {string} [directory]
 * @returns {string[]} folders below the checkout
 */
export function bundledFolders(directory = bundledDirectory) {
  const parts = ['main', 'preload', 'renderer', 'workers'];
  const folders = parts.flatMap((part) => {
    const file = join(directory, `${part}.json`);
    if (!existsSync(file)) throw new Error(`${relative(root, file)} is missing: npm run build`);
    return /** @type {string[]} */ (JSON.parse(readFileSync(file, 'utf8')));
  });
  return [...new Set(folders)].sort();
}
