import { describe, expect, it } from 'vitest';
import { kindName } from '../../../../contract/index.js';
import type { CapturedRow } from './model.js';
import { Recogniser } from './websocket.js';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(/\s+/g, ''), 'hex'));
const request = 'GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
const answer = (more = '') =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n${more}Connection: Upgrade\r\n\r\n`;
const deflate = 'Sec-WebSocket-Extensions: permessage-deflate\r\n';

function recogniser(server = false, room = { left: 1 << 20 }) {
  const rows: CapturedRow[] = [];
  const one = new Recogniser(1, server, { left: 1 << 20, rows: 1_000 }, room, (row) => void rows.push(row));
  let time = 0;
  const say = (out: boolean, said: string | Uint8Array, comment?: string): void => {
    const bytes = typeof said === 'string' ? new TextEncoder().encode(said) : said;
    one.chunk({ out, time: time++, bytes, ...(comment === undefined ? {} : { comment }) });
  };
  const told = (): string[] =>
    rows.map(({ kind, direction, payload }) => {
      const text = Buffer.from(payload).toString();
      return `${['-', 'in', 'out'][direction] ?? ''} ${kindName(kind)} ${kind >= 32 ? text : text.slice(0, 20)}`.trim();
    });
  return { one, rows, say, told };
}

describe('Recogniser', () => {
  it('knows a WebSocket by its upgrade, in any number of pieces, as client and as server', () => {
    for (const server of [false, true]) {
      const { one, say, told } = recogniser(server);
      for (const sign of request) say(!server, sign);
      expect(told()).toEqual([]);
      say(server, answer());
      say(!server, bytesOf('8182 01020304 696b'), 'look here');
      one.finish(99);
      expect(one).toMatchObject({ target: '/chat', guessed: false });
      expect(told().at(-1)).toBe(server ? 'in text hi' : 'out text hi');
    }
  });

  it('lets go at once of what cannot be one', () => {
    const http = recogniser();
    http.say(true, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(http.told()).toEqual(['out chunk GET / HTTP/1.1\r\nHost']);
    const refused = recogniser();
    refused.say(true, request);
    refused.say(false, 'HTTP/1.1 403 Forbidden\r\n\r\n');
    expect(refused.told()).toHaveLength(2);
    const other = recogniser();
    other.say(false, 'SSH-2.0');
    expect(other.told()).toEqual(['in chunk SSH-2.0']);
    const endless = recogniser();
    endless.say(true, `GET / HTTP/1.1\r\n${'x'.repeat(600_000)}`);
    expect(endless.told()).toHaveLength(1);
  });

  it('holds no more than there is room for', () => {
    const room = { left: 30 };
    const { say, told } = recogniser(false, room);
    say(true, 'GET / HTTP/1.1\r\n');
    expect(told()).toEqual([]);
    say(true, 'Host: a-long-name\r\n');
    expect(told()).toHaveLength(2);
    expect(room.left).toBe(30);
  });

  it('inflates with the context of the messages before', () => {
    const { one, say, told } = recogniser();
    say(true, request);
    say(false, answer(deflate));
    // RFC 7692 §7.2.3.1 and §7.2.3.2: the second refers to the first.
    say(false, bytesOf('c107 f248cdc9c90700'));
    say(false, bytesOf('c105 f200110000'));
    one.finish(99);
    expect(told().filter((line) => line.includes(' text '))).toEqual(['in text Hello', 'in text Hello']);
  });

  it('knows one that began before the capture by its frames, whichever side masks', () => {
    for (const out of [true, false]) {
      const { one, say, told } = recogniser();
      one.beganBefore();
      say(!out, bytesOf('8102 6869'));
      say(out, bytesOf('8182 01020304 696b'));
      one.finish(99);
      expect(one).toMatchObject({ target: '/', guessed: true });
      expect(told()).toEqual([`${out ? 'in' : 'out'} text hi`, `${out ? 'out' : 'in'} text hi`]);
    }
  });

  it('takes what looks like frames once and never again for bytes', () => {
    const { one, say, told } = recogniser();
    one.beganBefore();
    say(true, 'hello');
    say(true, bytesOf('8102 6869'));
    say(true, 'again');
    one.finish(99);
    expect(one.target).toBeNull();
    expect(told().every((line) => line.startsWith('out chunk'))).toBe(true);
  });

  it('says of compressed messages whose context nobody captured that they cannot be read, and reads on', () => {
    const { one, say, told, rows } = recogniser();
    one.beganBefore();
    say(false, bytesOf('c105 f200110000'));
    say(true, bytesOf('8182 01020304 696b'));
    say(false, bytesOf('c107 f248cdc9c90700'));
    one.finish(99);
    expect(told().filter((line) => line.startsWith('- note'))).toEqual([
      '- note {"text":"a message could not be put together: it is compressed with what was sent before and is not in the capture"}',
    ]);
    expect(told().at(-1)).toBe('in text Hello');
    expect(rows.every(({ flags = 0 }) => (flags & 1) === 0)).toBe(true);
  });

  it('goes on behind a gap where frames begin again', () => {
    const { one, say, told } = recogniser();
    say(true, request);
    say(false, answer());
    say(false, bytesOf('8110 686920'));
    one.gap(false);
    say(false, 'the end of a frame');
    say(false, bytesOf('8102 6869'));
    one.finish(99);
    expect(told().slice(2)).toEqual(['in bytes \ufffd\u0010hi', 'in bytes the end of a frame', 'in text hi']);
  });
});
