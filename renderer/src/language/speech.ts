import { computed, shallowRef } from 'vue';
import {
  catalogueOf,
  directionOf,
  english,
  type Language,
  languageFor,
  localeFor,
  messageTranslator,
  type Phrase,
  type PhraseValues,
  type Translate,
  type TranslateMessage,
  translator,
} from '../../../language/index.js';

interface Spoken {
  readonly language: Language;
  /** Of numbers and dates. */
  readonly locale: string;
  readonly say: Translate;
  readonly sayMessage: TranslateMessage;
}

const spoken = shallowRef<Spoken>({
  language: 'en',
  locale: localeFor('en', wanted()),
  say: english,
  sayMessage: (message) => message,
});

let asked: Language = 'en';

function wanted(): readonly string[] {
  return navigator.languages;
}

/**
 * A text in the person's language: `t('Send')`, `t('{count, plural, one {# row} other {# rows}}', { count })`. It follows
 * a change of language where it is called while rendering, in a computed, or when something happens; never call it
 * once for all, at the top of a module or of a component's script.
 */
export const t: Translate = (text, values) => {
  const shown = spoken.value.say(text, values);
  remember(shown, text as string as Phrase, values);
  return shown;
};

/**
 * A message of the host or the codec, which make them in English with values in place, in the person's language: for
 * `failure.message` and the like, and never for what somebody typed or sent. One that no catalogue knows stays English.
 * `row`: what a row of the log tells.
 */
export function told<Message extends string | null | undefined>(
  message: Message,
  of?: 'row',
): Message | string {
  if (message === null || message === undefined) return message;
  const shown = spoken.value.sayMessage(message, of);
  // Rows are drawn by the hundred, and none of them is said once.
  if (of === undefined) remember(shown, message as Phrase, 'message');
  return shown;
}

/** How many texts are remembered: what one message is made of, and what was drawn meanwhile. */
const mostSaid = 64;
// Lists side by side: every row that is drawn says texts, and nothing should be made for one that is said.
const said: {
  readonly shown: string[];
  readonly text: Phrase[];
  readonly values: (PhraseValues | 'message' | undefined)[];
} = { shown: [], text: [], values: [] };
let next = 0;

function remember(shown: string, text: Phrase, values: PhraseValues | 'message' | undefined): void {
  said.shown[next] = shown;
  said.text[next] = text;
  said.values[next] = values;
  next = (next + 1) % mostSaid;
}

/**
 * Says a text again that `t` or `told` has just made, for what is said once and stays on screen: in whatever language is
 * spoken when it is asked. A text that was not said lately (a name, or one from elsewhere) stays as it is.
 */
export function again(shown: string): () => string {
  for (let back = 1; back <= mostSaid; back++) {
    const at = (next + mostSaid - back) % mostSaid;
    if (said.shown[at] !== shown) continue;
    const [text, values] = [said.text[at], said.values[at]];
    if (text === undefined) break;
    return values === 'message' ? () => told(text) : () => t(text, values);
  }
  return () => shown;
}

/** The one that is spoken, for what has to be made anew with it. */
export const language = computed(() => spoken.value.language);

/** Which way the language is written. */
export const direction = computed(() => directionOf(spoken.value.language));

/** The locale of numbers and dates now, BCP 47. */
export const locale = computed(() => spoken.value.locale);

/**
 * Speaks the chosen language from now on; `system` is the first of the browser's that there is a catalogue of. The
 * last call wins where several wait for their catalogue.
 */
export async function speak(choice: Language | 'system'): Promise<void> {
  const language = choice === 'system' ? languageFor(wanted()) : choice;
  asked = language;
  if (language === spoken.value.language) return;
  const catalogue = await catalogueOf(language);
  if (asked !== language) return;
  const root = document.documentElement;
  root.lang = language;
  root.dir = directionOf(language);
  const of = localeFor(language, wanted());
  spoken.value = {
    language,
    locale: of,
    say: translator(language, of, catalogue),
    sayMessage: messageTranslator(language, catalogue),
  };
}
