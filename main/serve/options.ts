import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ok } from '../../contract/result.js';
import type { Result } from '../../contract/result.js';
import { readSyncMs } from '../sync-flag.js';
import { isLoopback } from './gate.js';

export interface ServeCommand {
  readonly port: number;
  readonly host: string;
  /** Directory; null for this person's own. */
  readonly workspace: string | null;
  /** Directories within which pages may open and make workspaces; none for the usual ones. */
  readonly workspaces: readonly string[];
  /** Ask for the passphrase of the secrets on the terminal. */
  readonly askPassphrase: boolean;
  readonly passphraseFile: string | null;
  readonly json: boolean;
  readonly tokenFile: string | null;
  /** Milliseconds of rows that a power cut may take; null for what is kept for the workspace. */
  readonly syncMs: number | null;
  readonly help: boolean;
  readonly version: boolean;
  /** Files and links to be shown in the first page that comes. */
  readonly files: readonly string[];
  /** Others on the network can reach the host. */
  readonly remote: boolean;
}

export const serveHelp = `Usage: wirebench serve [options] [FILE...]
       npm run serve -- [options] [FILE...], in a checkout

Runs Wirebench without a window and prints the address of its page. Each FILE
(.wirebench, .har, .pcapng, .pcap) is shown in the first page that comes, as the
preview of an import: nothing of it is taken before you say so.

Options
  --port N           port to listen on; any free one unless given
  --host ADDR        address to bind, 127.0.0.1 unless given
  --allow-remote     allow an address that others on the network can reach
  --workspace DIR    workspace to open, made where it is missing
                     (yours unless given: see the first lines it prints)
  --workspaces DIR   let pages open and create workspaces within DIR; repeat for
                     more (within your home and beside the workspace unless given)
  --json             print {"url": "..."} as the first line on standard output
  --token-file FILE  take the token from FILE (mode 0600, 128 bits or more)
                     rather than make a new one with each start
  --ask-passphrase   ask for the passphrase that secrets are encrypted with
  --passphrase-file FILE
                     take it from FILE (mode 0600); WIREBENCH_SECRETS_KEY does too
  --sync-ms N        a power cut loses at most N ms of rows; 0: every write waits
                     for the disk. Wins over the setting, which is 1000 unless
                     changed
  --version          print the version
  --help             print this

Stop it with Ctrl+C; sessions are on disk and come back with the next start.`;

/** Reads the command line. Failure: `options.invalid`, in words. */
export function parseOptions(args: readonly string[]): Result<ServeCommand> {
  let values;
  let files;
  try {
    ({ values, positionals: files } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '0' },
        host: { type: 'string', default: '127.0.0.1' },
        'allow-remote': { type: 'boolean', default: false },
        workspace: { type: 'string' },
        workspaces: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        'token-file': { type: 'string' },
        'ask-passphrase': { type: 'boolean', default: false },
        'passphrase-file': { type: 'string' },
        'sync-ms': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
    return invalid(`--port takes a number from 0 to 65535, not ${JSON.stringify(values.port)}.`);
  }
  if (files.includes('')) return invalid('The name of a file is empty.');
  const syncMs = readSyncMs(values['sync-ms']);
  if (!syncMs.ok) return invalid(syncMs.error.message);
  for (const name of ['host', 'workspace', 'token-file', 'passphrase-file'] as const) {
    if (values[name] === '') return invalid(`--${name} is empty.`);
  }
  if (values.workspaces.includes('')) return invalid('--workspaces is empty.');
  const host = values.host.replace(/^\[(.*)\]$/, '$1');
  const remote = !isLoopback(host);
  if (remote && !values['allow-remote']) {
    return invalid(
      `--host ${host} lets others on the network reach this host, unencrypted. If that is meant, add --allow-remote.`,
    );
  }
  return ok({
    port,
    host,
    workspace: values.workspace ?? null,
    workspaces: values.workspaces.map((directory) => resolve(directory)),
    json: values.json,
    tokenFile: values['token-file'] ?? null,
    askPassphrase: values['ask-passphrase'],
    passphraseFile: values['passphrase-file'] ?? null,
    syncMs: syncMs.value,
    help: values.help,
    version: values.version,
    files,
    remote,
  });
}

function invalid(message: string) {
  return fail('options.invalid', `${message} See --help.`);
}
