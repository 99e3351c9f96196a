import { catalogueOf, english, languageFor, localeFor, translator } from '../../language/index.js';
import type { Translate } from '../../language/index.js';
import type { SettingsFile } from '../../engine/index.js';
import type { Log } from '../log.js';

let say: Translate = english;
const listeners = new Set<() => void>();

/** A text of menus, dialogs and notifications in the language of the settings. */
export const t: Translate = (text, values) => say(text, values);

/** Hears of every change of language: what was said before has to be said anew. */
export function onLanguage(listener: () => void): void {
  listeners.add(listener);
}

/**
 * Speaks the language of the settings from now on; `wanted` are the system's languages, most wanted first. Answers when
 * the first of it can be said.
 */
export async function speakAs(
  settings: Pick<SettingsFile, 'values' | 'onChange'>,
  wanted: () => readonly string[],
  log: Log,
): Promise<void> {
  let spoken = '';
  async function speak(): Promise<void> {
    const choice = settings.values['language.interface'];
    const language = choice === 'system' ? languageFor(wanted()) : choice;
    if (language === spoken) return;
    spoken = language;
    const catalogue = await catalogueOf(language);
    if (spoken !== language) return;
    say = translator(language, localeFor(language, wanted()), catalogue);
    for (const listener of listeners) listener();
  }
  const speakOrLog = (): Promise<void> =>
    speak().catch((error: unknown) => log('A language could not be loaded', error));
  settings.onChange(() => void speakOrLog());
  await speakOrLog();
}
