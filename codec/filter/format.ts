import { type FilterNode, filterKinds, type JsonPathStep, type JsonTest } from './ast.js';

/** A filter as a person would type it; reading it again gives the same. */
export function formatFilter(node: FilterNode | null): string {
  return node === null ? '' : write(node, 0);
}

/** Text in double quotes, as `readQuoted` takes it. */
export function quoteFilterText(text: string): string {
  const inside = text.replace(/["\\]|\p{Cc}|\p{Cs}/gu, (character) => {
    switch (character) {
      case '\n':
        return '\\n';
      case '\r':
        return '\\r';
      case '\t':
        return '\\t';
      case '"':
      case '\\':
        return `\\${character}`;
      default:
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    }
  });
  return `"${inside}"`;
}

/** `around`: 0 anything, 1 in an or, 2 in an and, 3 behind not. */
function write(node: FilterNode, around: number): string {
  switch (node.op) {
    case 'or': {
      const text = node.of.map((one) => write(one, 1)).join(' or ');
      return around > 0 ? `(${text})` : text;
    }
    case 'and': {
      const text = node.of.map((one) => write(one, 2)).join(' ');
      return around > 1 ? `(${text})` : text;
    }
    case 'not':
      return `not ${write(node.of, 3)}`;
    case 'dir':
    case 'peer':
    case 'close':
      return `${node.op}:${node.values.join(',')}`;
    case 'kind':
      return `kind:${node.values.map(kindName).join(',')}`;
    case 'len':
      return `len${node.is}${node.value}`;
    case 'time':
      return `t${node.is}${timeText(node.value)}`;
    case 'is':
      return `is:${node.value}`;
    case 'text':
      return quoteFilterText(node.value);
    case 'pattern':
      return `text~${patternText(node.source, node.flags)}`;
    case 'hex':
      return `hex:${node.bytes.map((byte) => (byte < 0 ? '??' : byte.toString(16).padStart(2, '0'))).join(' ')}`;
    case 'json':
      return `json:$${node.path.map(stepText).join('')}${testText(node.test)}`;
  }
}

const kindName = (kind: string): string => filterKinds.find((one) => one.kind === kind)?.name ?? kind;

/** The largest unit that divides it. */
function timeText(ns: number): string {
  for (const [unit, size] of [
    ['min', 60e9],
    ['s', 1e9],
    ['ms', 1e6],
    ['us', 1e3],
  ] as const) {
    if (ns > 0 && ns % size === 0) return `${ns / size}${unit}`;
  }
  return `${ns}ns`;
}

function patternText(source: string, flags: string): string {
  let inClass = false;
  let text = '';
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? '';
    if (character === '\\') text += character + (source[++at] ?? '');
    else if (character === '/' && !inClass) text += '\\/';
    else {
      if (character === '[') inClass = true;
      else if (character === ']') inClass = false;
      text += character;
    }
  }
  return `/${text}/${flags}`;
}

function stepText(step: JsonPathStep): string {
  if ('every' in step) return '[*]';
  if ('index' in step) return `[${step.index}]`;
  return /^[\p{L}\p{N}_$-]+$/u.test(step.key) ? `.${step.key}` : `[${quoteFilterText(step.key)}]`;
}

function testText(test: JsonTest | null): string {
  if (test === null) return '';
  if (test.is === '~') return `~${patternText(test.source, test.flags)}`;
  const { kind, text } = test.value;
  const value = kind === 'string' ? quoteFilterText(text) : kind === 'number' ? text : kind;
  return `${test.is === '=' ? '==' : test.is}${value}`;
}
