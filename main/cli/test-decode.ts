import { PassThrough, Readable } from 'node:stream';
import { checksum } from './checksum.js';
import { decode } from './decode.js';
import { Exit } from './exit.js';
import { parseCommand } from './options.js';

export interface Outcome {
  readonly exit: Exit;
  readonly printed: string;
  readonly complaints: string;
}

/** Runs `wirebench decode` with these words, and these bytes on standard input. */
export function runDecode(words: readonly string[], input?: Uint8Array): Promise<Outcome> {
  return runCommand(['decode', ...words], input);
}

/** Runs a command about bytes. */
export async function runCommand(
  words: readonly string[],
  input: Uint8Array = new Uint8Array(0),
): Promise<Outcome> {
  const command = parseCommand(words);
  if (!command.ok) return { exit: Exit.usage, printed: '', complaints: command.error.message };
  const { value } = command;
  if (value.name !== 'decode' && value.name !== 'checksum') throw new Error(`${value.name} reads no bytes`);
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
  const exit = value.name === 'decode' ? await decode(value, terminal) : await checksum(value, terminal);
  await new Promise<void>((done) => output.end(done));
  return { exit, printed, complaints };
}
