import type { DissectContext, Dissection, Dissector } from './dissector.js';
import { counted, done, hexNumber, needMore, notMine, shown, utf8Text } from './fields.js';
import { entryOf, Part, quoted, shownPayload } from './part.js';

const lf = 0x0a;
const cr = 0x0d;
const nul = 0;
const ports = [61613, 61614, 15674];
/** Bytes of a command or header line that are read; servers allow a few kilobytes. */
const maxLine = 65_536;

const clientFrames = [
  'CONNECT',
  'STOMP',
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
];
const serverFrames = ['CONNECTED', 'MESSAGE', 'RECEIPT', 'ERROR'];

/** Headers that STOMP 1.2 requires, per frame. */
const required: Readonly<Record<string, readonly string[]>> = {
  CONNECT: [],
  SEND: ['destination'],
  SUBSCRIBE: ['destination'],
  BEGIN: ['transaction'],
  COMMIT: ['transaction'],
  ABORT: ['transaction'],
  MESSAGE: ['destination', 'message-id'],
  RECEIPT: ['receipt-id'],
};

const meanings: Readonly<Record<string, string>> = {
  ack: 'how messages are acknowledged',
  'heart-beat': 'what it can send, what it wants to get, in milliseconds',
};

/** Undoes the escapes of a header (STOMP 1.2 "Value Encoding"); an unknown one is fatal there. */
function unescape(text: string): { readonly text: string; readonly error: string | null } {
  let error: string | null = null;
  const plain = text.replace(/\\(.?)/gs, (whole, letter: string) => {
    if (letter === 'n') return '\n';
    if (letter === 'r') return '\r';
    if (letter === 'c') return ':';
    if (letter === '\\') return '\\';
    error = `${whole} escapes nothing (STOMP 1.2, Value Encoding)`;
    return whole;
  });
  return { text: plain, error };
}

interface Frame {
  readonly line: string;
  readonly command: string;
}

/** Length of the line here without its end, and of the end; null where no LF comes. */
function lineAt(part: Part): { readonly size: number; readonly end: number } | null {
  const at = part.peek(maxLine).indexOf(lf);
  if (at < 0) return null;
  return part.bytes[part.at + at - 1] === cr && at > 0 ? { size: at - 1, end: 2 } : { size: at, end: 1 };
}

function readHeader(
  part: Part,
  size: number,
  escaped: boolean,
): readonly [name: string, value: string] | null {
  const colon = part.bytes.subarray(part.at, part.at + size).indexOf(0x3a);
  if (colon < 0) {
    part.raw('header', size, quoted);
    part.fault('a header line has a colon');
    return null;
  }
  const start = part.at;
  const pair: [string, string] = ['', ''];
  part.group('header', size, (inside) => {
    const names = ['name', 'value'] as const;
    names.forEach((which, index) => {
      const length = index === 0 ? colon : size - colon - 1;
      if (index === 1) inside.at = start + colon + 1;
      const from = inside.at;
      const one = escaped
        ? unescape(utf8Text(part.bytes, from, from + length))
        : { text: utf8Text(part.bytes, from, from + length), error: null };
      pair[index] = one.text;
      if (length > 0) {
        inside.text(which, length);
        if (one.error !== null) inside.fault(one.error);
      }
    });
    const meaning = entryOf(meanings, pair[0]);
    return shown(`${pair[0]}: ${pair[1]}${meaning === undefined ? '' : ` (${meaning})`}`);
  });
  if (colon === 0) part.fault('a header has a name');
  return pair;
}

