import type { DissectContext, Dissection, Dissector } from './dissector.js';
import { readDnsData } from './dns-data.js';
import { readDnsName, takeDnsName } from './dns-name.js';
import { dnsClass, dnsClasses, dnsOpcodes, dnsRcodes, dnsType, dnsTypes } from './dns-words.js';
import { counted, done, hexNumber, needMore, notMine } from './fields.js';
import { named, Part, uint, type BitRun } from './part.js';

const headerSize = 12;
/** DNS, multicast DNS (RFC 6762), LLMNR (RFC 4795). */
const dnsPorts = [53, 5353, 5355];
const multicastPort = 5353;

const flagBits: readonly BitRun[] = [
  { name: 'QR', first: 0, count: 1, show: (value) => (value === 1 ? '1, response' : '0, query') },
  { name: 'Opcode', first: 1, count: 4, show: (value) => named(dnsOpcodes, value) },
  { name: 'AA', first: 5, count: 1, show: (value) => `${value}, ${value ? '' : 'not '}authoritative` },
  { name: 'TC', first: 6, count: 1, show: (value) => `${value}, ${value ? '' : 'not '}truncated` },
  { name: 'RD', first: 7, count: 1, show: (value) => `${value}, recursion ${value ? '' : 'not '}desired` },
  { name: 'RA', first: 8, count: 1, show: (value) => `${value}, recursion ${value ? '' : 'not '}available` },
  {
    name: 'Z',
    first: 9,
    count: 1,
    show: (value) => `${value}, reserved`,
    judge: (value) => (value === 0 ? null : 'must be zero (RFC 1035 §4.1.1)'),
  },
  { name: 'AD', first: 10, count: 1, show: (value) => `${value}, ${value ? '' : 'not '}authentic data` },
  {
    name: 'CD',
    first: 11,
    count: 1,
    show: (value) => `${value}, checking ${value ? 'disabled' : 'enabled'}`,
  },
  { name: 'RCODE', first: 12, count: 4, show: (value) => named(dnsRcodes, value) },
];

/** Multicast DNS takes the top bit of the class for itself (RFC 6762 §5.4, §10.2). */
function takeClass(part: Part, multicast: boolean, bit: string): string {
  if (!multicast) return dnsClass(part.number('class', 2, (value) => `${dnsClass(value)} (${value})`));
  const value = part.flags(
    'class',
    2,
    [
      { name: bit, first: 0, count: 1 },
      { name: 'class', first: 1, count: 15, show: dnsClass },
    ],
    (whole) => `${dnsClass(whole & 0x7fff)}${whole & 0x8000 ? `, ${bit}` : ''}`,
  );
  return dnsClass(value & 0x7fff);
}

function takeType(part: Part): number {
  return part.number('type', 2, (value) => `${dnsType(value)} (${value})`);
}

function readQuestion(part: Part, base: number, multicast: boolean): string {
  const name = takeDnsName(part, 'name', base);
  const type = takeType(part);
  takeClass(part, multicast, 'unicast response wanted');
  return `${dnsType(type)} ${name}`;
}

function readRecord(part: Part, base: number, multicast: boolean): string {
  const name = takeDnsName(part, 'name', base);
  const type = takeType(part);
  if (type === 41) {
    part.number('UDP payload size', 2);
    part.number('extended RCODE', 1);
    part.number('EDNS version', 1);
    part.flags(
      'flags',
      2,
      [
        {
          name: 'DO',
          first: 0,
          count: 1,
          show: (value) => `${value}, DNSSEC answer ${value ? '' : 'not '}wanted`,
        },
      ],
      (value) => hexNumber(value, 4),
    );
  } else {
    takeClass(part, multicast, 'cache flush');
    part.number('TTL', 4, (value) => `${value} s`);
  }
  const size = part.number('data length', 2);
  let data = '';
  if (size > 0) part.group('data', size, (inside) => (data = readDnsData(inside, type, base)));
  return `${dnsType(type)} ${type === 41 ? '' : `${name} `}${data}`.trimEnd();
}

