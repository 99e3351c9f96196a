import { type Result, fail, importLimits, ok } from '../../../contract/index.js';
import type { CaptureFormat } from './capture/capture-format.js';
import type { Shared } from './capture/conversation.js';
import { type SessionSink, captureLimits } from './capture/model.js';
import { captures } from './capture/table.js';
import { Collector } from './collector.js';
import { type GivenFile, givenBytes, headBytes } from './given-file.js';
import type { Importer } from './importer.js';
import type { Imported, ImportedConnection } from './model.js';
import { SourceFile } from './source.js';
import { importTitles, importers } from './table.js';
import { isZip, unzip } from './zip.js';

/** Files that come with a collection and say nothing about it. */
const clutter =
  /(^|\/)(\.git|\.github|node_modules|\.vscode|\.idea)\/|(^|\/)(\.gitignore|\.gitattributes|\.DS_Store|Thumbs\.db|package(-lock)?\.json|readme(\.\w+)?|license(\.\w+)?)$/i;

/** What reading an import needs besides its files. */
export interface ReadOptions {
  /** Where sessions of captures go. */
  readonly sink: SessionSink;
  /** Told of what is read, in bytes, before and after. */
  readonly told?: (file: string, bytes: number) => void;
}

/**
 * Reads files of other tools, or a pasted text, whatever they are: archives are unpacked, each file goes to
 * the first format that claims it. What cannot be read is a note as long as something else can; where
 * nothing can, the first reason is the failure. Codes: `import.*`.
 */
export async function readImport(
  given: readonly GivenFile[],
  { sink, told = () => undefined }: ReadOptions,
): Promise<Result<Imported>> {
  const to = new Collector();
  const opened = await openAll(given);
  if (!opened.ok) return opened;
  const { documents, recordings } = opened.value;
  const claimed = new Map<Importer, SourceFile[]>();
  let unread: Result<never> | null = null;
  const foreign: SourceFile[] = [];
  for (const file of documents) {
    told(file.path, file.bytes.length);
    // Whoever runs it in no thread of its own still has turns.
    await breathe();
    const importer = file.decoded === null ? undefined : importers.find((one) => one.claims(file));
    if (importer === undefined) {
      const refused = refusalOf(file);
      if (refused === null) foreign.push(file);
      else {
        unread ??= refused;
        to.lost(file.name, file.path, refused.ok ? '' : refused.error.message);
      }
      continue;
    }
    tellEncoding(file, to);
    claimed.set(importer, [...(claimed.get(importer) ?? []), file]);
  }
  for (const file of foreign) {
    if (!clutter.test(file.path)) to.lost(file.name, file.path, 'no format that is known here');
  }
  for (const [importer, files] of claimed) {
    await breathe();
    importer.read(files, to);
  }
  await readRecordings(recordings, to, sink, told);
  if (claimed.size + recordings.length === 0) return unread ?? unrecognised(foreign[0]?.path ?? 'it');
  const finished = to.finish();
  if (!finished.ok) return finished;
  const { connections, environments, sessions } = finished.value;
  if (connections.length + environments.length + sessions.length === 0) {
    // A file of which nothing comes because it cannot be read is refused with what is wrong with it.
    const refused = [...claimed.values()]
      .flat()
      .map(refusalOf)
      .find((one) => one !== null);
    if (refused !== undefined) return refused;
  }
  return ok(settleProtocols(finished.value));
}

async function readRecordings(
  recordings: readonly Recording[],
  to: Collector,
  sink: SessionSink,
  told: (file: string, bytes: number) => void,
): Promise<void> {
  const shared: Shared = {
    budget: { left: captureLimits.inflated, rows: captureLimits.rows },
    waiting: { left: captureLimits.waitingBytesOfAll },
    undecided: { left: captureLimits.undecidedBytes },
  };
  for (const { file, format } of recordings) {
    told(file.path, 0);
    await format.read(file, to, { sink, shared, told: (bytes) => told(file.path, bytes) });
  }
}

/** The format of a capture that a file is of, by its first bytes. */
export function captureOf(path: string, head: Uint8Array): CaptureFormat | undefined {
  const file = new SourceFile(path, head);
  return captures.find((one) => one.claims(file));
}

