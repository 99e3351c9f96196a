import { nameCharacter, type TextFault } from '../result.js';
import type { XmlToken } from './scan.js';

const start =
  ':A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}';
const name = `[${start}][${start}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040]*`;
/** What elements, attributes and instructions may be called (XML 1.0 §2.3). */
// eslint-disable-next-line no-misleading-character-class -- the ranges are the specification's
export const xmlName = new RegExp(`^${name}$`, 'u');
// eslint-disable-next-line no-misleading-character-class -- the ranges are the specification's
const reference = new RegExp(`&(?:#([0-9]+);|#x([0-9a-fA-F]+);|(${name});)?`, 'gu');
const predefined = new Set(['lt', 'gt', 'amp', 'apos', 'quot']);

function fault(from: number, to: number, message: string): TextFault {
  return { start: from, end: to, message, severity: 'error' };
}

/** References in text or a value that are none (XML 1.0 §4.1). `declared` takes unknown names for declared ones. */
export function findReferenceFaults(
  text: string,
  from: number,
  to: number,
  declared: boolean,
): readonly TextFault[] {
  const found: TextFault[] = [];
  for (const match of text.slice(from, to).matchAll(reference)) {
    const at = from + match.index;
    const [whole, decimal, hex, entity] = match;
    const digits = decimal ?? hex;
    if (digits !== undefined) {
      const point = Number.parseInt(digits, decimal === undefined ? 16 : 10);
      if (!isCharacter(point)) found.push(fault(at, at + whole.length, `${whole} is no character of XML`));
    } else if (entity === undefined) {
      found.push(fault(at, at + 1, "'&' begins no reference: as text it is written &amp;"));
    } else if (!declared && !predefined.has(entity)) {
      const message = `the entity ${whole} is not declared: XML itself has &lt; &gt; &amp; &apos; &quot;`;
      found.push(fault(at, at + whole.length, message));
    }
  }
  return found;
}

function isCharacter(point: number): boolean {
  return (
    point === 9 ||
    point === 10 ||
    point === 13 ||
    (point >= 0x20 && point <= 0xd7ff) ||
    (point >= 0xe000 && point <= 0xfffd) ||
    (point >= 0x10000 && point <= 0x10ffff)
  );
}

/** What is wrong with the attributes of a start tag (XML 1.0 §3.1). */
export function findTagFaults(text: string, token: XmlToken, declared: boolean): readonly TextFault[] {
  const found: TextFault[] = [];
  const end = token.cut ? token.end : token.end - (token.kind === 'empty' ? 2 : 1);
  const seen = new Set<string>();
  let at = token.nameEnd;
  while (at < end) {
    const spaced = at;
    while (at < end && /\s/.test(text[at] ?? '')) at++;
    if (at >= end) break;
    const from = at;
    while (at < end && !/[\s="'/]/.test(text[at] ?? '')) at++;
    const attribute = text.slice(from, at);
    if (attribute === '') {
      found.push(fault(from, from + 1, `${nameCharacter(text, from)} where an attribute or '>' belongs`));
      at = from + 1;
      continue;
    }
    if (spaced === from) found.push(fault(from, at, `a space is missing before ${attribute}`));
    if (!xmlName.test(attribute))
      found.push(fault(from, at, `'${attribute}' cannot be the name of an attribute`));
    else if (seen.has(attribute)) found.push(fault(from, at, `the attribute ${attribute} stands here twice`));
    seen.add(attribute);
    const value = valueOf(text, at, end);
    if (value === null) {
      found.push(fault(from, at, `the attribute ${attribute} has no value: ${attribute}="…"`));
      continue;
    }
    at = value.end;
    if (value.problem !== null) {
      found.push(fault(value.start, value.end, value.problem));
      continue;
    }
    const less = text.indexOf('<', value.start);
    if (less >= 0 && less < value.end) found.push(fault(less, less + 1, "'<' in a value is written &lt;"));
    for (const one of findReferenceFaults(text, value.start, value.end, declared)) found.push(one);
  }
  return found;
}

interface Value {
  readonly start: number;
  readonly end: number;
  readonly problem: string | null;
}

function valueOf(text: string, from: number, end: number): Value | null {
  const skip = (at: number): number => {
    let next = at;
    while (next < end && /\s/.test(text[next] ?? '')) next++;
    return next;
  };
  const equals = skip(from);
  if (text[equals] !== '=' || equals >= end) return null;
  const begin = skip(equals + 1);
  const quote = text[begin] ?? '';
  if (begin >= end || (quote !== '"' && quote !== "'")) {
    let stop = begin;
    while (stop < end && !/\s/.test(text[stop] ?? '')) stop++;
    return {
      start: Math.min(begin, end - 1),
      end: Math.max(stop, equals + 1),
      problem: 'a value is in quotes',
    };
  }
  const close = text.indexOf(quote, begin + 1);
  if (close < 0 || close >= end)
    return { start: begin, end, problem: `the value is not closed: ${quote} is missing` };
  return { start: begin, end: close + 1, problem: null };
}
