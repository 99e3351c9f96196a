import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../contract/index.js';
import { add, shaken, theLog, beginLog, endLog, webSocket, written } from './test-export.js';

beforeEach(beginLog);
afterEach(endLog);

/** A request as somebody typed it on a plain socket, cut inside a value. */
const typed = [
  'GET /a?token=q1secret HTTP/1.1\r\nAuthorization: Bearer he1',
  'lo2\r\nCookie: c00kie\r\n\r\n',
];

/** An export as it stands, and what of it is Base64. */
const readings = (bytes: Buffer): string[] => [
  bytes.toString('latin1'),
  ...bytes
    .toString()
    .split(/"|!!binary \|| {2}- |,/)
    .map((part) => Buffer.from(part.replaceAll(/\s/g, ''), 'base64').toString('latin1')),
];

describe('what is covered', () => {
  it.each(['html', 'text', 'csv', 'jsonl', 'pcapng', 'yaml', 'raw'] as const)(
    'are credentials in HTTP that was sent as plain bytes, in %s',
    async (format) => {
      for (const part of typed) add(part, RowKind.chunk, Direction.out);
      // One that does not fit into a line of the timeline.
      const note = 'n'.repeat(300);
      add(`HTTP/1.1 200 OK\r\nX-Note: ${note}\r\nSet-Cookie: s3t\r\n\r\ntoken: kept`, RowKind.chunk);
      const choice = format === 'raw' ? { direction: 'out' as const } : {};
      const plain = readings(await written(format, choice));
      const covered = readings(await written(format, { ...choice, redact: true }));
      const hidden = ['q1secret', 'he1', 'lo2', 'c00kie', ...(format === 'raw' ? [] : ['s3t'])];
      const shown = (where: string[]): string[] =>
        hidden.filter((one) => where.some((text) => text.includes(one)));
      expect(shown(plain)).toEqual(hidden);
      expect(shown(covered)).toEqual([]);
      if (format !== 'raw') expect(covered.some((text) => text.includes('token: kept'))).toBe(true);
    },
  );

  it('are credentials of handshakes and secrets wherever they stand, across pieces too, in every format', async () => {
    const secret = 'Tr0ub4dor&3';
    shaken(1, `X-Note: ${secret}\r\nAuthorization: Basic\r\n  dXNlcjpwdw==\r\n`);
    add(`token=${secret}`);
    // It lies across the end of the first piece.
    add(`${'x'.repeat(196_604)}${secret}${'y'.repeat(10)}`, RowKind.binary);
    for (const format of ['text', 'jsonl', 'csv', 'pcapng', 'har', 'html', 'yaml', 'c'] as const) {
      const bytes = await written(format, { info: webSocket(), redact: true, secrets: [secret, 'no'] });
      const decoded =
        format === 'jsonl' || format === 'yaml' || format === 'har'
          ? Buffer.concat(
              bytes
                .toString()
                .split(/"|!!binary \|| {2}- /)
                .map((part) => Buffer.from(part.replaceAll(/\s/g, ''), 'base64')),
            )
          : bytes;
      for (const where of [bytes, decoded]) {
        for (const hidden of [secret, 's3cr3t', 'dXNlcjpwdw==']) {
          expect(where.includes(hidden), `${format} shows ${hidden}`).toBe(false);
        }
      }
    }
    expect((await written('jsonl', { info: webSocket() })).toString()).toContain(
      Buffer.from(`token=${secret}`).toString('base64'),
    );
  });

  it('are tokens of queries, among subprotocols, before an @ and in what is told of the session', async () => {
    const hidden = [
      'tok3n',
      'us3r:pa55',
      'b3arer',
      'jwt1',
      's1gned',
      'refe4er',
      'd3tail',
      'pa%20ss w0rd',
      'pa ss w0rd',
    ];
    const address = 'ws://us3r:pa55@example.test/chat?room=7&access_token=tok3n';
    theLog().appendLife(RowKind.connect, 1, 1, { text: 'moved to wss://h/x?sig=d3tail&room=7' });
    const request =
      'GET /chat?room=7&access_token=tok3n&x=%20pa%20ss%20w0rd HTTP/1.1\r\nHost: example.test\r\n' +
      'Sec-WebSocket-Protocol: chat, bearer, b3arer,\r\n  token-jwt1\r\n' +
      'Referer: https://us3r:pa55@h/?room=7&X-Amz-Signature=s1gned\r\nX-Session-Token: refe4er\r\n\r\n';
    add(request, RowKind.request, Direction.out);
    add('HTTP/1.1 101 Switching Protocols\r\nSet-Cookie: a=tok3n\r\n\r\n', RowKind.response);
    add('{"note":"pa ss w0rd"}');
    const info = {
      config: { protocol: 'ws', role: 'client', address, options: {} },
      name: address,
      comment: `see ${address}`,
    } as const;
    for (const format of ['text', 'jsonl', 'csv', 'pcapng', 'har', 'html', 'yaml', 'c', 'raw'] as const) {
      const direction = format === 'raw' ? { direction: 'out' as const } : {};
      const spec = format === 'raw' ? ({ layer: 'wire' } as const) : {};
      const choice = { info, spec, redact: true, secrets: ['pa ss w0rd'], ...direction };
      const text = decodedOf(await written(format, choice));
      for (const secret of hidden) expect(text.includes(secret), `${format} shows ${secret}`).toBe(false);
      // What is no secret stays, at its place.
      expect(text, format).toContain('room=7');
      const plain = decodedOf(await written(format, { ...choice, redact: false }));
      expect(plain, format).toContain('tok3n');
    }
  });

  it('leaves lengths as they are, and nothing of a head of many pieces', async () => {
    const long = `GET /?${'a=1&'.repeat(60_000)}token=${'t'.repeat(9_000)} HTTP/1.1\r\nCookie: ${'s3cr3t'.repeat(9_000)}\r\n\r\n`;
    add(long, RowKind.request, Direction.out);
    const choice = { info: webSocket(), spec: { layer: 'wire' }, direction: 'out', redact: true } as const;
    const text = (await written('raw', choice)).toString();
    expect(text).toHaveLength(long.length);
    expect(text).not.toMatch(/tttt|s3cr3t/);
    expect(text.endsWith('*\r\n\r\n')).toBe(true);
  });
});

/** A file's text, with whatever stands in it in base64 or as numbers of C. */
function decodedOf(bytes: Buffer): string {
  const text = bytes.toString();
  const base64 = text
    .split(/"|!!binary \|| {2}- /)
    .map((part) => Buffer.from(part.replaceAll(/\s/g, ''), 'base64'));
  const numbers = [...text.matchAll(/0x([0-9a-f]{2}),/g)].map(([, hex]) => Number.parseInt(hex ?? '', 16));
  return `${text}${Buffer.concat(base64).toString()}${Buffer.from(numbers).toString()}`;
}
