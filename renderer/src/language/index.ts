export { formatBytes, formatCount, formatDay, formatDuration, formatMoment, formatRate } from './format.js';
export { default as RichText } from './RichText.vue';
export { direction, locale, speak, t, told } from './speech.js';
export { english, phrase, type Phrase, type PhraseValues } from '../../../language/index.js';
