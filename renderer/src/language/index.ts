export { formatBytes, formatCount, formatDay, formatDuration, formatMoment, formatRate } from './format.js';
export { default as RichText } from './RichText.vue';
export { locale, speak, t } from './speech.js';
export { phrase, type Phrase } from '../../../language/index.js';
