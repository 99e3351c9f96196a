import type { RowColour } from '../../../contract/index.js';
import { phrase, type Phrase } from '../language/index.js';

/** What the colours of rows are called: by themselves, and within a line. */
export const colourWords: Readonly<Record<RowColour, { readonly title: Phrase; readonly word: Phrase }>> = {
  red: { title: phrase('Red'), word: phrase('red') },
  amber: { title: phrase('Amber'), word: phrase('amber') },
  green: { title: phrase('Green'), word: phrase('green') },
  blue: { title: phrase('Blue'), word: phrase('blue') },
  violet: { title: phrase('Violet'), word: phrase('violet') },
  grey: { title: phrase('Grey'), word: phrase('grey') },
};
