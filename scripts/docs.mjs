/*
 * Writes docs/contract.md from contract/index.ts: schemas say what goes in, the source says the rest. With
 * --check writes nothing, and fails where the page is stale or docs/errors.md lacks a code of the sources.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as prettier from 'prettier';
import ts from 'typescript';
import { runnerImport } from 'vite';
import * as z from 'zod/mini';
import { root } from './run.mjs';

const page = 'docs/contract.md';
const errorsPage = 'docs/errors.md';
const source = 'contract/index.ts';

/** @typedef {{ comment: string, type: string }} Told what only the source says: words and the type of an answer */
/** @typedef {{ [key: string]: unknown }} Json a JSON Schema */

/**
 * The members of `export const NAME = { 'a.b': request<T>()…, ...partRequests }`; a part is in a file of its name.
 * @param {string} name @returns {Map<string, Told>}
 */
function told(name, path = source) {
  const file = ts.createSourceFile(
    path,
    readFileSync(join(root, path), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = new Map();
  /** @param {ts.Node} node @returns {string | undefined} */
  const typeOf = (node) =>
    ts.isCallExpression(node) && node.typeArguments?.[0]
      ? node.typeArguments[0].getText(file)
      : ts.forEachChild(node, typeOf);
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText(file) === name && node.initializer) {
      const literal = ts.isSatisfiesExpression(node.initializer)
        ? node.initializer.expression
        : node.initializer;
      const object = ts.isAsExpression(literal) ? literal.expression : literal;
      if (!ts.isObjectLiteralExpression(object)) throw new Error(`${name} of ${path} is no object literal`);
      for (const member of object.properties) {
        if (ts.isSpreadAssignment(member) && ts.isIdentifier(member.expression)) {
          const part = member.expression.text;
          const file = part.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
          for (const [key, value] of told(part, `contract/${file}.ts`)) found.set(key, value);
        }
        if (!ts.isPropertyAssignment(member) || !ts.isStringLiteral(member.name)) continue;
        const comment = ts
          .getJSDocCommentsAndTags(member)
          .map((one) => ts.getTextOfJSDocComment(one.comment) ?? '');
        found.set(member.name.text, {
          comment: comment.join('\n').replaceAll(/\s*\n\s*/g, ' '),
          type: (typeOf(member.initializer) ?? 'unknown').replaceAll(/readonly |\s*\n\s*/g, ''),
        });
      }
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(file);
  if (found.size === 0) throw new Error(`${path} exports no ${name}`);
  return found;
}

/** A JSON Schema as a TypeScript reader would write it. @param {unknown} schema @returns {string} */
function words(schema) {
  const one = /** @type {Json} */ (schema);
  const list = /** @type {unknown[]} */ (one['anyOf'] ?? one['oneOf'] ?? []);
  if (typeof one['$ref'] === 'string') return one['$ref'].replace('#/$defs/', '');
  if ('const' in one) return JSON.stringify(one['const']);
  if (Array.isArray(one['enum'])) return one['enum'].map((value) => JSON.stringify(value)).join(' | ');
  if (list.length > 0) return list.map(words).join(' | ');
  if (Array.isArray(one['prefixItems'])) return `[${one['prefixItems'].map(words).join(', ')}]`;
  if (one['type'] === 'array') {
    const item = words(one['items'] ?? {});
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
  }
  if (Array.isArray(one['type'])) return one['type'].join(' | ');
  if (one['type'] !== 'object') return typeof one['type'] === 'string' ? one['type'] : 'unknown';
  const required = /** @type {string[]} */ (one['required'] ?? []);
  const members = Object.entries(/** @type {Json} */ (one['properties'] ?? {})).map(
    ([name, value]) => `${name}${required.includes(name) ? '' : '?'}: ${words(value)}`,
  );
  const rest = one['additionalProperties'];
  if (typeof rest === 'object') members.push(`[name]: ${words(rest)}`);
  return members.length === 0 ? 'nothing' : `{ ${members.join('; ')} }`;
}

async function contractPage() {
  const { module } = await runnerImport(join(root, source), { root, configFile: false, logLevel: 'error' });
  const contract = /** @type {typeof import('../contract/index.js')} */ (module);
  const shapes = /** @type {Record<string, unknown>} */ (module);
  const registry = /** @type {ReturnType<typeof z.registry<{ id: string }>>} */ (z.registry());
  const named = Object.keys(shapes).filter(
    (name) => typeof shapes[name] === 'object' && '_zod' in Object(shapes[name]),
  );
  for (const name of named) registry.add(/** @type {z.ZodMiniType} */ (shapes[name]), { id: name });
  for (const [name, { input }] of Object.entries(contract.requests)) {
    // `{}` is one schema that several requests share.
    if (!registry.has(input)) registry.add(input, { id: name });
  }
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    unrepresentable: 'any',
    uri: (id) => id,
    override: ({ zodSchema, jsonSchema }) => {
      // The contract's only schema of its own making is Bytes; a type that JSON lacks is what it is.
      if (zodSchema._zod.def.type === 'custom') Object.assign(jsonSchema, { type: 'bytes' });
    },
  });
  const code = (/** @type {string} */ text) => `\`${text.replaceAll('`', "'")}\``;
  const lines = [
    '# The contract',
    '',
    `Written by \`node scripts/docs.mjs\` from \`${source}\`; edit that. What the codes mean and what to do about them is in [errors.md](errors.md).`,
    '',
    'Every answer is `{ ok: true, value }` or `{ ok: false, error: { code, message, detail } }`. Besides its own codes a request may answer `request.*`, `transport.closed` and `internal`. `x.*` stands for every code that begins so.',
    '',
    '## Requests',
  ];
  for (const [name, { comment, type }] of told('requests')) {
    const { input, errors } =
      contract.requests[/** @type {import('../contract/index.js').RequestName} */ (name)];
    lines.push('', `### ${name}`, '', ...(comment === '' ? [] : [comment, '']));
    lines.push(`- Input: ${code(words(schemas[registry.get(input)?.id ?? ''] ?? {}))}`);
    lines.push(`- Answer: ${code(type)}`);
    if (errors.length > 0) lines.push(`- Errors: ${errors.map(code).join(', ')}`);
  }
  lines.push('', '## Events');
  for (const [name, { comment, type }] of told('events')) {
    lines.push('', `### ${name}`, '', ...(comment === '' ? [] : [comment, '']), `- Value: ${code(type)}`);
  }
  lines.push('', '## Shapes of inputs', '', 'What a page may send by name; `bytes` are a `Uint8Array`.');
  for (const name of named.sort())
    lines.push('', `### ${name}`, '', '```ts', `type ${name} = ${words(schemas[name])};`, '```');
  const options = await prettier.resolveConfig(join(root, page));
  return prettier.format(`${lines.join('\n')}\n`, { ...options, parser: 'markdown' });
}

