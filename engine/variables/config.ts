import { expandTemplate, expandText, formatHex, isTemplate } from '../../codec/index.js';
import type { TemplateScope, TemplateSource } from '../../codec/index.js';
import { ConnectionConfig, fail, ok } from '../../contract/index.js';
import type { Failure, Result } from '../../contract/index.js';

export interface ExpandedConfig {
  readonly config: ConnectionConfig;
  /** Texts that hold a secret: what must not be told to anybody. */
  readonly secrets: readonly string[];
}

/** Whether anything of it would be changed by an expansion. */
export function hasTemplates(config: ConnectionConfig): boolean {
  return isTemplate(config.address) || isTemplate(JSON.stringify(withoutFraming(config)));
}

/**
 * The address and every text of the options with values in place of `{{name}}`. A binary greeting takes
 * the hex of values. Framing is a view and stays as it is. Fails with `template.*` naming the field.
 */
export function expandConfig(
  config: ConnectionConfig,
  scope: TemplateScope,
  source: TemplateSource,
): Result<ExpandedConfig> {
  const secrets: string[] = [];
  const failures: { readonly option: string; readonly failure: Failure }[] = [];
  const { greeting } = config.options.listen ?? {};
  const expand = (text: string, option: string): string => {
    if (!isTemplate(text)) return text;
    const bytes = option === 'listen.greeting.body' && greeting?.kind === 'binary';
    const expanded = bytes ? expandHex(text, scope, source) : expandText(text, scope, source);
    if (!expanded.ok) {
      failures.push({ option, failure: expanded.error });
      return text;
    }
    if (expanded.value.secret) secrets.push(expanded.value.text);
    return expanded.value.text;
  };
  const address = expand(config.address, 'address');
  const walked = walk(withoutFraming(config), '', expand);
  const [first] = failures;
  if (first !== undefined) {
    const message = failures.map(({ option, failure }) => `${option}: ${failure.message}`).join('; ');
    return fail(first.failure.code, message, { ...first.failure.detail, option: first.option });
  }
  const { framing } = config.options;
  const options = framing === undefined ? walked : { ...(walked as object), framing };
  // What was put in is judged as if it had been typed: lengths have bounds.
  const judged = ConnectionConfig.safeParse({ ...config, address, options });
  if (judged.success) return ok({ config: judged.data, secrets });
  const path = judged.error.issues[0]?.path.map(String).join('.') ?? 'the address';
  return fail('address.options', `${path} is too long once its variables are in place`, { option: path });
}

/** Hex digits with the bytes of values among them, as hex digits. */
function expandHex(
  text: string,
  scope: TemplateScope,
  source: TemplateSource,
): Result<{ readonly text: string; readonly secret: boolean }> {
  const expanded = expandTemplate(text, scope, source, 'hex');
  if (!expanded.ok) return expanded;
  const { bytes, pieces } = expanded.value;
  return ok({ text: formatHex(bytes), secret: pieces.some(({ secret }) => secret) });
}

function withoutFraming(config: ConnectionConfig): Omit<ConnectionConfig['options'], 'framing'> {
  const { framing: _framing, ...options } = config.options;
  return options;
}

/** Every text in plain JSON of a few levels, by its path. */
function walk(value: unknown, path: string, expand: (text: string, path: string) => string): unknown {
  if (typeof value === 'string') return expand(value, path);
  if (Array.isArray(value)) return value.map((one, index) => walk(one, `${path}[${index}]`, expand));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      walk(one, path === '' ? name : `${path}.${name}`, expand),
    ]),
  );
}

/** A failure's words without what must not be told; a secret too short to tell apart hides them all. */
export function withoutSecretTexts(failure: Failure, secrets: readonly string[]): Failure {
  if (!secrets.some((secret) => secret !== '' && JSON.stringify(failure).includes(secret))) return failure;
  const hidden = secrets.filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  const message = hidden.reduce((text, secret) => text.replaceAll(secret, '•••'), failure.message);
  return { code: failure.code, message };
}
