import { readGuide } from './guide.js';

const chapters = import.meta.glob<string>('../../../docs/guide/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** What chapters refer to. */
const references = import.meta.glob<string>(
  '../../../docs/{accessibility,desktop,difference,errors,filter,network,settings}.md',
  { query: '?raw', import: 'default', eager: true },
);

/** The guide of this version. Asked for when it is opened: it is larger than what it explains. */
export const guidePages = readGuide({ ...chapters, ...references });