/** Codes that the sources spell out. Those put together from a stage and a word are in the page by hand. */
function codesOfSources() {
  const codes = new Set();
  for (const room of ['contract', 'codec', 'engine', 'main']) {
    for (const name of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || /\.test\.ts$|(^|[\\/])test-/.test(name)) continue;
      const text = readFileSync(join(root, room, name), 'utf8');
      for (const [, code] of text.matchAll(
        /(?:\b(?:fail|refusal|refuse|failAt|failure)\(|\bcode: )\s*'([a-z][a-z0-9]*\.[a-z0-9-]+)'/g,
      ))
        codes.add(code);
      for (const [, word] of text.matchAll(/\bupgradeFailure\(\s*'([a-z-]+)'/g)) codes.add(`upgrade.${word}`);
      // Tables of words: `EPIPE: (where) => ['open.broken-pipe', …]`.
      for (const [, code] of text.matchAll(/(?:=>|\?|:)\s*\[\s*'([a-z][a-z0-9]*\.[a-z0-9-]+)',/g))
        codes.add(code);
    }
  }
  return [...codes].sort();
}

const fresh = await contractPage();
if (process.argv.includes('--check')) {
  const problems = [];
  const kept = readFileSync(join(root, page), 'utf8').replaceAll('\r\n', '\n');
  if (kept !== fresh) problems.push(`${page} is stale: run node scripts/docs.mjs`);
  const errors = readFileSync(join(root, errorsPage), 'utf8');
  const missing = codesOfSources().filter((code) => !errors.includes(`| \`${code}\``));
  if (missing.length > 0) problems.push(`${errorsPage} lacks ${missing.join(', ')}`);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} else {
  writeFileSync(join(root, page), fresh);
}
