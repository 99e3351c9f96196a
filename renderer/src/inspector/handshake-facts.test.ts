import { describe, expect, it } from 'vitest';
import { encodeUtf8, parseHttpHead } from '../../../codec/index.js';
import type { HttpHead } from '../../../codec/index.js';
import { acceptSteps, negotiated } from './handshake-facts.js';

function head(...lines: readonly string[]): HttpHead {
  const parsed = parseHttpHead(encodeUtf8([...lines, '', ''].join('\r\n')));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}
const request = head(
  'GET / HTTP/1.1',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: chat, superchat',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
);
const ok = 'HTTP/1.1 101 Switching Protocols';

describe('handshake facts', () => {
  it('computes the accept value of RFC 6455 §1.3 in front of the user', () => {
    const response = head(ok, 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(acceptSteps(request, response)).toMatchObject({
      key: 'dGhlIHNhbXBsZSBub25jZQ==',
      guid: '258EAFA5-E914-47DA-95CA-C5AB0DC85B11',
      digest: 'b3 7a 4f 2c c0 62 4f 16 90 f6 46 06 cf 38 59 45 b2 be c4 ea',
      accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
      answered: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    });
    expect(acceptSteps(head('GET / HTTP/1.1'), response)).toBeNull();
  });

  it('tells what was agreed on beside what was offered', () => {
    const facts = negotiated(
      request,
      head(
        ok,
        'Sec-WebSocket-Protocol: superchat',
        'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_max_window_bits=10',
      ),
    );
    expect(facts.map((one) => `${one.name}: ${one.value}`)).toEqual([
      'Subprotocol: superchat',
      'Offered: chat, superchat',
      'Extensions: permessage-deflate; server_no_context_takeover; client_max_window_bits=10',
      'Offered: permessage-deflate; client_max_window_bits',
      'Server sends: window of 32 KiB (2^15), begun anew with each message',
      'Client sends: window of 1 KiB (2^10), kept from message to message',
    ]);
  });

  it('says what is wrong with a parameter', () => {
    const response = head(ok, 'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=7');
    expect(negotiated(null, response).at(-1)).toMatchObject({ name: 'Wrong', tone: 'err' });
  });
});
