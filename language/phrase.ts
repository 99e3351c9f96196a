declare const brand: unique symbol;

/** An English text that every catalogue translates; as ICU message format where it has values: `{count, plural, …}`. */
export type Phrase = string & { readonly [brand]: true };

/** A text written out where it stands: `npm run languages` finds nothing else in the sources. */
export type Written<Text extends string> = string extends Text ? never : Text;

/** Marks a text that is shown later: `title: phrase('Copy as hex')`, and `t(title)` where it is shown. */
export function phrase<Text extends string>(text: Written<Text>): Phrase {
  return text as string as Phrase;
}

/** What stands for `{name}` in a text. */
export type PhraseValues = Readonly<Record<string, string | number>>;

/**
 * The text in the language of a person. A text of two meanings has one of them behind `##`, which nobody sees:
 * `t('Open##state')`.
 */
export type Translate = <Text extends string>(text: Phrase | Written<Text>, values?: PhraseValues) => string;
