/*
 * Judges the catalogues of language/: each has every text of the sources, nothing else, and its values and plurals.
 *   node scripts/languages.mjs                    fails where a catalogue lacks a text or has one too many
 *   node scripts/languages.mjs --missing [PATH]   the texts that lack a translation, of sources whose path begins so
 *   node scripts/languages.mjs --add FILE         takes in { "text": { "de": …, "ru": …, "zh-CN": … }, … }
 *   node scripts/languages.mjs --tidy             sorts the catalogues, and takes out what no source says any more
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueFaults } from './catalogue-faults.mjs';
import { root } from './run.mjs';
import { allTexts } from './texts.mjs';

const languages = ['de', 'ru', 'zh-CN'];
const [action, argument] = process.argv.slice(2);

/** @param {string} language */
const fileOf = (language) => join(root, `language/catalogues/${language}.json`);
/** @param {string} language @returns {import('./catalogue-faults.mjs').Catalogue} */
const read = (language) => JSON.parse(readFileSync(fileOf(language), 'utf8'));
/** @param {string} language @param {import('./catalogue-faults.mjs').Catalogue} catalogue */
function write(language, catalogue) {
  const sorted = Object.entries(catalogue).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(fileOf(language), `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}

const { texts, unread } = allTexts();

if (action === '--missing') {
  const catalogues = languages.map(read);
  const lacking = [...texts.values()].filter(
    ({ text, file }) =>
      file.startsWith(argument ?? '') && catalogues.some((catalogue) => !Object.hasOwn(catalogue, text)),
  );
  console.log(
    JSON.stringify(
      Object.fromEntries(lacking.map(({ text, file, line }) => [text, `${file}:${line}`])),
      null,
      1,
    ),
  );
} else if (action === '--add' && argument !== undefined) {
  /** @type {Record<string, Record<string, string>>} */
  const added = JSON.parse(readFileSync(argument, 'utf8'));
  const unknown = Object.keys(added).filter((text) => !texts.has(text));
  for (const text of unknown) console.error(`not a text of the sources, left out: ${JSON.stringify(text)}`);
  for (const language of languages) {
    const catalogue = read(language);
    for (const [text, all] of Object.entries(added)) {
      const translation = all[language];
      if (translation !== undefined && texts.has(text)) catalogue[text] = translation;
    }
    write(language, catalogue);
  }
} else if (action === '--tidy') {
  for (const language of languages)
    write(language, Object.fromEntries(Object.entries(read(language)).filter(([text]) => texts.has(text))));
} else {
  const catalogues = Object.fromEntries(languages.map((language) => [language, read(language)]));
  const faults = [
    ...unread.map(
      ({ text, file, line }) => `${file}:${line}: the form of this message cannot be read: ${text}`,
    ),
    ...catalogueFaults(texts, catalogues),
  ];
  for (const fault of faults.slice(0, 60)) console.error(fault);
  if (faults.length > 60) console.error(`and ${faults.length - 60} more`);
  console.log(`${texts.size} texts in ${languages.length} catalogues, ${faults.length} faults`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
