import { parseArgs } from 'node:util';
import { ok } from '../../contract/result.js';
import type { Result } from '../../contract/result.js';
import { common, flag, invalid, text } from './options-parts.js';

// The options of the commands that look at bytes and open no socket.

export interface DecodeCommand {
  readonly name: 'decode';
  readonly format: string;
  /** As typed; null with a file, or where standard input is read. */
  readonly hex: string | null;
  readonly file: string | null;
  readonly json: boolean;
  readonly role: 'client' | 'server' | null;
  /** The value of a `Sec-WebSocket-Extensions` header. */
  readonly extensions: string | null;
  readonly schema: string | null;
  /** File of a layout as JSON, for `fields`. */
  readonly layout: string | null;
  readonly message: string | null;
}

export interface ChecksumCommand {
  readonly name: 'checksum';
  /** Null lists every algorithm. */
  readonly algorithm: string | null;
  readonly hex: string | null;
  readonly file: string | null;
  readonly json: boolean;
}

export type BytesCommand =
  | DecodeCommand
  | ChecksumCommand
  | { readonly name: 'decode-help' }
  | { readonly name: 'checksum-help' }
  | { readonly name: 'version' };

const decodeOptions = {
  ...common,
  hex: text,
  file: text,
  json: flag,
  role: text,
  extensions: text,
  schema: text,
  layout: text,
  message: text,
} as const;
const checksumOptions = { ...common, hex: text, file: text, json: flag } as const;

/** Failure: `options.invalid`. */
export function decoding(args: readonly string[]): Result<BytesCommand> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: decodeOptions,
    allowPositionals: true,
  });
  if (values.help === true) return ok({ name: 'decode-help' });
  if (values.version === true) return ok({ name: 'version' });
  const [format, more] = positionals;
  if (format === undefined) {
    return invalid('decode needs a format, such as websocket; wirebench decode --help lists them.');
  }
  if (more !== undefined) {
    return invalid(
      `decode takes one format; ${JSON.stringify(more)} is one too many (quote what --hex takes).`,
    );
  }
  const {
    role = null,
    hex = null,
    file = null,
    extensions = null,
    schema = null,
    message = null,
    layout = null,
  } = values;
  if (hex !== null && file !== null) return invalid('--hex and --file exclude each other.');
  if (role !== null && role !== 'client' && role !== 'server') {
    return invalid(`--role is client or server, not ${JSON.stringify(role)}.`);
  }
  if ((schema === null) !== (message === null)) return invalid('--schema and --message need each other.');
  return ok({
    name: 'decode',
    format,
    hex,
    file,
    json: values.json === true,
    role,
    extensions,
    schema,
    layout,
    message,
  });
}

/** Failure: `options.invalid`. */
export function summing(args: readonly string[]): Result<BytesCommand> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: checksumOptions,
    allowPositionals: true,
  });
  if (values.help === true) return ok({ name: 'checksum-help' });
  if (values.version === true) return ok({ name: 'version' });
  const [algorithm = null, more] = positionals;
  if (more !== undefined) {
    return invalid(
      `checksum takes one name; ${JSON.stringify(more)} is one too many (quote what --hex takes).`,
    );
  }
  const { hex = null, file = null } = values;
  if (hex !== null && file !== null) return invalid('--hex and --file exclude each other.');
  if (algorithm === null && (hex !== null || file !== null))
    return invalid('checksum needs a name, such as CRC-16/MODBUS; wirebench checksum lists them.');
  return ok({ name: 'checksum', algorithm, hex, file, json: values.json === true });
}
