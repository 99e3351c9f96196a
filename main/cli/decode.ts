import { parseDeflateParameters, parseHex, visibleJson, visibleText } from '../../codec/index.js';
import {
  dissectLayers,
  dissectors,
  layoutFormat,
  noContext,
  type DissectContext,
} from '../../codec/dissectors/index.js';
import { Layout } from '../../contract/layout.js';
import { type Result, fail, ok } from '../../contract/result.js';
import { framesAsJson, framesAsText } from './decode-frames.js';
import { Exit } from './exit.js';
import { fieldLines, fieldObject } from './field-lines.js';
import { bytesOf, readFile, wordsOf } from './input.js';
import type { DecodeCommand } from './options-bytes.js';
import { writeAll } from './output.js';
import type { Terminal } from './run.js';

/** What `decode` reads beside the payload formats: `websocket` frames, and a guess. */
const own: readonly (readonly [id: string, label: string])[] = [
  ['websocket', 'WebSocket frames of one direction, after the opening handshake'],
  ['fields', 'a layout of your own, with --layout: checksums and lengths are verified'],
  ['auto', 'whichever of the formats below fits best'],
];

/** `wirebench decode --help`, with every format there is. */
export function decodeHelp(): string {
  const formats = [...own, ...dissectors.map((one) => [one.id, one.label] as const)];
  const width = Math.max(...formats.map(([id]) => id.length));
  return `${usage}\n\nFormats\n${formats.map(([id, label]) => `  ${id.padEnd(width)}  ${label}`).join('\n')}`;
}

const usage = `wirebench decode: what bytes mean, bit by bit

Usage
  wirebench decode FORMAT [--hex DIGITS | --file FILE] [options]
  Without --hex and --file the bytes are read from standard input, as they are.

  --hex DIGITS        the bytes as hex digits: '81 05 48656c6c6f'
  --file FILE         the bytes of FILE
  --json              print JSON: for websocket one array of frames, for the
                      other formats one array of layers, outermost first
  --role WHO          client or server: whose bytes they are. A client's frames
                      must be masked, a server's not; without it that is not judged
  --extensions VALUE  what the server's Sec-WebSocket-Extensions said, so that
                      compressed messages are inflated: permessage-deflate
  --schema FILE       protobuf: a .proto file or a descriptor set, with --message
  --message NAME      protobuf: the full name of the message
  --layout FILE       fields: a layout as JSON, as the composer saves it; auto
                      tries it too

Exit codes
  0 decoded, whatever is wrong with the bytes   1 they could not be read
  2 usage   6 they are not of this format`;

/** `wirebench decode`; answers the exit code. */
export async function decode(command: DecodeCommand, terminal: Terminal): Promise<Exit> {
  const complain = (exit: Exit, message: string): Exit => {
    terminal.errors.write(`wirebench: ${visibleText(message)}\n`);
    return exit;
  };
  const { format } = command;
  const known = [...own.map(([id]) => id), ...dissectors.map((one) => one.id)];
  if (!known.includes(format)) {
    return complain(Exit.usage, `there is no format ${JSON.stringify(format)}: use ${known.join(', ')}.`);
  }
  const deflate = parseDeflateParameters(command.extensions ?? '');
  if (!deflate.ok) return complain(Exit.usage, `--extensions: ${deflate.error.message}`);
  if (command.hex !== null && !parseHex(command.hex).ok) {
    const wrong = parseHex(command.hex);
    return complain(Exit.usage, `--hex: ${wrong.ok ? '' : wrong.error.message}`);
  }
  const bytes = await bytesOf(command, terminal);
  if (terminal.interrupted.aborted) return Exit.local;
  if (!bytes.ok) return complain(Exit.local, bytes.error.message);
  if (format === 'websocket') {
    const options = { role: command.role, deflate: deflate.value };
    const lines = command.json ? framesAsJson(bytes.value, options) : framesAsText(bytes.value, options);
    await writeAll(lines, terminal);
    return Exit.ok;
  }
  if (format === 'fields' && command.layout === null)
    return complain(Exit.usage, 'fields needs --layout FILE: a layout as JSON.');
  const context = await contextOf(command);
  if (!context.ok) return complain(Exit.local, context.error.message);
  const [layout] = context.value.layouts;
  const asked = format === 'fields' && layout !== undefined ? layoutFormat(layout) : format;
  const read = dissectLayers(bytes.value, context.value, format === 'auto' ? null : asked);
  await writeAll(command.json ? layersAsJson(read) : layersAsText(read), terminal);
  const [first] = read;
  const refused = format !== 'auto' && first?.reading.id !== asked;
  if (!refused) return Exit.ok;
  return complain(
    Exit.protocol,
    `these bytes are not ${format}: ${first?.reading.refusals[0]?.reason ?? 'unknown'}`,
  );
}

async function contextOf(command: DecodeCommand): Promise<Result<DissectContext>> {
  const layouts = command.layout === null ? ok([]) : await layoutOf(command.layout);
  if (!layouts.ok) return layouts;
  const context = { ...noContext, from: command.role, layouts: layouts.value };
  if (command.schema === null || command.message === null) return ok(context);
  const schema = await readFile(command.schema);
  if (!schema.ok) return schema;
  const source = command.schema.endsWith('.proto')
    ? Buffer.from(schema.value).toString('utf8')
    : schema.value;
  return ok({ ...context, schema: { source, message: command.message } });
}

/** A layout from a file, by the same schema as those of a workspace. */
async function layoutOf(path: string): Promise<Result<readonly Layout[]>> {
  const text = await readFile(path);
  if (!text.ok) return text;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text.value).toString('utf8'));
  } catch (error) {
    return fail('decode.read', `${path} is not JSON: ${wordsOf(error)}`);
  }
  const judged = Layout.safeParse(value);
  if (judged.success) return ok([judged.data]);
  const issue = judged.error.issues[0];
  const where = issue?.path.map(String).join('.') ?? '';
  return fail(
    'decode.read',
    `${path} is no layout: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`,
  );
}

type Layers = ReturnType<typeof dissectLayers>;

function* layersAsText(layers: Layers): Generator<string> {
  for (const { label, bytes, reading } of layers) {
    const size = `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`;
    yield `${visibleText(`${label}: ${reading.label}, ${size}: ${reading.summary}`)}\n`;
    if (reading.id === 'raw') {
      for (const { label: name, reason } of reading.refusals) {
        yield `        not ${visibleText(`${name}: ${reason}`)}\n`;
      }
    }
    for (const line of fieldLines(reading.fields, bytes)) yield `${line}\n`;
    const rest = bytes.length - reading.consumed;
    if (rest > 0)
      yield `${String(reading.consumed).padStart(6)}  ${rest} more ${rest === 1 ? 'byte is' : 'bytes are'} not part of it\n`;
  }
}

function* layersAsJson(layers: Layers): Generator<string> {
  const list = layers.map(({ label, bytes, reading }) => ({
    label,
    format: reading.id,
    summary: reading.summary,
    length: bytes.length,
    consumed: reading.consumed,
    refusals: reading.refusals.map(({ id, reason }) => ({ format: id, reason })),
    fields: reading.fields.map((one) => fieldObject(one)),
  }));
  yield `${visibleJson(list, 2)}\n`;
}
