import type { Imported, ImportedConnection } from './model.js';
import { readImport } from './read.js';

/** Reads files given as text, as an import does; throws the failure. */
export async function readTexts(files: Readonly<Record<string, string>>): Promise<Imported> {
  const read = await readImport(
    Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) })),
  );
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
}

/** The code of the failure that reading ends with. */
export async function failureOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const read = await readImport(
    Object.entries(files).map(([path, file]) => ({
      path,
      bytes: typeof file === 'string' ? new TextEncoder().encode(file) : file,
    })),
  );
  return read.ok ? 'it was read' : `${read.error.code}: ${read.error.message}`;
}

/** Notes as lines: `lost name @ place: why`. */
export function notesOf(imported: Imported): string[] {
  return imported.notes.map(({ level, name, place, why }) => `${level} ${name} @ ${place}: ${why}`);
}

/** The connection of a name. */
export function connectionOf(imported: Imported, name: string): ImportedConnection {
  const found = imported.connections.find((one) => one.name === name);
  if (found === undefined)
    throw new Error(`no ${name} among ${imported.connections.map((one) => one.name).join(', ')}`);
  return found;
}
