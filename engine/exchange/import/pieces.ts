import type { Imported, ImportedConnection, ImportedEnvironment, ImportedFolder, ReadNote } from './model.js';
import type { ImportedSession } from './capture/model.js';

/** A note on its way to another thread: what it is about is the number of the thing. */
interface SentNote extends Omit<ReadNote, 'about'> {
  readonly about: number | null;
}

/** A part of what was read, small enough that taking it holds nobody up. */
export type Piece =
  | { readonly kind: 'names'; readonly formats: readonly string[] }
  | { readonly kind: 'folders'; readonly list: readonly ImportedFolder[] }
  | { readonly kind: 'connections'; readonly list: readonly ImportedConnection[] }
  | { readonly kind: 'environments'; readonly list: readonly ImportedEnvironment[] }
  | { readonly kind: 'sessions'; readonly list: readonly ImportedSession[] }
  | { readonly kind: 'notes'; readonly list: readonly SentNote[] };

/** Characters of the texts in one piece: a clone of it takes about a millisecond. */
const pieceCharacters = 256 * 1024;

/** Cuts what was read into pieces, notes last. */
export function* piecesOf(imported: Imported): Generator<Piece, void, void> {
  yield { kind: 'names', formats: imported.formats };
  for (const list of batches(imported.folders, (one) => one.description.length + 500)) {
    yield { kind: 'folders', list };
  }
  for (const list of batches(imported.connections, weightOf)) yield { kind: 'connections', list };
  for (const list of batches(imported.environments, weightOf)) yield { kind: 'environments', list };
  for (const list of batches(imported.sessions, () => 1_000)) yield { kind: 'sessions', list };
  const numbers = new Map([...thingsOf(imported)].map((thing, index) => [thing, index]));
  const notes = imported.notes.map((note): SentNote => {
    return { ...note, about: note.about === null ? null : (numbers.get(note.about) ?? null) };
  });
  for (const list of batches(notes, () => 500)) yield { kind: 'notes', list };
}

function* batches<T>(list: readonly T[], weigh: (one: T) => number): Generator<readonly T[], void, void> {
  let batch: T[] = [];
  let weight = 0;
  for (const one of list) {
    batch.push(one);
    weight += weigh(one);
    if (weight < pieceCharacters) continue;
    yield batch;
    batch = [];
    weight = 0;
  }
  if (batch.length > 0) yield batch;
}

function weightOf(thing: ImportedConnection | ImportedEnvironment): number {
  const variables = thing.variables.reduce((sum, { value }) => sum + value.length + 200, 0);
  if (!('messages' in thing)) return variables;
  return thing.messages.reduce(
    (sum, { body, description = '' }) => sum + body.length + description.length + 500,
    variables + thing.description.length + 1_000,
  );
}

/** Everything a note can be about, in an order that both threads agree on. */
function* thingsOf(
  imported: Pick<Imported, 'folders' | 'connections' | 'environments' | 'sessions'>,
): Generator<object, void, void> {
  yield* imported.folders;
  for (const connection of imported.connections) {
    yield connection;
    yield* connection.headers;
    yield* connection.variables;
    yield* connection.messages;
  }
  for (const environment of imported.environments) {
    yield environment;
    yield* environment.variables;
  }
  yield* imported.sessions;
}

/** Puts pieces together again. */
export class Gathered {
  #formats: readonly string[] = [];
  readonly #folders: ImportedFolder[] = [];
  readonly #connections: ImportedConnection[] = [];
  readonly #environments: ImportedEnvironment[] = [];
  readonly #sessions: ImportedSession[] = [];
  readonly #notes: SentNote[] = [];

  add(piece: Piece): void {
    if (piece.kind === 'names') this.#formats = piece.formats;
    else if (piece.kind === 'folders') this.#folders.push(...piece.list);
    else if (piece.kind === 'connections') this.#connections.push(...piece.list);
    else if (piece.kind === 'environments') this.#environments.push(...piece.list);
    else if (piece.kind === 'sessions') this.#sessions.push(...piece.list);
    else this.#notes.push(...piece.list);
  }

  finish(): Imported {
    const things = {
      folders: this.#folders,
      connections: this.#connections,
      environments: this.#environments,
      sessions: this.#sessions,
    };
    const all = [...thingsOf(things)];
    const notes = this.#notes.map((note) => ({
      ...note,
      about: note.about === null ? null : (all[note.about] ?? null),
    }));
    return { ...things, formats: this.#formats, notes };
  }
}
