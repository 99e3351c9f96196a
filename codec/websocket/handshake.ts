import { formatBase64, parseBase64 } from '../base64.js';
import { sha1 } from '../sha1.js';
import { encodeUtf8 } from '../utf8.js';
import { headerValues, type HttpHead } from './http-head.js';

/** One rule of the opening handshake, and whether it was kept. */
export interface HandshakeCheck {
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
  /** Whether `actual` stands in the head; else it says that nothing does. */
  readonly given: boolean;
  readonly ok: boolean;
  readonly section: string;
}

/** The GUID every `Sec-WebSocket-Accept` is made with (RFC 6455 §1.3). */
export const handshakeGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The accept value for a key: Base64 of SHA-1 of key and GUID (RFC 6455 §4.2.2, step 5.4). */
export function acceptFor(key: string): string {
  return formatBase64(sha1(encodeUtf8(key + handshakeGuid)));
}

/**
 * Goes through an opening handshake rule by rule: the request first (§4.2.1), then the response as
 * a client must check it (§4.1). Rules that follow from a refused upgrade are left out.
 */
export function explainHandshake(request: HttpHead, response: HttpHead): readonly HandshakeCheck[] {
  const checks = [...explainRequest(request)];
  checks.push(
    check(
      'Status',
      '101',
      response.status?.toString() ?? null,
      response.status === 101,
      '§4.1',
      'not a response',
    ),
  );
  if (response.status !== 101) return checks;
  checks.push(
    token(response, 'Upgrade', 'websocket', '§4.1'),
    token(response, 'Connection', 'Upgrade', '§4.1'),
    explainAccept(request, response),
    explainSubprotocol(request, response),
    explainExtensions(request, response),
  );
  return checks;
}

/** What a server must find in the request (RFC 6455 §4.2.1). */
export function explainRequest(request: HttpHead): readonly HandshakeCheck[] {
  const keys = headerValues(request, 'Sec-WebSocket-Key');
  const bytes = parseBase64(keys[0] ?? '');
  const goodKey = keys.length === 1 && bytes.ok && bytes.value.length === 16;
  const versions = headerValues(request, 'Sec-WebSocket-Version');
  const httpVersion = Number(/^HTTP\/(\d+(?:\.\d+)?)$/.exec(request.version)?.[1] ?? 0);
  return [
    check('Method', 'GET', request.method ?? null, request.method === 'GET', '§4.2.1', 'not a request'),
    check('HTTP version', 'HTTP/1.1 or later', request.version, httpVersion >= 1.1, '§4.2.1'),
    check(
      'Host',
      'present',
      shown(headerValues(request, 'Host')),
      headerValues(request, 'Host').length === 1,
      '§4.2.1',
    ),
    token(request, 'Upgrade', 'websocket', '§4.2.1', 'Request Upgrade'),
    token(request, 'Connection', 'Upgrade', '§4.2.1', 'Request Connection'),
    check('Sec-WebSocket-Key', '16 bytes in Base64', shown(keys), goodKey, '§4.2.1'),
    check(
      'Sec-WebSocket-Version',
      '13',
      shown(versions),
      versions.length === 1 && versions[0] === '13',
      '§4.2.1',
    ),
  ];
}

function check(
  name: string,
  expected: string,
  actual: string | null,
  passes: boolean,
  section: string,
  nothing = 'absent',
): HandshakeCheck {
  const given = actual !== null;
  return { name, expected, actual: actual ?? nothing, given, ok: passes, section: `RFC 6455 ${section}` };
}

function shown(values: readonly string[]): string | null {
  return values.length === 0 ? null : values.join(', ');
}

function tokens(head: HttpHead, name: string): readonly string[] {
  return headerValues(head, name)
    .flatMap((value) => value.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Both headers are lists compared without case; a response's Upgrade names the one protocol. */
function token(
  head: HttpHead,
  name: string,
  expected: string,
  section: string,
  title = name,
): HandshakeCheck {
  const found = tokens(head, name).some((item) => item.toLowerCase() === expected.toLowerCase());
  return check(title, expected, shown(headerValues(head, name)), found, section);
}

function explainAccept(request: HttpHead, response: HttpHead): HandshakeCheck {
  const key = headerValues(request, 'Sec-WebSocket-Key')[0];
  const accepts = headerValues(response, 'Sec-WebSocket-Accept');
  const expected = key === undefined ? 'nothing: the request had no key' : acceptFor(key);
  return check(
    'Sec-WebSocket-Accept',
    expected,
    shown(accepts),
    accepts.length === 1 && accepts[0] === expected,
    '§4.1',
  );
}

function explainSubprotocol(request: HttpHead, response: HttpHead): HandshakeCheck {
  const offered = tokens(request, 'Sec-WebSocket-Protocol');
  const chosen = headerValues(response, 'Sec-WebSocket-Protocol');
  const expected =
    offered.length === 0 ? 'absent: none was offered' : `one of ${offered.join(', ')}, or absent`;
  // Subprotocol names compare with case (§4.1: "exactly one of").
  const passes = chosen.length === 0 || (chosen.length === 1 && offered.includes(chosen[0] ?? ''));
  return check('Sec-WebSocket-Protocol', expected, shown(chosen), passes, '§4.1');
}

function extensionNames(head: HttpHead): readonly string[] {
  return tokens(head, 'Sec-WebSocket-Extensions').map((item) => (item.split(';')[0] ?? '').trim());
}

function explainExtensions(request: HttpHead, response: HttpHead): HandshakeCheck {
  const offered = new Set(extensionNames(request));
  const passes = extensionNames(response).every((name) => offered.has(name));
  const expected =
    offered.size === 0 ? 'absent: none was offered' : `from ${[...offered].join(', ')}, or absent`;
  const actual = shown(headerValues(response, 'Sec-WebSocket-Extensions'));
  return check('Sec-WebSocket-Extensions', expected, actual, passes, '§4.1');
}