function tellEncoding(file: SourceFile, to: Collector): void {
  if (file.decoded?.encoding === 'Latin-1') {
    const why = 'it is not UTF-8: it was read as Latin-1, look at letters with accents';
    to.changed(file.name, file.path, why);
  }
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function unrecognised(path: string): Result<never> {
  return fail(
    'import.unrecognised',
    `${path} is no format that can be read. Known are: ${importTitles.join(', ')}.`,
    { file: path },
  );
}

interface Recording {
  readonly file: GivenFile;
  readonly format: CaptureFormat;
}

/** Files, and what is in archives among them: those that are read as a whole, and those that are not. */
async function openAll(
  given: readonly GivenFile[],
): Promise<Result<{ readonly documents: readonly SourceFile[]; readonly recordings: readonly Recording[] }>> {
  const documents: SourceFile[] = [];
  const recordings: Recording[] = [];
  let total = 0;
  for (const file of given) {
    const head = await file.read(0, headBytes);
    const format = captureOf(file.path, head);
    if (format !== undefined) {
      if (file.size > importLimits[format.most])
        return tooLong(file, importLimits[format.most], format.title);
      recordings.push({ file, format });
      continue;
    }
    total += file.size;
    if (total > importLimits.bytes)
      return tooLong(file, importLimits.bytes, 'all files but captures together');
    const bytes = await file.read(0, file.size);
    if (!isZip(bytes)) {
      documents.push(new SourceFile(file.path, bytes));
      continue;
    }
    const unpacked = unzip(file.path, bytes);
    if (!unpacked.ok) return unpacked;
    for (const inside of unpacked.value) {
      const known = captureOf(inside.path, inside.bytes.subarray(0, headBytes));
      if (known === undefined) documents.push(inside);
      else recordings.push({ file: givenBytes(inside.path, inside.bytes), format: known });
    }
  }
  if (documents.length + recordings.length > importLimits.files) {
    return fail(
      'import.too-large',
      `There are ${documents.length + recordings.length} files; an import takes ${importLimits.files}.`,
    );
  }
  if (documents.reduce((sum, file) => sum + file.bytes.length, 0) > importLimits.bytes) {
    return fail(
      'import.too-large',
      `Unpacked it is more than ${importLimits.bytes >> 20} MiB, the most an import takes.`,
    );
  }
  return ok({ documents, recordings });
}

/** Refuses a file for its length, in the words of `begin`. */
export function tooLong(
  file: { readonly path: string; readonly size: number },
  most: number,
  what: string,
): Result<never> {
  const mib = most / 2 ** 20;
  const limit = mib >= 1024 ? `${mib / 1024} GiB` : `${mib} MiB`;
  return fail(
    'import.too-large',
    `${file.path} has ${file.size} bytes: ${limit} is the most an import takes (${what}). Import it in parts.`,
    { file: file.path, limit: most },
  );
}

/** Why a file that looks like JSON or YAML cannot be read; null where it looks like neither, or can. */
function refusalOf(file: SourceFile): Result<never> | null {
  const { decoded } = file;
  if (decoded === null) {
    return fail(
      'import.unrecognised',
      `${file.path} is no text: it can be no export of a tool that is known here.`,
    );
  }
  if (decoded.text.trim() === '') return fail('import.unrecognised', `${file.path} is empty.`);
  const json = /^\s*[{[]/.test(decoded.text.slice(0, 100)) || file.name.endsWith('.json');
  const parsed = json ? file.json() : /\.ya?ml$/i.test(file.name) ? file.yaml() : ok(null);
  return parsed.ok ? null : parsed;
}

/** Where an address begins with a variable, its value tells whether it is encrypted. */
function settleProtocols(imported: Imported): Imported {
  const everywhere = imported.environments.flatMap((one) => one.variables);
  const settle = (one: ImportedConnection): ImportedConnection => {
    const first = one.protocol === 'ws' ? /^\{\{([^{}\s]+)\}\}/.exec(one.address)?.[1] : undefined;
    if (first === undefined) return one;
    const named = [...one.variables, ...everywhere].filter((variable) => variable.name === first);
    const secure = named.some(({ value }) => /^(wss|https):/i.test(value));
    return secure ? { ...one, protocol: 'wss' } : one;
  };
  const settled = new Map<object, ImportedConnection>();
  const connections = imported.connections.map((one) => {
    const after = settle(one);
    settled.set(one, after);
    return after;
  });
  const notes = imported.notes.map((note) => ({
    ...note,
    about: note.about === null ? null : (settled.get(note.about) ?? note.about),
  }));
  return { ...imported, connections, notes };
}
