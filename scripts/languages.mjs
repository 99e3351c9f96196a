/*
 * Judges the catalogues of language/: each has every text of the sources, nothing else, and its values and plurals.
 *   node scripts/languages.mjs                    fails where a catalogue lacks a text or has one too many
 *   node scripts/languages.mjs --missing [PATH]   the texts that lack a translation, of sources whose path begins so
 *   node scripts/languages.mjs --add FILE         takes in { "text": { "de": …, "ru": …, "zh-CN": … }, … }
 *   node scripts/languages.mjs --tidy             sorts the catalogues, and takes out what no source says any more
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@formatjs/icu-messageformat-parser';
import { root } from './run.mjs';
import { allTexts } from './texts.mjs';

const languages = ['de', 'ru', 'zh-CN'];
const [action, argument] = process.argv.slice(2);

/** @typedef {Record<string, string>} Catalogue */

/** @param {string} language */
const fileOf = (language) => join(root, `language/catalogues/${language}.json`);
/** @param {string} language @returns {Catalogue} */
const read = (language) => JSON.parse(readFileSync(fileOf(language), 'utf8'));
/** @param {string} language @param {Catalogue} catalogue */
function write(language, catalogue) {
  const sorted = Object.entries(catalogue).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(fileOf(language), `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}

/** Values and plural forms of a text in ICU message format. @param {string} text */
function shapeOf(text) {
  /** @type {Set<string>} */
  const values = new Set();
  /** @type {Set<string>[]} */
  const plurals = [];
  /** @param {readonly any[]} elements */
  const visit = (elements) => {
    for (const element of elements) {
      // Of the parser's types: 0 is literal text, 7 the # of a plural; all others have a value's name.
      if (element.type === 0 || element.type === 7) continue;
      values.add(element.value);
      if (element.options) {
        // 6 is a plural, 5 a choice.
        if (element.type === 6) plurals.push(new Set(Object.keys(element.options)));
        for (const option of Object.values(element.options)) visit(option.value);
      }
    }
  };
  visit(parse(text, { ignoreTag: true }));
  return { values, plurals };
}

/** The message of a failure, whose values are known by their place. @param {string} text */
const isMessage = (text) => /\{\d+\}/.test(text);

/** True where `t` fills in values: braces that are not Wirebench's own `{{variables}}`. @param {string} text */
const hasValues = (text) => !isMessage(text) && /(?<!\{)\{\s*\w+\s*[,}]/.test(text);

/** What is wrong with a translation; undefined where nothing is. @param {string} language @param {string} text @param {string} translation */
function faultOf(language, text, translation) {
  if (translation.trim() === '') return 'is empty';
  if (translation.includes('##')) return 'has ## in it, which belongs to the English text alone';
  if (isMessage(text)) {
    const placesOf = (/** @type {string} */ said) => [...new Set(said.match(/\{\d+\}/g))].sort().join(' ');
    if (placesOf(text) !== placesOf(translation))
      return `has ${placesOf(translation)} instead of ${placesOf(text)}`;
  }
  if (!hasValues(text)) return undefined;
  try {
    const wanted = shapeOf(text.replace(/##.*$/s, ''));
    const has = shapeOf(translation);
    const missing = [...wanted.values].filter((value) => !has.values.has(value));
    if (missing.length > 0) return `lacks the value {${missing.join('}, {')}}`;
    const extra = [...has.values].filter((value) => !wanted.values.has(value));
    if (extra.length > 0) return `has the value {${extra.join('}, {')}}, which the text has not`;
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const plural of has.plurals) {
      const lacks = forms.filter((form) => !plural.has(form));
      if (lacks.length > 0) return `lacks the plural ${lacks.join(', ')}`;
    }
  } catch (error) {
    return `cannot be read: ${String(error)}`;
  }
  return undefined;
}

const texts = allTexts();

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
  const faults = [];
  for (const { text, file, line } of texts.values()) {
    if (!hasValues(text)) continue;
    try {
      shapeOf(text.replace(/##.*$/s, ''));
    } catch (error) {
      faults.push(`${file}:${line}: ${JSON.stringify(text)} cannot be read: ${String(error)}`);
    }
  }
  for (const language of languages) {
    const catalogue = read(language);
    for (const { text, file, line } of texts.values())
      if (!Object.hasOwn(catalogue, text))
        faults.push(`${language} lacks ${JSON.stringify(text)} (${file}:${line})`);
    for (const [text, translation] of Object.entries(catalogue)) {
      const fault = texts.has(text) ? faultOf(language, text, translation) : 'is said nowhere';
      if (fault !== undefined) faults.push(`${language}: ${JSON.stringify(text)} ${fault}`);
    }
  }
  for (const fault of faults.slice(0, 60)) console.error(fault);
  if (faults.length > 60) console.error(`and ${faults.length - 60} more`);
  console.log(`${texts.size} texts in ${languages.length} catalogues, ${faults.length} faults`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
