/*
 * The texts of the sources, which is what catalogues translate: what `t('…')` and `phrase('…')` write down, and the
 * messages of failures, whose values have numbers (`connection refused by {0}: …`): hosts and codec say them in English,
 * and the page translates what it shows. Templates of .vue files are compiled first, so that what is found is what runs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { compileTemplate, parse } from '@vue/compiler-sfc';
import { root } from './run.mjs';

/** Where texts for people are written. */
const sources = ['renderer/src', 'main', 'engine', 'codec', 'contract'];
const isSource = /(?<!\.d|\.test)\.(?:ts|vue)$/;

/** @typedef {{ text: string, file: string, line: number }} Found */

/**
 * The code of a file, in parts that can be parsed, each with the line it begins in.
 * @param {string} file @param {string} content @returns {{ code: string, line: number }[]}
 */
function partsOf(file, content) {
  if (!file.endsWith('.vue')) return [{ code: content, line: 1 }];
  const { descriptor } = parse(content, { filename: file, sourceMap: false });
  const parts = [];
  const script = descriptor.scriptSetup ?? descriptor.script;
  if (script) parts.push({ code: script.content, line: script.loc.start.line });
  if (descriptor.template) {
    const { code, errors } = compileTemplate({
      source: descriptor.template.content,
      filename: file,
      id: 'texts',
      compilerOptions: { mode: 'module', expressionPlugins: ['typescript'] },
    });
    if (errors.length > 0) throw new Error(`${file}: ${String(errors[0])}`);
    parts.push({ code, line: descriptor.template.loc.start.line });
  }
  return parts;
}

/**
 * The literals an expression can be: of `a ? 'x' : 'y'` both. Others are values of type Phrase, found where they are written.
 * @param {ts.Expression} node @returns {string[]}
 */
function literalsOf(node) {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return literalsOf(node.expression);
  if (ts.isConditionalExpression(node)) return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)];
  if (ts.isBinaryExpression(node)) return [...literalsOf(node.left), ...literalsOf(node.right)];
  return [];
}

/** Where failures are made. What is said of wires stays English, and so does what a terminal prints or an export holds. */
const messageSources =
  /^(engine|contract|main|codec)\/(?!cli|dissectors|websocket|serve|passphrase|private-file|sync-flag|exchange\/(html|c-array)|code\/quote)/;
/** Whose meanings are shown; their names are the standard's. */
const closeCodes = 'codec/websocket/close-codes.ts';
const makesFailure = /^(fail|failed|refuse|refused|failure)$/;
const holdsMessage = /^(message|why|problem|words|what)$/;

/**
 * The texts an expression can be, a value by its place among them: `{0} of {1}`. Of what is joined by + one text.
 * @param {ts.Expression} node @returns {string[]}
 */
function messagesOf(node) {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return messagesOf(node.expression);
  if (ts.isConditionalExpression(node)) return [...messagesOf(node.whenTrue), ...messagesOf(node.whenFalse)];
  if (ts.isTemplateExpression(node))
    return [numbered([node.head.text, ...node.templateSpans.map((span) => span.literal.text)])];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [messagesOf(node.left)[0], messagesOf(node.right)[0]];
    if (left === undefined || right === undefined) return [];
    return [numbered(`${left}${right}`.split(/\{\d+\}/))];
  }
  return [];
}

/** @param {string[]} parts */
const numbered = (parts) => parts.reduce((text, part, at) => `${text}{${at - 1}}${part}`);

/**
 * What the codec's `failAt(code, text, offset, before, after)` says: `before at {0}after`.
 * @param {ts.Node} node @returns {string[]}
 */
function failAtIn(node) {
  // What it calls the place, in its own file.
  if (ts.isVariableDeclaration(node) && node.name.getText() === 'where' && node.initializer)
    return messagesOf(node.initializer).filter((text) => text.startsWith('offset '));
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'failAt' || !node.arguments[3]) return [];
  const afters = node.arguments[4] ? messagesOf(node.arguments[4]) : [''];
  return messagesOf(node.arguments[3]).flatMap((before) =>
    afters.map((after) => numbered(`${before} at {0}${after}`.split(/\{\d+\}/))),
  );
}

/** The message a node makes, where it makes one. @param {ts.Node} node @returns {ts.Expression | undefined} */
function messageIn(node) {
  if (ts.isCallExpression(node) && makesFailure.test(node.expression.getText())) return node.arguments[1];
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'message') return node.initializer;
  if (ts.isArrayLiteralExpression(node) && node.elements[0] && isCode(node.elements[0]))
    return node.elements[1];
  if (ts.isReturnStatement(node)) return node.expression;
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return node.body;
  if (ts.isVariableDeclaration(node) && holdsMessage.test(node.name.getText())) return node.initializer;
  return undefined;
}

/** `area.reason`. @param {ts.Expression} node */
const isCode = (node) => ts.isStringLiteral(node) && /^[a-z-]+\.[a-z-]+$/.test(node.text);

/** Two words at least, and whole: no piece of a sentence that is put together elsewhere. @param {string} text */
const isSentence = (text) => /[a-z]{2,}\S* [^{]*[a-z]{2}/i.test(text) && !/^[\s;,]|\s$/.test(text);

/** The texts of one file. @param {string} file @param {string} content @returns {Found[]} */
export function textsOf(file, content) {
  /** @type {Found[]} */
  const found = [];
  for (const { code, line } of partsOf(file, content)) {
    const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    /** @param {string} text @param {ts.Node} node */
    const note = (text, node) =>
      found.push({ text, file, line: line + tree.getLineAndCharacterOfPosition(node.getStart()).line });
    /** @param {ts.Node} node */
    const visit = (node) => {
      if (ts.isCallExpression(node) && node.arguments[0]) {
        const callee = node.expression;
        const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText(tree);
        if (['t', 'phrase', '$setup.t', '_unref(t)'].includes(name))
          for (const text of literalsOf(node.arguments[0])) note(text, node);
      }
      const message = messageSources.test(file)
        ? messageIn(node)
        : file === closeCodes && ts.isCallExpression(node) && node.expression.getText() === 'entry'
          ? node.arguments[2]
          : undefined;
      if (message !== undefined)
        for (const text of messagesOf(message)) if (isSentence(text)) note(text, node);
      if (messageSources.test(file)) for (const text of failAtIn(node)) note(text, node);
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return found;
}

/** Every text of the sources, with the first place that has it. @returns {Map<string, Found>} */
export function allTexts() {
  const files = sources
    .flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${room}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter((file) => isSource.test(file) && !file.includes('/test-'))
    .sort();
  /** @type {Map<string, Found>} */
  const texts = new Map();
  const found = files.flatMap((file) => textsOf(file, readFileSync(join(root, file), 'utf8')));
  for (const one of found) if (!texts.has(one.text)) texts.set(one.text, one);
  return texts;
}
