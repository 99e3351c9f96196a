import type { DissectContext, Dissection, Dissector } from './dissector.js';
import { counted, done, needMore, notMine, shown } from './fields.js';
import { entryOf, latin1, Part, quoted, shownPayload } from './part.js';

const ssdpPort = 1900;
const startLines = /^(NOTIFY \* HTTP\/\d\.\d|M-SEARCH \* HTTP\/\d\.\d|HTTP\/\d\.\d \d{3})/i;

/** Headers that must be there (UPnP Device Architecture 1.1 §1.2, §1.3). */
const required: Readonly<Record<string, readonly string[]>> = {
  'M-SEARCH': ['host', 'man', 'st'],
  'ssdp:alive': ['host', 'cache-control', 'location', 'nt', 'nts', 'usn'],
  'ssdp:byebye': ['host', 'nt', 'nts', 'usn'],
  response: ['cache-control', 'ext', 'location', 'st', 'usn'],
};

const meanings: Readonly<Record<string, string>> = {
  'ssdp:alive': 'the device or service is there',
  'ssdp:byebye': 'the device or service is leaving',
  'ssdp:update': 'the device or service changes its boot number',
  'ssdp:discover': 'a search',
  'ssdp:all': 'everything there is',
  'upnp:rootdevice': 'root devices',
};

function explain(name: string, value: string): string {
  const bare = value.replace(/^"(.*)"$/, '$1');
  if (name === 'mx') return `${value} (seconds to answer in)`;
  const age = name === 'cache-control' ? /max-age\s*=\s*(\d+)/i.exec(value)?.[1] : undefined;
  if (age !== undefined) return `${value} (valid for ${age} s)`;
  const meaning = entryOf(meanings, bare);
  return meaning === undefined ? value : `${value} (${meaning})`;
}

function judge(name: string, value: string): string | null {
  if (name === 'man' && value !== '"ssdp:discover"') return 'must be "ssdp:discover", quotes included';
  if (name === 'mx' && !/^\d+$/.test(value)) return 'must be a whole number of seconds';
  return null;
}

/** Length of the line here without its end, and of that; the rest of the bytes where there is no end. */
function lineAt(part: Part): { readonly size: number; readonly end: number } {
  const at = part.peek().indexOf(0x0a);
  if (at < 0) return { size: part.left, end: 0 };
  return at > 0 && part.bytes[part.at + at - 1] === 0x0d ? { size: at - 1, end: 2 } : { size: at, end: 1 };
}

function readStart(part: Part, size: number): string {
  const words = latin1(part.peek(size)).split(' ');
  const isResponse = /^HTTP\//i.test(words[0] ?? '');
  const names = isResponse ? ['version', 'status', 'reason'] : ['method', 'target', 'version'];
  part.group('start line', size, (inside) => {
    names.forEach((name, index) => {
      const last = index === names.length - 1;
      const length = last ? inside.left : Math.min(inside.left, words[index]?.length ?? 0);
      if (length > 0) inside.raw(name, length, quoted);
      if (inside.left > 0) inside.at++;
    });
    return shown(words.join(' '));
  });
  return isResponse ? 'response' : (words[0] ?? '').toUpperCase();
}

function dissect(bytes: Uint8Array): Dissection {
  if (bytes.length < 10) return needMore('an SSDP message begins with a line of HTTP');
  if (!startLines.test(latin1(bytes.subarray(0, 40))))
    return notMine('SSDP messages are NOTIFY, M-SEARCH and their responses');
  const part = new Part(bytes);
  const first = lineAt(part);
  const kind = readStart(part, first.size);
  part.at += first.end;
  const headers = new Map<string, string>();
  let ended = false;
  while (part.more) {
    const line = lineAt(part);
    if (line.size === 0) {
      part.raw('end of headers', line.end, () => 'empty line');
      ended = true;
      break;
    }
    const text = latin1(part.peek(line.size));
    const colon = text.indexOf(':');
    if (colon < 1) {
      part.raw('header', line.size, quoted);
      part.fault('a header line has a name and a colon');
    } else {
      const name = text.slice(0, colon);
      const value = text.slice(colon + 1).trim();
      const lead = text.slice(colon + 1).length - text.slice(colon + 1).trimStart().length;
      headers.set(name.toLowerCase(), value);
      part.group('header', line.size, (inside) => {
        inside.raw('name', colon, quoted);
        inside.at += 1 + lead;
        if (value !== '') inside.raw('value', value.length, quoted);
        return shown(`${name}: ${explain(name.toLowerCase(), value)}`);
      });
      const wrong = judge(name.toLowerCase(), value);
      if (wrong !== null) part.fault(wrong);
    }
    part.at += line.end;
  }
  if (!ended && !part.cut) {
    part.missing('end of headers', 'cut short: the headers do not end with an empty line');
  }
  const nts = headers.get('nts') ?? '';
  for (const name of entryOf(required, kind === 'NOTIFY' ? nts : kind) ?? []) {
    if (!ended || headers.has(name)) continue;
    const error = `UPnP Device Architecture 1.1 requires ${name.toUpperCase()} here`;
    part.add({
      name: 'header',
      start: part.at,
      length: 0,
      value: `${name.toUpperCase()} is missing`,
      error,
      children: [],
    });
  }
  part.rest('body', undefined, shownPayload);
  const target = headers.get('nt') ?? headers.get('st');
  const words = [kind === 'NOTIFY' && nts !== '' ? `NOTIFY ${nts}` : kind, target].filter(
    (one) => one !== undefined,
  );
  return done(part.fields, `SSDP ${words.join(' ')}, ${counted(headers.size, 'header')}`, bytes.length);
}

function sniff(bytes: Uint8Array, context: DissectContext): number {
  const head = latin1(bytes.subarray(0, 1024));
  if (!startLines.test(head)) return 0;
  const known = context.ports.includes(ssdpPort);
  if (/^(NOTIFY|M-SEARCH) \* /i.test(head)) return known || /ssdp:/i.test(head) ? 0.97 : 0.6;
  return /^(st|usn):/im.test(head) && (known || /^usn:/im.test(head)) ? 0.96 : 0;
}

/** Simple Service Discovery Protocol (UPnP Device Architecture 1.1 §1). */
export const ssdp: Dissector = { id: 'ssdp', label: 'SSDP', sniff, dissect };
