import { computed, shallowRef } from 'vue';
import {
  catalogueOf,
  directionOf,
  english,
  type Language,
  languageFor,
  localeFor,
  messageTranslator,
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
export const t: Translate = (text, values) => spoken.value.say(text, values);

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
  return spoken.value.sayMessage(message, of);
}

/** What is said in the language of the moment it is shown, for what stays on screen: `() => t('Copied')`. */
export type Words = () => string;

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
