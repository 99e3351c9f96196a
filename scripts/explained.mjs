/*
 * What the codec explains in English and the page shows in the person's language: what can follow in a filter and what was
 * expected in one that cannot be read, what is wrong with a Close frame, which rule of the protocol a frame breaks, and what
 * a handshake is checked for.
 */
import ts from 'typescript';
import { formsOf } from './message-forms.mjs';

/** Functions that take an explanation, and the place of it among what they take. */
const filterCalls = new Map(
  Object.entries({ done: 1, goesOn: 1, expect: 0, PatternFault: 1, listed: 2, measured: 2 }),
);
const frameCalls = new Map(Object.entries({ fail: 1, violation: 1 }));

/** One word is a whole explanation; a quoted sign is none. */
export const isExplained = /[a-z]{2}/i;

/** The explanation a node gives, where it gives one. @param {string} file @param {ts.Node} node @returns {ts.Expression | undefined} */
export function explainedBy(file, node) {
  if (file.startsWith('codec/filter/')) return inFilter(node);
  if (/^codec\/websocket\/(?:close-codes|frame-rules|message-reader)\.ts$/.test(file)) return inFrame(node);
  if (file === 'codec/websocket/handshake.ts') return inHandshake(node);
  return undefined;
}

/** One word is of HTTP; several are ours, but for names of sections. @param {ts.Node} node @returns {ts.Expression | undefined} */
function inHandshake(node) {
  if (!ts.isStringLiteral(node) && !ts.isTemplateExpression(node)) return undefined;
  return formsOf(node).some((text) => /^(?!RFC )\S+ \S/.test(text)) ? node : undefined;
}

/** @param {ts.Node} node @returns {ts.Expression | undefined} */
function inFilter(node) {
  if (!ts.isPropertyAssignment(node)) return givenTo(node, filterCalls);
  if (['says', 'expected'].includes(node.name.getText())) return node.initializer;
  const object = node.parent.parent;
  const table = ts.isAsExpression(object) ? object.parent : object;
  return ts.isVariableDeclaration(table) && table.name.getText().endsWith('Says')
    ? node.initializer
    : undefined;
}

/** @param {ts.Node} node @returns {ts.Expression | undefined} */
function inFrame(node) {
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node))
    return node.name.getText() === 'message' ? node.initializer : undefined;
  return givenTo(node, frameCalls);
}

/** @param {ts.Node} node @param {ReadonlyMap<string, number>} places @returns {ts.Expression | undefined} */
function givenTo(node, places) {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  const { expression } = node;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  const place = places.get(name);
  return place === undefined ? undefined : node.arguments?.[place];
}
