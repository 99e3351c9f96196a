/*
 * The forms of messages: what an expression that makes one can say, with a number for each value in it
 * (`no answer from {0}: try {1}`). Words that are chosen within a sentence are no values: of
 * `closed${by === null ? '' : ` by ${by}`}` there are two forms, `closed` and `closed by {0}`.
 */
import ts from 'typescript';

/** Stands for a value until they are numbered: nobody writes one. */
const value = '\u0000';
/** Most forms of one expression: beyond that its choices stay values. */
const mostForms = 24;

/**
 * The forms of an expression; none where it makes no text that can be read here.
 * @param {ts.Expression} node @returns {string[]}
 */
export function formsOf(node) {
  return [...new Set(saidBy(node).map(numbered))];
}

/** A form whose values have new numbers, as after two were put together. @param {string} form */
export const renumbered = (form) => numbered(form.replaceAll(/\{\d+\}/g, value));

/** @param {string} text */
function numbered(text) {
  let at = 0;
  return text.replaceAll(value, () => `{${at++}}`);
}

/** @param {ts.Expression} node @returns {string[]} */
function saidBy(node) {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  )
    return saidBy(node.expression);
  if (ts.isConditionalExpression(node)) return [...saidBy(node.whenTrue), ...saidBy(node.whenFalse)];
  if (ts.isTemplateExpression(node))
    return joined([
      [node.head.text],
      ...node.templateSpans.flatMap((span) => [partOf(span.expression), [span.literal.text]]),
    ]);
  if (ts.isBinaryExpression(node)) {
    const sign = node.operatorToken.kind;
    if (sign === ts.SyntaxKind.PlusToken) return joined([partOf(node.left), partOf(node.right)]);
    if (sign === ts.SyntaxKind.QuestionQuestionToken || sign === ts.SyntaxKind.BarBarToken)
      return [...saidBy(node.left), ...saidBy(node.right)];
  }
  if (ts.isIdentifier(node)) {
    const made = constantOf(node);
    return made === undefined ? [] : saidBy(made);
  }
  // One of a table in the same file: `ends[state]`.
  if (ts.isElementAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const table = constantOf(node.expression);
    const object = table && ts.isAsExpression(table) ? table.expression : table;
    if (object && ts.isObjectLiteralExpression(object))
      return object.properties.flatMap((one) =>
        ts.isPropertyAssignment(one) ? saidBy(one.initializer) : [],
      );
  }
  return [];
}

/**
 * What a part of a sentence can be: words that are chosen here, or a value. What may be either is a value; its words are
 * a message of their own (`wordsWithin`).
 * @param {ts.Expression} node
 */
function partOf(node) {
  const choices = choicesOf(node);
  return choices.some(isWorded) && !choices.includes(value) ? choices : [value];
}

/** @param {string} text */
const isWorded = (text) => /[a-z]{2}/i.test(text);

/**
 * Words that stand within a message where a value may stand instead: of `${message ?? 'the disk was too slow'}` the latter.
 * @param {ts.Expression} node @returns {string[]}
 */
export function wordsWithin(node) {
  const parts = ts.isTemplateExpression(node)
    ? node.templateSpans.map((span) => span.expression)
    : ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken
      ? [node.left, node.right]
      : [];
  return parts.flatMap((part) => {
    const choices = choicesOf(part);
    return choices.includes(value) ? choices.filter(isWorded).map(numbered) : [];
  });
}

/** @param {ts.Expression} node @returns {string[]} */
function choicesOf(node) {
  if (ts.isParenthesizedExpression(node)) return choicesOf(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
    return [...choicesOf(node.left), ...choicesOf(node.right)];
  if (ts.isConditionalExpression(node)) return [...choicesOf(node.whenTrue), ...choicesOf(node.whenFalse)];
  if (ts.isIdentifier(node)) {
    const made = constantOf(node);
    return made === undefined ? [value] : choicesOf(made);
  }
  const said = saidBy(node);
  return said.length === 0 ? [value] : said;
}

/**
 * The functions whose answer is a message or a part of one: `why` of `${place} is closed: ${why(code)}`.
 * @param {ts.Expression} node @returns {string[]}
 */
export function speakersIn(node) {
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    if (ts.isIdentifier(expression)) return [expression.text];
    const own =
      ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword;
    return own ? [expression.name.text] : [];
  }
  if (ts.isIdentifier(node)) {
    const made = constantOf(node);
    return made === undefined ? [] : speakersIn(made);
  }
  if (ts.isTemplateExpression(node)) return node.templateSpans.flatMap((span) => speakersIn(span.expression));
  if (ts.isParenthesizedExpression(node)) return speakersIn(node.expression);
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(speakersIn);
  if (ts.isBinaryExpression(node)) return [node.left, node.right].flatMap(speakersIn);
  return [];
}

