import { dnsType, ednsOptions, serviceParameters } from './dns-words.js';
import { takeDnsName } from './dns-name.js';
import { hexNumber } from './fields.js';
import { named, quoted, shownBytes, type Part } from './part.js';

/** IPv4 in dotted form. */
function ipv4(bytes: Uint8Array): string {
  return bytes.join('.');
}

/** IPv6 as RFC 5952 writes it: lower case, the longest run of two zeros and more left out. */
export function ipv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
  );
  let from = -1;
  let longest = 1;
  for (let at = 0; at < 8; at++) {
    let run = 0;
    while (at + run < 8 && groups[at + run] === '0') run++;
    if (run > longest) [from, longest] = [at, run];
  }
  if (from < 0) return groups.join(':');
  return `${groups.slice(0, from).join(':')}::${groups.slice(from + longest).join(':')}`;
}

/** Character strings up to the end, each with its length before it (RFC 1035 §3.3). */
function takeStrings(part: Part, name: string): string {
  const texts: string[] = [];
  while (part.more) texts.push(takeString(part, name));
  return texts.join(' ');
}

function takeString(part: Part, name: string): string {
  let text = '';
  part.group(name, null, (inside) => {
    const size = inside.number('length', 1);
    text = quoted(inside.raw('text', size, quoted));
    return text;
  });
  return text;
}

function seconds(value: number): string {
  return `${value} s`;
}

function unixTime(value: number): string {
  return new Date(value * 1000).toISOString().replace('.000Z', 'Z');
}

/** Windows of bits, one for each type there is (RFC 4034 §4.1.2). */
function takeTypeBitmap(part: Part): string {
  const types: string[] = [];
  while (part.more) {
    part.group('type bit map window', null, (inside) => {
      const window = inside.number('window block', 1);
      const size = inside.number('length', 1);
      const found: string[] = [];
      inside.raw('bit map', size, (map) => {
        map.forEach((byte, at) => {
          for (let bit = 0; bit < 8; bit++)
            if (byte & (0x80 >> bit)) found.push(dnsType(window * 256 + at * 8 + bit));
        });
        return found.join(' ');
      });
      types.push(...found);
      return found.join(' ');
    });
  }
  return types.join(' ');
}

/** Values of a service parameter (RFC 9460 §7). */
function takeParameterValue(part: Part, key: number): string {
  const values: string[] = [];
  while (part.more) {
    if (key === 0) part.number('key', 2, (value) => keep(values, serviceParameters[value] ?? `key${value}`));
    else if (key === 1) values.push(takeString(part, 'protocol'));
    else if (key === 3) part.number('port', 2, (value) => keep(values, String(value)));
    else if (key === 4) part.raw('address', 4, (bytes) => keep(values, ipv4(bytes)));
    else if (key === 6) part.raw('address', 16, (bytes) => keep(values, ipv6(bytes)));
    else
      part.rest('value', undefined, (bytes) => keep(values, key === 7 ? quoted(bytes) : shownBytes(bytes)));
  }
  return values.join(', ');
}

function keep(values: string[], value: string): string {
  values.push(value);
  return value;
}

/** EDNS options of an OPT record (RFC 6891 §6.1.2). */
function takeOptions(part: Part): string {
  const names: string[] = [];
  while (part.more) {
    part.group('option', null, (inside) => {
      const code = inside.number('option code', 2, (value) => named(ednsOptions, value));
      const size = inside.number('option length', 2);
      const name = ednsOptions[code] ?? `option ${code}`;
      names.push(name);
      if (code === 8 && size >= 4) {
        const family = inside.number('family', 2, (value) => named({ 1: 'IPv4', 2: 'IPv6' }, value));
        inside.number('source prefix length', 1);
        inside.number('scope prefix length', 1);
        inside.raw('address', size - 4, (bytes) => (family === 2 ? ipv6(bytes) : ipv4(bytes)));
      } else if (code === 15 && size >= 2) {
        inside.number('info code', 2);
        inside.raw('extra text', size - 2, quoted);
      } else if (size > 0) inside.raw('data', size);
      return name;
    });
  }
  return names.join(', ');
}

