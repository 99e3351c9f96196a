import { basename, dirname, resolve } from 'node:path';
import { visibleText } from '../../codec/index.js';
import { exportFormats, openRecordedSession, readVariables } from '../../engine/index.js';
import type { RecordedSession, View } from '../../engine/index.js';
import { fail, ok } from '../../contract/result.js';
import type { Result } from '../../contract/index.js';
import { passphraseOf } from '../passphrase.js';
import { WholeFile } from '../whole-file.js';
import { Exit } from './exit.js';
import type { ExportCommand } from './options.js';
import type { Terminal } from './run.js';

/** `wirebench export`; answers the exit code. A file takes its name only when it is whole and on the disk. */
export async function exportSession(
  command: ExportCommand,
  terminal: Terminal,
  version: string,
): Promise<Exit> {
  const complain = (message: string): Exit => {
    terminal.errors.write(`wirebench: ${visibleText(message)}\n`);
    return Exit.local;
  };
  const secrets = command.withSecrets ? ok([]) : await secretsBeside(command, terminal);
  if (!secrets.ok) return complain(secrets.error.message);
  const session = await openRecordedSession(resolve(command.session));
  if (!session.ok) return complain(session.error.message);
  // The rows go out all the same.
  const { problem } = session.value.marks;
  if (problem !== null) complain(problem.message);
  const chosen = viewOf(session.value, command);
  const { output } = command;
  try {
    if (!chosen.ok) return complain(chosen.error.message);
    const begun = output === null ? null : await WholeFile.begin(output);
    if (begun?.ok === false) return complain(begun.error.message);
    const file = begun?.value ?? null;
    try {
      const { layer, view, whole } = chosen.value;
      const options = {
        layer,
        whole,
        direction: command.direction ?? undefined,
        redact: !command.withSecrets,
        secrets: secrets.value,
        version,
      };
      for await (const piece of session.value.export(view, command.format, options)) {
        if (!piece.ok) return complain(piece.error.message);
        if (terminal.interrupted.aborted) return Exit.local;
        if (file !== null) {
          const written = await file.write(piece.value.data);
          if (!written.ok) return complain(written.error.message);
        } else if (!terminal.output.write(piece.value.data)) {
          await new Promise<void>((done) => terminal.output.once('drain', done));
        }
      }
      const finished = await file?.finish();
      if (finished?.ok === false) return complain(finished.error.message);
    } finally {
      await file?.abandon();
    }
    return Exit.ok;
  } catch (error) {
    return complain(
      `${output ?? 'the output'} could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    if (chosen.ok) chosen.value.view?.close();
    await session.value.close();
  }
}

/** Values of secrets of the workspace that a session was recorded in; none where it is kept elsewhere. */
async function secretsBeside(command: ExportCommand, terminal: Terminal): Promise<Result<readonly string[]>> {
  const own = dirname(dirname(resolve(command.session)));
  if (basename(own) !== '.local') return ok([]);
  const passphrase = await passphraseOf(
    command,
    { input: terminal.input, output: terminal.errors },
    process.env,
  );
  if (!passphrase.ok) return passphrase;
  const { problems, values } = await readVariables(dirname(own), { passphrase: passphrase.value });
  const locked = problems.find(({ code }) => code === 'secret.locked');
  return locked === undefined
    ? ok(values)
    : fail(
        'secret.locked',
        `${locked.message}. Nothing was written: secrets that are not known cannot be covered. Give the passphrase, or leave them in with --with-secrets`,
      );
}

/** The rows that were asked for; a view of null is all of a layer. */
function viewOf(
  session: RecordedSession,
  { format, filter, marked, layer: asked }: ExportCommand,
): Result<{
  readonly layer: 'messages' | 'wire';
  readonly view: View | null;
  readonly whole: boolean;
}> {
  const layer = asked ?? exportFormats[format].layer ?? 'messages';
  if (filter === null && !marked) return ok({ layer, view: null, whole: true });
  const spec = { ...(filter === null ? {} : { query: filter }), ...(marked ? { marked } : {}) };
  const view = session.view(spec, { kind: 'raw' }, layer);
  return view.ok ? ok({ layer, view: view.value, whole: false }) : view;
}
