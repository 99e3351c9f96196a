import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importLimits, kindName } from '../../../../contract/index.js';
import { failureOf, notesOf, readTexts } from '../test-import.js';

/** As Chrome exports the network panel. */
const entry = {
  _resourceType: 'websocket',
  _webSocketMessages: [
    { type: 'send', time: 1_700_000_000.5, opcode: 1, data: 'hello' },
    { type: 'receive', time: 1_700_000_000.75, opcode: 2, data: 'AP8=' },
    { type: 'error', time: 1_700_000_001, opcode: -1, data: 'net::ERR' },
    { type: 'receive', time: 1_700_000_001, opcode: 3, data: '' },
  ],
  startedDateTime: '2023-11-14T22:13:20.000Z',
  request: {
    method: 'GET',
    url: 'wss://echo.test/chat?room=1',
    httpVersion: 'HTTP/1.1',
    headers: [{ name: 'Host', value: 'echo.test\r\nX: y' }],
  },
  response: {
    status: 101,
    statusText: 'Switching Protocols',
    headers: [{ name: 'Upgrade', value: 'websocket' }],
  },
  timings: { wait: 20 },
};
const archive = (entries: unknown[]): string =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'WebInspector' }, entries } });

describe('a HAR', () => {
  it('becomes a session for each WebSocket, and names what it leaves behind', async () => {
    const read = await readTexts({
      'page.har': archive([entry, { request: { url: 'https://echo.test/' } }]),
    });
    expect(read.sessions).toHaveLength(1);
    const [session] = read.sessions;
    expect(session?.config).toMatchObject({
      protocol: 'wss',
      role: 'client',
      address: 'wss://echo.test/chat?room=1',
    });
    const rows = session?.rows.map(({ kind, direction, time, payload }) => {
      const said = kind >= 32 ? '' : Buffer.from(payload).toString('latin1').slice(0, 44);
      return `${time / 1e6} ${direction} ${kindName(kind)} ${said}`;
    });
    expect(rows).toEqual([
      '0 2 request GET /chat?room=1 HTTP/1.1\r\nHost: echo.test X',
      '20 1 response HTTP/1.1 101 Switching Protocols\r\nUpgrade: w',
      '20 0 open ',
      '500 2 text hello',
      '750 1 binary \u0000\u00ff',
      '1000 0 error ',
    ]);
    expect(notesOf(read)).toEqual([
      'lost 1 message @ page.har › entries[0]: their type or opcode is not known: receive 3',
      'lost 1 request @ page.har: they are plain HTTP: WebSockets alone come',
    ]);
  });

  it('says so where there is no WebSocket in it, and survives fields of any kind', async () => {
    expect(await failureOf({ 'a.har': archive([{}]) })).toContain('1 entry, which is no WebSocket: ');
    const two = await failureOf({ 'a.har': archive([{}, {}]) });
    expect(two).toContain('2 entries and no WebSocket among them: ');
    const odd = {
      _webSocketMessages: [null, 7, { type: 'send', opcode: 1, time: 'x' }, { __proto__: 1 }],
      request: 3,
    };
    const read = await readTexts({ 'odd.har': archive([odd]) });
    expect(read.sessions[0]?.rows).toHaveLength(2);
  });

  it('takes the times of Playwright for milliseconds', async () => {
    // As Chromium under Playwright wrote it: the times of messages are no seconds.
    const times = [1_700_000_000_309.336, 1_700_000_000_321.413];
    const played = {
      ...entry,
      startedDateTime: '2023-11-14T22:13:20.168Z',
      _webSocketMessages: times.map((time, i) => ({
        type: i === 0 ? 'send' : 'receive',
        time,
        opcode: 1,
        data: 'hello',
      })),
      timings: { send: -1, wait: -1, receive: -1 },
    };
    const { sessions, notes } = await readTexts({
      'real.har': archive([{ ...entry, _resourceType: 'document', _webSocketMessages: null }, played]),
    });
    expect(sessions[0]?.clockOrigin).toBe(1_700_000_000_168);
    const messages = sessions[0]?.rows.filter(({ kind }) => kindName(kind) === 'text') ?? [];
    expect(messages.map(({ time }) => Math.round(time / 1e3))).toEqual([141_336, 153_413]);
    expect(notes).toMatchObject([{ name: '1 request' }]);
  });

  it('reads what mitmproxy dumps, packed too, where a WebSocket is there twice', async () => {
    const flow = (messages: unknown[]) => ({
      startedDateTime: '2023-11-14T22:13:20.123456+00:00',
      time: 12.5,
      request: {
        method: 'GET',
        url: 'https://echo.test/chat',
        httpVersion: 'HTTP/1.1',
        cookies: [],
        headers: [{ name: 'Host', value: 'echo.test' }],
        queryString: [],
      },
      response: {
        status: 101,
        statusText: 'Switching Protocols',
        httpVersion: 'HTTP/1.1',
        headers: [],
        content: {},
      },
      timings: { connect: -1.0, ssl: null, send: 0.5, receive: 0, wait: 3.25 },
      serverIPAddress: '192.0.2.1',
      _resourceType: 'websocket',
      _webSocketMessages: messages,
    });
    const text = archive([
      flow([]),
      flow([
        { type: 'send', time: 1_700_000_000.5, opcode: 1, data: 'hello' },
        { type: 'receive', time: 1_700_000_000.75, opcode: 2, data: 'AP8=' },
      ]),
    ]);
    for (const file of [{ 'dump.har': text }, { 'dump.zhar': deflateSync(text) }]) {
      const { sessions, notes } = await readTexts(file);
      expect(sessions.map(({ config }) => config.address)).toEqual(['wss://echo.test/chat']);
      expect(sessions[0]?.rows.map(({ kind }) => kindName(kind))).toEqual([
        'request',
        'open',
        'text',
        'binary',
      ]);
      expect(notes).toEqual([]);
    }
    expect(await failureOf({ 'dump.zhar': deflateSync(text).subarray(0, 40) })).toContain(
      'import.zip: dump.zhar',
    );
    // 256 MiB and one byte in 261 KiB.
    const bomb = deflateSync(Buffer.alloc(importLimits.harBytes + 1, ' '));
    expect(await failureOf({ 'dump.zhar': bomb })).toContain('it would unpack to more than 256 MiB');
  });
});
