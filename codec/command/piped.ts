import { cEscapes } from '../c-escapes.js';
import { formatHex, parseHex } from '../hex.js';
import { encodeUtf8 } from '../utf8.js';
import type { Draft, PastedCommand } from './draft.js';
import { scanQuotes, splitShellWords } from './shell-words.js';

/** What a line pipes into a program: a text, or bytes as hex digits, and the line break that `echo` adds. */
export type PipedMessage = Pick<PastedCommand, 'message' | 'messageMode' | 'messageEnding'>;

/** The same, where the program makes several messages of it. */
export type ReceivedMessage = PipedMessage & Pick<PastedCommand, 'moreMessages'>;

/** A line taken apart at the pipe before its last program; null where it has none. */
export function splitPipe(line: string): { readonly before: string; readonly after: string } | null {
  let pipe = -1;
  scanQuotes(line, '', (at) => {
    if (line[at] === '|' && line[at + 1] !== '|' && line[at - 1] !== '|') pipe = at;
  });
  return pipe < 0 ? null : { before: line.slice(0, pipe).trim(), after: line.slice(pipe + 1).trim() };
}

/** The message that `echo` or `printf` writes; null where something else does. */
export function pipedMessage(before: string): PipedMessage | null {
  const words = splitShellWords(before);
  if (!words.ok) return null;
  const [program = '', ...rest] = words.value;
  if (program === 'printf') return printed(rest);
  if (program !== 'echo') return null;
  let newline = true;
  let escapes = false;
  let at = 0;
  for (; /^-[neE]+$/.test(rest[at] ?? ''); at++) {
    if (rest[at]?.includes('n') === true) newline = false;
    if (rest[at]?.includes('e') === true) escapes = true;
  }
  const text = rest.slice(at).join(' ');
  const written = escapes ? asMessage(escapedBytes(afterZero(text))) : { message: text };
  return newline ? { ...written, messageEnding: 'lf' } : written;
}

/** `printf FORMAT`, `printf %s TEXT` and `printf '%b' TEXT`; other formats are not worked out. */
function printed(words: readonly string[]): PipedMessage | null {
  const [format = '', ...rest] = words[0] === '--' ? words.slice(1) : words;
  if (rest.length === 0)
    return format.replaceAll('%%', '').includes('%')
      ? null
      : asMessage(escapedBytes(format.replaceAll('%%', '%')));
  if (rest.length > 1) return null;
  const [text = ''] = rest;
  const ends = /^%([sb])(\\n)?$/.exec(format);
  if (ends === null) return null;
  const written = ends[1] === 'b' ? asMessage(escapedBytes(afterZero(text))) : { message: text };
  return ends[2] === undefined ? written : { ...written, messageEnding: 'lf' };
}

const named: Readonly<Record<string, number>> = {
  ...cEscapes,
  e: 27,
  '\\': 92,
  '"': 34,
  "'": 39,
};

/** `echo -e` and `%b` write `\\0NNN` where a format has `\\NNN`. */
function afterZero(text: string): string {
  return text.replace(/\\(?:0([0-7]{3})|([\s\S]))/g, (all, digits?: string) =>
    digits === undefined ? all : `\\${digits}`,
  );
}

/** `\n`, `\xHH`, `\NNN` and text. */
function escapedBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const [piece, hex, octal, sign] of text.matchAll(
    /\\(?:x([0-9a-f]{1,2})|([0-7]{1,3})|([nrtabfve\\"']))|[\s\S]/giu,
  )) {
    if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else if (octal !== undefined) bytes.push(parseInt(octal, 8) & 0xff);
    else if (sign !== undefined) bytes.push(named[sign] ?? 0);
    else bytes.push(...encodeUtf8(piece));
  }
  return Uint8Array.from(bytes);
}

/** Text where it can be read as such, the last line break apart unless `whole`; else hex. */
export function asMessage(bytes: Uint8Array, whole = false): PipedMessage {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text: string | null;
  try {
    text = decoder.decode(bytes);
  } catch {
    text = null;
  }
  const ending = whole
    ? undefined
    : text?.endsWith('\r\n') === true
      ? 'crlf'
      : text?.endsWith('\n') === true
        ? 'lf'
        : undefined;
  const body = ending === undefined ? text : (text?.slice(0, ending === 'lf' ? -1 : -2) ?? null);
  // eslint-disable-next-line no-control-regex -- controls are what is looked for
  if (body === null || /[\u0000-\u0008\u000b-\u001f\u007f]/.test(body)) {
    return { message: formatHex(bytes), messageMode: 'hex' };
  }
  return ending === undefined ? { message: body } : { message: body, messageEnding: ending };
}

/**
 * What the program of a draft sends of what it is piped: websocat ends a message at NUL where it is told to, it and
 * wscat make a text message of each line, netcat and socat can make CR LF of line feeds, and only streams leave the last line break to a setting.
 */
export function receivedMessage(piped: PipedMessage, { protocol, facts, input }: Draft): ReceivedMessage {
  let bytes = bytesOf(piped);
  if (input.nulEnds === true) return severalMessages(bytes, 0);
  const web = protocol === 'ws' || protocol === 'wss';
  const lines = web && input.lines === true && facts.messageKind !== 'binary';
  // The last line break, or none, ends the only message there is.
  if (lines && bytes.subarray(0, -1).includes(10)) return severalMessages(bytes, 10);
  if (input.crlf !== undefined) bytes = withCarriageReturns(bytes);
  if (protocol === 'udp' || (web && facts.messageKind === 'binary')) return asMessage(bytes, true);
  return input.crlf !== undefined ? asMessage(bytes) : piped;
}

/** Messages that end with a sign; what is between two of them is none. */
function severalMessages(bytes: Uint8Array, end: number): ReceivedMessage {
  const parts: PipedMessage[] = [];
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(end, from);
    const to = found < 0 ? bytes.length : found;
    // A carriage return before the line feed belongs to it.
    const cut = end === 10 && bytes[to - 1] === 13 ? to - 1 : to;
    if (cut > from) parts.push(asMessage(bytes.subarray(from, cut), true));
    from = to + 1;
  }
  const [first = { message: '' }, ...more] = parts;
  const plain = more.map(({ message = '', messageMode }) => ({
    message,
    ...(messageMode !== undefined && { messageMode }),
  }));
  return more.length === 0 ? first : { ...first, moreMessages: plain };
}

function bytesOf({ message = '', messageMode, messageEnding }: PipedMessage): Uint8Array {
  const hex = messageMode === 'hex' ? parseHex(message) : null;
  if (hex?.ok === true) return hex.value;
  return encodeUtf8(message + (messageEnding === undefined ? '' : { lf: '\n', crlf: '\r\n' }[messageEnding]));
}

function withCarriageReturns(bytes: Uint8Array): Uint8Array {
  const all: number[] = [];
  bytes.forEach((byte, at) => {
    if (byte === 10 && bytes[at - 1] !== 13) all.push(13);
    all.push(byte);
  });
  return Uint8Array.from(all);
}
