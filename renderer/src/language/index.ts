export {
  formatBytes,
  formatCount,
  formatDay,
  formatDuration,
  formatMoment,
  formatRate,
  isolated,
} from './format.js';
export { default as RichText } from './RichText.vue';
export { direction, language, locale, speak, t, told, type Words } from './speech.js';
export { english, phrase, type Phrase, type PhraseValues } from '../../../language/index.js';
