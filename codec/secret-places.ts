/** Where secrets stand in handshakes and addresses, by the names that people give them. */

/** Headers whose values open doors. */
const secretHeaders = new Set([
  'cookie',
  'set-cookie',
  'authorization',
  'proxy-authorization',
  'authentication-info',
  'proxy-authentication-info',
]);

/** A name that ends in one of these words, alone or behind a hyphen: `X-Api-Key`, `X-Amz-Security-Token`. */
const secretHeaderEnd =
  /(?:^|[-_])(?:api-?key|access-?key|auth|authorization|token|jwt|secret|password|passwd|session(?:-?id)?|credentials?|signature)$/;

/** Whether the value of a header is nobody else's business: it is covered unless somebody asks for it. */
export function isSecretHeader(name: string): boolean {
  const lower = name.trim().toLowerCase();
  return secretHeaders.has(lower) || secretHeaderEnd.test(lower);
}

const secretParameters = new Set([
  'auth',
  'authorization',
  'bearer',
  'code',
  'credential',
  'credentials',
  'jwt',
  'key',
  'pass',
  'passphrase',
  'passwd',
  'password',
  'pwd',
  'session',
  'sessionid',
  'sid',
  'sig',
  'signature',
  'ticket',
  'token',
]);
const secretParameterEnd =
  /(?:token|secret|password|passwd|apikey|accesskey|privatekey|signature|credential|jwt|sessionid)$/;

/** Whether the value of a parameter of a query (or of a form) is a secret, as `access_token` and `X-Amz-Signature` are. */
export function isSecretParameter(name: string): boolean {
  const lower = decoded(name).toLowerCase();
  const plain = lower.replaceAll(/[-_.[\]]/g, '');
  return secretParameters.has(plain) || secretParameterEnd.test(plain);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: it is what it is.
    return text;
  }
}

/** From and up to, in characters. */
export type SecretRange = readonly [from: number, to: number];

/** `user:password@` behind `//`, and pairs behind `?`, `&`, `;` or `#` up to what ends a parameter. */
const userInfo = /(?<=\/\/)[^/@\s"'<>?#]{1,1024}(?=@)/g;
const parameter = /([?&;#])([^=&;#?\s"'<>]{1,256})=([^&;#\s"'<>]+)/g;

/** Secrets in whatever addresses a text holds: credentials before an @, values of parameters that are secrets. */
export function secretsInAddresses(text: string): readonly SecretRange[] {
  const ranges: SecretRange[] = [];
  for (const { 0: found, index } of text.matchAll(userInfo)) ranges.push([index, index + found.length]);
  for (const { 1: sign = '', 2: name = '', 3: value = '', index } of text.matchAll(parameter)) {
    if (!isSecretParameter(name)) continue;
    const from = index + sign.length + name.length + 1;
    ranges.push([from, from + value.length]);
  }
  return ranges;
}

/** A header's token (RFC 9110 §5.6.2), which is what a subprotocol is made of. */
const item = /[^\s,]+/g;
/** Names after which browsers' code, which can set no header, puts a token as the next subprotocol. */
const announces =
  /^(?:bearer|token|auth|authorization|access[-_.]?token|id[-_.]?token|jwt|api[-_.]?key|ticket)$/i;
/** The same with the token behind it: `base64url.bearer.authorization.k8s.io.dG9rZW4`, `token-abc`, `bearer.abc`. */
const carries =
  /^(?:base64url\.bearer\.authorization\.k8s\.io\.|(?:bearer|token|auth|authorization|access[-_]?token|jwt|api[-_]?key|ticket)[-._:=|])/i;
/** Three parts of base64url, the first of them JSON: RFC 7519. */
const webToken = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/;

/** Secrets in the value of `Sec-WebSocket-Protocol`, where pages put what they can put nowhere else. */
export function secretsInSubprotocols(value: string): readonly SecretRange[] {
  const ranges: SecretRange[] = [];
  let announced = false;
  for (const { 0: found, index } of value.matchAll(item)) {
    const prefix = carries.exec(found)?.[0].length ?? 0;
    if (announced || webToken.test(found)) ranges.push([index, index + found.length]);
    else if (prefix > 0 && prefix < found.length) ranges.push([index + prefix, index + found.length]);
    announced = announces.test(found);
  }
  return ranges;
}
