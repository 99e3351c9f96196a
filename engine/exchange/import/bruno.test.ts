import { describe, expect, it } from 'vitest';
import { connectionOf, notesOf, readTexts } from './test-import.js';

const files = {
  'chat/bruno.json': '{ "version": "1", "name": "Chat", "type": "collection" }',
  'chat/collection.bru':
    'headers {\n  X-App: bruno\n}\n\nauth {\n  mode: bearer\n}\n\nauth:bearer {\n  token: {{token}}\n}\n',
  'chat/Rooms/folder.bru': 'meta {\n  name: All rooms\n}\n',
  'chat/Rooms/join.bru': `meta {
  name: Join
  type: ws
  seq: 2
}

ws {
  url: ws://{{host}}/rooms?u={{process.env.USER}}
  body: ws
  auth: inherit
}

headers {
  X-Trace: {{$guid}}
  ~X-Off: 1
}

body:ws {
  name: subscribe
  type: json
  content: '''
    {
      "action": "subscribe"
    }
  '''
}

body:ws {
  name: hello
  type: text
  content: '''
    hello {{?who}}
  '''
}

script:pre-request {
  console.log("x");
}

docs {
  # Joining
}
`,
  'chat/list.bru': 'meta {\n  name: List\n  type: http\n  seq: 1\n}\n\nget {\n  url: https://x\n}\n',
  'chat/environments/Local.bru': 'vars {\n  host: localhost:8081\n  ~old: 1\n}\nvars:secret [\n  token\n]\n',
};

describe('bruno', () => {
  it('brings a collection: folders by their names, inherited auth and headers, messages, docs', async () => {
    const imported = await readTexts(files);
    expect(imported.formats).toEqual(['Bruno collection']);
    expect(connectionOf(imported, 'Join')).toMatchObject({
      folder: 'Chat/All rooms',
      description: '# Joining',
      address: 'ws://{{host}}/rooms?u={{$env "USER"}}',
      headers: [
        { name: 'X-App', value: 'bruno' },
        { name: 'X-Trace', value: '{{$uuid}}' },
        { name: 'Authorization', value: 'Bearer {{token}}' },
      ],
      messages: [
        { name: 'subscribe', mode: 'json', body: '{\n  "action": "subscribe"\n}' },
        { name: 'hello', mode: 'text', body: 'hello {{?who}}' },
      ],
    });
    expect(imported.environments).toMatchObject([
      {
        name: 'Local',
        variables: [
          { name: 'host', value: 'localhost:8081', secret: false },
          { name: 'token', value: '', secret: true },
        ],
      },
    ]);
  });

  it('names what does not come, with place and reason', async () => {
    expect(notesOf(await readTexts(files)).map((note) => note.replace(/: .*/, ''))).toEqual([
      'lost old of Local @ chat/environments/Local.bru:3',
      'changed token of Local @ chat/environments/Local.bru:6',
      'lost script:pre-request of Join @ chat/Rooms/join.bru:36',
      'lost {{?who}} in hello @ chat/Rooms/join.bru:28',
      'lost header X-Off of Join @ chat/Rooms/join.bru',
      'lost 1 request @ chat',
    ]);
  });

  it('reads the older form of messages, and says of a block that never ends', async () => {
    const imported = await readTexts({
      'a.bru':
        'meta {\n  name: Old\n  type: ws\n}\nws {\n  url: ws://h\n}\nmessage 1 [json] {\n  {"a": 1}\n}\n',
      'b.bru': 'meta {\n  name: Cut\n  type: ws\n}\nws {\n  url: ws://h',
    });
    expect(connectionOf(imported, 'Old').messages).toMatchObject([
      { name: 'Message 1', mode: 'json', body: '{"a": 1}' },
    ]);
    expect(notesOf(imported)).toContain('lost b.bru @ b.bru: line 5: the block ws never ends');
  });

  it('keeps tags and the indentation of a text, and names the proxy and certificates', async () => {
    const imported = await readTexts({
      'c/bruno.json': JSON.stringify({
        name: 'C',
        proxy: { enabled: true, hostname: 'p' },
        clientCertificates: { enabled: true, certs: [{ domain: 'h' }] },
      }),
      'c/collection.bru': 'vars:pre-request {\n  host: h\n}\n',
      'c/a.bru': `meta {
  name: A
  type: ws
  tags: [
    live
    smoke
  ]
}

ws {
  url: ws://h
}

body:ws {
  name: poem
  type: text
  content: '''
      two spaces
        four
  '''
}

body:ws {
  name: tree
  type: xml
  content: '''
    <a/>
  '''
}
`,
    });
    expect(connectionOf(imported, 'A')).toMatchObject({
      description: 'Tags: live, smoke',
      messages: [
        { mode: 'text', body: '  two spaces\n    four' },
        { mode: 'xml', body: '<a/>' },
      ],
    });
    expect(imported.environments.map(({ name }) => name)).toEqual(['Variables of C']);
    expect(notesOf(imported)).toEqual([
      'lost proxy @ c/bruno.json: a connection goes straight to its address here',
      'lost 1 × client certificate @ c/bruno.json: choose it in the options of each connection',
    ]);
  });
});
