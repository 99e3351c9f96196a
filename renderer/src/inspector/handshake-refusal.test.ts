import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../codec/index.js';
import { explain } from './handshake.js';
import { speak } from '../language/index.js';
import { refusalReasons } from './handshake-refusal.js';

const request = [
  'GET /feed HTTP/1.1',
  'Host: localhost',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Origin: https://example.org',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  '',
  '',
];
const handshake = (response: readonly string[], asked = request) =>
  explain({
    peer: 1,
    request: encodeUtf8(asked.join('\r\n')),
    response: response.length === 0 ? null : encodeUtf8([...response, '', ''].join('\r\n')),
  });

describe('refusalReasons', () => {
  it('finds none where the upgrade was accepted', () => {
    const good = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    ];
    expect(refusalReasons(handshake(good), null)).toEqual([]);
  });

  it('tells what a status means, and what its headers add', () => {
    const reasons = refusalReasons(
      handshake(['HTTP/1.1 426 Upgrade Required', 'Sec-WebSocket-Version: 8, 7']),
      null,
    );
    expect(reasons.map((one) => one.text)).toEqual([
      '426 Upgrade Required: The server speaks another version or protocol.',
      'It speaks versions 8, 7.',
    ]);
  });

  it('shows the origin to somebody who was forbidden', () => {
    const texts = refusalReasons(handshake(['HTTP/1.1 403 Forbidden']), null).map((one) => one.text);
    expect(texts).toContain('The request came with Origin https://example.org.');
  });

  it('names every rule that was not kept, with its section', () => {
    const reasons = refusalReasons(
      handshake(['HTTP/1.1 101 Switching Protocols', 'Upgrade: h2c', 'Sec-WebSocket-Accept: wrong']),
      null,
    );
    expect(reasons.map((one) => one.section)).toEqual(['RFC 6455 §4.1', 'RFC 6455 §4.1', 'RFC 6455 §4.1']);
    expect(reasons[2]?.text).toBe('Sec-WebSocket-Accept: expected s3pPLMBiTxaQ9kYGzzhZRbK+xOo=, got wrong.');
  });

  it('does not tell of a status twice', () => {
    const failure = { code: 'upgrade.refused', message: 'upgrade refused: 404 Not Found' };
    const reasons = refusalReasons(handshake(['HTTP/1.1 404 Not Found']), failure);
    expect(reasons.map((one) => one.text)).toEqual(['404 Not Found: There is nothing at this path.']);
    expect(refusalReasons(handshake([]), failure).map((one) => one.text)).toEqual([failure.message]);
  });

  it('adds what the connection failed with, if that was the upgrade', () => {
    const failure = { code: 'upgrade.timeout', message: 'no answer within 10 s' };
    expect(refusalReasons(handshake([]), failure).map((one) => one.text)).toEqual(['no answer within 10 s']);
    expect(refusalReasons(handshake([]), { code: 'tls.expired', message: 'expired' })).toEqual([]);
  });

  it('says rules in the language of the window, and what came as it came', async () => {
    await speak('de');
    try {
      const texts = refusalReasons(
        handshake(['HTTP/1.1 101 Switching Protocols', 'Upgrade: absent', 'Sec-WebSocket-Protocol: odd one']),
        null,
      ).map((one) => one.text);
      expect(texts).toContain('Upgrade: erwartet websocket, erhalten absent.');
      expect(texts).toContain('Connection: erwartet Upgrade, erhalten nicht vorhanden.');
      expect(texts.join(' ')).toContain('nicht vorhanden: Keines wurde angeboten');
    } finally {
      await speak('en');
    }
  });
});
