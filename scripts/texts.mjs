/*
 * The texts of the sources, which is what catalogues translate: what `t('…')` and `phrase('…')` write down, and the
 * messages of failures, whose values have numbers (`connection refused by {0}: …`): hosts and codec say them in English,
 * and the page translates what it shows. Templates of .vue files are compiled first, so that what is found is what runs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { compileTemplate, parse } from '@vue/compiler-sfc';
import { explainedBy, isExplained } from './explained.mjs';
import { formsOf, givenIn, isUnreadable, renumbered, speakersIn, wordsWithin } from './message-forms.mjs';
import { root } from './run.mjs';
import { systemTexts } from './system-texts.mjs';

/** Where texts for people are written. */
const sources = ['renderer/src', 'main', 'engine', 'codec', 'contract'];
const isSource = /(?<!\.d|\.test)\.(?:ts|vue)$/;

/** @typedef {{ text: string, file: string, line: number }} Found */

/**
 * A file of the sources, parsed once: its parts, each with the line it begins in and its nodes in the order they are written.
 * @typedef {{ tree: ts.SourceFile, line: number, nodes: ts.Node[] }} Part
 * @typedef {{ file: string, parts: Part[] }} Source
 */

/** @param {string} file @param {string} content @returns {Source} */
function sourceOf(file, content) {
  const parts = partsOf(file, content).map(({ code, line }) => {
    // By name, a .vue file would be JavaScript; and as TSX a generic arrow of a .ts file would end what is read of it.
    const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
    /** @type {ts.Node[]} */
    const nodes = [];
    /** @param {ts.Node} node */
    const collect = (node) => {
      nodes.push(node);
      ts.forEachChild(node, collect);
    };
    collect(tree);
    return { tree, line, nodes };
  });
  return { file, parts };
}

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
  /^(engine|contract|main|codec)\/(?!cli|command\/piped|dissectors|websocket|serve|passphrase|private-file|sync-flag|exchange\/(html|c-array)|code\/quote)/;
/** What a page tells of a link that is not opened has a title of the host. */
const openings = 'main/openings.ts';
/** Files that may say something without `t` and `phrase`; the others are not even parsed. */
const maySpeak = new RegExp(`${messageSources.source}|^codec/(?:filter|websocket)/`);
/** Whose meanings are shown; their names are the standard's. */
const closeCodes = 'codec/websocket/close-codes.ts';
const makesFailure = /^(fail|refuse|refused|failure)$/;
const holdsMessage = /^(message|why|problem|words|what|instead|expected|fault)$/;
/** Where rows of the log are made that tell what became of a connection. */
const rowSources =
  /^engine\/(?!exchange\/(?!import\/capture)|compare|difference|payload|variables|workspace|settings)/;
const makesRow = /^#?(note|tell|ended|gone)$/;

/**
 * What the codec's `failAt(code, text, offset, before, after)` says: `before at {0}after`.
 * @param {ts.Node} node @returns {string[]}
 */
function failAtIn(node) {
  // What it calls the place, in its own file.
  if (ts.isVariableDeclaration(node) && node.name.getText() === 'where' && node.initializer)
    return formsOf(node.initializer).filter((text) => text.startsWith('offset '));
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'failAt' || !node.arguments[3]) return [];
  const afters = node.arguments[4] ? formsOf(node.arguments[4]) : [''];
  return formsOf(node.arguments[3]).flatMap((before) =>
    afters.map((after) => renumbered(`${before} at {0}${after}`)),
  );
}

/**
 * Functions that have to do with messages: `speakers` answer whole ones or parts of them, `makers` are given one, as which
 * of their parameters. Of a file, and of all files what it exports.
 * @typedef {{ at: number, whole: boolean }} Given
 * @typedef {{ speakers: Set<string>, makers: Map<string, Given> }} Voices
 */

/**
 * What a node says, where it says something: `message` of a failure, `row` of the log, `part` of a list, what is
 * `spoken` by a function for another message, or what is `returned` to who may say it. `sure`: nothing else can be meant.
 * @typedef {{ kind: 'message' | 'row' | 'part' | 'spoken' | 'returned', said: ts.Expression, sure?: boolean }} Saying
 * @param {string} file @param {ts.Node} node @param {Voices} voices @returns {Saying[]}
 */
