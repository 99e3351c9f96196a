import type { Terminal } from './run.js';

/** Text gathered before it is written: a write a line would cost more than decoding it. */
const writeChars = 64 * 1024;

/** Writes pieces as fast as they are taken. */
export async function writeAll(
  pieces: Iterable<string>,
  terminal: Pick<Terminal, 'output' | 'interrupted'>,
): Promise<void> {
  const { output, interrupted } = terminal;
  // A reader that went away (`| head`) wants no more, and may say so after the last write too.
  let gone = false;
  const leave = (): void => void (gone = true);
  output.on('error', leave);
  let gathered = '';
  for (const piece of pieces) {
    if (gone || interrupted.aborted) break;
    gathered += piece;
    if (gathered.length < writeChars) continue;
    await write(output, gathered);
    gathered = '';
  }
  if (!gone) await write(output, gathered);
}

/** Waits until the stream takes more, or never will. */
async function write(output: NodeJS.WritableStream, text: string): Promise<void> {
  if (!output.writable || output.write(text)) return;
  await new Promise<void>((done) => {
    const go = (): void => {
      for (const event of ['drain', 'close', 'error']) output.off(event, go);
      done();
    };
    for (const event of ['drain', 'close', 'error']) output.on(event, go);
  });
}
