/*
 * THIRD-PARTY-NOTICES.txt: the licence of every package whose code or fonts are in out/, from what the build
 * noted (bundled.mjs). `node scripts/notices.mjs` writes it after a build; `--check` judges that it is fresh and
 * that every licence in it is permissive.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundledFolders } from './bundled.mjs';
import { isAllowed } from './licences.mjs';
import { root } from './run.mjs';

const file = 'THIRD-PARTY-NOTICES.txt';

/** Packages that ship no text of their licence, or say less of it than their files do. @type {Record<string, { licence?: string, texts: string[] }>} */
const told = {
  brotli: {
    licence: 'MIT AND Apache-2.0',
    texts: ['resources/licences/brotli.txt', 'node_modules/reflect-metadata/LICENSE'],
  },
  'lazy-val': { texts: ['resources/licences/lazy-val.txt'] },
  saxes: { texts: ['resources/licences/saxes.txt'] },
};

/** Of these, a few lines that a build tool writes into bundles; their files also list what the tool is made of. */
const toolLicenceEnds = /^# Licenses of bundled dependencies$/m;

/** @typedef {{ folder: string, name: string, version: string, licence: string, homepage: string, text: string }} Notice */

/**
 * @param {string} folder below the checkout
 * @returns {Notice}
 */
function noticeOf(folder) {
  const { name, version, license, homepage, repository } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  );
  const ours = Object.hasOwn(told, name) ? told[name] : undefined;
  const texts =
    ours?.texts ??
    readdirSync(join(root, folder))
      .filter((entry) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(entry))
      .map((entry) => `${folder}/${entry}`);
  return {
    folder,
    name,
    version,
    licence: ours?.licence ?? (typeof license === 'string' ? license : ''),
    homepage: homepage ?? addressOf(typeof repository === 'string' ? repository : repository?.url) ?? '',
    text: texts.map(readText).join('\n\n'),
  };
}

/** @param {string} path below the checkout */
function readText(path) {
  if (!existsSync(join(root, path))) return '';
  const [text = ''] = readFileSync(join(root, path), 'utf8').split(toolLicenceEnds);
  return text
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
}

/** @param {string | undefined} repository */
const addressOf = (repository) => repository?.replace(/^git\+|\.git$/g, '').replace(/^git:/, 'https:');

/**
 * @param {readonly Notice[]} notices
 * @returns {string[]} what is wrong, one sentence each
 */
export function judgeNotices(notices) {
  return notices.flatMap(({ folder, licence, text }) => [
    ...(isAllowed(licence, 'shipped')
      ? []
      : [`${folder} is under ${licence || 'no licence that it names'}: it may not be in what we ship`]),
    ...(text === '' ? [`${folder} has no text of its licence: add one to resources/licences`] : []),
  ]);
}

/** Packages under the very same text stand together above it. @param {readonly Notice[]} notices */
export function renderNotices(notices) {
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const { name, version, licence, homepage, text } of notices) {
    const line = `${name} ${version} (${licence})${homepage === '' ? '' : ` ${homepage}`}`;
    const lines = byText.get(text) ?? [];
    if (!lines.includes(line)) lines.push(line);
    byText.set(text, lines);
  }
  const ruler = '-'.repeat(78);
  return `${[
    `Wirebench contains code and fonts of others. Each is listed with its licence.
The desktop application also contains Electron and Chromium: their licences lie
beside it, in LICENSE.electron.txt and LICENSES.chromium.html.`,
    ...[...byText].map(([text, lines]) => `${ruler}\n${lines.join('\n')}\n\n${text}`),
  ].join('\n\n')}\n`;
}

/** What is shipped, by folder. */
export const readNotices = () => bundledFolders().map(noticeOf);

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const notices = readNotices();
  const wrong = judgeNotices(notices);
  const text = renderNotices(notices);
  if (!process.argv.includes('--check')) writeFileSync(join(root, file), text);
  else if (
    !existsSync(join(root, file)) ||
    readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n') !== text
  ) {
    wrong.push(`${file} does not say what is in out/: build, then run \`node scripts/notices.mjs\``);
  }
  for (const sentence of wrong) console.error(sentence);
  console.log(`${notices.length} packages are shipped`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
