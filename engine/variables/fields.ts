import { encodeFields, expandTemplate, expansionMemory } from '../../codec/index.js';
import type { EncodedFields, FieldProblem, TemplateScope, TemplateSource } from '../../codec/index.js';
import { fail, FieldsBody, ok } from '../../contract/index.js';
import type { Layout, Result } from '../../contract/index.js';

/** Finds a layout that a connection keeps. */
export type LayoutLookup = (id: string) => Layout | undefined;

/** The body read last: a repeat sends the same one a thousand times a second. */
let latest: { readonly text: string; readonly body: FieldsBody } | null = null;

/**
 * A message of fields with values in place of `{{name}}`. Fails with `fields.*`, `template.*` or `hex.*`,
 * naming the field: `detail.path`, and `detail.problems` for all of them.
 */
export function expandFields(
  text: string,
  scope: TemplateScope,
  source: TemplateSource,
  layouts: LayoutLookup,
): Result<EncodedFields> {
  const body = readBody(text);
  if (!body.ok) return body;
  const { layout, values } = body.value;
  const known = typeof layout === 'string' ? layouts(layout) : layout;
  if (known === undefined) {
    const message =
      'The layout of this message is not in the connection any more: choose another, or make one';
    return fail('fields.unknown', message, { layout });
  }
  // A variable is the same wherever it is named in one message.
  const memory = expansionMemory();
  const encoded = encodeFields(known.fields, values, (value, encoding) => {
    const expanded = expandTemplate(value, scope, source, encoding, memory);
    if (!expanded.ok) return expanded;
    const { bytes, pieces } = expanded.value;
    return ok({ bytes, secret: pieces.some(({ secret }) => secret), live: pieces.some(({ live }) => live) });
  });
  const [first] = encoded.problems;
  return first === undefined ? ok(encoded) : refused(first, encoded.problems);
}

function refused(first: FieldProblem, problems: readonly FieldProblem[]): Result<never> {
  const code = first.kind === 'layout' ? 'fields.layout' : (first.code ?? 'fields.value');
  const where = first.path === '' ? '' : `${first.path}: `;
  const told = problems.slice(0, 100).map(({ path, message }) => ({ path, message }));
  return fail(code, `${where}${first.message}`, { path: first.path, problems: told });
}

function readBody(text: string): Result<FieldsBody> {
  if (latest?.text === text) return ok(latest.body);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('fields.body', 'This is no message made of fields: its body is not JSON');
  }
  const judged = FieldsBody.safeParse(value);
  if (!judged.success) {
    const issue = judged.error.issues[0];
    const where =
      issue === undefined || issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
    return fail('fields.body', `This is no message made of fields: ${where}${issue?.message ?? ''}`);
  }
  latest = { text, body: judged.data };
  return ok(judged.data);
}