/** Reads the data of a record (the part is exactly that); answers it in one line. */
export function readDnsData(part: Part, type: number, base: number): string {
  const name = (label: string): string => takeDnsName(part, label, base);
  let text = '';
  const note = (value: string): string => (text = value);
  switch (type) {
    case 1:
      part.raw('address', 4, (bytes) => note(ipv4(bytes)));
      break;
    case 28:
      part.raw('address', 16, (bytes) => note(ipv6(bytes)));
      break;
    case 2:
    case 5:
    case 12:
    case 39:
      text = name(
        type === 2 ? 'name server' : type === 5 ? 'canonical name' : type === 12 ? 'domain name' : 'target',
      );
      break;
    case 6: {
      text = `${name('primary name server')} ${name('responsible mailbox')}`;
      part.number('serial', 4, (value) => ((text += ` ${value}`), String(value)));
      for (const one of ['refresh', 'retry', 'expire', 'minimum TTL']) part.number(one, 4, seconds);
      break;
    }
    case 13:
      text = `${takeString(part, 'CPU')} ${takeString(part, 'OS')}`;
      break;
    case 15:
      text = `${part.number('preference', 2)} ${name('mail exchange')}`;
      break;
    case 16:
    case 99:
      text = takeStrings(part, 'character string');
      break;
    case 33: {
      const numbers = [part.number('priority', 2), part.number('weight', 2), part.number('port', 2)];
      text = `${numbers.join(' ')} ${name('target')}`;
      break;
    }
    case 35: {
      const order = [part.number('order', 2), part.number('preference', 2)];
      const strings = ['flags', 'services', 'regular expression'].map((one) => takeString(part, one));
      text = [...order, ...strings, name('replacement')].join(' ');
      break;
    }
    case 41:
      text = takeOptions(part);
      break;
    case 43:
    case 59: {
      const key = [part.number('key tag', 2), part.number('algorithm', 1), part.number('digest type', 1)];
      text = key.join(' ');
      part.rest('digest');
      break;
    }
    case 44:
      text = `${part.number('algorithm', 1)} ${part.number('fingerprint type', 1)}`;
      part.rest('fingerprint');
      break;
    case 46: {
      text = `of ${dnsType(part.number('type covered', 2, dnsType))}`;
      part.number('algorithm', 1);
      part.number('labels', 1);
      part.number('original TTL', 4, seconds);
      part.number('signature expiration', 4, unixTime);
      part.number('signature inception', 4, unixTime);
      part.number('key tag', 2);
      text += ` by ${name("signer's name")}`;
      part.rest('signature');
      break;
    }
    case 47:
      text = `${name('next domain name')} ${takeTypeBitmap(part)}`;
      break;
    case 48:
    case 60: {
      const flags = part.number('flags', 2, (value) => hexNumber(value, 4));
      text = `${flags} ${part.number('protocol', 1)} ${part.number('algorithm', 1)}`;
      part.rest('public key');
      break;
    }
    case 52:
    case 53: {
      const three = [part.number('usage', 1), part.number('selector', 1), part.number('matching type', 1)];
      text = three.join(' ');
      part.rest('certificate association data');
      break;
    }
    case 64:
    case 65: {
      const priority = part.number('priority', 2, (value) => (value === 0 ? '0, alias mode' : String(value)));
      text = `${priority} ${name('target name')}`;
      while (part.more) {
        part.group('service parameter', null, (inside) => {
          const key = inside.number('key', 2, (value) => named(serviceParameters, value, 'key'));
          const size = inside.number('length', 2);
          let value = '';
          if (size > 0) inside.group('value', size, (data) => (value = takeParameterValue(data, key)));
          const line = `${serviceParameters[key] ?? `key${key}`}${value === '' ? '' : `=${value}`}`;
          text += ` ${line}`;
          return line;
        });
      }
      break;
    }
    case 257:
      part.number('flags', 1, (value) => (value & 0x80 ? `${value}, issuer critical` : String(value)));
      text = `${takeString(part, 'tag')} `;
      part.rest('value', undefined, (bytes) => ((text += quoted(bytes)), quoted(bytes)));
      break;
    default:
      part.rest('data', undefined, (bytes) => note(shownBytes(bytes)));
  }
  part.rest('more data', 'more bytes than data of this type has');
  return text;
}
