export interface ParsedField {
  readonly name: string;
  /** A scalar, a name as written, or `map`. */
  readonly type: string;
  readonly tag: number;
  readonly map: { readonly from: string; readonly to: string } | null;
  readonly oneof: string | null;
  readonly repeated: boolean;
}

export interface ParsedEnum {
  readonly name: string;
  readonly values: Readonly<Record<string, { readonly value: number }>>;
}

export interface ParsedMessage {
  readonly name: string;
  readonly fields: readonly ParsedField[];
  readonly enums: readonly ParsedEnum[];
  readonly messages: readonly ParsedMessage[];
}

export interface ParsedFile {
  readonly package: string | null;
  readonly imports: readonly string[];
  readonly enums: readonly ParsedEnum[];
  readonly messages: readonly ParsedMessage[];
}

/** Reads the text of a `.proto` file. Throws where it is none. */
export function parseProto(text: string): ParsedFile;
