export { phrase, type Phrase, type PhraseValues, type Translate, type Written } from './phrase.js';
export {
  catalogueOf,
  directionOf,
  type Language,
  languageFor,
  languages,
  localeFor,
  pseudoLanguages,
} from './languages.js';
export { messageTranslator, type TranslateMessage } from './messages.js';
export { english, translator } from './translator.js';
export { numbersOf, type Numbers } from './numbers.js';
