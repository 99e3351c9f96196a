/** A placeholder of a template, `{{name arg …}}`, or the text between two of them. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number }
  | TemplateCall;

export interface TemplateCall {
  readonly kind: 'call';
  readonly name: string;
  /** Written `{{$name}}`: a generator, even where a variable has its name. */
  readonly generator: boolean;
  readonly args: readonly TemplateArgument[];
  /** Of the whole placeholder, braces included; UTF-16 units of the typed text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A word or a quoted text after a name; it may hold placeholders itself. */
export interface TemplateArgument {
  readonly parts: readonly TemplatePart[];
  readonly start: number;
  readonly end: number;
}

export interface Template {
  readonly text: string;
  readonly parts: readonly TemplatePart[];
}

/** A variable as a scope holds it. The value of a secret is taken as it is and never read as a template. */
export interface TemplateVariable {
  /** Null where only the host knows it, or nobody does. */
  readonly value: string | null;
  readonly secret: boolean;
}

/** What names mean: the innermost scope has won already. */
export type TemplateScope = ReadonlyMap<string, TemplateVariable>;

/** Placeholders within arguments of placeholders. */
export const maxNesting = 8;
/** Placeholders of one text. */
export const maxCalls = 10_000;
/** Variables whose values name variables, one after the other. */
export const maxVariableDepth = 32;
/** Bytes one text may become: as much as the largest message. */
export const maxExpandedBytes = 64 * 1024 * 1024;
