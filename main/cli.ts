#!/usr/bin/env node
import { visibleText } from '../codec/index.js';
import { checksum, checksumHelp } from './cli/checksum.js';
import { decode, decodeHelp } from './cli/decode.js';
import { exportSession } from './cli/export.js';
import { Exit } from './cli/exit.js';
import { help } from './cli/help.js';
import { importFiles } from './cli/import.js';
import { parseCommand } from './cli/options.js';
import { run } from './cli/run.js';
import { readVersion } from './version.js';

const version = readVersion(new URL('../../package.json', import.meta.url));

async function main(): Promise<Exit> {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort());
  const terminal = {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    interrupted: interrupt.signal,
  };
  const command = parseCommand(process.argv.slice(2));
  if (!command.ok) {
    process.stderr.write(`wirebench: ${visibleText(command.error.message)}\nTry 'wirebench --help'.\n`);
    return Exit.usage;
  }
  switch (command.value.name) {
    case 'help':
      process.stdout.write(`${help}\n`);
      return Exit.ok;
    case 'decode-help':
      process.stdout.write(`${decodeHelp()}\n`);
      return Exit.ok;
    case 'checksum-help':
      process.stdout.write(`${checksumHelp}\n`);
      return Exit.ok;
    case 'version':
      process.stdout.write(`${version}\n`);
      return Exit.ok;
    case 'decode':
      return decode(command.value, terminal);
    case 'checksum':
      return checksum(command.value, terminal);
    case 'export':
      return exportSession(command.value, terminal, version);
    case 'import':
      return importFiles(command.value, terminal, {
        version,
        program: new URL('import-worker.js', import.meta.url),
      });
    default:
      return run(command.value, terminal, version);
  }
}

if (process.argv[2] === 'serve') {
  // The headless host is a program of its own: it reads what follows and ends by itself.
  process.argv.splice(2, 1);
  await import('./serve.js');
} else {
  process.exitCode = await main();
  // Nothing is left to do; an open standard input (a terminal, an idle pipe) would keep the process.
  process.stdin.destroy();
}
