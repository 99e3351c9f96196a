import { parse } from '@formatjs/icu-messageformat-parser';

/** @typedef {Record<string, string>} Catalogue */

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
const hasValues = (text) => !isMessage(text) && /(?<!\{)\{\s*[A-Za-z]\w*\s*[,}]/.test(text);

/** What is wrong with a translation; undefined where nothing is. @param {string} language @param {string} text @param {string} translation */
function faultOf(language, text, translation) {
  if (translation.trim() === '') return 'is empty';
  if (translation.includes('##')) return 'has ## in it, which belongs to the English text alone';
  const plural = / plural,/.test(translation);
  if (isMessage(text) && !plural) {
    const placesOf = (/** @type {string} */ said) => [...new Set(said.match(/\{\d+\}/g))].sort().join(' ');
    if (placesOf(text) !== placesOf(translation))
      return `has ${placesOf(translation)} instead of ${placesOf(text)}`;
  }
  if (!hasValues(text) && !plural) return undefined;
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

/**
 * What is wrong: a text of the sources that cannot be read or that a catalogue lacks, a translation of what no source
 * says, or one whose values and plural forms are not those of the text and the language.
 * @param {ReadonlyMap<string, import('./texts.mjs').Found>} texts @param {Record<string, Catalogue>} catalogues
 * @returns {string[]}
 */
export function catalogueFaults(texts, catalogues) {
  /** @type {string[]} */
  const faults = [];
  for (const { text, file, line } of texts.values()) {
    if (!hasValues(text)) continue;
    try {
      shapeOf(text.replace(/##.*$/s, ''));
    } catch (error) {
      faults.push(`${file}:${line}: ${JSON.stringify(text)} cannot be read: ${String(error)}`);
    }
  }
  for (const [language, catalogue] of Object.entries(catalogues)) {
    for (const { text, file, line } of texts.values())
      if (!Object.hasOwn(catalogue, text))
        faults.push(`${language} lacks ${JSON.stringify(text)} (${file}:${line})`);
    for (const [text, translation] of Object.entries(catalogue)) {
      const fault = texts.has(text) ? faultOf(language, text, translation) : 'is said nowhere';
      if (fault !== undefined) faults.push(`${language}: ${JSON.stringify(text)} ${fault}`);
    }
  }
  return faults;
}
