import { ref, watch } from 'vue';
import type { Ref } from 'vue';
import type { Variable } from '../../../contract/index.js';
import type { VariableEdit } from '../stores/environments.js';
import { contentOf, editsOf, rowsOf, settled, type VariableRow } from './variable-rows.js';

/** A file of variables, and how it is written. */
export interface VariableFile {
  readonly variables: readonly Variable[];
  readonly revision: string | null;
  /** Writes the variables, made from the file of revision `base`; null where that was refused. */
  readonly write: (
    edits: VariableEdit[],
    base: string | null,
  ) => Promise<{ readonly revision: string | null } | null>;
}

/** The lines of a table of variables, in step with their file. */
export function useVariableRows(file: VariableFile): {
  readonly rows: Ref<VariableRow[]>;
  readonly save: () => Promise<void>;
} {
  const rows = ref<VariableRow[]>(rowsOf(file.variables));
  /** The revision the lines were drawn from, and what they were then. */
  let base = file.revision;
  let drawn = contentOf(rows.value);
  let writing = false;
  let again = false;

  /** Takes what the file is by now. Lines with an edit of their own keep the old base: saving them then says so. */
  function follow(): void {
    if (writing) return;
    const theirs = contentOf(rowsOf(file.variables));
    const mine = contentOf(rows.value);
    if (mine !== theirs && mine !== drawn) return;
    // Where nothing differs the lines stay: a value of a secret that is being typed is in no file.
    if (mine !== theirs) rows.value = rowsOf(file.variables);
    base = file.revision;
    drawn = theirs;
  }
  watch(() => [file.revision, JSON.stringify(file.variables)], follow);

  /** One write after the other: each is made from what the one before it left. */
  async function save(): Promise<void> {
    again = true;
    if (writing) return;
    writing = true;
    while (again) {
      again = false;
      const edits = editsOf(rows.value);
      const content = contentOf(rows.value);
      const written = new Map(rows.value.map((row) => [row.key, { ...row }]));
      const done = edits === null ? null : await file.write(edits, base);
      if (done === null) continue;
      base = done.revision;
      drawn = content;
      rows.value = settled(rows.value, written);
    }
    writing = false;
    follow();
  }

  return { rows, save };
}
