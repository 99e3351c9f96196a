import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowFlag, RowKind } from '../../contract/index.js';
import { add, connected, origin, shaken, beginLog, endLog, webSocket, written } from './test-export.js';

beforeEach(beginLog);
afterEach(endLog);

interface Har {
  readonly log: {
    readonly entries: readonly {
      readonly _peer: number;
      readonly _resourceType: string;
      readonly startedDateTime: string;
      readonly serverIPAddress: string;
      readonly request: {
        readonly url: string;
        readonly headers: readonly object[];
        readonly queryString: object[];
      };
      readonly response: { readonly status: number };
      readonly _webSocketMessages: readonly {
        readonly type: string;
        readonly time: number;
        readonly opcode: number;
        readonly data: string;
        readonly _seq: number;
        readonly _offsetNs: number;
        readonly _encoding?: string;
        readonly _comment?: string;
      }[];
    }[];
  };
}

describe('HAR', () => {
  it('has an entry with the handshake and the messages as Chrome writes them', async () => {
    connected();
    shaken();
    add('{"a":"é"}', RowKind.text, Direction.out);
    add(Uint8Array.of(0, 255), RowKind.binary, Direction.in);
    add('beat', RowKind.ping, Direction.in);
    add(Uint8Array.of(0xff, 0xfe), RowKind.text, Direction.in, { flags: RowFlag.invalid });
    const har = JSON.parse((await written('har', { info: webSocket() })).toString()) as Har;
    expect(har.log.entries).toHaveLength(1);
    const [entry] = har.log.entries;
    expect(entry).toMatchObject({
      _resourceType: 'websocket',
      serverIPAddress: '127.0.0.1',
      request: {
        method: 'GET',
        url: 'ws://example.test/chat?room=1',
        httpVersion: 'HTTP/1.1',
        queryString: [{ name: 'room', value: '1' }],
      },
      response: { status: 101, statusText: 'Switching Protocols' },
    });
    expect(entry?.request.headers).toContainEqual({ name: 'Cookie', value: 'sid=s3cr3t' });
    expect(entry?._webSocketMessages.map(({ type, opcode, data }) => [type, opcode, data])).toEqual([
      ['send', 1, '{"a":"é"}'],
      ['receive', 2, 'AP8='],
      ['receive', 1, '//4='],
    ]);
    expect(entry?._webSocketMessages[2]?._encoding).toBe('base64');
    const [first] = entry?._webSocketMessages ?? [];
    expect(first?.time).toBeCloseTo(origin / 1_000 + (first?._offsetNs ?? 0) / 1e9, 6);
  });

  it('keeps the connections of a listener apart, and says send for what the client sent', async () => {
    for (const peer of [1, 2]) connected(peer);
    for (const peer of [1, 2]) {
      add(`GET /${peer} HTTP/1.1\r\nHost: h\r\n\r\n`, RowKind.request, Direction.in, { peer });
    }
    for (const text of ['one', 'two', 'three']) {
      for (const peer of [2, 1]) add(`${text} of ${peer}`, RowKind.text, Direction.in, { peer });
    }
    const har = JSON.parse((await written('har', { info: webSocket('server') })).toString()) as Har;
    expect(
      har.log.entries.map(({ request, _webSocketMessages }) => [
        request.url,
        ..._webSocketMessages.map(({ type, data }) => `${type} ${data}`),
      ]),
    ).toEqual([
      ['ws://h/1', 'send one of 1', 'send two of 1', 'send three of 1'],
      ['ws://h/2', 'send one of 2', 'send two of 2', 'send three of 2'],
    ]);
  });

  it('has an entry for each time a client dialed', async () => {
    for (const text of ['first', 'second']) {
      connected();
      shaken();
      add(text);
    }
    const har = JSON.parse((await written('har', { info: webSocket() })).toString()) as Har;
    expect(har.log.entries.map((one) => one._webSocketMessages.map(({ data }) => data))).toEqual([
      ['first'],
      ['second'],
    ]);
  });

  it('keeps the handshake where a filter leaves it out, and covers what is secret when asked', async () => {
    connected();
    shaken(1, 'Authorization: Basic dXNlcjpwdw==\r\n');
    add('found it');
    add('other');
    const spec = { filter: { text: 'found' } };
    const text = (await written('har', { info: webSocket(), spec, redact: true })).toString();
    const har = JSON.parse(text) as Har;
    expect(har.log.entries[0]?._webSocketMessages.map(({ data }) => data)).toEqual(['found it']);
    expect(har.log.entries[0]?.request.url).toBe('ws://example.test/chat?room=1');
    expect(text).not.toContain('s3cr3t');
    expect(text).not.toContain('dXNlcjpwdw==');
  });

  it('refuses what is no WebSocket, and is whole without a row', async () => {
    await expect(written('har')).rejects.toThrow('export.unsuitable');
    const har = JSON.parse((await written('har', { info: webSocket() })).toString()) as Har;
    expect(har.log.entries).toEqual([]);
  });
});
