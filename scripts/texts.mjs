/*
 * The texts of the sources: what `t('…')`, `phrase('…')` and `said\`…\`` write down, which is what catalogues translate.
 * Templates of .vue files are compiled first, so that what is found is what runs.
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

/** `said\`${a} of ${b}\`` is the text `{0} of {1}`. @param {ts.TemplateLiteral} node */
function templateText(node) {
  if (ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  return node.head.text + node.templateSpans.map((span, at) => `{${at}}${span.literal.text}`).join('');
}

/** @param {string} file @returns {Found[]} */
function textsOf(file) {
  /** @type {Found[]} */
  const found = [];
  const content = readFileSync(join(root, file), 'utf8');
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
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText(tree) === 'said')
        note(templateText(node.template), node);
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
  for (const one of files.flatMap(textsOf)) if (!texts.has(one.text)) texts.set(one.text, one);
  return texts;
}
