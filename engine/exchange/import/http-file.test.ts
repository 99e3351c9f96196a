import { describe, expect, it } from 'vitest';
import { connectionOf, notesOf, readTexts } from './test-import.js';

describe('httpFile', () => {
  it('brings WEBSOCKET blocks with headers and messages, and waits as notes', async () => {
    const imported = await readTexts({
      'chat.http': `@host = localhost:8080
### Join
# a comment
WEBSOCKET ws://{{host}}/join
Content-Type: application/json // highlighting
X-Id: {{$random.uuid}}

{"first": {{$random.integer(1, 7)}}}
===
{"second": 2}
=== wait-for-server
=== wait-for-server
{"third": 3}

### Get
GET https://{{host}}/x

###
wss://scrum.test/socket?x={{$processEnv USER}}

["CONNECT"]
===
< ./file.json

###
# @name quick
WS wss://quick.test
`,
      'http-client.env.json': JSON.stringify({ dev: { host: 'h.test', n: 1 }, $shared: { s: 'x' } }),
      'http-client.private.env.json': JSON.stringify({ dev: { token: 'abc' } }),
    });
    expect(connectionOf(imported, 'Join')).toMatchObject({
      folder: 'chat',
      address: 'ws://{{host}}/join',
      headers: [{ name: 'X-Id', value: '{{$uuid}}' }],
      messages: [
        { mode: 'json', body: '{"first": {{$random int 1 6}}}' },
        { body: '{"second": 2}' },
        { body: '{"third": 3}' },
      ],
    });
    expect(connectionOf(imported, 'wss://scrum.test/socket?x={{$processEnv USER}}')).toMatchObject({
      address: 'wss://scrum.test/socket?x={{$env "USER"}}',
      messages: [{ mode: 'json', body: '["CONNECT"]' }],
    });
    expect(connectionOf(imported, 'quick').address).toBe('wss://quick.test');
    expect(imported.environments).toMatchObject([
      { name: 'Variables of chat', variables: [{ name: 'host', value: 'localhost:8080' }] },
      {
        name: 'dev',
        variables: [
          { name: 'host', value: 'h.test' },
          { name: 'n', value: '1' },
          { name: 'token', value: 'abc', secret: true },
        ],
      },
      { name: '$shared', suggested: 'workspace' },
    ]);
    expect(notesOf(imported)).toEqual([
      'changed Content-Type of Join @ chat.http:4: it says how messages are shown: a WebSocket does not send it',
      'changed Message 3 of Join @ chat.http:13: it waits for 2 answers there: here you send it yourself',
      'lost Message 2 of wss://scrum.test/socket?x={{$processEnv USER}} @ chat.http:23: it is the file ./file.json: send it with File',
      'lost 1 request @ chat.http: HTTP, GraphQL, gRPC and MQTT are not spoken here: Wirebench speaks WebSocket, TCP, TLS and UDP',
    ]);
  });

  it('names scripts and checks, in pasted text too', async () => {
    const imported = await readTexts({
      'pasted text': 'WEBSOCKET ws://h\n\nhello\n{{@streaming\n  await x();\n}}\n?? status == 101\n',
    });
    expect(imported.connections[0]?.messages).toMatchObject([{ body: 'hello' }]);
    expect(notesOf(imported).map((note) => note.replace(/ @.*/, ''))).toEqual([
      'lost script of ws://h',
      'lost ?? status == 101 of ws://h',
    ]);
  });
});
