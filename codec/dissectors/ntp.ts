import type { DissectContext, Dissection, Dissector } from './dissector.js';
import { bytesAt, counted, done, hexNumber, needMore, notMine } from './fields.js';
import { entryOf, named, Part, quoted, uint } from './part.js';

const headerSize = 48;
/** Seconds from 1900, where NTP's era 0 begins, to 1970 (RFC 5905 §6). */
const unixOffset = 2_208_988_800;
const eraSeconds = 2 ** 32;

const modes: Readonly<Record<number, string>> = {
  0: 'reserved',
  1: 'symmetric active',
  2: 'symmetric passive',
  3: 'client',
  4: 'server',
  5: 'broadcast',
  6: 'control message',
  7: 'private use',
};

const leap: Readonly<Record<number, string>> = {
  0: 'no warning',
  1: 'last minute of the day has 61 seconds',
  2: 'last minute of the day has 59 seconds',
  3: 'unknown (clock not synchronized)',
};

/** RFC 9327 §2. */
const controlOperations: Readonly<Record<number, string>> = {
  0: 'reserved',
  1: 'read status',
  2: 'read variables',
  3: 'write variables',
  4: 'read clock variables',
  5: 'write clock variables',
  6: 'set trap address/port',
  7: 'trap response',
  8: 'runtime configuration',
  9: 'export configuration to file',
  10: 'retrieve remote address statistics',
  11: 'retrieve ordered list',
  12: 'request client-specific nonce',
  31: 'unset trap address/port',
};

/** Kiss-o'-death codes (RFC 5905 §7.4). */
const kisses: Readonly<Record<string, string>> = {
  ACST: 'association belongs to a unicast server',
  AUTH: 'server authentication failed',
  AUTO: 'Autokey sequence failed',
  BCST: 'association belongs to a broadcast server',
  CRYP: 'cryptographic authentication or identification failed',
  DENY: 'access denied by remote server',
  DROP: 'lost peer in symmetric mode',
  RSTR: 'access denied due to local policy',
  INIT: 'association has not yet synchronized',
  MCST: 'association belongs to a dynamically discovered server',
  NKEY: 'no key found',
  NTSN: 'NTS negative acknowledgment',
  RATE: 'rate exceeded',
  RMOT: 'alteration of association from a remote host',
  STEP: 'step change in system time',
};

const extensions: Readonly<Record<number, string>> = {
  0x0104: 'Unique Identifier',
  0x0204: 'NTS Cookie',
  0x0304: 'NTS Cookie Placeholder',
  0x0404: 'NTS Authenticator and Encrypted Extension Fields',
  0x2005: 'Checksum Complement',
};

/** A time stamp of NTP as a date; before 1968 it is read as of era 1, which begins in 2036 (RFC 4330 §3). */
function timestamp(seconds: number, fraction: number): string {
  if (seconds === 0 && fraction === 0) return '0, not set';
  const era = seconds < 0x80000000 ? eraSeconds : 0;
  const date = new Date((seconds + era - unixOffset) * 1000).toISOString().slice(0, 19);
  const nanoseconds = Math.floor((fraction * 1e9) / eraSeconds);
  return `${date}.${String(nanoseconds).padStart(9, '0')}Z`;
}

