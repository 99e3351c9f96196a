import { PassThrough, Readable } from 'node:stream';
import { decode } from './decode.js';
import { Exit } from './exit.js';
import { parseCommand } from './options.js';

export interface Outcome {
  readonly exit: Exit;
  readonly printed: string;
  readonly complaints: string;
}

/** Runs `wirebench decode` with these words, and these bytes on standard input. */
export async function runDecode(
  words: readonly string[],
  input: Uint8Array = new Uint8Array(0),
): Promise<Outcome> {
  const command = parseCommand(['decode', ...words]);
  if (!command.ok) return { exit: Exit.usage, printed: '', complaints: command.error.message };
  if (command.value.name !== 'decode') throw new Error(`${command.value.name} is no decode`);
  const output = new PassThrough();
  const errors = new PassThrough();
  let printed = '';
  let complaints = '';
  output.on('data', (bytes: Buffer) => (printed += bytes.toString()));
  errors.on('data', (bytes: Buffer) => (complaints += bytes.toString()));
  const terminal = {
    input: Readable.from([Buffer.from(input)]),
    output,
    errors,
    interrupted: new AbortController().signal,
  };
  const exit = await decode(command.value, terminal);
  await new Promise<void>((done) => output.end(done));
  return { exit, printed, complaints };
}
