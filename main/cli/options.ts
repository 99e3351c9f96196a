import { parseArgs } from 'node:util';
import { variableName } from '../../codec/index.js';
import { exportFormatIds } from '../../contract/export.js';
import type { ExportFormatId } from '../../contract/export.js';
import { ok } from '../../contract/result.js';
import type { Layer } from '../../contract/row.js';
import type { Result } from '../../contract/result.js';
import { readSyncMs } from '../sync-flag.js';
import { type BytesCommand, decoding, summing } from './options-bytes.js';
import { common, flag, invalid, text } from './options-parts.js';

export interface RunCommand {
  readonly name: 'connect' | 'listen';
  readonly url: string;
  readonly send: readonly string[];
  readonly hex: boolean;
  /** What is sent is text with `\x00`, `\n` and the like. */
  readonly escapes: boolean;
  readonly binary: boolean;
  readonly newline: boolean;
  readonly echo: boolean;
  /** Messages received after which it ends; null for no such end. */
  readonly count: number | null;
  /** Milliseconds after which it ends; null for no such end. */
  readonly forMs: number | null;
  readonly print: 'rows' | 'json' | 'quiet';
  /** Directory to keep the log in; null keeps none. */
  readonly session: string | null;
  /** Milliseconds of rows a power cut may take of it; null for what is kept for the workspace, or 1000. */
  readonly syncMs: number | null;
  readonly headers: readonly (readonly [string, string])[];
  readonly protocols: readonly string[];
  readonly timeoutMs: number | null;
  readonly tls: Readonly<Record<'caFile' | 'certFile' | 'keyFile' | 'serverName', string | undefined>>;
  readonly insecure: boolean;
  /** `http://user:password@host:3128` and the like; null for none. */
  readonly proxy: string | null;
  readonly selfSigned: boolean;
  /** Directory of the workspace whose variables hold; null for none. */
  readonly workspace: string | null;
  /** Name or id of one of its environments. */
  readonly environment: string | null;
  /** Of the workspace's secrets: asked for on the terminal, or in a file. */
  readonly askPassphrase: boolean;
  readonly passphraseFile: string | null;
  /** Given here: they win over those of the workspace. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface ExportCommand {
  readonly name: 'export';
  readonly session: string;
  readonly format: ExportFormatId;
  readonly output: string | null;
  /** Null for what suits the format. */
  readonly layer: Layer | null;
  readonly direction: 'in' | 'out' | null;
  /** The filter language; null for every row. */
  readonly filter: string | null;
  readonly marked: boolean;
  /** Credentials of handshakes and values of secrets go out too. */
  readonly withSecrets: boolean;
  readonly askPassphrase: boolean;
  readonly passphraseFile: string | null;
}

export interface ImportCommand {
  readonly name: 'import';
  /** Files and folders; `-` is standard input. */
  readonly files: readonly string[];
  readonly workspace: string;
  /** Where connections go; '' is the top. */
  readonly folder: string;
  /** Tell what would come, and change nothing. */
  readonly dryRun: boolean;
  readonly json: boolean;
  /** Values of variables that are there already give way. */
  readonly replace: boolean;
}

export type Command =
  | RunCommand
  | ExportCommand
  | ImportCommand
  | BytesCommand
  | { readonly name: 'help' }
  | { readonly name: 'version' };

const texts = { type: 'string', multiple: true } as const;
const runOptions = {
  ...common,
  send: texts,
  hex: flag,
  escapes: flag,
  binary: flag,
  'no-newline': flag,
  echo: flag,
  count: text,
  for: text,
  json: flag,
  quiet: flag,
  session: text,
  'sync-ms': text,
  header: texts,
  protocol: texts,
  timeout: text,
  insecure: flag,
  proxy: text,
  ca: text,
  cert: text,
  key: text,
  'server-name': text,
  'self-signed': flag,
  workspace: text,
  env: text,
  'ask-passphrase': flag,
  'passphrase-file': text,
  var: texts,
} as const;
const exportOptions = {
  ...common,
  format: text,
  output: text,
  out: text,
  layer: text,
  direction: text,
  filter: text,
  marked: flag,
  'with-secrets': flag,
  'ask-passphrase': flag,
  'passphrase-file': text,
} as const;
const importOptions = {
  ...common,
  workspace: text,
  folder: text,
  'dry-run': flag,
  json: flag,
  replace: flag,
} as const;

/** Reads the command line. Failure: `options.invalid`, in words. */
export function parseCommand(args: readonly string[]): Result<Command> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    return ok({ name: 'help' });
  if (name === '--version') return ok({ name: 'version' });
  try {
    if (name === 'connect' || name === 'listen') return run(name, rest);
    if (name === 'export') return exporting(rest);
    if (name === 'import') return importing(rest);
    if (name === 'decode') return decoding(rest);
    if (name === 'checksum') return summing(rest);
  } catch (error) {
    // parseArgs throws its refusals; their words are meant for the person who typed.
    return invalid(error instanceof Error ? error.message : String(error));
  }
  return invalid(
    `there is no command ${JSON.stringify(name)}: use connect, listen, export, import, decode or checksum.`,
  );
}

