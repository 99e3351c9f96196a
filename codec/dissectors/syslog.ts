import { field } from '../field.js';
import type { DissectContext, Dissection, Dissector } from './dissector.js';
import { counted, done, needMore, notMine, shown } from './fields.js';
import { latin1, Part, quoted } from './part.js';
import { readStructuredData } from './syslog-data.js';

const ports = [514, 601, 6514];

/** RFC 5424 §6.2.1, table 1. */
const facilities = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
];

/** RFC 5424 §6.2.1, table 2. */
const severities = ['Emergency', 'Alert', 'Critical', 'Error', 'Warning', 'Notice', 'Informational', 'Debug'];

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;
const oldTime = /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d(?= )/;

/** Header fields of RFC 5424 §6 after the version, and their longest. */
const headerFields: readonly (readonly [name: string, most: number])[] = [
  ['TIMESTAMP', 32],
  ['HOSTNAME', 255],
  ['APP-NAME', 48],
  ['PROCID', 128],
  ['MSGID', 32],
];

/** `<34>`: facility times eight and severity. */
function readPriority(part: Part): string {
  const text = latin1(part.peek(6));
  const digits = /^<(\d{1,4})>/.exec(text)?.[1];
  if (digits === undefined) {
    part.raw('PRI', Math.min(part.left, Math.max(1, text.indexOf('>') + 1)), quoted);
    part.fault('a priority is 1 to 3 digits in angle brackets (RFC 5424 §6.2.1)');
    return 'no priority';
  }
  const value = Number(digits);
  const facility = facilities[value >> 3] ?? 'no facility';
  const severity = severities[value & 7] ?? '';
  const words = `${facility}.${severity}`;
  const start = part.at;
  part.group('PRI', digits.length + 2, (inside) => {
    inside.add(field('facility', start + 1, digits.length, `${value >> 3}, ${facility}`));
    inside.add(field('severity', start + 1, digits.length, `${value & 7}, ${severity}`));
    return `${digits}, ${words}`;
  });
  if (value > 191) part.fault('a priority is 191 at most (RFC 5424 §6.2.1)');
  else if (digits.length > 1 && digits.startsWith('0')) part.fault('must not begin with 0 (RFC 5424 §6.2.1)');
  return words;
}

/** Length up to the next space, or to the end. */
function wordLength(part: Part): number {
  const space = part.peek().indexOf(0x20);
  return space < 0 ? part.left : space;
}

function skipSpace(part: Part, after: string): void {
  if (!part.more) return;
  if (part.bytes[part.at] === 0x20) part.at++;
  else part.fault(`a space must follow ${after}`);
}

/** A message of RFC 5424 after its priority. */
function readModern(part: Part): string {
  part.raw('VERSION', 1, latin1);
  skipSpace(part, 'VERSION');
  const words: string[] = [];
  for (const [name, most] of headerFields) {
    const size = wordLength(part);
    if (!part.take(name, Math.max(1, size))) return words.join(' ');
    const text = latin1(part.peek(Math.min(size, most + 1)));
    part.raw(name, size, (bytes) => (text === '-' ? '- (not given)' : quoted(bytes)));
    if (size === 0) part.fault('must not be empty: - stands for nothing (RFC 5424 §6)');
    else if (size > most) part.fault(`longer than ${most} characters (RFC 5424 §6)`);
    else if (name === 'TIMESTAMP' && text !== '-' && !timestamp.test(text))
      part.fault('not a time stamp of RFC 5424 §6.2.3');
    if ((name === 'HOSTNAME' || name === 'APP-NAME') && text !== '-') words.push(shown(text));
    skipSpace(part, name);
  }
  readStructuredData(part);
  skipSpace(part, 'STRUCTURED-DATA');
  readText(part);
  return words.join(' ');
}

/** The free text; UTF-8 where a byte order mark says so (RFC 5424 §6.4). */
function readText(part: Part): void {
  if (!part.more) return;
  if (
    part.left >= 3 &&
    part.bytes[part.at] === 0xef &&
    part.bytes[part.at + 1] === 0xbb &&
    part.bytes[part.at + 2] === 0xbf
  ) {
    part.raw('BOM', 3, () => 'the message is UTF-8');
    if (part.more) part.text('MSG', part.left);
  } else part.rest('MSG', undefined, quoted);
}

