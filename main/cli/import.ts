import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { visibleJson, visibleText } from '../../codec/index.js';
import { importLimits } from '../../contract/index.js';
import type { ImportItemKind, ImportPreview, ImportReport, ImportTarget } from '../../contract/index.js';
import { type Result, fail, ok } from '../../contract/result.js';
import { Import, findStateDirectory, openWorkspace } from '../../engine/index.js';
import { Exit } from './exit.js';
import type { ImportCommand } from './options.js';
import type { Terminal } from './run.js';

/** Read of a file at once. */
const pieceBytes = 1024 * 1024;

/** A file to import, and how its bytes come. */
interface Given {
  readonly path: string;
  readonly size: number;
  read(): AsyncIterable<Uint8Array>;
}

/** `wirebench import`; answers the exit code: 0 where it was written (or would be), 1 where it was not. */
export async function importFiles(
  command: ImportCommand,
  terminal: Terminal,
  { version, program }: { readonly version: string; readonly program: URL | null },
): Promise<Exit> {
  const complain = (message: string): Exit => {
    terminal.errors.write(`wirebench: ${visibleText(message)}\n`);
    return Exit.local;
  };
  const given = await findAll(command.files, terminal);
  if (!given.ok) return complain(given.error.message);
  const directory = resolve(command.workspace);
  const there = await stat(directory).catch(() => null);
  // A dry run makes no workspace where there is none.
  if (there === null && command.dryRun) {
    return complain(`${directory} is not there: a dry run does not make it.`);
  }
  const state = await findStateDirectory(directory, undefined);
  if (!state.ok) return complain(state.error.message);
  if (state.value.problem !== null) complain(state.value.problem.message);
  const stateDirectory = state.value.directory;
  const begun = await Import.begin(given.value, { stateDirectory, version, program });
  if (!begun.ok) return complain(begun.error.message);
  const taken = await takeAll(begun.value, given.value);
  if (!taken.ok) {
    await begun.value.close();
    return complain(taken.error.message);
  }
  const workspace = await openWorkspace(directory, {
    stateDirectory,
    sample: false,
    secrets: { passphrase: process.env['WIREBENCH_SECRETS_KEY'] },
  });
  if (!workspace.ok) {
    await begun.value.close();
    return complain(workspace.error.message);
  }
  try {
    const target: ImportTarget = {
      folder: command.folder,
      environments: {},
      clashes: command.replace ? 'replace' : 'keep',
    };
    const preview = await begun.value.preview(workspace.value, target);
    if (!preview.ok) return complain(preview.error.message);
    const applied = command.dryRun ? null : await begun.value.apply(workspace.value, target, []);
    if (applied !== null && !applied.ok) return complain(applied.error.message);
    const report = applied === null ? null : applied.value.report;
    terminal.output.write(
      command.json ? `${visibleJson({ ...preview.value, report })}\n` : told(preview.value, report),
    );
    return Exit.ok;
  } finally {
    await begun.value.close();
    await workspace.value.close();
  }
}

async function takeAll(running: Import, files: readonly Given[]): Promise<Result<void>> {
  for (const [index, file] of files.entries()) {
    try {
      for await (const piece of file.read()) {
        const taken = await running.take(index, piece);
        if (!taken.ok) return taken;
      }
    } catch (error) {
      return unreadable(file.path, error);
    }
  }
  return ok();
}

function unreadable(path: string, error: unknown): Result<never> {
  const why = error instanceof Error ? error.message : String(error);
  return fail('import.unreadable', `${path} cannot be read: ${why}`);
}

async function findAll(paths: readonly string[], terminal: Terminal): Promise<Result<readonly Given[]>> {
  const given: Given[] = [];
  for (const path of paths) {
    if (path === '-') {
      const read = await readInput(terminal.input);
      if (!read.ok) return read;
      const bytes = read.value;
      given.push({ path: 'standard input', size: bytes.length, read: () => Readable.from([bytes]) });
      continue;
    }
    try {
      const files = (await stat(path)).isDirectory() ? await filesIn(path) : [''];
      for (const file of files) {
        const name = basename(resolve(path));
        const full = join(path, file);
        const { size } = await stat(full);
        const shown = file === '' ? name : `${name}/${file}`;
        given.push({ path: shown, size, read: () => createReadStream(full, { highWaterMark: pieceBytes }) });
        if (given.length > importLimits.files)
          return fail('import.too-large', `${path}: an import takes ${importLimits.files} files.`);
      }
    } catch (error) {
      return unreadable(path, error);
    }
  }
  return ok(given);
}

/** Files of a folder and of the folders in it, with `/` between; links are not followed. */
async function filesIn(directory: string, parent = ''): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(directory, parent), { withFileTypes: true })) {
    const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
    if (entry.isDirectory() && !/^(\.git|node_modules)$/.test(entry.name))
      found.push(...(await filesIn(directory, path)));
    else if (entry.isFile()) found.push(path);
    if (found.length > importLimits.files) break;
  }
  return found;
}

async function readInput(input: NodeJS.ReadableStream): Promise<Result<Uint8Array>> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of input) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    size += bytes.length;
    if (size > importLimits.bytes) {
      return fail(
        'import.too-large',
        `Standard input has more than ${importLimits.bytes >> 20} MiB, the most an import takes.`,
      );
    }
    pieces.push(bytes);
  }
  return ok(Buffer.concat(pieces));
}

/** A thing by its name and the folder it goes to, or is about. */
function placeOf(kind: ImportItemKind, parent: string | null, folder: string, name: string): string {
  if (kind === 'folder') return folder;
  if (kind === 'connection' && folder !== '') return `${folder}/${name}`;
  if (kind !== 'description' || parent !== null) return name;
  return `of ${folder === '' ? 'the workspace' : folder}, ${name}`;
}

/** What comes and what does not, for eyes. */
function told(preview: ImportPreview, report: Omit<ImportReport, 'undo'> | null): string {
  const lines = [`Read as ${preview.formats.join(', ')}`];
  for (const { kind, name, folder, detail, clash, parent } of preview.items) {
    const place = placeOf(kind, parent, folder, name);
    const note = clash === null ? '' : ` (${clash})`;
    lines.push(
      `${parent === null ? '' : '  '}+ ${kind} ${place}${detail === '' ? '' : `: ${detail}`}${note}`,
    );
  }
  for (const { level, name, place, why } of preview.notes) {
    lines.push(`${level === 'lost' ? '-' : '~'} ${name}: ${why} [${place}]`);
  }
  lines.push(
    report === null
      ? 'Nothing was changed: this was a dry run.'
      : `Imported ${[counted(report.connections.length, 'connection'), counted(report.messages, 'message'), counted(report.descriptions, 'description'), counted(report.variables, 'variable'), counted(report.secrets, 'secret'), ...(report.sessions.length === 0 ? [] : [counted(report.sessions.length, 'session')])].join(', ')}.`,
  );
  return `${lines.map((line) => visibleText(line)).join('\n')}\n`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
