import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHeadEnd, headerValues, maxHeadBytes, parseHttpHead, type HttpHead } from './http-head.js';

const utf8 = new TextEncoder();

function read(text: string): HttpHead {
  const head = parseHttpHead(utf8.encode(text));
  if (!head.ok) throw new Error(head.error.message);
  return head.value;
}

describe('parseHttpHead', () => {
  it('reads a request with order, case and duplicates kept', () => {
    expect(read('GET /a?b HTTP/1.1\r\nHost: h\r\nx-A:1\r\nX-a:  2 \t\r\n\r\nbody')).toEqual({
      startLine: 'GET /a?b HTTP/1.1',
      method: 'GET',
      target: '/a?b',
      version: 'HTTP/1.1',
      headers: [
        { name: 'Host', value: 'h', line: 2 },
        { name: 'x-A', value: '1', line: 3 },
        { name: 'X-a', value: '2', line: 4 },
      ],
      malformed: [],
      bodyStart: 48,
      complete: true,
    });
  });

  it.each([
    ['HTTP/1.1 101 Switching Protocols', 101, 'Switching Protocols'],
    ['HTTP/1.0 404 ', 404, ''],
    ['HTTP/1.1 200', 200, ''],
    ['HTTP/2 200 OK', 200, 'OK'],
  ])('reads the response %j', (line, status, reason) => {
    expect(read(`${line}\r\n\r\n`)).toMatchObject({ startLine: line, status, reason, complete: true });
  });

  it('reads a value of little but spaces at once', async () => {
    const value = `a${' '.repeat(250_000)}b`;
    // Awaited, so that the limit of a test ends it.
    const head = await Promise.resolve(read(`HTTP/1.1 200 OK\r\nA:  ${value} \t\r\n\r\n`));
    expect(head.headers).toEqual([{ name: 'A', value, line: 2 }]);
  });

  it('tolerates bare LFs, folded lines, odd lines and octets beyond ASCII', () => {
    const bytes = Uint8Array.from([
      ...utf8.encode('HTTP/1.1 200 OK\nA: 1\n  2\nnothing\n: x\nB: '),
      0xe9,
      0x0a,
      0x0a,
    ]);
    expect(parseHttpHead(bytes)).toMatchObject({
      value: {
        headers: [
          { name: 'A', value: '1 2', line: 2 },
          { name: 'B', value: 'é', line: 6 },
        ],
        malformed: [
          { line: 4, text: 'nothing' },
          { line: 5, text: ': x' },
        ],
        bodyStart: bytes.length,
      },
    });
    expect(read('GET / HTTP/1.1\r\n folded: 1\r\n\r\n').malformed).toEqual([{ line: 2, text: ' folded: 1' }]);
  });

  it('says that a head is not complete', () => {
    expect(read('GET / HTTP/1.1\r\nHost: h')).toMatchObject({
      complete: false,
      bodyStart: 23,
      headers: [{ value: 'h' }],
    });
  });

  it('stops at the limit', () => {
    const head = read(`GET / HTTP/1.1\r\nA: ${'x'.repeat(maxHeadBytes)}\r\n\r\n`);
    expect(head.complete).toBe(false);
    expect(head.headers[0]?.value.length).toBeLessThan(maxHeadBytes);
  });

  it('refuses what is not HTTP, showing how it begins', () => {
    expect(parseHttpHead(utf8.encode('SSH-2.0-x\r\n'))).toMatchObject({
      error: { code: 'http.head', message: 'not HTTP: it begins with "SSH-2.0-x"' },
    });
    expect(parseHttpHead(utf8.encode('z'.repeat(99)))).toMatchObject({
      error: { message: `not HTTP: it begins with "${'z'.repeat(60)}…"` },
    });
    expect(parseHttpHead(new Uint8Array(0))).toMatchObject({ error: { message: 'nothing came' } });
  });

  it('answers any bytes without throwing', () => {
    const garbage = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(garbage, fc.constantFrom('', 'GET / HTTP/1.1\r\n', 'HTTP/1.1 101 x\n'), (bytes, start) => {
        const all = Uint8Array.from([...utf8.encode(start), ...bytes]);
        const head = parseHttpHead(all);
        if (head.ok) expect(head.value.bodyStart).toBeLessThanOrEqual(all.length);
        else expect(start).toBe('');
      }),
      { seed: 21, numRuns: 500 },
    );
  });
});

describe('findHeadEnd', () => {
  it.each([
    ['a\r\n\r\nb', 5],
    ['a\n\nb', 3],
    ['a\n\r\nb', 4],
    ['a\r\n\r', -1],
    ['a\r\n', -1],
    ['', -1],
  ])('finds the end of %j', (text, end) => {
    expect(findHeadEnd(utf8.encode(text))).toBe(end);
  });

  it('finds it when the bytes come one at a time and only the new ones are looked at', () => {
    for (const text of ['GET /\r\nA: b\r\n\r\nrest', 'x\n\nrest', 'x\n\r\nrest']) {
      const bytes = utf8.encode(text);
      const whole = findHeadEnd(bytes);
      const first = [...bytes.keys()]
        .map((at) => findHeadEnd(bytes.subarray(0, at + 1), at))
        .find((end) => end >= 0);
      expect(first).toBe(whole);
    }
  });
});

describe('headerValues', () => {
  it('finds by name without case, in order', () => {
    expect(headerValues(read('GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\na: 3\r\n\r\n'), 'A')).toEqual(['1', '3']);
  });
});
