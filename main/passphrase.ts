import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { fail, ok } from '../contract/result.js';
import type { Result } from '../contract/result.js';
import { readPrivateFile } from './private-file.js';

/** How a command line says where the passphrase of the secrets is. */
export interface PassphraseSource {
  /** Ask on the terminal. */
  readonly askPassphrase: boolean;
  readonly passphraseFile: string | null;
}

/** What a passphrase is asked on. */
export interface PassphrasePrompt {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * The passphrase of the secrets: from a file, from the terminal, or from WIREBENCH_SECRETS_KEY; undefined
 * where nobody gave one. Failures: `passphrase.*`.
 */
export async function passphraseOf(
  { askPassphrase, passphraseFile }: PassphraseSource,
  prompt: PassphrasePrompt,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Result<string | undefined>> {
  if (passphraseFile !== null) {
    const text = await readPrivateFile(passphraseFile, 'passphrase');
    // An editor ends a file with a line end; it is no part of what was chosen.
    return text.ok ? given(text.value.replace(/\r?\n$/u, ''), passphraseFile) : text;
  }
  if (askPassphrase) {
    if (prompt.input.isTTY !== true) {
      return fail(
        'passphrase.terminal',
        'There is no terminal to ask for the passphrase on: use --passphrase-file',
      );
    }
    return given(await ask(prompt), 'what was typed');
  }
  const { WIREBENCH_SECRETS_KEY: key } = env;
  return ok(key === '' ? undefined : key);
}

function given(text: string, where: string): Result<string> {
  return text === '' ? fail('passphrase.empty', `There is no passphrase in ${where}`) : ok(text);
}

/** Asks without showing what is typed. */
async function ask({ input, output }: PassphrasePrompt): Promise<string> {
  output.write('Passphrase of the secrets: ');
  // The line editor draws what it reads: it draws into nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  try {
    return await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
