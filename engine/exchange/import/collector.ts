import {
  encodeUtf8,
  formatBytes,
  isTemplate,
  parseAddress,
  parseBase64,
  parseHex,
} from '../../../codec/index.js';
import {
  ConnectionOptions,
  type Failure,
  type Result,
  fail,
  importLimits,
  maxDescriptionLength,
  maxVariableLength,
  ok,
} from '../../../contract/index.js';
import type { ImportedSession } from './capture/model.js';
import { type FolderDraft, FolderList } from './folder-list.js';
import type {
  Imported,
  ImportedConnection,
  ImportedEnvironment,
  ImportedHeader,
  ImportedMessage,
  ImportedVariable,
  ReadNote,
} from './model.js';
import { type TemplateDialect, rewriteTemplate, variableNameOf } from './templates.js';

/** Where an importer puts what it finds: names are made fit, limits hold, and whatever is left behind gets a note. */
export class Collector {
  readonly #connections: ImportedConnection[] = [];
  readonly #environments: ImportedEnvironment[] = [];
  readonly #folders = new FolderList();
  readonly #formats = new Set<string>();
  readonly #sessions: ImportedSession[] = [];
  readonly #notes: ReadNote[] = [];
  #refused: Result<never> | null = null;
  readonly #about = new Map<object, object>();
  #untold = 0;
  #messages = 0;
  #variables = 0;

