import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { visibleText } from '../../codec/index.js';
import { openRecordedSession } from '../../engine/index.js';
import { Exit } from './exit.js';
import type { ExportCommand } from './options.js';
import type { Terminal } from './run.js';

/** `wirebench export`; answers the exit code. A file takes its name only when it is whole. */
export async function exportSession(command: ExportCommand, terminal: Terminal): Promise<Exit> {
  const complain = (message: string): Exit => {
    terminal.errors.write(`wirebench: ${visibleText(message)}\n`);
    return Exit.local;
  };
  const session = await openRecordedSession(resolve(command.session));
  if (!session.ok) return complain(session.error.message);
  // The rows go out all the same.
  const { problem } = session.value.marks;
  if (problem !== null) complain(problem.message);
  try {
    const draft = command.output === null ? null : `${command.output}.${process.pid}.part`;
    const file = draft === null ? null : await open(draft, 'wx');
    try {
      for await (const piece of session.value.export(null, command.format)) {
        if (!piece.ok) return complain(piece.error.message);
        if (terminal.interrupted.aborted) return Exit.local;
        if (file !== null) await file.writeFile(piece.value.data);
        else if (!terminal.output.write(piece.value.data)) {
          await new Promise<void>((done) => terminal.output.once('drain', done));
        }
      }
      if (draft !== null && command.output !== null) await rename(draft, command.output);
    } finally {
      await file?.close();
      if (draft !== null) await rm(draft, { force: true });
    }
    return Exit.ok;
  } catch (error) {
    return complain(
      `${command.output ?? 'the output'} could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    await session.value.close();
  }
}
