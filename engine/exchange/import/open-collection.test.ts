import { describe, expect, it } from 'vitest';
import { connectionOf, notesOf, readTexts } from './test-import.js';

describe('openCollection', () => {
  it('brings a folder: messages with titles, inherited auth, environments, settings', async () => {
    const imported = await readTexts({
      'api/opencollection.yml': `opencollection: 1.0.0
info: { name: Desk }
request:
  auth: { type: bearer, token: "{{token}}" }
  headers: [{ name: X-App, value: desk }]
`,
      'api/Rooms/folder.yml': 'info: { name: All rooms, type: folder }\n',
      'api/Rooms/join.yml': `info: { name: Join, type: websocket, seq: 1 }
websocket:
  url: "ws://{{host}}/join"
  headers: [{ name: X-Off, value: "1", disabled: true }]
  message:
    - title: subscribe
      message: { type: json, data: '{"a": "{{process.env.A}}"}' }
    - title: bytes
      message: { type: binary, data: AAEC }
  auth: inherit
runtime:
  variables: [{ name: room, value: "1" }]
  scripts: [{ type: before-request, code: "x()" }]
settings: { timeout: 5000, keepAliveInterval: 1000 }
docs: Joins.
`,
      'api/Rooms/one.yml': `info: { name: One, type: websocket, seq: 2 }
websocket: { url: wss://h, message: { type: text, data: hi }, auth: none }
`,
      'api/get.yml': 'info: { name: Get, type: http }\nhttp: { url: "https://h" }\n',
      'api/environments/dev.yml':
        'name: Dev\nvariables: [{ name: host, value: h.test }, { name: token, secret: true }]\n',
    });
    expect(connectionOf(imported, 'Join')).toMatchObject({
      folder: 'Desk/All rooms',
      description: 'Joins.',
      address: 'ws://{{host}}/join',
      options: { ws: { pingIntervalMs: 1_000, handshakeTimeoutMs: 5_000 } },
      headers: [
        { name: 'X-App', value: 'desk' },
        { name: 'Authorization', value: 'Bearer {{token}}' },
      ],
      variables: [{ name: 'room', value: '1' }],
      messages: [
        { name: 'subscribe', mode: 'json', body: '{"a": "{{$env "A"}}"}', kind: 'text' },
        { name: 'bytes', mode: 'base64', body: 'AAEC', kind: 'binary' },
      ],
    });
    expect(connectionOf(imported, 'One')).toMatchObject({ protocol: 'wss', messages: [{ body: 'hi' }] });
    expect(imported.environments).toMatchObject([
      { name: 'Dev', variables: [{ name: 'host' }, { secret: true }] },
    ]);
    expect(notesOf(imported).map((note) => note.replace(/: .*/, ''))).toEqual([
      'changed token of Dev @ api/environments/dev.yml › variables[1]',
      'lost before-request script of Join @ api/Rooms/join.yml',
      'lost header X-Off of Join @ api/Rooms/join.yml',
      'lost 1 request @ api',
    ]);
  });

  it('reads the form in which all stands at the top, and a collection in one file', async () => {
    const imported = await readTexts({
      'flat.yml': 'type: websocket\nname: Flat\nurl: ws://h\nmessage: { type: text, data: hi }\n',
      'whole/opencollection.yml': `opencollection: 1.0.0
info: { name: Whole }
config: { environments: [{ name: E, variables: [{ name: a, value: "1" }] }] }
items:
  - info: { name: Inner, type: folder }
    items: [{ type: websocket, name: Deep, url: ws://deep }]
`,
    });
    expect(connectionOf(imported, 'Flat')).toMatchObject({ address: 'ws://h', messages: [{ body: 'hi' }] });
    expect(connectionOf(imported, 'Deep')).toMatchObject({ folder: 'Whole/Inner' });
    expect(imported.environments).toMatchObject([{ name: 'E' }]);
  });

  it('keeps description, docs, tags, words about headers, and a message that is white space', async () => {
    const imported = await readTexts({
      'one.yml': `info: { name: One, type: websocket, description: About it., tags: [live, smoke] }
websocket:
  url: ws://h
  headers: [{ name: X-A, value: "1", description: who asks }]
  message: { type: text, data: "\\n" }
docs: How to use it.
`,
    });
    expect(connectionOf(imported, 'One')).toMatchObject({
      description: 'About it.\n\nHow to use it.\n\nTags: live, smoke\n\n- `X-A`: who asks',
      messages: [{ body: '\n' }],
    });
  });

  it('gives requests of a collection in one file what its folders say, and names the rest', async () => {
    const imported = await readTexts({
      'all.yml': `opencollection: 1.0.0
info: { name: Whole }
bundled: true
config:
  proxy: { protocol: http, hostname: p, port: 3128 }
  clientCertificates: [{ domain: h, type: pem }]
request: { headers: [{ name: X-Root, value: r }] }
items:
  - info: { name: Inner, type: folder }
    request:
      headers: [{ name: X-Folder, value: f }]
      auth: { type: bearer, token: "{{token}}" }
      variables: [{ name: room, value: lobby, description: where }]
      scripts: [{ type: before-request, code: x() }]
    items:
      - info: { name: Deep, type: websocket }
        websocket: { url: ws://h, auth: inherit }
        runtime: { actions: [{ type: set-variable }] }
`,
    });
    expect(connectionOf(imported, 'Deep').headers.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'X-Root: r',
      'X-Folder: f',
      'Authorization: Bearer {{token}}',
    ]);
    expect(imported.environments).toMatchObject([
      { name: 'Variables of Inner', suggested: 'workspace', variables: [{ name: 'room', value: 'lobby' }] },
    ]);
    expect(notesOf(imported).map((line) => line.replace(/ @.*/, ''))).toEqual([
      'lost proxy of Whole',
      'lost 1 × client certificate of Whole',
      'lost description of room',
      'lost before-request script of Inner',
      'lost actions of Deep',
    ]);
  });
});
