import { fail, ok, type Result } from '../result.js';

/** One extension of a `Sec-WebSocket-Extensions` header. */
export interface Extension {
  readonly name: string;
  /** In the order written; null where there is no value. Names are as sent. */
  readonly parameters: readonly { readonly name: string; readonly value: string | null }[];
}

/** A token of RFC 7230 §3.2.6, or a quoted string, or one of the three separators, after white space. */
const piece = /[\t ]*(?:([!#$%&'*+\-.^_`|~\dA-Za-z]+)|"((?:[^"\\]|\\.)*)"|([,;=])|$)/y;

/** More than any real header has; what follows is refused. */
const maxPieces = 1_000;

/**
 * Reads the value of a `Sec-WebSocket-Extensions` header (RFC 6455 §9.1); several headers are joined by
 * commas first. Empty elements are passed over, as RFC 7230 §7 has it. Fails with `extension.syntax`.
 */
export function parseExtensions(header: string): Result<readonly Extension[]> {
  const list: { name: string; parameters: { name: string; value: string | null }[] }[] = [];
  let expected: 'name' | 'parameter' | 'value' | 'separator' = 'name';
  let at = 0;
  for (let count = 0; at < header.length; count++) {
    piece.lastIndex = at;
    const match = piece.exec(header);
    if (match === null || count === maxPieces) return syntax(header, at);
    const [, token, quoted, separator] = match;
    const last = list.at(-1);
    if (token !== undefined && expected === 'name') {
      list.push({ name: token, parameters: [] });
      expected = 'separator';
    } else if (token !== undefined && expected === 'parameter') {
      last?.parameters.push({ name: token, value: null });
      expected = 'separator';
    } else if (expected === 'value' && (token ?? quoted) !== undefined) {
      const parameter = last?.parameters.at(-1);
      if (parameter !== undefined) parameter.value = token ?? (quoted ?? '').replace(/\\(.)/g, '$1');
      expected = 'separator';
    } else if (separator === ',' && (expected === 'separator' || expected === 'name')) expected = 'name';
    else if (separator === ';' && expected === 'separator') expected = 'parameter';
    else if (separator === '=' && expected === 'separator' && last?.parameters.at(-1)?.value === null) {
      expected = 'value';
    } else if (match[0].trim() !== '') return syntax(header, at);
    at = piece.lastIndex;
  }
  if (expected === 'parameter' || expected === 'value') return syntax(header, at);
  return ok(list);
}

function syntax(header: string, offset: number): Result<never> {
  const found = offset < header.length ? JSON.stringify(header.slice(offset, offset + 12)) : 'its end';
  return fail('extension.syntax', `the list of extensions makes no sense at offset ${offset}: ${found}`, {
    offset,
  });
}

/** What permessage-deflate was agreed on (RFC 7692 §7.1). */
export interface DeflateParameters {
  /** The server forgets its window after each message. */
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  /** Base-2 logarithm of the window, 8 to 15. */
  readonly serverMaxWindowBits: number;
  readonly clientMaxWindowBits: number;
}

/** What holds unless said otherwise (RFC 7692 §7.1): windows of 32 KiB, kept from message to message. */
export const defaultDeflate: DeflateParameters = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
};

/**
 * The parameters of permessage-deflate in a response's `Sec-WebSocket-Extensions`; null if it is not
 * there. Fails with `extension.syntax`, and with `extension.parameter` for what RFC 7692 §7.1 does not
 * know: the connection must then be failed.
 */
export function parseDeflateParameters(header: string): Result<DeflateParameters | null> {
  const list = parseExtensions(header);
  if (!list.ok) return list;
  const found = list.value.find((one) => one.name.toLowerCase() === 'permessage-deflate');
  if (found === undefined) return ok(null);
  const agreed = { ...defaultDeflate };
  const seen = new Set<string>();
  for (const { name, value } of found.parameters) {
    const bits = value !== null && /^([89]|1[0-5])$/.test(value) ? Number(value) : null;
    if (seen.has(name)) return wrong(name, value, 'is there twice');
    seen.add(name);
    if (name === 'server_no_context_takeover' && value === null) agreed.serverNoContextTakeover = true;
    else if (name === 'client_no_context_takeover' && value === null) agreed.clientNoContextTakeover = true;
    else if (name === 'server_max_window_bits' && bits !== null) agreed.serverMaxWindowBits = bits;
    else if (name === 'client_max_window_bits' && bits !== null) agreed.clientMaxWindowBits = bits;
    else return wrong(name, value, 'means nothing in a response');
  }
  return ok(agreed);
}

function wrong(name: string, value: string | null, why: string): Result<never> {
  const shown = value === null ? name : `${name}=${value}`;
  return fail('extension.parameter', `permessage-deflate: ${JSON.stringify(shown)} ${why} (RFC 7692 §7.1)`, {
    name,
  });
}