/** A message; answers its summary. */
function readMessage(part: Part, multicast: boolean): string {
  const base = part.at;
  part.number('ID', 2, (value) => hexNumber(value, 4));
  const flags = part.flags('flags', 2, flagBits, (value) => {
    const set = flagBits.filter(
      ({ name, first, count }) => count === 1 && name !== 'QR' && (value >> (15 - first)) & 1,
    );
    const words = [
      value & 0x8000 ? 'response' : 'query',
      dnsOpcodes[(value >> 11) & 15] ?? 'unassigned opcode',
    ];
    return `${hexNumber(value, 4)}: ${[...words, ...set.map((run) => run.name)].join(', ')}`;
  });
  const response = (flags & 0x8000) !== 0;
  // An update calls its sections otherwise (RFC 2136 §2).
  const sections =
    ((flags >> 11) & 15) === 5
      ? ['zone', 'prerequisite', 'update', 'additional']
      : ['question', 'answer', 'authority', 'additional'];
  const counts = sections.map((name) => part.number(`${name} count`, 2));
  const shownRecords: string[] = [];
  sections.forEach((name, section) => {
    const wanted = counts[section] ?? 0;
    for (let index = 0; index < wanted && !part.cut; index++) {
      if (part.left === 0) {
        part.missing(`${name} ${index + 1}`, `the header announces ${wanted}, ${index} there`);
        return;
      }
      part.group(name, null, (inside) => {
        const text =
          section === 0 ? readQuestion(inside, base, multicast) : readRecord(inside, base, multicast);
        if (section === 0 || section === 1) shownRecords.push(text);
        return text;
      });
    }
  });
  if (!part.cut) part.rest('trailing bytes', 'after the end of the message');
  const code = flags & 15;
  const answers = counts[1] ?? 0;
  const what = response
    ? `response${code === 0 ? '' : ` ${dnsRcodes[code] ?? code}`}`
    : (dnsOpcodes[(flags >> 11) & 15] ?? 'query').toLowerCase();
  const records = shownRecords.slice(0, 3).join(', ');
  const more = shownRecords.length > 3 ? ` and ${shownRecords.length - 3} more` : '';
  return `${multicast ? 'mDNS' : 'DNS'} ${what}${records === '' ? '' : ` ${records}${more}`}${response && answers === 0 && code === 0 ? ', no answer' : ''}`;
}

/** Whether a header stands at `at` that a program would send: the bits in use, few records, and bytes enough for them. */
function plausibleHeader(bytes: Uint8Array, at: number): boolean {
  if (bytes.length < at + headerSize) return false;
  const flags = uint(bytes, at + 2, 2);
  if (dnsOpcodes[(flags >> 11) & 15] === undefined || flags & 0x40) return false;
  const [questions = 0, ...records] = [4, 6, 8, 10].map((offset) => uint(bytes, at + offset, 2));
  const total = records.reduce((sum, one) => sum + one, 0);
  // The least a question takes is 5 bytes, a record 11.
  return questions + total > 0 && questions * 5 + total * 11 <= bytes.length - at - headerSize;
}

/** Whether the first question or record begins with a whole name, a type and a class that exist. */
function plausibleName(bytes: Uint8Array, at: number): boolean {
  const { end, error } = readDnsName(bytes, at + headerSize, bytes.length, at);
  if (error !== null || bytes.length < end + 4) return false;
  const type = uint(bytes, end, 2);
  return (
    dnsTypes[type] !== undefined &&
    (type === 41 || dnsClasses[uint(bytes, end + 2, 2) & 0x7fff] !== undefined)
  );
}

/** Whether messages come with their length before them (RFC 1035 §4.2.2). */
function isPrefixed(bytes: Uint8Array, context: DissectContext): boolean {
  if (context.transport === 'tcp' || context.transport === 'tls')
    // A stream cut by its length prefix has lost it.
    return plausibleHeader(bytes, 2) || !plausibleHeader(bytes, 0);
  if (context.transport === 'udp') return false;
  return uint(bytes, 0, 2) === bytes.length - 2 && plausibleHeader(bytes, 2) && plausibleName(bytes, 2);
}

function dissect(bytes: Uint8Array, context: DissectContext): Dissection {
  const prefixed = isPrefixed(bytes, context);
  if (bytes.length < headerSize + (prefixed ? 2 : 0))
    return needMore(`a DNS header has ${headerSize} bytes${prefixed ? ' and a length before it' : ''}`);
  const header = prefixed ? 2 : 0;
  if (!plausibleHeader(bytes, header) && uint(bytes, header + 4, 2) > 1000)
    return notMine('the counts of a DNS header do not fit these bytes');
  const multicast = context.ports.includes(multicastPort);
  const part = new Part(bytes);
  if (!prefixed) {
    const summary = readMessage(part, multicast);
    return done(part.fields, summary, bytes.length);
  }
  const summaries: string[] = [];
  while (part.more) {
    const size = part.number('message length', 2, (value) => counted(value, 'byte'));
    if (size < headerSize) part.fault(`a DNS message has ${headerSize} bytes at least`);
    if (size === 0) continue;
    part.group('message', size, (inside) => {
      const summary = readMessage(inside, multicast);
      summaries.push(summary);
      return summary;
    });
  }
  const [first = 'DNS'] = summaries;
  return done(
    part.fields,
    summaries.length > 1 ? `${first} and ${counted(summaries.length - 1, 'more message')}` : first,
    part.at,
  );
}

function sniff(bytes: Uint8Array, context: DissectContext): number {
  if (context.text === true || bytes.length < headerSize) return 0;
  const at = isPrefixed(bytes, context) ? 2 : 0;
  if (!plausibleHeader(bytes, at)) return 0;
  if (context.ports.some((port) => dnsPorts.includes(port))) return 0.9;
  return plausibleName(bytes, at) ? 0.75 : 0;
}

/** DNS (RFC 1035 and its successors) over UDP and TCP, with the bits of multicast DNS. */
export const dns: Dissector = { id: 'dns', label: 'DNS', sniff, dissect };
