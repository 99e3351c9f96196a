import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parseHex } from '../../codec/index.js';
import { type Result, fail, ok } from '../../contract/result.js';
import type { Terminal } from './run.js';

/** Bytes read at once; their hex digits must fit in one string. */
const maxInput = 128 * 1024 * 1024;

/** The bytes a command is about: typed in hex, those of a file, or standard input to its end. */
export async function bytesOf(
  command: { readonly hex: string | null; readonly file: string | null },
  terminal: Pick<Terminal, 'input' | 'interrupted'>,
): Promise<Result<Uint8Array>> {
  if (command.hex !== null) return parseHex(command.hex);
  if (command.file !== null) return readFile(command.file);
  const { input, interrupted } = terminal;
  // Nobody may ever type an end of file.
  const leave = (): void => void (input instanceof Readable && input.destroy());
  interrupted.addEventListener('abort', leave);
  const bytes = await readAll(input, 'standard input');
  interrupted.removeEventListener('abort', leave);
  return bytes;
}

/** A file whole, as far as is read at once. */
export async function readFile(path: string): Promise<Result<Uint8Array>> {
  try {
    const file = await open(path, 'r');
    // A stream, not the size: a pipe or a device has none. It closes the file.
    return await readAll(file.createReadStream(), path);
  } catch (error) {
    return fail('decode.read', `${path} could not be read: ${wordsOf(error)}`);
  }
}

async function readAll(input: NodeJS.ReadableStream, name: string): Promise<Result<Uint8Array>> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of input) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size > maxInput) {
        return fail('decode.size', `${name} has more than the ${maxInput} bytes that are read at once`);
      }
      chunks.push(bytes);
    }
  } catch (error) {
    return fail('decode.read', `${name} could not be read: ${wordsOf(error)}`);
  }
  return ok(Buffer.concat(chunks));
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