function sayingsIn(file, node, voices) {
  const tellsRows = rowSources.test(file);
  /** @param {Saying['kind']} kind @param {boolean} sure @param {(ts.Expression | undefined)[]} all @returns {Saying[]} */
  const says = (kind, sure, ...all) => all.flatMap((said) => (said ? [{ kind, said, sure }] : []));
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const name = calleeOf(node);
    const all = node.arguments ?? [];
    if (makesFailure.test(name)) return says('message', true, all[1]);
    if (tellsRows && makesRow.test(name)) return says('row', false, ...all);
    const given = voices.makers.get(name);
    if (given !== undefined) return says(given.whole ? 'message' : 'returned', given.whole, all[given.at]);
    return tellsRows && name === 'push' && /^parts\b/.test(node.expression.getText())
      ? says('part', false, ...all)
      : [];
  }
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
    const name = node.name.getText();
    const said = ts.isPropertyAssignment(node) ? node.initializer : node.name;
    if (name === 'text' && tellsRows) return says('row', true, said);
    if (name === 'title' && file === openings) return says('message', false, said);
    return holdsMessage.test(name) ? says('message', name === 'message', said) : [];
  }
  if (ts.isArrayLiteralExpression(node) && node.elements[0] && isCode(node.elements[0]))
    return node.elements[1] && isCode(node.elements[1]) ? [] : says('message', true, node.elements[1]);
  if (ts.isReturnStatement(node) || (ts.isArrowFunction(node) && !ts.isBlock(node.body))) {
    const said = ts.isReturnStatement(node) ? node.expression : /** @type {ts.Expression} */ (node.body);
    return says(voices.speakers.has(nameOf(functionAround(node))) ? 'spoken' : 'returned', false, said);
  }
  if (ts.isVariableDeclaration(node)) {
    const name = node.name.getText();
    if (tellsRows && name === 'parts' && node.initializer && ts.isArrayLiteralExpression(node.initializer))
      return says('part', false, ...node.initializer.elements);
    if (tellsRows && name === 'text') return says('row', false, node.initializer);
    return holdsMessage.test(name) ? says('message', false, node.initializer) : [];
  }
  return [];
}

/** @param {ts.Node} node @returns {ts.SignatureDeclaration | undefined} */
function functionAround(node) {
  for (let one = node; one; one = one.parent) if (ts.isFunctionLike(one)) return one;
  return undefined;
}

/** What a function is called by. @param {ts.SignatureDeclaration | undefined} one */
function nameOf(one) {
  if (one === undefined) return '';
  if (ts.isConstructorDeclaration(one)) return one.parent.name?.text ?? '';
  if (one.name) return one.name.getText();
  return ts.isVariableDeclaration(one.parent) ? one.parent.name.getText() : '';
}

/**
 * The functions around a message that were given it, or a part of it.
 * @param {ts.Expression} said @returns {[string, Given][]}
 */
function makersOf(said) {
  /** @type {[string, Given][]} */
  const found = [];
  for (const { name, whole } of givenIn(said)) {
    for (let one = functionAround(said); one; one = functionAround(one.parent)) {
      const at = one.parameters.findIndex((parameter) => parameter.name.getText() === name);
      if (at < 0) continue;
      if (nameOf(one) !== '') found.push([nameOf(one), { at, whole }]);
      break;
    }
  }
  return found;
}

/** @param {ts.CallExpression | ts.NewExpression} call */
const calleeOf = ({ expression }) =>
  ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();

/**
 * The texts of what is said. Forms of rows with a single word of their own (`accepted {0}`) would fit too much of what
 * others say, so that they are known of rows alone, and parts of lists of parts.
 * @param {Saying} saying
 */
function textsIn({ kind, said }) {
  const whole = formsOf(said).filter((text) => isWhole(text));
  const texts = whole.flatMap((text) => {
    if (kind === 'returned') return isSentence(text) ? [text] : [];
    const words = wordsOf(text);
    if (kind === 'part') return words > 0 ? [`${text}##part`] : [];
    if (words > 1) return [text];
    if (words === 0 || !text.includes('{0}')) return [];
    return kind === 'row' ? [`${text}##row`] : kind === 'spoken' ? [`${text}##part`] : [];
  });
  return [...texts, ...wordsWithin(said).filter((text) => isSentence(text) && isWhole(text))];
}

/** `area.reason`, or one of two. @param {ts.Expression} node @returns {boolean} */
function isCode(node) {
  if (ts.isConditionalExpression(node)) return isCode(node.whenTrue) && isCode(node.whenFalse);
  return ts.isStringLiteral(node) && /^[a-z-]+\.[a-z-]+$/.test(node.text);
}

/** @param {string} text */
const isWhole = (text) => !/^[\s;,:]|[\s:]$/.test(text);

/** How many words are its own, units left out. @param {string} text */
const wordsOf = (text) => text.match(/(?!(?:ms|kB|[MGT]B|[KMG]iB|min)\b)[a-z]{2,}/gi)?.length ?? 0;