/** Signed 8-bit powers of two in seconds. */
function power(byte: number): string {
  const exponent = byte > 127 ? byte - 256 : byte;
  const seconds = 2 ** exponent;
  const shownSeconds =
    seconds >= 1
      ? `${seconds} s`
      : seconds >= 1e-6
        ? `${round(seconds * 1e6)} µs`
        : `${round(seconds * 1e9)} ns`;
  return `${exponent}: ${shownSeconds}`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** 16.16 fixed point seconds; the delay may be negative. */
function short(value: number, signed: boolean): string {
  const number = signed && value >= 0x80000000 ? value - eraSeconds : value;
  return `${(number / 65_536).toFixed(6)} s`;
}

function readTimestamp(part: Part, name: string): void {
  const seconds = uint(part.bytes, part.at, 4);
  part.raw(name, 8, (bytes) => timestamp(seconds, uint(bytes, 4, 4)));
}

function readReference(part: Part, stratum: number): string {
  let kiss = '';
  part.raw('reference identifier', 4, (bytes) => {
    const text = [...bytes]
      .map((byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ''))
      .join('');
    if (stratum === 0) {
      kiss = text;
      return text === '' ? 'none' : `${text}, kiss code: ${entryOf(kisses, text) ?? 'not registered'}`;
    }
    if (stratum === 1) return quoted(bytes).replaceAll('␀', '');
    return `${bytes.join('.')} (IPv4 address, or the start of a hash of the IPv6 one)`;
  });
  return kiss;
}

/** Extension fields (RFC 7822), then the message authentication code, then anything else. */
function readTrailer(part: Part): void {
  while (part.more) {
    const left = part.left;
    // Key id and MD5 or SHA-1; a key id alone is a crypto-NAK. Extension fields are 16 bytes and more.
    if (left === 4 || left === 20 || left === 24) {
      part.group('message authentication code', left, (inside) => {
        inside.number('key identifier', 4);
        inside.rest('digest');
        return left === 4 ? 'crypto-NAK' : `${left - 4} bytes`;
      });
      return;
    }
    const size = uint(part.bytes, part.at + 2, 2);
    if (left < 16 || size < 16 || size % 4 !== 0) {
      part.rest(
        'trailing bytes',
        'neither an extension field nor a message authentication code (RFC 7822 §7.5)',
      );
      return;
    }
    part.group('extension field', size, (inside) => {
      const type = inside.number(
        'field type',
        2,
        (value) => `${extensions[value] ?? 'unassigned'} (${hexNumber(value, 4)})`,
      );
      inside.number('length', 2, (value) => `${value} bytes`);
      inside.rest('value');
      return extensions[type] ?? hexNumber(type, 4);
    });
  }
}

function readControl(part: Part): string {
  const second = part.flags(
    'operation',
    1,
    [
      { name: 'response', first: 0, count: 1 },
      { name: 'error', first: 1, count: 1 },
      { name: 'more', first: 2, count: 1 },
      { name: 'opcode', first: 3, count: 5, show: (value) => named(controlOperations, value) },
    ],
    (value) => `${value & 0x80 ? 'response' : 'command'}, ${named(controlOperations, value & 31)}`,
  );
  part.number('sequence', 2);
  part.number('status', 2, (value) => hexNumber(value, 4));
  part.number('association id', 2);
  part.number('offset', 2);
  const size = part.number('count', 2, (value) => counted(value, 'byte'));
  if (size > 0) part.raw('data', size, quoted);
  part.rest('padding and authenticator');
  return `NTP control ${second & 0x80 ? 'response' : 'command'}, ${controlOperations[second & 31] ?? 'unassigned'}`;
}

function readTime(part: Part, version: number, mode: number): string {
  const stratum = part.number('stratum', 1, (value) => {
    if (value === 0) return '0, unspecified or invalid';
    if (value === 1) return '1, primary server';
    if (value === 16) return '16, unsynchronized';
    return value < 16 ? `${value}, secondary server` : `${value}, reserved`;
  });
  part.number('poll', 1, power);
  part.number('precision', 1, power);
  part.number('root delay', 4, (value) => short(value, true));
  part.number('root dispersion', 4, (value) => short(value, false));
  const kiss = readReference(part, mode === 4 || mode === 5 ? stratum : Math.max(stratum, 1));
  readTimestamp(part, 'reference timestamp');
  readTimestamp(part, 'origin timestamp');
  readTimestamp(part, 'receive timestamp');
  readTimestamp(part, 'transmit timestamp');
  readTrailer(part);
  const of = mode === 4 || mode === 5 ? (kiss === '' ? `, stratum ${stratum}` : `, kiss code ${kiss}`) : '';
  return `NTPv${version} ${modes[mode] ?? ''}${of}`;
}

function dissect(bytes: Uint8Array): Dissection {
  const first = bytes[0];
  if (first === undefined) return needMore('nothing came');
  const version = (first >> 3) & 7;
  const mode = first & 7;
  if (version === 0 || version > 4) return notMine(`NTP versions are 1 to 4, this says ${version}`);
  if (mode === 0) return notMine('mode 0 is reserved');
  const part = new Part(bytes);
  part.flags(
    'flags',
    1,
    [
      { name: 'leap indicator', first: 0, count: 2, show: (value) => named(leap, value) },
      { name: 'version', first: 2, count: 3 },
      { name: 'mode', first: 5, count: 3, show: (value) => named(modes, value) },
    ],
    (value) => `${hexNumber(value)}: version ${version}, ${modes[mode] ?? ''}`,
  );
  let summary: string;
  if (mode === 6) summary = readControl(part);
  else if (mode === 7) {
    part.rest('private data');
    summary = 'NTP private use (mode 7)';
  } else summary = readTime(part, version, mode);
  return done(part.fields, summary, bytes.length);
}

function sniff(bytes: Uint8Array, context: DissectContext): number {
  const first = bytes[0] ?? 0;
  const version = (first >> 3) & 7;
  const mode = first & 7;
  if (context.transport !== 'udp' && context.transport !== 'unknown') return 0;
  if (version < 1 || version > 4 || mode === 0) return 0;
  const least = mode >= 6 ? 8 : headerSize;
  if (bytes.length < least) return 0;
  if (context.ports.includes(123))
    return mode >= 6 || (bytes.length % 4 === 0 && (bytes[1] ?? 0) <= 16) ? 0.9 : 0.4;
  if (mode > 5 || version < 3 || bytes.length !== headerSize || (bytes[1] ?? 0) > 16) return 0;
  // SNTP clients send nothing but the first byte and perhaps a time; a time of our day is the sign.
  const sent = uint(bytes, 40, 4);
  const year = (seconds: number): boolean => seconds > 0xbc000000 || (seconds > 0 && seconds < 0x30000000);
  if (mode === 3 && bytesAt(bytes, 1, [0, 0, 0]) && (sent === 0 || year(sent))) return 0.6;
  return year(sent) && uint(bytes, 4, 4) < 0x00200000 && uint(bytes, 8, 4) < 0x00200000 ? 0.6 : 0;
}

/** Network Time Protocol 3 and 4 (RFC 1305, RFC 5905), control messages by name (RFC 9327). */
export const ntp: Dissector = { id: 'ntp', label: 'NTP', sniff, dissect };
