import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { visibleText } from '../../codec/index.js';
import { importLimits } from '../../contract/index.js';
import type { ImportPreview, ImportReport, ImportTarget } from '../../contract/index.js';
import { type Result, fail, ok } from '../../contract/result.js';
import { Import, openWorkspace } from '../../engine/index.js';
import { Exit } from './exit.js';
import type { ImportCommand } from './options.js';
import type { Terminal } from './run.js';

interface Given {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** `wirebench import`; answers the exit code: 0 where it was written (or would be), 1 where it was not. */
export async function importFiles(
  command: ImportCommand,
  terminal: Terminal,
  version: string,
): Promise<Exit> {
  const complain = (message: string): Exit => {
    terminal.errors.write(`wirebench: ${visibleText(message)}\n`);
    return Exit.local;
  };
  const given = await readAll(command.files, terminal);
  if (!given.ok) return complain(given.error.message);
  const begun = Import.begin(given.value.map(({ path, bytes }) => ({ path, size: bytes.length })));
  if (!begun.ok) return complain(begun.error.message);
  for (const [index, { bytes }] of given.value.entries()) {
    const taken = begun.value.take(index, bytes);
    if (!taken.ok) return complain(taken.error.message);
  }
  const directory = resolve(command.workspace);
  const there = await stat(directory).catch(() => null);
  // A dry run makes no workspace where there is none.
  if (there === null && command.dryRun) {
    return complain(`${directory} is not there: a dry run does not make it.`);
  }
  const workspace = await openWorkspace(directory, {
    stateDirectory: join(directory, '.local'),
    sample: false,
    secrets: { passphrase: process.env['WIREBENCH_SECRETS_KEY'] },
  });
  if (!workspace.ok) return complain(workspace.error.message);
  try {
    const target: ImportTarget = {
      folder: command.folder,
      environments: {},
      clashes: command.replace ? 'replace' : 'keep',
    };
    const preview = await begun.value.preview(workspace.value, target);
    if (!preview.ok) return complain(preview.error.message);
    const applied = command.dryRun
      ? null
      : await begun.value.apply(workspace.value, target, [], {
          directory: join(directory, '.local', 'sessions'),
          version,
        });
    if (applied !== null && !applied.ok) return complain(applied.error.message);
    const report = applied === null ? null : applied.value.report;
    terminal.output.write(
      command.json ? `${JSON.stringify({ ...preview.value, report })}\n` : told(preview.value, report),
    );
    return Exit.ok;
  } finally {
    await workspace.value.close();
  }
}

async function readAll(paths: readonly string[], terminal: Terminal): Promise<Result<readonly Given[]>> {
  const given: Given[] = [];
  let total = 0;
  const add = async (path: string, file: string): Promise<Result<void>> => {
    const { size } = await stat(file);
    total += size;
    if (total > importLimits.bytes || given.length >= importLimits.files) {
      const message = `${file}: an import takes ${importLimits.bytes >> 20} MiB and ${importLimits.files} files.`;
      return fail('import.too-large', message);
    }
    given.push({ path, bytes: await readFile(file) });
    return ok();
  };
  for (const path of paths) {
    if (path === '-') {
      const read = await readInput(terminal.input);
      if (!read.ok) return read;
      given.push({ path: 'standard input', bytes: read.value });
      continue;
    }
    try {
      const files = (await stat(path)).isDirectory() ? await filesIn(path) : [''];
      for (const file of files) {
        const name = basename(resolve(path));
        const added = await add(file === '' ? name : `${name}/${file}`, join(path, file));
        if (!added.ok) return added;
      }
    } catch (error) {
      return fail(
        'import.unreadable',
        `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
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

/** What comes and what does not, for eyes. */
function told(preview: ImportPreview, report: Omit<ImportReport, 'undo'> | null): string {
  const lines = [`Read as ${preview.formats.join(', ')}`];
  for (const { kind, name, folder, detail, clash, parent } of preview.items) {
    const place = kind === 'connection' && folder !== '' ? `${folder}/${name}` : name;
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
      : `Imported ${report.connections.length} connections, ${report.messages} messages, ${report.variables} variables, ${report.secrets} secrets${report.sessions.length === 0 ? '' : `, ${report.sessions.length} sessions`}.`,
  );
  return `${lines.map((line) => visibleText(line)).join('\n')}\n`;
}
