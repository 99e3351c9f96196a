import { parseAddress, parseHex, parseProxy, validateFraming, withoutProxyPassword } from '../codec/index.js';
import type { ParsedAddress } from '../codec/index.js';
import { fail, fullOptions, ok } from '../contract/index.js';
import type { ConnectionConfig, FullOptions, Protocol, Result } from '../contract/index.js';

/** A configuration that was judged: what an endpoint is made from. */
export interface SessionPlan {
  readonly config: ConnectionConfig;
  readonly address: ParsedAddress;
  readonly options: FullOptions;
  /** Sent to each peer of a listener when it opens. */
  readonly greeting: { readonly kind: 'text' | 'binary'; readonly data: Uint8Array } | null;
}

/** A start of a session that was judged. */
export interface StartInput {
  readonly plan: SessionPlan;
  /** As it was typed, variables unresolved: what is shown and kept. */
  readonly typed: ConnectionConfig;
  readonly name: string;
  readonly connection: string | null;
  readonly replaceStale: boolean;
  /** Texts and values of secrets that went into the plan: told to nobody. */
  readonly secrets: readonly string[];
}

/** As a screen offers them. */
const protocolNames: Readonly<Record<Protocol, string>> = {
  tcp: 'TCP',
  tls: 'TLS',
  udp: 'UDP',
  ws: 'WebSocket',
  wss: 'WebSocket over TLS',
  unix: 'Local socket',
};

/**
 * Judges what can be judged before a socket exists. Fails with the codes of `parseAddress`, with
 * `address.protocol` where the text names another protocol than the one chosen, and with
 * `address.options` where options contradict each other or cannot be sent.
 */
export function planSession(config: ConnectionConfig): Result<SessionPlan> {
  const parsed = parseAddress(config.address, { protocol: config.protocol, role: config.role });
  if (!parsed.ok) return parsed;
  const address = parsed.value;
  if (address.protocol !== config.protocol) return wrongProtocol(config, address);
  const options = fullOptions(config.options);
  const wrong = optionsProblem(config, options);
  if (wrong !== null) return fail('address.options', wrong.message, { option: wrong.option });
  const { greeting } = options.listen;
  if (greeting === null || config.role !== 'server') return ok({ config, address, options, greeting: null });
  if (greeting.kind === 'text') {
    return ok({
      config,
      address,
      options,
      greeting: { kind: 'text', data: new TextEncoder().encode(greeting.body) },
    });
  }
  const data = parseHex(greeting.body);
  if (!data.ok) {
    return fail('address.options', `greeting: ${data.error.message}`, {
      ...data.error.detail,
      option: 'listen.greeting',
    });
  }
  return ok({ config, address, options, greeting: { kind: 'binary', data: data.value } });
}

function wrongProtocol(config: ConnectionConfig, address: ParsedAddress): Result<never> {
  const named = protocolNames[address.protocol];
  const chosen = protocolNames[config.protocol];
  const written = `${config.protocol}://${address.host ?? ''}:${address.port ?? ''}`;
  const message =
    `${config.address.trim()} is an address for ${named}, but ${chosen} is chosen: ` +
    (config.protocol === 'unix'
      ? `choose ${named}, or write the path of a local socket`
      : `choose ${named}, or write ${address.protocol === 'unix' ? 'host:port' : written}`);
  return fail('address.protocol', message, { offset: 0, protocol: address.protocol });
}

interface OptionsProblem {
  readonly option: string;
  readonly message: string;
}

/** RFC 9110 §5.6.2: what header names and subprotocols are made of. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// eslint-disable-next-line no-control-regex -- what a header value must not hold (RFC 9110 §5.5)
const notInValue = /[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/;

function optionsProblem(config: ConnectionConfig, options: FullOptions): OptionsProblem | null {
  const framing = validateFraming(options.framing);
  if (!framing.ok) return { option: 'framing', message: framing.error.message };
  const secure = config.protocol === 'tls' || config.protocol === 'wss';
  if (secure && options.tls.minVersion > options.tls.maxVersion) {
    const { minVersion, maxVersion } = options.tls;
    return {
      option: 'tls.minVersion',
      message: `TLS: the lowest version ${minVersion} is above the highest, ${maxVersion}`,
    };
  }
  const dials = config.role === 'client' && config.protocol !== 'udp' && config.protocol !== 'unix';
  if (dials && options.proxy.use === 'own') {
    const proxy = parseProxy(options.proxy.url, options.proxy.password);
    if (!proxy.ok) return { option: 'proxy.url', message: proxy.error.message };
  }
  if (config.protocol !== 'ws' && config.protocol !== 'wss') return null;
  const { headers, subprotocols, origin } = options.ws;
  for (const [index, [name, value]] of headers.entries()) {
    const option = `ws.headers[${index}]`;
    if (!token.test(name))
      return { option, message: `header ${index + 1}: '${name}' is no header name (RFC 9110 §5.6.2)` };
    if (notInValue.test(value)) {
      return { option, message: `header ${name}: the value holds a control character or one beyond Latin-1` };
    }
  }
  for (const [index, name] of subprotocols.entries()) {
    const option = `ws.subprotocols[${index}]`;
    if (!token.test(name)) return { option, message: `subprotocol '${name}' is no token (RFC 6455 §4.1)` };
    if (subprotocols.indexOf(name) !== index)
      return { option, message: `subprotocol ${name} is listed twice (RFC 6455 §4.1)` };
  }
  if (notInValue.test(origin))
    return { option: 'ws.origin', message: 'the Origin holds a character that no header can' };
  return null;
}

/**
 * A page never sees the secrets of a session it did not start: going on with the same key, or through the same proxy,
 * takes the one known.
 */
export function withKnownSecret(config: ConnectionConfig, before: StartInput): ConnectionConfig {
  const { options } = config;
  const { tls: oldTls, proxy: oldProxy } = before.typed.options;
  const sameKey = oldTls?.keyFile === options.tls?.keyFile && oldTls?.pfxFile === options.tls?.pfxFile;
  const passphrase = options.tls?.passphrase ?? (sameKey ? oldTls?.passphrase : undefined);
  const password =
    options.proxy?.password ?? (sameUrl(oldProxy, options.proxy) ? oldProxy?.password : undefined);
  return {
    ...config,
    options: {
      ...options,
      ...(options.tls !== undefined && passphrase !== undefined && { tls: { ...options.tls, passphrase } }),
      ...(options.proxy !== undefined && password !== undefined && { proxy: { ...options.proxy, password } }),
    },
  };
}

type Proxy = ConnectionConfig['options']['proxy'];

function sameUrl(one: Proxy, other: Proxy): boolean {
  return withoutProxyPassword(one?.url ?? '').url === withoutProxyPassword(other?.url ?? '').url;
}
