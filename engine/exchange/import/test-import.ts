import { type Result, ok } from '../../../contract/index.js';
import type { CapturedRow, ImportedSession, SessionRows, SessionSink } from './capture/model.js';
import { givenBytes } from './given-file.js';
import type { Imported, ImportedConnection } from './model.js';
import { readImport } from './read.js';

/** A session with its rows at hand. */
export type TestSession = Omit<ImportedSession, 'rows'> & { readonly rows: readonly CapturedRow[] };
export type TestImported = Omit<Imported, 'sessions'> & { readonly sessions: readonly TestSession[] };

/** Keeps sessions in memory. */
class MemorySink implements SessionSink {
  readonly rows = new Map<string, CapturedRow[]>();

  begin(clockOrigin: number): SessionRows {
    const list: CapturedRow[] = [];
    const staged = String(this.rows.size);
    this.rows.set(staged, list);
    return {
      add: (row) => void list.push(row),
      end: (facts) =>
        Promise.resolve(ok({ ...facts, clockOrigin, rows: list.length, bytes: 0, commentsLost: 0, staged })),
    };
  }

  settle(): Promise<Result<void>> {
    return Promise.resolve(ok());
  }
}

/** Reads files as an import does. */
export async function readFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Result<TestImported>> {
  const sink = new MemorySink();
  const given = Object.entries(files).map(([path, file]) =>
    givenBytes(path, typeof file === 'string' ? new TextEncoder().encode(file) : file),
  );
  const read = await readImport(given, { sink });
  if (!read.ok) return read;
  const sessions = read.value.sessions.map((one) => ({ ...one, rows: sink.rows.get(one.staged) ?? [] }));
  return ok({ ...read.value, sessions });
}

/** The same; throws the failure. */
export async function readTexts(files: Readonly<Record<string, string | Uint8Array>>): Promise<TestImported> {
  const read = await readFiles(files);
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
}

/** The code of the failure that reading ends with. */
export async function failureOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const read = await readFiles(files);
  return read.ok ? 'it was read' : `${read.error.code}: ${read.error.message}`;
}

/** Notes as lines: `lost name @ place: why`. */
export function notesOf(imported: Pick<Imported, 'notes'>): string[] {
  return imported.notes.map(({ level, name, place, why }) => `${level} ${name} @ ${place}: ${why}`);
}

/** The connection of a name. */
export function connectionOf(imported: Pick<Imported, 'connections'>, name: string): ImportedConnection {
  const found = imported.connections.find((one) => one.name === name);
  if (found === undefined)
    throw new Error(`no ${name} among ${imported.connections.map((one) => one.name).join(', ')}`);
  return found;
}
