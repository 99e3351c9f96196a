import { describe, expect, it } from 'vitest';
import { HeaderCover } from './header-cover.js';
import type { Part } from './header-cover.js';

/** What becomes of the rows of one stream. */
function covered(rows: readonly string[], next: Part['next'] = 'the same line'): string[] {
  const cover = new HeaderCover();
  return rows.map((row) =>
    Buffer.from(cover.bytes(Buffer.from(row, 'latin1'), { stream: '1 in', next })).toString('latin1'),
  );
}

const request =
  'GET /a?access_token=tok3n&b=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Basic dXNlcg==\r\nCookie: a=1;\r\n b=2\r\nToken: t\r\n\r\ntoken: body';

describe('headers of HTTP sent as plain bytes', () => {
  it('have the values of secrets covered, folded lines too, and all else as it was', () => {
    expect(covered([request])).toEqual([
      'GET /a?access_token=*****&b=1 HTTP/1.1\r\nHost: h\r\nAuthorization: ***** ********\r\nCookie: ****\r\n ***\r\nToken: *\r\n\r\ntoken: body',
    ]);
    expect(covered(['HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-Api-Key:k\r\n\r\n'])).toEqual([
      'HTTP/1.1 200 OK\r\nSet-Cookie: ***\r\nX-Api-Key:*\r\n\r\n',
    ]);
  });

  it('are the same however the stream is cut', () => {
    const [whole] = covered([request]);
    // A target or a value that is an address is judged within one row: the cuts spare it.
    for (let at = request.indexOf('\r\n'); at < request.length; at++)
      expect(covered([request.slice(0, at), request.slice(at)]).join(''), `cut at ${at}`).toBe(whole);
    const lines = request.split(/(?<=\n)/);
    expect(covered(lines).join('')).toBe(whole);
  });

  it('are found where rows are lines without their ends', () => {
    const lines = ['GET / HTTP/1.1', 'Authorization: Bearer x', 'Host: h', 'Password: p'];
    expect(covered(lines, 'another line')).toEqual([
      'GET / HTTP/1.1',
      'Authorization: ****** *',
      'Host: h',
      'Password: *',
    ]);
  });

  it('count outside a head by their telling names alone', () => {
    expect(covered(['Proxy-Authorization: Basic x\r\ntoken: kept\r\npassword: kept\r\n'])).toEqual([
      'Proxy-Authorization: ***** *\r\ntoken: kept\r\npassword: kept\r\n',
    ]);
    expect(covered(['note Authorization: x\r\n{"cookie": 1}\r\n'])).toEqual([
      'note Authorization: x\r\n{"cookie": 1}\r\n',
    ]);
  });

  it('are those of each stream, and of a message by itself', () => {
    const cover = new HeaderCover();
    const rows = [
      ['1 in', 'GET / HTTP/1.1\r\nToken: a'],
      ['1 out', 'bc'],
      ['1 in', 'bc\r\n'],
    ] as const;
    const made = rows.map(([stream, text]) =>
      Buffer.from(cover.bytes(Buffer.from(text), { stream, next: 'the same line' })).toString(),
    );
    expect(made).toEqual(['GET / HTTP/1.1\r\nToken: *', 'bc', '**\r\n']);
    expect(covered(['GET / HTTP/1.1\r\nToken: a', 'bc'], 'another message')).toEqual([
      'GET / HTTP/1.1\r\nToken: *',
      'bc',
    ]);
  });
});
