import * as z from 'zod/mini';

const mostFrames = 30;
const frameChars = 300;
const messageChars = 300;
const nameChars = 80;

/** What failed though nothing expected it: enough to find the place, and nothing of what was being worked on. */
export const Trouble = z.strictObject({
  name: z.string().check(z.maxLength(nameChars)),
  message: z.string().check(z.maxLength(messageChars)),
  frames: z.array(z.string().check(z.maxLength(frameChars))).check(z.maxLength(mostFrames)),
});
export type Trouble = z.output<typeof Trouble>;

/**
 * What was thrown, as it may be written down. Messages of parsers repeat what they parsed, so of those nothing
 * stays, and of others nothing in double quotes; a stack is taken by its frames, since it repeats the message.
 */
export function troubleOf(thrown: unknown): Trouble {
  const error = thrown instanceof Error ? thrown : null;
  const name = plainLine(error?.name ?? typeof thrown, nameChars);
  const said = error?.message ?? (typeof thrown === 'string' ? thrown : '');
  return {
    name,
    message: name === 'SyntaxError' ? '' : plainLine(said.replace(/"[^"]*("|$)/g, '"…"'), messageChars),
    frames: framesOf(error?.stack ?? ''),
  };
}

/** Two of one key are the same trouble again. */
export function troubleKey({ name, message, frames }: Trouble): string {
  return `${name} ${message} ${frames[0] ?? ''}`;
}

/** `TypeError: x is not a function`, in one line. */
export function troubleText({ name, message }: Trouble): string {
  return message === '' ? name : `${name}: ${message}`;
}

/** Cut to one line in which nothing acts on a terminal or turns the writing round. */
export function plainLine(text: string, most: number): string {
  const plain = text
    .slice(0, most)
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
      (char) => `\\u{${char.codePointAt(0)?.toString(16) ?? ''}}`,
    );
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`;
}

/** The path a headless host gives its page alone (docs/decisions/0024): not to be written down. */
const privatePath = /\/~[\w-]{22}(?=\/)/g;

/** As V8 writes them, and as Firefox and Safari do; without what follows an address's `?` or `#`. */
function framesOf(stack: string): string[] {
  return stack
    .slice(0, 64 * 1024)
    .split('\n')
    .filter((line) => /^\s+at /.test(line) || /@(?:https?|app|file|blob):/.test(line))
    .slice(0, mostFrames)
    .map((line) =>
      plainLine(
        line
          .trim()
          .replace(/[?#][^\s:)]*/g, '')
          .replace(privatePath, ''),
        frameChars,
      ),
    );
}
