import { describe, expect, it } from 'vitest';
import { kindName } from '../../../../contract/index.js';
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
    expect(await failureOf({ 'a.har': archive([{}]) })).toContain('no WebSocket among them');
    const odd = {
      _webSocketMessages: [null, 7, { type: 'send', opcode: 1, time: 'x' }, { __proto__: 1 }],
      request: 3,
    };
    const read = await readTexts({ 'odd.har': archive([odd]) });
    expect(read.sessions[0]?.rows).toHaveLength(2);
  });
});