/** A message of RFC 3164 after its priority; what is not as described there is all CONTENT (§4.3). */
function readOld(part: Part): string {
  const time = oldTime.exec(latin1(part.peek(16)))?.[0];
  const words: string[] = [];
  if (time !== undefined) {
    part.raw('TIMESTAMP', time.length, quoted);
    part.at++;
    const size = wordLength(part);
    // Local messages often come without a host: then the tag is next.
    if (size > 0 && size < part.left && !latin1(part.peek(Math.min(size, 300))).endsWith(':')) {
      words.push(quoted(part.raw('HOSTNAME', size, quoted)).slice(1, -1));
      part.at++;
    }
  }
  const tag = /^([^\s:[\]<>]{1,48})(\[([^\]\s]{1,48})\])?:/.exec(latin1(part.peek(100)));
  if (tag !== null) {
    const [whole, name = '', , pid] = tag;
    words.push(shown(name));
    part.raw('TAG', name.length, quoted);
    if (pid !== undefined) {
      part.at++;
      part.raw('PID', pid.length, quoted);
      part.at++;
    }
    part.at += whole.length - name.length - (pid === undefined ? 0 : pid.length + 2);
    if (part.bytes[part.at] === 0x20 && part.more) part.at++;
  }
  part.rest('CONTENT', undefined, quoted);
  return words.join(' ');
}

function readMessage(part: Part): string {
  const priority = readPriority(part);
  if (part.cut) return priority;
  const modern = /^\d /.test(latin1(part.peek(2)));
  const who = modern ? readModern(part) : readOld(part);
  return `${priority}${who === '' ? '' : ` ${who}`}${modern ? '' : ' (RFC 3164)'}`;
}

/** Digits and a space before a message that is counted in octets (RFC 6587 §3.4.1). */
function octetCount(part: Part): string | null {
  return /^([1-9]\d{0,8}) </.exec(latin1(part.peek(12)))?.[1] ?? null;
}

function dissect(bytes: Uint8Array): Dissection {
  if (bytes.length < 3) return needMore('a syslog message begins with its priority');
  const part = new Part(bytes);
  if (octetCount(part) === null && bytes[0] !== 0x3c)
    return notMine('no priority in angle brackets at the beginning');
  const lines: string[] = [];
  while (part.more) {
    const digits = octetCount(part);
    if (digits !== null) {
      part.raw('MSG-LEN', digits.length, () => counted(Number(digits), 'octet'));
      part.at++;
      part.group('message', Number(digits), (inside) => keep(lines, readMessage(inside)));
      continue;
    }
    if (bytes[part.at] !== 0x3c) {
      const end = bytes[part.at] === 0x0a || bytes[part.at] === 0x0d || bytes[part.at] === 0;
      if (end) part.raw('end of message', 1, (one) => ({ 10: 'LF', 13: 'CR' })[one[0] ?? 0] ?? 'NUL');
      else part.rest('rest', 'neither a priority nor a count of octets', quoted);
      continue;
    }
    // On a stream a message may end with LF or NUL (RFC 6587 §3.4.2); in a datagram LF is part of it.
    part.group('message', messageLength(part), (inside) => keep(lines, readMessage(inside)));
  }
  const [first = 'syslog'] = lines;
  const more = lines.length - 1;
  return done(
    part.fields,
    `syslog ${more > 0 ? `${first} and ${counted(more, 'more message')}` : first}`,
    part.at,
  );
}

/** Up to a line end after which another message or nothing comes. */
function messageLength(part: Part): number {
  for (let at = part.at; at < part.end; at++) {
    const byte = part.bytes[at];
    if (byte !== 0x0a && byte !== 0) continue;
    const next = part.bytes[at + 1];
    const before = byte === 0x0a && part.bytes[at - 1] === 0x0d ? 1 : 0;
    if (at + 1 >= part.end || next === 0x3c) return at - before - part.at;
  }
  return part.left;
}

function keep(lines: string[], line: string): string {
  lines.push(line);
  return line;
}

function sniff(bytes: Uint8Array, context: DissectContext): number {
  const head = /^(?:[1-9]\d{0,5} )?<(\d{1,3})>(.*)/s.exec(latin1(bytes.subarray(0, 80)));
  if (head === null || Number(head[1]) > 191) return 0;
  const rest = head[2] ?? '';
  if (/^1 (-|\d{4}-\d\d-\d\dT)/.test(rest)) return 0.97;
  if (oldTime.test(rest)) return 0.95;
  if (context.ports.some((port) => ports.includes(port))) return 0.85;
  // `<5>text` may be many things: kernel messages, and the beginning of markup is not among them.
  return rest === '' ? 0.2 : 0.45;
}

/** Syslog: RFC 5424 with structured data, RFC 3164, and both over streams (RFC 6587). */
export const syslog: Dissector = { id: 'syslog', label: 'Syslog', sniff, dissect };
