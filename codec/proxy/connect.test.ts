import { describe, expect, it } from 'vitest';
import { parseHttpHead } from '../websocket/http-head.js';
import { authority, connectRequest, judgeConnect, withoutCredentials } from './connect.js';

function judge(head: string, asked = false): string {
  const parsed = parseHttpHead(new TextEncoder().encode(head));
  if (!parsed.ok) throw new Error(parsed.error.message);
  const judged = judgeConnect(parsed.value, { place: '10.0.0.1:3128', target: 'example.com:443', asked });
  return judged.ok ? 'ok' : `${judged.error.code}: ${judged.error.message}`;
}

describe('CONNECT (RFC 9110 §9.3.6)', () => {
  it('is a request for the authority alone', () => {
    expect(connectRequest('example.com', 443, null)).toBe(
      'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
    );
    expect(authority('::1', 80)).toBe('[::1]:80');
  });

  it('tells who asks as RFC 7617 has it, in UTF-8', () => {
    const request = connectRequest('h', 1, { user: 'test', password: '123£' });
    // The example of RFC 7617 §2.1.
    expect(request).toContain('\r\nProxy-Authorization: Basic dGVzdDoxMjPCow==\r\n');
    expect(withoutCredentials(request)).toContain('\r\nProxy-Authorization: Basic ***\r\n\r\n');
  });

  it('succeeds by any 2xx', () => {
    expect(judge('HTTP/1.0 200 Connection established\r\n\r\n')).toBe('ok');
    expect(judge('HTTP/1.1 299 x\r\nContent-Length: 5\r\n\r\n')).toBe('ok');
  });

  it('says what a proxy wants to know', () => {
    const head = (challenge: string) => `HTTP/1.1 407 Proxy Authentication Required\r\n${challenge}\r\n`;
    expect(judge(head('Proxy-Authenticate: Basic realm="x"\r\n'))).toBe(
      'proxy.auth: the proxy 10.0.0.1:3128 answered 407 Proxy Authentication Required: it asks who goes through it; write http://user@host:port and the password',
    );
    expect(judge(head('Proxy-Authenticate: Basic realm="x"\r\n'), true)).toContain(
      'it does not accept this user and password',
    );
    expect(judge(head('Proxy-Authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n'))).toContain(
      'it asks for NTLM, Negotiate, and only Basic is spoken here',
    );
    expect(judge(head(''))).toContain('it asks who goes through it');
  });

  it.each([
    ['502 Bad Gateway', 'proxy.target', 'it could not reach example.com:443'],
    ['504 Gateway Timeout', 'proxy.target', 'it could not reach example.com:443'],
    ['403 Forbidden', 'proxy.refused', 'its rules do not allow example.com:443'],
    ['405 Method Not Allowed', 'proxy.refused', 'it does not take CONNECT to example.com:443'],
    ['302 Found', 'proxy.refused', 'it does not connect to example.com:443'],
  ])('is refused by %s', (line, code, words) => {
    const said = judge(`HTTP/1.1 ${line}\r\n\r\n`);
    expect(said).toContain(`${code}: the proxy 10.0.0.1:3128 answered ${line}`);
    expect(said).toContain(words);
  });

  it('makes what a proxy calls a reason visible, and no longer than it need be', () => {
    const said = judge(`HTTP/1.1 500 \u001b[31m${'x'.repeat(900)}\r\n\r\n`);
    expect(said).not.toContain('\u001b');
    expect(said.length).toBeLessThan(400);
  });
});
