import { visibleText } from '../../../codec/index.js';
import type { HandshakeCheck } from '../../../codec/index.js';
import { phrase, t, told } from '../language/index.js';

/** What is said in one word, which a header could hold as well. */
const single = { present: phrase('present'), absent: phrase('absent') } as const;

/** Several words are a rule; one is HTTP's own, a value or a name of a header, in every language the same. */
const words = (text: string): string =>
  text === 'present' || text === 'absent' ? t(single[text]) : text.includes(' ') ? told(text) : text;

/** A check of the handshake in the person's language; what stands in the head itself is shown as it came. */
export function checkWords({ name, expected, actual, given }: HandshakeCheck): {
  readonly check: string;
  readonly expected: string;
  readonly actual: string;
} {
  return {
    check: words(name),
    expected: visibleText(words(expected)),
    actual: visibleText(given ? actual : words(actual)),
  };
}