  /** Notes made before the thing they are about is whole go to what it becomes. */
  #settle(key: object, thing: object): void {
    this.#about.set(key, thing);
  }

  format(title: string): void {
    this.#formats.add(title);
  }

  /** Something that does not come. `about` is the key of a connection, message or variable it belongs to. */
  lost(name: string, place: string, why: string, about: object | null = null): void {
    this.#note({ level: 'lost', name, place, why, about });
  }

  /** Something that comes otherwise than it was. */
  changed(name: string, place: string, why: string, about: object | null = null): void {
    this.#note({ level: 'changed', name, place, why, about });
  }

  #note(note: ReadNote): void {
    if (this.#notes.length >= importLimits.notes) this.#untold++;
    else this.#notes.push({ ...note, name: cleanName(note.name, '(no name)') });
  }

  /** A recorded session of a capture. */
  session(session: ImportedSession): void {
    this.#sessions.push(session);
    this.#settle(session, session);
  }

  /** A file of which nothing can come. Where nothing else comes either, the first reason is the import's failure. */
  refuse(file: string, error: Failure): void {
    this.#refused ??= { ok: false, error };
    this.lost(file, file, error.message);
  }

  /**
   * A folder where it comes in the source: what is written about it comes with it, and it comes with what is in it.
   * No names at all are what holds everything.
   */
  folder(path: readonly string[], draft: FolderDraft): string {
    const folder = folderPath(path);
    const name = folder === '' ? 'the workspace' : folder;
    const description = this.#description(draft.description ?? '', name, draft.place, null);
    if (folder !== '' || description !== '') {
      // What holds everything comes by itself.
      this.#folders.add(folder, { ...draft, description, kept: draft.kept === true || folder === '' });
    }
    return folder;
  }

  /** A description as it can be kept. */
  #description(text: string, of: string, place: string, about: object | null): string {
    if (text.length <= maxDescriptionLength) return text;
    this.changed(
      `description of ${of}`,
      place,
      `it is cut off after ${maxDescriptionLength} characters`,
      about,
    );
    return text.slice(0, maxDescriptionLength);
  }

  /** Rewrites placeholders; what has no counterpart becomes a note. */
  template(
    text: string,
    dialect: TemplateDialect,
    name: string,
    place: string,
    about: object | null,
  ): string {
    return rewriteTemplate(text, dialect, (placeholder, why) => {
      this.lost(`${placeholder.slice(0, 80)} in ${name}`, place, `${why}: it stays as it is`, about);
    });
  }

  connection(draft: ConnectionDraft): void {
    const key = draft.key ?? {};
    const folder = this.folder(draft.folder, { place: draft.place });
    const name = cleanName(draft.name, draft.address === '' ? 'Connection' : draft.address);
    const options = ConnectionOptions.safeParse(draft.options);
    if (!options.success) {
      const [issue] = options.error.issues;
      this.lost(name, draft.place, `the option ${issue?.path.join('.') ?? ''} is out of its range`, key);
    }
    if (draft.address.length > 8_192) {
      return this.lost(name, draft.place, 'its address has more than 8192 characters');
    }
    this.#judgeAddress(draft, name, key);
    const connection: ImportedConnection = {
      name,
      folder,
      description: this.#description(draft.description, name, draft.place, key),
      protocol: draft.protocol,
      role: draft.role,
      address: draft.address,
      options: options.success ? options.data : {},
      headers: draft.headers.flatMap((header) => this.#header(header, name, key)),
      variables: draft.variables.flatMap((one) => this.variable(one, key)),
      messages: draft.messages.flatMap((message) => this.#message(message, key)),
      ...(draft.own === undefined ? {} : { own: draft.own }),
      place: draft.place,
    };
    this.#messages += connection.messages.length;
    this.#connections.push(connection);
    this.#settle(key, connection);
  }

  #judgeAddress(draft: ConnectionDraft, name: string, key: object): void {
    if (draft.address === '') return this.changed(name, draft.place, 'it has no address yet', key);
    if (isTemplate(draft.address)) return;
    const parsed = parseAddress(draft.address, { protocol: draft.protocol, role: draft.role });
    if (!parsed.ok) this.changed(name, draft.place, `mend its address first: ${parsed.error.message}`, key);
  }

  #header(header: ImportedHeader, of: string, key: object): readonly ImportedHeader[] {
    const shown = header.name.slice(0, 100);
    const drop = (why: string): readonly ImportedHeader[] => {
      this.lost(`header ${shown} of ${of}`, header.place, why, key);
      return [];
    };
    // eslint-disable-next-line no-control-regex -- controls are what is looked for
    if (/[\r\n\u0000]/.test(header.name + header.value))
      return drop('a line break would begin another header');
    if (!isTemplate(header.name) && !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(header.name)) {
      return drop('this is no name a header can have');
    }
    if (header.name.length > 1_024 || header.value.length > 65_536) return drop('it is too long');
    return [{ ...header, variables: header.variables.flatMap((one) => this.variable(one, key)) }];
  }

  #message(message: ImportedMessage, key: object): readonly ImportedMessage[] {
    if (message.body.length > importLimits.messageCharacters) {
      const most = importLimits.messageCharacters >> 20;
      this.lost(message.name, message.place, `it is longer than ${most} MiB: send it as a file`, key);
      return [];
    }
    const { folder, description } = message;
    const kept: ImportedMessage = {
      ...message,
      name: cleanName(message.name, 'Message'),
      length: lengthText(message),
      ...(folder === undefined ? {} : { folder: folderPath(folder.split('/')) }),
      ...(description === undefined
        ? {}
        : { description: this.#description(description, message.name, message.place, key) }),
    };
    this.#settle(message, kept);
    return [kept];
  }

  /** A variable, its name made fit; none where its value is longer than one can be. */
  variable(typed: ImportedVariable, about: object | null): readonly ImportedVariable[] {
    this.#variables++;
    if (typed.value.length > maxVariableLength) {
      this.lost(typed.name, typed.place, `its value is longer than ${maxVariableLength} characters`, about);
      return [];
    }
    const name = variableNameOf(typed.name);
    if (name !== typed.name) {
      this.changed(typed.name, typed.place, `it is called ${name}, here and wherever it is used`, about);
    }
    return [{ ...typed, name }];
  }

  environment(draft: ImportedEnvironment): void {
    const byName = new Map<string, ImportedVariable>();
    for (const typed of draft.variables) {
      for (const one of this.variable(typed, draft)) {
        if (byName.has(one.name))
          this.changed(one.name, one.place, 'it is there twice: the last one counts', draft);
        byName.set(one.name, one);
      }
    }
    const environment = {
      ...draft,
      name: cleanName(draft.name, 'Environment'),
      variables: [...byName.values()],
    };
    this.#environments.push(environment);
    this.#settle(draft, environment);
  }

  /** All of it; fails with `import.too-many` where it is more than one import may hold. */
  finish(): Result<Imported> {
    const found = this.#connections.length + this.#environments.length + this.#sessions.length;
    if (this.#refused !== null && found === 0) return this.#refused;
    const counts = [
      [this.#connections.length, importLimits.connections, 'connections'],
      [this.#messages, importLimits.messages, 'messages'],
      [this.#environments.length, importLimits.environments, 'environments'],
      [this.#variables, importLimits.variables, 'variables'],
    ] as const;
    for (const [count, most, what] of counts) {
      if (count > most) {
        return fail(
          'import.too-many',
          `There are ${count} ${what}; one import takes ${most}. Import it in parts.`,
        );
      }
    }
    const { folders, left } = this.#folders.settle(this.#connections.map((one) => one.folder));
    for (const { path, place } of left) {
      this.lost(
        `description of ${path}`,
        place,
        'nothing comes of what is in this folder, nor does the folder',
      );
    }
    const notes = this.#notes.map((note) => ({
      ...note,
      about: note.about === null ? null : (this.#about.get(note.about) ?? null),
    }));
    if (this.#untold > 0) {
      const why = `${this.#untold} more ${this.#untold === 1 ? 'note like these is' : 'notes like these are'} not listed`;
      notes.push({ level: 'lost', name: 'More', place: '', why, about: null });
    }
    return ok({
      formats: [...this.#formats],
      folders,
      connections: this.#connections,
      environments: this.#environments,
      sessions: this.#sessions,
      notes,
    });
  }
}

/** A connection as an importer found it. */
export interface ConnectionDraft extends Omit<ImportedConnection, 'folder'> {
  readonly folder: readonly string[];
  /** What notes made before name it by. */
  readonly key?: object;
}

/** Bytes it has; what placeholders will make of it is not known yet. */
function lengthText({ mode, body }: ImportedMessage): string {
  if (isTemplate(body)) return 'with placeholders';
  const parsed = mode === 'hex' ? parseHex(body) : mode === 'base64' ? parseBase64(body) : null;
  if (parsed !== null && !parsed.ok) return 'not readable yet';
  return formatBytes((parsed?.value ?? encodeUtf8(body)).length);
}

/** A name as a screen can show it in one line; `fallback` where nothing is left of it. */
export function cleanName(text: string, fallback: string): string {
  const cleaned = text
    // Controls and marks that turn the direction of text could make a name look like another one.
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return (cleaned === '' ? fallback : cleaned).slice(0, 200);
}

/** Folder names as one path: a slash within a name would make two of it. */
export function folderPath(names: readonly string[]): string {
  let path = '';
  for (const typed of names) {
    const name = cleanName(typed, '').replaceAll('/', '-');
    if (name === '') continue;
    const next = path === '' ? name : `${path}/${name}`;
    if (next.length > 1_000) break;
    path = next;
  }
  return path;
}
