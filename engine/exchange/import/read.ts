import { type Result, fail, importLimits, ok } from '../../../contract/index.js';
import { captures } from './capture/table.js';
import { Collector } from './collector.js';
import type { Importer } from './importer.js';
import type { Imported, ImportedConnection } from './model.js';
import { SourceFile } from './source.js';
import { importTitles, importers } from './table.js';
import { isZip, unzip } from './zip.js';

/** A file as it was given. */
export interface GivenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Files that come with a collection and say nothing about it. */
const clutter =
  /(^|\/)(\.git|\.github|node_modules|\.vscode|\.idea)\/|(^|\/)(\.gitignore|\.gitattributes|\.DS_Store|Thumbs\.db|package(-lock)?\.json|readme(\.\w+)?|license(\.\w+)?)$/i;

/**
 * Reads files of other tools, or a pasted text, whatever they are: archives are unpacked, each file goes to
 * the first format that claims it. What cannot be read is a note as long as something else can; where
 * nothing can, the first reason is the failure. Codes: `import.*`.
 */
export async function readImport(given: readonly GivenFile[]): Promise<Result<Imported>> {
  const opened = openAll(given);
  if (!opened.ok) return opened;
  const to = new Collector();
  const claimed = new Map<Importer, SourceFile[]>();
  let unread: Result<never> | null = null;
  const foreign: SourceFile[] = [];
  for (const file of opened.value) {
    // A long list of files must not keep sockets waiting.
    await breathe();
    const importer =
      captures.find((one) => one.claims(file)) ??
      (file.decoded === null ? undefined : importers.find((one) => one.claims(file)));
    if (importer === undefined) {
      const refused = refusalOf(file);
      if (refused === null) foreign.push(file);
      else {
        unread ??= refused;
        to.lost(file.name, file.path, refused.ok ? '' : refused.error.message);
      }
      continue;
    }
    if (file.decoded?.encoding === 'Latin-1') {
      to.changed(
        file.name,
        file.path,
        'it is not UTF-8: it was read as Latin-1, look at letters with accents',
      );
    }
    claimed.set(importer, [...(claimed.get(importer) ?? []), file]);
  }
  for (const file of foreign) {
    if (!clutter.test(file.path)) to.lost(file.name, file.path, 'no format that is known here');
  }
  for (const [importer, files] of claimed) {
    await breathe();
    importer.read(files, to);
  }
  if (claimed.size === 0) return unread ?? unrecognised(foreign[0]?.path ?? 'it');
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

/** Files, and what is in archives among them. */
function openAll(given: readonly GivenFile[]): Result<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const { path, bytes } of given) {
    if (!isZip(bytes)) {
      files.push(new SourceFile(path, bytes));
      continue;
    }
    const unpacked = unzip(path, bytes);
    if (!unpacked.ok) return unpacked;
    files.push(...unpacked.value);
  }
  if (files.length > importLimits.files) {
    return fail(
      'import.too-large',
      `There are ${files.length} files; an import takes ${importLimits.files}.`,
    );
  }
  const total = files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (total > importLimits.bytes) {
    return fail(
      'import.too-large',
      `Unpacked it is more than ${importLimits.bytes >> 20} MiB, the most an import takes.`,
    );
  }
  return ok(files);
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
