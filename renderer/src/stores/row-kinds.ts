import { kindName } from '../../../contract/index.js';
import type { RowKindName } from '../../../contract/index.js';
import { locale, phrase, type Phrase, t } from '../language/index.js';

/** What became of a connection, in words of ours. */
export const lifeLabels: Readonly<Partial<Record<RowKindName, Phrase>>> = {
  resolve: phrase('Resolve##row'),
  connect: phrase('Connect##row'),
  open: phrase('Open##row'),
  listen: phrase('Listen##row'),
  accept: phrase('Accept##row'),
  halfClose: phrase('Half-close##row'),
  end: phrase('Closed##row'),
  reset: phrase('Reset##row'),
  reconnect: phrase('Reconnect##row'),
  error: phrase('Error##row'),
  flow: phrase('Flow##row'),
  membership: phrase('Group##row'),
  missedPong: phrase('No pong##row'),
  recovered: phrase('Recovered##row'),
  note: phrase('Note##row'),
};

/** English writes words of a sentence small; other languages keep them as they are. */
export const inSentence = (label: string): string => (/^en/.test(locale.value) ? label.toLowerCase() : label);

/** A kind within a sentence: what crosses the wire has its protocol's word, a life one of the person's language. */
export function kindWord(kind: number): string {
  const name = kindName(kind);
  const life = lifeLabels[name];
  return life === undefined ? name : inSentence(t(life));
}
