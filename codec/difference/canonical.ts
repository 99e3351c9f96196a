import { jsonStringValue } from '../json/token.js';
import { parseJsonTree } from '../json/tree.js';
import { foldJson, ordered } from './fold.js';
import type { IgnoredPath } from './paths.js';

/** Strings longer than this, or with digits, are values and say nothing of what kind of message it is. */
const wordLength = 24;
const word = /^[^\d]*$/;

/**
 * A JSON text without what does not count: white space, the order of members, how a character is escaped, and
 * what stands at the ignored paths. Numbers stay as they were written. Null where it is no JSON.
 */
export function canonicalJson(text: string, ignored: readonly IgnoredPath[]): string | null {
  const tree = parseJsonTree(text);
  if (!tree.ok) return null;
  return foldJson<string>(tree.value, ignored, (node, inside) => {
    if (node.kind === 'string') return JSON.stringify(jsonStringValue(text.slice(node.start, node.end)));
    if (node.kind === 'array') return `[${inside.map(({ value }) => value).join(',')}]`;
    if (node.kind !== 'object') return text.slice(node.start, node.end);
    const members = ordered(node, inside).map(({ step, value }) => `${JSON.stringify(step)}:${value}`);
    return `{${members.join(',')}}`;
  });
}

/**
 * What kind of message a JSON text is: the names of its members and the words in it, but no numbers and no long
 * values. Two messages of one shape are worth comparing. Null where it is no JSON.
 */
export function jsonShape(text: string): string | null {
  const tree = parseJsonTree(text);
  if (!tree.ok) return null;
  return foldJson<string>(tree.value, [], (node, inside) => {
    if (node.kind === 'string') {
      const value = jsonStringValue(text.slice(node.start, node.end));
      return value.length <= wordLength && word.test(value) ? JSON.stringify(value) : '""';
    }
    if (node.kind === 'number') return '0';
    if (node.kind === 'array') return `[${inside[0]?.value ?? ''}]`;
    if (node.kind !== 'object') return node.kind === 'null' ? 'null' : 'bool';
    return `{${ordered(node, inside)
      .map(({ step, value }) => `${JSON.stringify(step)}:${value}`)
      .join(',')}}`;
  });
}
