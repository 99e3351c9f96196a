import { describe, expect, it } from 'vitest';
import { acceptFor, explainHandshake, explainRequest } from './handshake.js';
import { parseHttpHead, type HttpHead } from './http-head.js';

function head(...lines: string[]): HttpHead {
  const parsed = parseHttpHead(new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n`));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

// RFC 6455 §1.2 and §1.3.
const requestLines = [
  'GET /chat HTTP/1.1',
  'Host: server.example.com',
  'Upgrade: websocket',
  'Connection: keep-alive, Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: chat, superchat',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
  'Sec-WebSocket-Version: 13',
];
const responseLines = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: WebSocket',
  'Connection: upgrade',
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
];

function failing(request: readonly string[], response: readonly string[]): string[] {
  return explainHandshake(head(...request), head(...response))
    .filter((check) => !check.ok)
    .map((check) => `${check.name}: ${check.expected} / ${check.actual} (${check.section})`);
}

function without(lines: readonly string[], name: string): string[] {
  return lines.filter((line) => !line.startsWith(name));
}

describe('acceptFor', () => {
  it('computes the accept value of the RFC', () => {
    expect(acceptFor('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });
});

describe('explainHandshake', () => {
  it('passes the handshake of the RFC, rule by rule', () => {
    const checks = explainHandshake(head(...requestLines), head(...responseLines));
    expect(checks.map((check) => check.name)).toEqual([
      'Method',
      'HTTP version',
      'Host',
      'Request Upgrade',
      'Request Connection',
      'Sec-WebSocket-Key',
      'Sec-WebSocket-Version',
      'Status',
      'Upgrade',
      'Connection',
      'Sec-WebSocket-Accept',
      'Sec-WebSocket-Protocol',
      'Sec-WebSocket-Extensions',
    ]);
    expect(checks.every((check) => check.ok)).toBe(true);
    expect(checks.at(-3)).toMatchObject({
      expected: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
      section: 'RFC 6455 §4.1',
    });
  });

  it('passes what was offered and chosen', () => {
    const chosen = ['Sec-WebSocket-Protocol: superchat', 'Sec-WebSocket-Extensions: permessage-deflate'];
    expect(failing(requestLines, [...responseLines, ...chosen])).toEqual([]);
  });

  it.each<[string, string[], string[]]>([
    ['Upgrade', without(responseLines, 'Upgrade'), ['Upgrade: websocket / absent (RFC 6455 §4.1)']],
    ['Connection', without(responseLines, 'Connection'), ['Connection: Upgrade / absent (RFC 6455 §4.1)']],
    [
      'accept value',
      [...without(responseLines, 'Sec-WebSocket-Accept'), 'Sec-WebSocket-Accept: wrong'],
      ['Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo= / wrong (RFC 6455 §4.1)'],
    ],
    [
      'subprotocol',
      [...responseLines, 'Sec-WebSocket-Protocol: Chat'],
      ['Sec-WebSocket-Protocol: one of chat, superchat, or absent / Chat (RFC 6455 §4.1)'],
    ],
    [
      'extension',
      [...responseLines, 'Sec-WebSocket-Extensions: x-mux'],
      ['Sec-WebSocket-Extensions: from permessage-deflate, or absent / x-mux (RFC 6455 §4.1)'],
    ],
    ['status', ['HTTP/1.1 403 Forbidden', 'A: b'], ['Status: 101 / 403 (RFC 6455 §4.1)']],
    ['kind of head', ['GET / HTTP/1.1'], ['Status: 101 / not a response (RFC 6455 §4.1)']],
  ])('names a wrong %s', (_name, response, expected) => {
    expect(failing(requestLines, response)).toEqual(expected);
  });

  it('says that nothing may be chosen where nothing was offered', () => {
    const request = without(without(requestLines, 'Sec-WebSocket-Protocol'), 'Sec-WebSocket-Extensions');
    const response = [...responseLines, 'Sec-WebSocket-Protocol: a', 'Sec-WebSocket-Extensions: b'];
    expect(failing(request, response)).toEqual([
      'Sec-WebSocket-Protocol: absent: none was offered / a (RFC 6455 §4.1)',
      'Sec-WebSocket-Extensions: absent: none was offered / b (RFC 6455 §4.1)',
    ]);
  });
});

describe('explainRequest', () => {
  it('names everything a plain request lacks', () => {
    const checks = explainRequest(head('POST / HTTP/1.0'));
    expect(checks.filter((check) => check.ok)).toEqual([]);
    expect(checks.map((check) => check.actual)).toEqual([
      'POST',
      'HTTP/1.0',
      ...Array<string>(5).fill('absent'),
    ]);
  });

  it('wants a key of 16 bytes, once, and an HTTP version it knows', () => {
    const bad = (key: string): boolean =>
      explainRequest(head('GET / HTTP/1.1', `Sec-WebSocket-Key: ${key}`)).some(
        (check) => check.name === 'Sec-WebSocket-Key' && !check.ok,
      );
    expect(bad('AAAA')).toBe(true);
    expect(bad('!!!')).toBe(true);
    expect(bad('dGhlIHNhbXBsZSBub25jZQ==')).toBe(false);
    expect(explainRequest({ ...head('HTTP/1.1 200 OK'), version: 'odd' })[0]).toMatchObject({
      actual: 'not a request',
    });
    expect(explainRequest({ ...head('GET / HTTP/1.1'), version: 'odd' })[1]?.ok).toBe(false);
  });

  it('explains a handshake whose request had no key', () => {
    const checks = explainHandshake(head('GET / HTTP/1.1'), head(...responseLines));
    expect(checks.find((check) => check.name === 'Sec-WebSocket-Accept')).toMatchObject({
      ok: false,
      expected: 'nothing: the request had no key',
    });
  });
});
