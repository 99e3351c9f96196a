import { variableName } from '../../../codec/index.js';
import type { Variable } from '../../../contract/index.js';
import type { VariableEdit } from '../stores/environments.js';
import { t } from '../language/index.js';

/** A line of the table while it is edited. */
export interface VariableRow {
  /** Of the line, not of the variable: names change while they are typed. */
  readonly key: number;
  name: string;
  value: string;
  secret: boolean;
  /** Its name in the file; null of a line that is not there yet. */
  readonly was: string | null;
  /** The value is this page's to write: of a secret it is not here unless it was typed or asked for. */
  own: boolean;
  /** A secret that is shown. */
  shown: boolean;
}

let lastKey = 0;

export function emptyRow(): VariableRow {
  return { key: ++lastKey, name: '', value: '', secret: false, was: null, own: true, shown: false };
}

export function rowsOf(variables: readonly Variable[]): VariableRow[] {
  return variables.map(({ name, value, secret }) => ({
    key: ++lastKey,
    name,
    value: value ?? '',
    secret: secret === true,
    was: name,
    own: secret !== true,
    shown: false,
  }));
}

/** Why a line cannot be kept; null where it can, and of one that is still empty. */
export function rowProblem(rows: readonly VariableRow[], row: VariableRow): string | null {
  if (isEmpty(row)) return null;
  if (row.name === '') return t('A variable needs a name.');
  if (!variableName.test(row.name)) {
    return t(
      'A name has letters, digits, _ . and -, begins with a letter, a digit or _, and is at most 100 long.',
    );
  }
  const twin = rows.some((other) => other.key !== row.key && other.name === row.name);
  return twin ? t('There are two called {name}.', { name: row.name }) : null;
}

export function isEmpty(row: VariableRow): boolean {
  return row.name === '' && row.value === '' && row.was === null;
}

/** What the lines make of the variables; null while one of them cannot be kept. */
export function editsOf(rows: readonly VariableRow[]): VariableEdit[] | null {
  if (rows.some((row) => rowProblem(rows, row) !== null)) return null;
  return rows
    .filter((row) => !isEmpty(row))
    .map(({ name, value, secret, was, own }) => ({
      name,
      value: secret && !own ? null : value,
      secret,
      was,
    }));
}

/** What the file would hold of the lines, to compare. */
export function contentOf(rows: readonly VariableRow[]): string {
  const kept = rows.filter((row) => !isEmpty(row));
  return JSON.stringify(kept.map(({ name, value, secret }) => [name, secret ? null : value]));
}

/**
 * The lines after others of the same keys were written: secrets that were typed are the host's now. What has been
 * typed since stays this page's to write.
 */
export function settled(
  rows: readonly VariableRow[],
  written: ReadonlyMap<number, VariableRow>,
): VariableRow[] {
  return rows.map((row) => {
    const before = written.get(row.key);
    if (before === undefined || isEmpty(before)) return row;
    if (!row.secret || row.value !== before.value || row.secret !== before.secret) {
      return { ...row, was: before.name };
    }
    return { ...row, was: before.name, own: false, value: row.shown ? row.value : '' };
  });
}
