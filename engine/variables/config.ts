import {
  expandTemplate,
  expandText,
  formatHex,
  isTemplate,
  parseAddress,
  sameButForTls,
  schemeIsVariable,
} from '../../codec/index.js';
import type { TemplateScope, TemplateSource } from '../../codec/index.js';
import { ConnectionConfig, fail, ok } from '../../contract/index.js';
import type { Failure, Protocol, Result } from '../../contract/index.js';

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
    secrets.push(...expanded.value.secrets);
    return expanded.value.text;
  };
  const address = expand(config.address, 'address');
  const walked = walk(withoutFraming(config), '', expand);
  const [first] = failures;
  if (first !== undefined) {
    const parts = failures.map(({ option, failure }) => `${option}: ${failure.message}`);
    return fail(first.failure.code, parts.join('; '), { ...first.failure.detail, option: first.option });
  }
  const { framing } = config.options;
  const options = framing === undefined ? walked : { ...(walked as object), framing };
  // What was put in is judged as if it had been typed: lengths have bounds.
  const judged = ConnectionConfig.safeParse({
    ...config,
    protocol: protocolOf(config, address),
    address,
    options,
  });
  if (judged.success) return ok({ config: judged.data, secrets });
  const path = judged.error.issues[0]?.path.map(String).join('.') ?? 'the address';
  return fail('address.options', `${path} is too long once its variables are in place`, { option: path });
}

/**
 * Where the whole beginning of an address is a value, its scheme says whether TLS is spoken: an environment
 * may have `ws://localhost` and the next one `wss://…`. Any other scheme than of the same kind stays a mistake.
 */
function protocolOf(config: ConnectionConfig, address: string): Protocol {
  const { protocol, role } = config;
  if (!schemeIsVariable(config.address)) return protocol;
  const parsed = parseAddress(address, { protocol, role });
  return parsed.ok && sameButForTls(protocol, parsed.value.protocol) ? parsed.value.protocol : protocol;
}

/** Hex digits with the bytes of values among them, as hex digits. */
function expandHex(
  text: string,
  scope: TemplateScope,
  source: TemplateSource,
): Result<{ readonly text: string; readonly secrets: readonly string[] }> {
  const expanded = expandTemplate(text, scope, source, 'hex');
  if (!expanded.ok) return expanded;
  const { bytes, pieces } = expanded.value;
  const secrets = pieces.filter(({ secret }) => secret).map((piece) => formatHex(piece.bytes));
  return ok({ text: formatHex(bytes), secrets });
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

/** A failure without what must not be told. */
export function withoutSecretTexts<F extends Failure>(failure: F, secrets: readonly string[]): F {
  return hideSecrets(failure, secrets);
}

/** Plain data with every text in it freed of what must not be told; as it is where there is nothing of it. */
export function hideSecrets<T>(value: T, secrets: readonly string[]): T {
  // Names of hosts travel in small letters.
  const hidden = [...new Set(secrets.flatMap((secret) => [secret, secret.toLowerCase()]))]
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length);
  if (hidden.length === 0) return value;
  const text = JSON.stringify(value);
  if (!hidden.some((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))) return value;
  const hide = (one: unknown): unknown => {
    if (typeof one === 'string') return hidden.reduce((left, secret) => left.replaceAll(secret, '•••'), one);
    if (Array.isArray(one)) return one.map(hide);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, inside]) => [name, hide(inside)]));
  };
  // Texts became other texts and nothing else did.
  return hide(value) as T;
}
