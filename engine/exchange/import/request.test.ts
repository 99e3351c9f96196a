import { describe, expect, it } from 'vitest';
import { Collector } from './collector.js';
import type { ImportedConnection } from './model.js';
import { type WebSocketRequest, addWebSocket, webSocketAddress } from './request.js';
import { postmanTemplates } from './templates.js';

const empty: WebSocketRequest = {
  name: 'One',
  folder: [],
  place: 'p',
  url: 'ws://h/a',
  description: '',
  query: [],
  path: [],
  headers: [],
  auth: { kind: 'none' },
  options: {},
  variables: [],
  messages: [],
};

function made(request: Partial<WebSocketRequest>): {
  readonly connection: ImportedConnection;
  readonly notes: readonly string[];
} {
  const to = new Collector();
  addWebSocket(to, { ...empty, ...request }, postmanTemplates, {});
  const done = to.finish();
  const connection = done.ok ? done.value.connections[0] : undefined;
  if (!done.ok || connection === undefined) throw new Error('nothing came');
  return { connection, notes: done.value.notes.map(({ name, why }) => `${name}: ${why}`) };
}

describe('addWebSocket', () => {
  it('puts parameters behind the URL once, encoded, and fills its path', () => {
    const { connection } = made({
      url: 'ws://h/:room/x?a=1',
      query: [
        { name: 'a', value: '1', off: false },
        { name: 'b c', value: '{{v}}&', off: false },
      ],
      path: [{ name: 'room', value: '7', off: false }],
    });
    expect(connection.address).toBe('ws://h/7/x?a=1&b%20c={{v}}%26');
  });

  it.each([
    [
      { kind: 'apikey', name: 'X-Key', value: 'abc', where: 'header' } as const,
      'X-Key',
      '{{api_key}}',
      'abc',
    ],
    [{ kind: 'bearer', token: 'abc' } as const, 'Authorization', 'Bearer {{token}}', 'abc'],
    [
      { kind: 'basic', user: 'a"b', password: 'abc' } as const,
      'Authorization',
      'Basic {{$base64 "a\\"b:{{password}}"}}',
      'abc',
    ],
  ])('makes a header of %j, its secret a variable', (auth, name, value, secret) => {
    expect(made({ auth }).connection.headers).toMatchObject([
      { name, value, auth: true, variables: [{ value: secret, secret: true }] },
    ]);
  });

  it('puts a key into the query, and keeps placeholders as they are', () => {
    const { connection } = made({ auth: { kind: 'apikey', name: 'key', value: 'abc', where: 'query' } });
    expect(connection).toMatchObject({
      address: 'ws://h/a?key={{api_key}}',
      variables: [{ name: 'api_key', value: 'abc' }],
    });
    expect(made({ auth: { kind: 'bearer', token: '{{t}}' } }).connection.headers).toMatchObject([
      { value: 'Bearer {{t}}', variables: [] },
    ]);
  });

  it('lets the header win over the auth, and names an auth it does not know', () => {
    const headers = [{ name: 'Authorization', value: 'Bearer x', off: false }];
    const both = made({ headers, auth: { kind: 'bearer', token: 'y' } });
    expect(both.connection.headers).toHaveLength(1);
    expect(both.notes).toEqual(['auth of One: its headers have an Authorization already']);
    expect(made({ auth: { kind: 'other', name: 'digest' } }).notes).toEqual([
      'auth of One: digest is not known here: write its header yourself',
    ]);
  });

  it('gives secrets of one connection names of their own', () => {
    const { connection } = made({
      headers: [
        { name: 'Cookie', value: 'a=1', off: false },
        { name: 'Cookie', value: 'b=2', off: false },
      ],
    });
    expect(connection.headers.map((one) => one.value)).toEqual(['{{cookie}}', '{{cookie_2}}']);
  });

  it('says of an address that cannot be', () => {
    expect(made({ url: '' }).notes).toEqual(['One: it has no address yet']);
    expect(made({ url: 'ws://h h' }).notes[0]).toContain('mend its address first');
  });
});

describe('webSocketAddress', () => {
  it.each([
    ['https://h', 'wss://h', 'wss'],
    ['HTTP://h', 'ws://h', 'ws'],
    ['h:1/x', 'ws://h:1/x', 'ws'],
    ['{{base}}/x', '{{base}}/x', 'ws'],
  ])('makes %s %s', (url, address, protocol) => {
    expect(webSocketAddress(url)).toEqual({ address, protocol });
  });
});
