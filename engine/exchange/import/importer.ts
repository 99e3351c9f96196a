import type { Collector } from './collector.js';
import type { SourceFile } from './source.js';

/**
 * A format that becomes connections, messages and environments. It knows its own files by what is in
 * them. What becomes a recorded session (captures) has another outcome and a table of its own.
 */
export interface Importer {
  /** For people: `Postman collection`. */
  readonly title: string;
  /** Whether a file is of this format. Asked in the order of the table; the first that says yes has it. */
  claims(file: SourceFile): boolean;
  /** Reads every file it claimed. */
  read(files: readonly SourceFile[], to: Collector): void;
}