function run(name: 'connect' | 'listen', args: readonly string[]): Result<Command> {
  const { values, positionals } = parseArgs({ args: [...args], options: runOptions, allowPositionals: true });
  if (values.help === true) return ok({ name: 'help' });
  if (values.version === true) return ok({ name: 'version' });
  const [url, more] = positionals;
  if (url === undefined) return invalid(`${name} needs a URL, such as tcp://localhost:12345.`);
  if (more !== undefined) return invalid(`${name} takes one URL; ${JSON.stringify(more)} is one too many.`);
  const count = amount('--count', values.count, /^[1-9]\d{0,14}$/, 'a whole number from 1');
  const seconds = amount('--for', values.for, /^\d+(\.\d+)?$/, 'a number of seconds');
  const timeout = amount('--timeout', values.timeout, /^\d+(\.\d+)?$/, 'a number of seconds');
  const variables: [string, string][] = [];
  for (const one of values.var ?? []) {
    const equals = one.indexOf('=');
    if (!variableName.test(one.slice(0, Math.max(equals, 0)))) {
      return invalid(`--var ${JSON.stringify(one)} is not of the form name=value.`);
    }
    variables.push([one.slice(0, equals), one.slice(equals + 1)]);
  }
  const asksPassphrase = values['ask-passphrase'] === true || values['passphrase-file'] !== undefined;
  if (asksPassphrase && values.workspace === undefined) {
    return invalid('a passphrase opens the secrets of a workspace: give --workspace DIR too.');
  }
  if (values.env !== undefined && values.workspace === undefined) {
    return invalid('--env names an environment of a workspace: give --workspace DIR too.');
  }
  const headers: [string, string][] = [];
  for (const header of values.header ?? []) {
    const colon = header.indexOf(':');
    if (colon < 1) return invalid(`--header ${JSON.stringify(header)} is not of the form 'Name: value'.`);
    headers.push([header.slice(0, colon), header.slice(colon + 1).trim()]);
  }
  if (name === 'listen' && values.proxy !== undefined)
    return invalid('--proxy is for connect: a listener goes nowhere.');
  if (values.hex === true && values.escapes === true)
    return invalid('--hex and --escapes exclude each other.');
  if (values.json === true && values.quiet === true) return invalid('--json and --quiet exclude each other.');
  for (const one of [count, seconds, timeout]) if (!one.ok) return one;
  const syncMs = readSyncMs(values['sync-ms']);
  if (!syncMs.ok) return invalid(syncMs.error.message);
  if (syncMs.value !== null && values.session === undefined)
    return invalid('--sync-ms is about the log that is kept: give --session DIR too.');
  return ok({
    name,
    url,
    send: values.send ?? [],
    hex: values.hex === true,
    escapes: values.escapes === true,
    binary: values.binary === true,
    newline: values['no-newline'] !== true,
    echo: values.echo === true,
    count: count.ok ? count.value : null,
    forMs: seconds.ok && seconds.value !== null ? Math.round(seconds.value * 1_000) : null,
    print: values.json === true ? 'json' : values.quiet === true ? 'quiet' : 'rows',
    session: values.session ?? null,
    syncMs: syncMs.value,
    headers,
    protocols: values.protocol ?? [],
    timeoutMs: timeout.ok && timeout.value !== null ? Math.round(timeout.value * 1_000) : null,
    tls: {
      caFile: values.ca,
      certFile: values.cert,
      keyFile: values.key,
      serverName: values['server-name'],
    },
    insecure: values.insecure === true,
    proxy: values.proxy ?? null,
    selfSigned: values['self-signed'] === true,
    workspace: values.workspace ?? null,
    environment: values.env ?? null,
    askPassphrase: values['ask-passphrase'] === true,
    passphraseFile: values['passphrase-file'] ?? null,
    variables: Object.fromEntries(variables),
  });
}

function exporting(args: readonly string[]): Result<Command> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: exportOptions,
    allowPositionals: true,
  });
  if (values.help === true) return ok({ name: 'help' });
  if (values.version === true) return ok({ name: 'version' });
  const [session, more] = positionals;
  if (session === undefined) return invalid("export needs a session's directory.");
  if (more !== undefined)
    return invalid(`export takes one session; ${JSON.stringify(more)} is one too many.`);
  const wanted = values.format ?? 'jsonl';
  const format = exportFormatIds.find((id) => id === wanted);
  if (format === undefined) {
    return invalid(`--format ${JSON.stringify(wanted)} is none of ${exportFormatIds.join(', ')}.`);
  }
  const { layer, direction } = values;
  if (layer !== undefined && layer !== 'messages' && layer !== 'wire') {
    return invalid(`--layer is messages or wire, not ${JSON.stringify(layer)}.`);
  }
  if (direction !== undefined && direction !== 'in' && direction !== 'out') {
    return invalid(`--direction is in or out, not ${JSON.stringify(direction)}.`);
  }
  return ok({
    name: 'export',
    session,
    format,
    output: values.out ?? values.output ?? null,
    layer: layer ?? null,
    direction: direction ?? null,
    filter: values.filter ?? null,
    marked: values.marked === true,
    withSecrets: values['with-secrets'] === true,
    askPassphrase: values['ask-passphrase'] === true,
    passphraseFile: values['passphrase-file'] ?? null,
  });
}

function importing(args: readonly string[]): Result<Command> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: importOptions,
    allowPositionals: true,
  });
  if (values.help === true) return ok({ name: 'help' });
  if (values.version === true) return ok({ name: 'version' });
  if (positionals.length === 0) return invalid('import needs files or folders, or - for standard input.');
  if (values.workspace === undefined)
    return invalid('import needs --workspace DIR: where what it reads goes.');
  return ok({
    name: 'import',
    files: positionals,
    workspace: values.workspace,
    folder: values.folder ?? '',
    dryRun: values['dry-run'] === true,
    json: values.json === true,
    replace: values.replace === true,
  });
}

function amount(
  option: string,
  typed: string | undefined,
  form: RegExp,
  words: string,
): Result<number | null> {
  if (typed === undefined) return ok(null);
  return form.test(typed)
    ? ok(Number(typed))
    : invalid(`${option} takes ${words}, not ${JSON.stringify(typed)}.`);
}
