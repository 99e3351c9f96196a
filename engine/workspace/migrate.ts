/** Version of the files' shapes; a higher one was written by a later Wirebench and is left alone. */
export const schemaVersion = 2;

export type FileKind = 'manifest' | 'connection' | 'environment' | 'variables';

/** An object of a file that nobody has judged yet. */
type Fields = Readonly<Record<string, unknown>>;
type Step = (file: Fields) => Fields;

/**
 * From version n, counted from 1, to n + 1. A step meets whatever was in the file: what it does not know
 * it leaves as it is, for the schema to refuse by line.
 */
const steps: readonly Readonly<Record<FileKind, Step>>[] = [
  {
    // 1 → 2: folders can be described; text of several lines may be a list of them.
    manifest: (file) => ({ ...file, folders: each(file['folders'], asFolder) }),
    connection: same,
    environment: same,
    variables: same,
  },
];

/**
 * The content of a file in the shape of this version, whatever version wrote it. The file itself stays
 * as it is until something in it is saved. Answers null for a version there never was.
 */
export function migrated(kind: FileKind, value: unknown, version: number): unknown {
  if (!Number.isInteger(version) || version < 1 || version > schemaVersion) return null;
  if (!isFields(value)) return value;
  let file = value;
  for (const step of steps.slice(version - 1)) file = step[kind](file);
  return withWholeTexts(kind, { ...file, schema: schemaVersion });
}

/** A text as files hold it: one of several lines as a list of them, so that a changed line is a changed line. */
export function asLines(text: string): string | string[] {
  return text.includes('\n') ? text.split('\n') : text;
}

function withWholeTexts(kind: FileKind, file: Fields): Fields {
  if (kind === 'connection') {
    return whole(
      { ...file, messages: each(file['messages'], (one) => whole(whole(one, 'body'), 'description')) },
      'description',
    );
  }
  if (kind === 'manifest') {
    return whole(
      { ...file, folders: each(file['folders'], (one) => whole(one, 'description')) },
      'description',
    );
  }
  return file;
}

function whole<T>(value: T, key: string): T {
  if (!isFields(value)) return value;
  const lines: unknown = value[key];
  return Array.isArray(lines) && lines.every((line) => typeof line === 'string')
    ? { ...value, [key]: lines.join('\n') }
    : value;
}

function each(value: unknown, change: (one: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(change) : value;
}

function asFolder(path: unknown): unknown {
  return typeof path === 'string' ? { path } : path;
}

function same(file: Fields): Fields {
  return file;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