/** Two words that follow each other: no id, and no value with a sign. @param {string} text */
const isSentence = (text) => /[a-z]{2,}\S* [^{]*[a-z]{2}/i.test(text);

/** Whether the rest of the program can call it. @param {ts.SourceFile} tree @param {string} name */
const exports = (tree, name) =>
  tree.statements.some(
    (one) =>
      (ts.isFunctionDeclaration(one) || ts.isClassDeclaration(one)) &&
      one.name?.text === name &&
      one.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
  );

/** @returns {Voices} */
const noVoices = () => ({ speakers: new Set(), makers: new Map() });

/** Whether a file makes messages of failures. @param {string} file */
const makesMessages = (file) => messageSources.test(file) && !file.endsWith('.vue');

/**
 * The voices of a file, and those among them that others hear.
 * @param {Source} source @param {Voices} others @returns {{ own: Voices, exported: Voices }}
 */
function voicesOf({ file, parts: [part] }, others = noVoices()) {
  const own = { speakers: new Set(others.speakers), makers: new Map(others.makers) };
  const exported = noVoices();
  if (part === undefined || !makesMessages(file)) return { own, exported };
  // One that is given a message may give it to another.
  for (let turn = 0, known = -1; turn < 4 && known !== own.makers.size; turn++) {
    known = own.makers.size;
    for (const node of part.nodes) {
      for (const { kind, said, sure } of sayingsIn(file, node, own)) {
        if (kind === 'returned') continue;
        for (const name of speakersIn(said)) own.speakers.add(name);
        if (sure)
          for (const [name, given] of makersOf(said))
            if (!makesFailure.test(name) && own.makers.get(name)?.whole !== true) own.makers.set(name, given);
      }
    }
  }
  for (const name of own.speakers) exported.speakers.add(name);
  for (const [name, given] of own.makers) if (exports(part.tree, name)) exported.makers.set(name, given);
  return { own, exported };
}

/**
 * The messages of a file whose form cannot be read: in other languages they would stay English without a sign.
 * @param {Source} source @param {Voices} voices @returns {Found[]}
 */
function unreadOf({ file, parts: [part] }, voices) {
  if (part === undefined || !makesMessages(file)) return [];
  const { tree, nodes } = part;
  return nodes.flatMap((node) =>
    sayingsIn(file, node, voices)
      .filter(({ said, sure }) => sure === true && isUnreadable(said))
      .map(({ said }) => ({
        text: said.getText().replace(/\s+/g, ' '),
        file,
        line: tree.getLineAndCharacterOfPosition(said.getStart()).line + 1,
      })),
  );
}

/** @param {Source} source @param {Voices} voices @returns {Found[]} */
function foundIn({ file, parts }, voices) {
  /** @type {Found[]} */
  const found = [];
  for (const { tree, line, nodes } of parts) {
    /** @param {string} text @param {ts.Node} node */
    const note = (text, node) =>
      found.push({ text, file, line: line + tree.getLineAndCharacterOfPosition(node.getStart()).line });
    for (const node of nodes) {
      if (ts.isCallExpression(node) && node.arguments[0]) {
        const name = calleeOf(node);
        if (['t', 'phrase', '_unref(t)'].includes(name))
          for (const text of literalsOf(node.arguments[0])) note(text, node);
      }
      if (file === closeCodes && ts.isCallExpression(node) && calleeOf(node) === 'entry' && node.arguments[2])
        for (const text of formsOf(node.arguments[2])) note(text, node);
      if (messageSources.test(file)) {
        for (const saying of sayingsIn(file, node, voices))
          for (const text of textsIn(saying)) note(text, node);
        for (const text of failAtIn(node)) note(text, node);
      }
      const explained = explainedBy(file, node);
      if (explained !== undefined)
        for (const text of formsOf(explained)) if (isExplained.test(text)) note(text, node);
    }
  }
  return found;
}

/** The messages of one file alone whose form cannot be read. @param {string} file @param {string} content */
export function unreadIn(file, content) {
  const source = sourceOf(file, content);
  return unreadOf(source, voicesOf(source).own);
}

/** The texts of one file alone. @param {string} file @param {string} content */
export function textsOf(file, content) {
  const source = sourceOf(file, content);
  return foundIn(source, voicesOf(source).own);
}

/**
 * Every text of the sources, with the first place that has it, and the messages whose form cannot be read.
 * @returns {{ texts: Map<string, Found>, unread: Found[] }}
 */
export function allTexts() {
  const all = sources
    .flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${room}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter((file) => isSource.test(file) && !file.includes('/test-'))
    .sort()
    .map((file) => ({ file, content: readFileSync(join(root, file), 'utf8') }))
    .filter(({ file, content }) => maySpeak.test(file) || /\b(?:t|phrase)\(/.test(content))
    .map(({ file, content }) => sourceOf(file, content));
  const voices = noVoices();
  // Twice: a file may come before the one whose function it gives a message to.
  for (let turn = 0; turn < 2; turn++)
    for (const source of all) {
      const { exported } = voicesOf(source, voices);
      for (const name of exported.speakers) voices.speakers.add(name);
      for (const [name, given] of exported.makers) voices.makers.set(name, given);
    }
  /** @type {Map<string, Found>} */
  const texts = new Map(
    systemTexts.map((text) => [text, { text, file: 'scripts/system-texts.mjs', line: 1 }]),
  );
  /** @type {Found[]} */
  const unread = [];
  for (const source of all) {
    const { own } = voicesOf(source, voices);
    for (const one of foundIn(source, own)) if (!texts.has(one.text)) texts.set(one.text, one);
    unread.push(...unreadOf(source, own));
  }
  return { texts, unread };
}
