import { counted, shown, utf8Text } from './fields.js';
import { latin1, quoted, type Part } from './part.js';

/** Names of SD-IDs and parameters (RFC 5424 §6.3.2): printable, without = ] " and space. */
const name = /^[!#-<>-\\^-~]{1,32}$/;

/** Length of what stands before any of these characters; what is left where none comes. */
function until(part: Part, stops: readonly number[]): number {
  let size = 0;
  while (size < part.left && !stops.includes(part.bytes[part.at + size] ?? 0)) size++;
  return size;
}

function readName(part: Part, what: string): string {
  const size = until(part, [0x3d, 0x20, 0x5d, 0x22]);
  if (size === 0) {
    part.raw(what, Math.min(1, part.left), quoted);
    part.fault('a name must stand here');
    part.cut = true;
    return '';
  }
  const text = latin1(part.peek(Math.min(size, 64)));
  part.raw(what, size, quoted);
  if (!name.test(text)) part.fault('a name is 1 to 32 printable characters (RFC 5424 §6.3.2)');
  return shown(text);
}

/** `name="value"`, where `"`, `\` and `]` are escaped (RFC 5424 §6.3.3). */
function readParameter(part: Part): string {
  const key = readName(part, 'PARAM-NAME');
  if (part.cut) return key;
  if (part.left < 2 || part.bytes[part.at] !== 0x3d || part.bytes[part.at + 1] !== 0x22) {
    part.rest('PARAM-VALUE', 'a value in double quotes must follow', quoted);
    part.cut = true;
    return key;
  }
  part.at += 2;
  const start = part.at;
  let end = start;
  while (end < part.end && part.bytes[end] !== 0x22) {
    if (part.bytes[end] === 0x5d) break;
    end += part.bytes[end] === 0x5c ? 2 : 1;
  }
  end = Math.min(end, part.end);
  const value = utf8Text(part.bytes, start, end).replace(/\\(["\\\]])/g, '$1');
  if (end > start) part.raw('PARAM-VALUE', end - start, () => shown(`"${value}"`));
  if (part.bytes[part.at] === 0x22 && part.left > 0) part.at++;
  else {
    part.fault(
      part.left > 0 ? '] must be escaped in a value (RFC 5424 §6.3.3)' : 'cut short: the value is not closed',
    );
    part.cut = true;
  }
  return shown(`${key}="${value}"`);
}

function readElement(part: Part): string {
  part.at++;
  const id = readName(part, 'SD-ID');
  let parameters = 0;
  while (part.more && part.bytes[part.at] === 0x20) {
    part.at++;
    part.group('SD-PARAM', null, readParameter);
    parameters++;
  }
  if (part.cut) return id;
  if (part.bytes[part.at] === 0x5d && part.left > 0) {
    part.at++;
    return `${id}, ${counted(parameters, 'parameter')}`;
  }
  part.missing('end of element', 'an element ends with ]');
  return id;
}

/** `-`, or elements in brackets one after the other. */
export function readStructuredData(part: Part): void {
  if (!part.take('STRUCTURED-DATA', 1)) return;
  if (part.bytes[part.at] !== 0x5b) {
    const size = until(part, [0x20]);
    const isNil = size === 1 && part.bytes[part.at] === 0x2d;
    part.raw('STRUCTURED-DATA', size, (bytes) => (isNil ? '- (none)' : quoted(bytes)));
    if (!isNil) part.fault('must be - or elements in brackets (RFC 5424 §6.3)');
    return;
  }
  part.group('STRUCTURED-DATA', null, (inside) => {
    let elements = 0;
    while (inside.more && inside.bytes[inside.at] === 0x5b) {
      inside.group('SD-ELEMENT', null, readElement);
      elements++;
    }
    return counted(elements, 'element');
  });
}
