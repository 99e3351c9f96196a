import { formatBase64 } from '../base64.js';
import { formatHex, parseHex } from '../hex.js';
import { type Result, fail, ok } from '../result.js';
import { decodeUtf8Lossy, encodeUtf8, utf8Error } from '../utf8.js';
import { formatUlid, formatUuid } from './identifiers.js';
import { drawRandom } from './random.js';
import { hashNames, type TemplateSource } from './source.js';
import { formatTimestamp } from './time.js';

export interface Generator {
  /** As it is written, for a list to choose from. */
  readonly usage: string;
  readonly description: string;
  /** How many arguments it takes. */
  readonly least: number;
  readonly most: number;
  /** It moves with the clock: what a preview shows is not yet what will leave. */
  readonly live?: true;
  /** What it makes is kept from screens. */
  readonly secret?: true;
  make(args: readonly Uint8Array[], source: TemplateSource): Result<string | Uint8Array>;
}

/** Every generated value; a new one is a line here. */
export const generators: ReadonlyMap<string, Generator> = new Map<string, Generator>([
  [
    'uuid',
    {
      usage: 'uuid',
      description: 'a random UUID',
      least: 0,
      most: 0,
      make: (_, from) => ok(formatUuid(from.random(16))),
    },
  ],
  [
    'ulid',
    {
      usage: 'ulid',
      description: 'a ULID: sortable, by time',
      least: 0,
      most: 0,
      live: true,
      make: (_, from) => ok(formatUlid(Math.floor(from.now() / 1_000), from.random(10))),
    },
  ],
  [
    'timestamp',
    {
      usage: 'timestamp s|ms|us|iso|"YYYY-MM-DD"',
      description: 'the time of sending, UTC; seconds unless told',
      least: 0,
      most: 1,
      live: true,
      make: (args, from) =>
        withText(args[0] ?? encodeUtf8('s'), (format) => formatTimestamp(from.now(), format)),
    },
  ],
  [
    'counter',
    {
      usage: 'counter [NAME] [START] [STEP]',
      description: 'one more at each send',
      least: 0,
      most: 3,
      make: count,
    },
  ],
  [
    'random',
    {
      usage: 'random int 1 6',
      description: 'int MIN MAX, float MIN MAX, bytes COUNT, string COUNT',
      least: 1,
      most: 4,
      make: (args, from) => withTexts(args, (words) => drawRandom((most) => from.random(most), words)),
    },
  ],
  [
    'env',
    {
      usage: 'env NAME',
      description: 'an environment variable of the host',
      least: 1,
      most: 1,
      secret: true,
      make: (args, from) =>
        withTexts(args, ([name = '']) => {
          const value = from.env(name);
          return value === undefined
            ? fail('template.unavailable', `The host has no environment variable ${name}`)
            : ok(value);
        }),
    },
  ],
  [
    'file',
    {
      usage: 'file PATH',
      description: 'the bytes of a file in the workspace',
      least: 1,
      most: 1,
      make: (args, from) => withTexts(args, ([path = '']) => from.file(path)),
    },
  ],
  [
    'base64',
    {
      usage: 'base64 "TEXT"',
      description: 'Base64 of a text or of another value',
      least: 1,
      most: 1,
      make: ([bytes = none]) => ok(formatBase64(bytes)),
    },
  ],
  [
    'hex',
    {
      usage: 'hex "TEXT"',
      description: 'hex digits of a text or of another value',
      least: 1,
      most: 1,
      make: ([bytes = none]) => ok(formatHex(bytes, { separator: '' })),
    },
  ],
  [
    'bytes',
    {
      usage: 'bytes "c0 ff ee"',
      description: 'the bytes that hex digits name',
      least: 1,
      most: 1,
      make: (args) =>
        withTexts(args, ([digits = '']) => {
          const parsed = parseHex(digits);
          return parsed.ok ? parsed : fail('template.argument', parsed.error.message);
        }),
    },
  ],
  [
    'hash',
    {
      usage: 'hash sha-256 "TEXT"',
      description: 'md5, sha-1 or sha-256 in hex digits',
      least: 2,
      most: 2,
      make: ([name = none, bytes = none], from) =>
        withText(name, (asked) => {
          const algorithm = hashNames.find(
            (one) => one.replace('-', '') === asked.toLowerCase().replace('-', ''),
          );
          return algorithm === undefined
            ? fail('template.argument', `There is no hash '${asked}': use ${hashNames.join(', ')}`)
            : ok(formatHex(from.hash(algorithm, bytes), { separator: '' }));
        }),
    },
  ],
  [
    'local-address',
    {
      usage: 'local-address',
      description: 'our end of the connection',
      least: 0,
      most: 0,
      make: (_, { local }) => (local === null ? notOpen() : ok(local.address)),
    },
  ],
  [
    'local-port',
    {
      usage: 'local-port',
      description: 'the port of our end',
      least: 0,
      most: 0,
      make: (_, { local }) => (local === null ? notOpen() : ok(String(local.port))),
    },
  ],
]);

const none = new Uint8Array();

function notOpen(): Result<never> {
  return fail('template.unavailable', 'it is known only of a connection that is open');
}

function withText<T>(bytes: Uint8Array, make: (text: string) => Result<T>): Result<T> {
  return utf8Error(bytes) === null
    ? make(decodeUtf8Lossy(bytes))
    : fail('template.argument', 'An argument has bytes that are no text (UTF-8)');
}

function withTexts<T>(args: readonly Uint8Array[], make: (texts: readonly string[]) => Result<T>): Result<T> {
  const bad = args.findIndex((arg) => utf8Error(arg) !== null);
  return bad < 0
    ? make(args.map((arg) => decodeUtf8Lossy(arg)))
    : fail('template.argument', `Argument ${bad + 1} has bytes that are no text (UTF-8)`);
}

function count(args: readonly Uint8Array[], from: TemplateSource): Result<string> {
  return withTexts(args, (words) => {
    // A name may be left out: {{counter 100}} counts from 100.
    const named = words[0] !== undefined && !/^-?\d+$/.test(words[0]);
    const [start = '1', step = '1', more] = named ? words.slice(1) : words;
    const numbers = [start, step].map(Number);
    if (more !== undefined || ![start, step].every((one) => /^-?\d{1,15}$/.test(one))) {
      return fail(
        'template.argument',
        'counter takes a name, where to start and how much to add, whole numbers both',
      );
    }
    return ok(String(from.counter(named ? (words[0] ?? '') : '', numbers[0] ?? 1, numbers[1] ?? 1)));
  });
}
