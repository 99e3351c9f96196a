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
export { again, direction, language, locale, speak, t, told } from './speech.js';
export { english, phrase, type Phrase, type PhraseValues } from '../../../language/index.js';