/** A frame, from its command to its NUL. */
function readFrame(part: Part): Frame {
  const first = lineAt(part);
  if (first === null) {
    part.missing('command', 'cut short: the command does not end with a line feed');
    return { line: 'cut short', command: '' };
  }
  const command = shown(utf8Text(part.bytes, part.at, part.at + first.size), 40);
  part.raw('command', first.size, () => command);
  if (!clientFrames.includes(command) && !serverFrames.includes(command))
    part.fault('not a command of STOMP 1.0 to 1.2');
  part.at += first.end;
  // CONNECT and CONNECTED escape nothing, so that 1.0 can read them.
  const escaped = command !== 'CONNECT' && command !== 'CONNECTED';
  const headers = new Map<string, string>();
  let ended = false;
  while (part.more) {
    const next = lineAt(part);
    if (next === null) break;
    if (next.size === 0) {
      part.raw('end of headers', next.end, () => 'empty line');
      ended = true;
      break;
    }
    const pair = readHeader(part, next.size, escaped);
    part.at += next.end;
    // Of repeated headers the first counts (STOMP 1.2, Repeated Header Entries).
    if (pair === null) continue;
    if (!headers.has(pair[0])) headers.set(pair[0], pair[1]);
    else part.fields.push(markRepeated(part));
  }
  if (part.cut) return { line: command, command };
  if (!ended) {
    part.missing('header', 'cut short: the headers do not end with an empty line');
    return { line: command, command };
  }
  for (const name of entryOf(required, command) ?? []) {
    if (headers.has(name)) continue;
    part.add({
      name: 'header',
      start: part.at,
      length: 0,
      value: `${name} is missing`,
      error: `${command} needs ${name}`,
      children: [],
    });
  }
  readBody(part, headers.get('content-length'));
  const parts = [
    'destination',
    'id',
    'subscription',
    'message-id',
    'version',
    'accept-version',
    'receipt-id',
    'message',
  ]
    .filter((name) => headers.has(name))
    .slice(0, 2)
    .map((name) => (name === 'destination' ? headers.get(name) : `${name} ${headers.get(name)}`));
  return { line: shown([command, ...parts].join(' '), 200), command };
}

/** The header read last, said to be repeated. */
function markRepeated(part: Part): Part['fields'][number] {
  const last = part.fields.pop();
  const base = last ?? { name: 'header', start: part.at, length: 0, value: '', children: [] };
  return { ...base, value: `${base.value} (repeated: the first counts)` };
}

function readBody(part: Part, announced: string | undefined): void {
  const length = announced !== undefined && /^\d{1,15}$/.test(announced) ? Number(announced) : null;
  if (announced !== undefined && length === null)
    part.add({
      name: 'body',
      start: part.at,
      length: 0,
      value: '',
      error: `${shown(JSON.stringify(announced))} is not a content-length`,
      children: [],
    });
  const end = length === null ? part.peek().indexOf(nul) : length;
  if (end < 0) {
    part.rest('body', undefined, shownPayload);
    part.missing('end of frame', 'cut short: a frame ends with NUL');
    return;
  }
  if (end > 0) part.raw('body', end, shownPayload);
  if (part.cut) return;
  if (part.left > 0 && part.bytes[part.at] !== nul) {
    part.raw('end of frame', 1, (bytes) => hexNumber(bytes[0] ?? 0));
    part.fault('NUL must follow the body: the content-length is wrong');
    part.cut = true;
    return;
  }
  part.raw('end of frame', 1, () => 'NUL');
}

function isEol(byte: number | undefined): boolean {
  return byte === lf || byte === cr;
}

function dissect(bytes: Uint8Array): Dissection {
  const first = bytes[0];
  if (first === undefined) return needMore('nothing came');
  if (!isEol(first) && (first < 0x41 || first > 0x5a))
    return notMine('a STOMP frame begins with a command in capitals');
  const part = new Part(bytes);
  const lines: string[] = [];
  while (part.more) {
    if (isEol(bytes[part.at])) {
      let size = 1;
      while (isEol(bytes[part.at + size])) size++;
      const beats = bytes.subarray(part.at, part.at + size).filter((byte) => byte === lf).length;
      part.raw(lines.length === 0 ? 'heart-beat' : 'end of line', size, () => counted(beats, 'line end'));
      continue;
    }
    part.group('frame', null, (inside) => {
      const frame = readFrame(inside);
      lines.push(frame.line);
      return frame.line;
    });
  }
  const [head = 'heart-beat'] = lines;
  const more = lines.length - 1;
  return done(
    part.fields,
    `STOMP ${more > 0 ? `${head} and ${counted(more, 'more frame')}` : head}`,
    part.at,
  );
}

function sniff(bytes: Uint8Array, context: DissectContext): number {
  const known =
    /\bv1[0-2]\.stomp\b/i.test(context.subprotocol ?? '') ||
    context.ports.some((port) => ports.includes(port));
  let at = 0;
  while (at < 16 && isEol(bytes[at])) at++;
  const head = utf8Text(bytes, at, at + 200);
  if (head === '') return known && bytes.length > 0 && bytes.length <= 4 ? 0.8 : 0;
  const command = /^([A-Z]+)\r?\n(?=([^\n:]+:|\r?\n|$))/.exec(head)?.[1];
  if (command === undefined) return 0;
  if (!clientFrames.includes(command) && !serverFrames.includes(command)) return 0;
  return known || bytes.includes(nul) ? 0.96 : 0.7;
}

/** STOMP 1.0 to 1.2: frames, escaped headers, content-length, heart-beats. */
export const stomp: Dissector = { id: 'stomp', label: 'STOMP', sniff, dissect };
