import {
  checksumNamed,
  checksums,
  checksumOf,
  encodeUtf8,
  formatHex,
  parseHex,
  visibleText,
} from '../../codec/index.js';
import type { ChecksumAlgorithm } from '../../codec/index.js';
import { Exit } from './exit.js';
import { bytesOf } from './input.js';
import type { ChecksumCommand } from './options-bytes.js';
import { writeAll } from './output.js';
import type { Terminal } from './run.js';

export const checksumHelp = `wirebench checksum: CRCs, sums, XOR, Fletcher's and Adler's of bytes

Usage
  wirebench checksum                    list every name, with its bits, the check
                                        value (of the ASCII digits 123456789) and
                                        the names it is also known by
  wirebench checksum NAME [--hex DIGITS | --file FILE]
  Without --hex and --file the bytes are read from standard input, as they are.
  NAME is one of the list, as the CRC catalogue calls it, or an alias; case does
  not matter.

  --hex DIGITS  the bytes as hex digits: '11 03 00 6b 00 03'
  --file FILE   the bytes of FILE
  --json        print one object (name, width, hex, decimal, little, bytes); of the
                list one array

What is printed is the value in hex, most significant byte first. A protocol may
send it the other way round: little, in --json.

Exit codes
  0 fine   1 the bytes could not be read   2 usage, or no such name`;

const digits = encodeUtf8('123456789');

/** `wirebench checksum`; answers the exit code. */
export async function checksum(command: ChecksumCommand, terminal: Terminal): Promise<Exit> {
  const complain = (exit: Exit, message: string): Exit => {
    terminal.errors.write(`wirebench: ${visibleText(message)}\n`);
    return exit;
  };
  if (command.algorithm === null) {
    await writeAll(
      command.json ? [`${JSON.stringify(checksums.map(entryOf), null, 2)}\n`] : list(),
      terminal,
    );
    return Exit.ok;
  }
  const algorithm = checksumNamed(command.algorithm);
  if (algorithm === undefined) {
    const near = checksums.filter(({ name }) => isNear(name, command.algorithm ?? '')).slice(0, 5);
    const hint = near.length === 0 ? '' : ` Near it: ${near.map(({ name }) => name).join(', ')}.`;
    return complain(
      Exit.usage,
      `there is no checksum ${JSON.stringify(command.algorithm)}; wirebench checksum lists them.${hint}`,
    );
  }
  if (command.hex !== null) {
    const typed = parseHex(command.hex);
    if (!typed.ok) return complain(Exit.usage, `--hex: ${typed.error.message}`);
  }
  const bytes = await bytesOf(command, terminal);
  if (terminal.interrupted.aborted) return Exit.local;
  if (!bytes.ok) return complain(Exit.local, bytes.error.message);
  const value = checksumOf(algorithm, bytes.value);
  const hex = hexOf(algorithm, value);
  const whole = parseHex(hex.length % 2 === 0 ? hex : `0${hex}`);
  const little = whole.ok ? formatHex(whole.value.toReversed(), { separator: '' }) : hex;
  const { name, width } = algorithm;
  const told = { name, width, hex, decimal: String(value), little, bytes: bytes.value.length };
  await writeAll([command.json ? `${JSON.stringify(told)}\n` : `${hex}\n`], terminal);
  return Exit.ok;
}

function hexOf({ width }: ChecksumAlgorithm, value: bigint): string {
  return value.toString(16).padStart(Math.ceil(width / 4), '0');
}

function entryOf(one: ChecksumAlgorithm) {
  const { name, width, family, aliases } = one;
  return { name, width, family, check: hexOf(one, checksumOf(one, digits)), aliases };
}

function* list(): Generator<string> {
  const entries = checksums.map(entryOf);
  const longest = Math.max(...entries.map(({ name }) => name.length));
  const widest = Math.max(...entries.map(({ check }) => check.length));
  for (const { name, width, check, aliases } of entries) {
    const line = `${name.padEnd(longest)}  ${String(width).padStart(2)}  ${check.padEnd(widest)}  ${aliases.join(', ')}`;
    yield `${line.trimEnd()}\n`;
  }
}

/** Whether a name has the letters and digits of what was typed in it, or all of its words. */
function isNear(name: string, typed: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
  const wanted = plain(typed);
  return wanted.length > 2 && (plain(name).includes(wanted) || plain(name).startsWith(wanted.slice(0, 5)));
}