/**
 * Names of what a message is (`whole`), and of what it says among other things: `why` in `${place}: ${why}; try again`.
 * @param {ts.Expression} node @returns {{ name: string, whole: boolean }[]}
 */
export function givenIn(node) {
  if (ts.isIdentifier(node)) {
    const made = constantOf(node);
    return made === undefined ? [{ name: node.text, whole: true }] : givenIn(made);
  }
  if (ts.isTemplateExpression(node))
    return node.templateSpans
      .filter((span) => /^(?:$|[:;,.)])/.test(span.literal.text))
      .flatMap((span) => givenIn(span.expression).map(({ name }) => ({ name, whole: false })));
  if (ts.isParenthesizedExpression(node)) return givenIn(node.expression);
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(givenIn);
  return [];
}

/** Another message behind the name of what it is about, or before its code: the page looks for that one. */
const quotesAnother = /^(\S+:? ?\{\d\}\.?|\{\d\}( \(\{\d\}\))?)?$/;

/** What puts texts together so that nobody can read their form off the source. */
const puttingTogether =
  /^(join|replace|replaceAll|concat|slice|substring|padStart|padEnd|repeat|toLowerCase|toUpperCase|trim|trimEnd|at)$/;

/**
 * Whether an expression makes a message whose form cannot be read here, nor where a function or another failure has it.
 * @param {ts.Expression} node @returns {boolean}
 */
export function isUnreadable(node) {
  const forms = formsOf(node);
  if (forms.length > 0) return forms.some((form) => !isWorded(form) && !quotesAnother.test(form));
  if (ts.isIdentifier(node)) {
    const made = constantOf(node);
    return made === undefined ? changes(node) : isUnreadable(made);
  }
  if (ts.isConditionalExpression(node)) return isUnreadable(node.whenTrue) || isUnreadable(node.whenFalse);
  if (ts.isBinaryExpression(node)) return isUnreadable(node.left) || isUnreadable(node.right);
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    puttingTogether.test(node.expression.name.text) &&
    // The parts of a list are texts themselves, and a message is known whose values are others.
    !/^parts\b|\.message\.replace\(/.test(node.getText())
  );
}

/** Every way to put parts together. @param {string[][]} parts */
function joined(parts) {
  /** @type {string[]} */
  let texts = [''];
  for (const part of parts) {
    const next = texts.length * part.length > mostForms ? [value] : part;
    texts = texts.flatMap((text) => next.map((more) => text + more));
  }
  return texts;
}

/** What a name stands for that a `const` around it gave, in the same file. @param {ts.Identifier} name */
function constantOf(name) {
  const found = declarationOf(name);
  return found && isConstant(found) && ts.isIdentifier(found.name) ? found.initializer : undefined;
}

/** True of a text in a `let`: whatever is put into it later. @param {ts.Identifier} name */
function changes(name) {
  const found = declarationOf(name);
  return found?.initializer !== undefined && !isConstant(found) && formsOf(found.initializer).length > 0;
}

/** @param {ts.VariableDeclaration} one */
const isConstant = (one) => (one.parent.flags & ts.NodeFlags.Const) !== 0;

/** @param {ts.Identifier} name @returns {ts.VariableDeclaration | undefined} */
function declarationOf(name) {
  for (let scope = name.parent; scope; scope = scope.parent) {
    if (ts.isFunctionLike(scope) && scope.parameters.some((one) => namesIn(one.name).has(name.text)))
      return undefined;
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope) && !ts.isCaseOrDefaultClause(scope)) continue;
    for (const statement of scope.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const one of statement.declarationList.declarations) {
        if (!namesIn(one.name).has(name.text)) continue;
        // What a whole file has may stand below.
        return one.initializer && !ts.isSourceFile(scope) && one.getEnd() > name.getStart() ? undefined : one;
      }
    }
  }
  return undefined;
}

/** @param {ts.BindingName} name @returns {Set<string>} */
function namesIn(name) {
  if (ts.isIdentifier(name)) return new Set([name.text]);
  return new Set(name.elements.flatMap((one) => (ts.isBindingElement(one) ? [...namesIn(one.name)] : [])));
}
