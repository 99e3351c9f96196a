import { english, t, type Phrase } from '../language/index.js';
import { commandTitle, englishTitle, type Command } from '../stores/commands.js';
import { formatShortcut } from '../ui/index.js';
import type { SettingItem } from './section.js';

/** A piece of a text; `hit` where it is what was searched for. */
export interface Segment {
  readonly text: string;
  readonly hit: boolean;
}

/** The words of a search, lower case. */
export function wordsOf(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** True where every word is somewhere in the text. */
export function finds(words: readonly string[], text: string): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

/** Texts as they are found: in the person's language, and in English as others write of them. */
export function foundBy(...texts: readonly (Phrase | undefined)[]): string {
  return texts.map((text) => (text === undefined ? '' : `${t(text)} ${english(text)}`)).join(' ');
}

export function findsItem(words: readonly string[], item: SettingItem, section: Phrase): boolean {
  return finds(words, `${foundBy(section, item.title, item.text)} ${item.name}`);
}

/** What a command is found by: its title and its keys. */
export function commandWords(command: Command, keys: string | undefined): string {
  return `${commandTitle(command)} ${englishTitle(command)} ${keys === undefined ? '' : formatShortcut(keys)}`;
}

/** A text cut where the words stand in it. */
export function segmentsOf(text: string, words: readonly string[]): readonly Segment[] {
  const lower = text.toLowerCase();
  const hits = new Array<boolean>(text.length).fill(false);
  // A letter whose small form is longer (İ) moves what follows: then nothing is marked rather than the wrong place.
  if (lower.length === text.length) {
    for (const word of words) {
      for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
        hits.fill(true, at, at + word.length);
      }
    }
  }
  const segments: Segment[] = [];
  let from = 0;
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && hits[at] === hits[from]) continue;
    segments.push({ text: text.slice(from, at), hit: hits[from] === true });
    from = at;
  }
  return segments;
}
