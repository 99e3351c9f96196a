import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSound, expectSoundPrefixes, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { http1 } from './http1.js';

const post = 'POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello';
const chunked =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n' +
  '5;ext=1\r\nhello\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n';

function summaryOf(text: string): string {
  const dissection = http1.dissect(utf8(text), noContext);
  return dissection.kind === 'done' ? dissection.summary : dissection.reason;
}

describe('http1', () => {
  it('reads a request with its body', () => {
    expect(outlineOf(http1, utf8(post))).toEqual([
      'Request @0+57 = POST /a?b=c HTTP/1.1',
      '  Request line @0+20 = POST /a?b=c HTTP/1.1',
      '    method @0+4 = POST',
      '    target @5+6 = /a?b=c',
      '    version @12+8 = HTTP/1.1',
      '  Headers @22+30 = 2 headers',
      '    Host @22+7 = x',
      '    Content-Length @31+17 = 5',
      '  Body @52+5 = 68 65 6c 6c 6f',
    ]);
    expect(http1.dissect(utf8(post), noContext)).toMatchObject({
      summary: 'POST /a?b=c HTTP/1.1',
      consumed: 57,
      unwrapped: { label: 'HTTP body', bytes: utf8('hello') },
    });
  });

  it('joins the chunks of a response', () => {
    const lines = outlineOf(http1, utf8(chunked));
    expect(lines.slice(-9)).toEqual([
      '  Chunked body @73+46 = 2 chunks, 15 bytes',
      '    Chunk 1 @73+16 = 5 bytes',
      '      size @73+7 = 5;ext=1 (5 bytes)',
      '      data @82+5 = 68 65 6c 6c 6f',
      '    Chunk 2 @89+15 = 10 bytes',
      '      size @89+1 = A (10 bytes)',
      '      data @92+10 = 30 31 32 33 34 35 36 37 38 39',
      '    Last chunk @104+3 = 0',
      '    Trailer @107+8 = X-Sum: 1',
    ]);
    expect(http1.dissect(utf8(chunked), noContext)).toMatchObject({
      consumed: 119,
      unwrapped: { label: 'HTTP body, text/plain', bytes: utf8('hello0123456789') },
    });
  });

  it('reads pipelined messages', () => {
    const two = `GET /1 HTTP/1.1\r\nA: 1\r\n\r\n\r\nGET /2 HTTP/1.0\n\n${post}`;
    expect(summaryOf(two)).toBe('3 messages: GET /1 HTTP/1.1; GET /2 HTTP/1.0; POST /a?b=c HTTP/1.1');
    const responses =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304\r\n\r\nHTTP/1.0 200 OK\r\n\r\nrest';
    expect(outlineOf(http1, utf8(responses)).filter((line) => line.startsWith('R'))).toHaveLength(4);
    expect(outlineOf(http1, utf8(responses)).at(-1)).toContain('Body @87+4 = 72 65 73 74');
  });

  it('gives what follows an upgrade as bytes', () => {
    const upgraded = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x01\x02';
    expect(outlineOf(http1, utf8(upgraded)).at(-1)).toBe('  Upgraded @56+2 = 01 02');
  });

  it.each([
    ['POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc', '9 bytes announced, 3 there'],
    ['POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 'said twice, differently'],
    ['POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n', 'is no number'],
    [
      'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'a sign of smuggling',
    ],
    ['POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n', 'has no end'],
    ['GET / HTTP/1.1\r\nno header\r\n\r\n', 'a header has a name and a colon'],
    ['GET / HTTP/1.1\r\nA : b\r\n\r\n', 'white space in or after the name'],
    ['GET / HTTP/1.1\r\nA: b\r\n', 'the empty line that ends the head is missing'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel', '5 bytes announced, 3 there'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc', 'no line ends after its data'],
    [
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
      'does not begin with the size of a chunk',
    ],
    [
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n',
      'the empty line that ends the trailers is missing',
    ],
  ])('names what is wrong with %j', (text, error) => {
    expect(
      outlineOf(http1, utf8(text)).filter((line) => line.includes(' !') && line.includes(error)),
    ).toHaveLength(1);
  });

  it('covers a folded header', () => {
    expect(outlineOf(http1, utf8('GET / HTTP/1.1\r\nA: b\r\n  c\r\nD: e\r\n\r\n'))).toContain(
      '    A @16+9 = b␍␊  c',
    );
  });

  it('is sure of a start line', () => {
    const sure = (text: string): number => http1.sniff(utf8(text), noContext);
    expect([sure('GET / HTTP/1.1\r\n'), sure('HTTP/1.1 404 Not Found\r\n')]).toEqual([0.95, 0.95]);
    expect(['', 'GET /', 'hello\r\n', 'HTTP/1.1'].map(sure)).toEqual([0, 0, 0, 0]);
    expect(http1.dissect(utf8('hello'), noContext).kind).toBe('not-mine');
  });

  it('takes any bytes', () => {
    expectSoundPrefixes(http1, utf8(post));
    expectSoundPrefixes(http1, utf8(chunked + post));
    const piece = fc.constantFrom(
      '\r\n',
      '\n',
      'A: b',
      'Content-Length: 3',
      'Transfer-Encoding: chunked',
      'GET / HTTP/1.1',
      'HTTP/1.1 200 OK',
      '3',
      'abc',
      ' ',
      ':',
      '\u001b',
      '0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        expectSound(http1, utf8(`GET / HTTP/1.1\r\n${pieces.join('')}`));
        expectSound(http1, utf8(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${pieces.join('')}`));
      }),
      { seed: 49, numRuns: 800 },
    );
  });
});
