import { describe, expect, it } from 'vitest';
import { connectionOf, notesOf, readTexts } from './test-import.js';

describe('postmanDirectory', () => {
  it('brings requests with the messages of their folder, order, settings, environments and globals', async () => {
    const imported = await readTexts({
      'postman/collections/Pets/.resources/definition.yaml':
        '$kind: collection\nname: Pet store\nvariables: [{ key: v, value: "1" }]\n',
      'postman/collections/Pets/Live/Updates.request.yaml': `$kind: websocket-request
url: wss://pets.test/updates
order: 1000
headers: { Authorization: "Bearer {{token}}" }
queryParams: [{ key: since, value: "0" }, { key: off, value: "1", disabled: true }]
messages: .resources/Updates.resources/messages
settings: { handshakeTimeout: 3000, maxPayload: 2, strictSSL: false, retryCount: 3, retryDelay: 500, odd: 1 }
`,
      'postman/collections/Pets/Live/.resources/Updates.resources/messages/b.message.yaml':
        '$kind: websocket-message\ncontent: "00 ff"\ncontentType: hex\norder: 2\n',
      'postman/collections/Pets/Live/.resources/Updates.resources/messages/a.message.yaml':
        '$kind: websocket-message\nname: Hello\ncontent: \'{"id": "{{$guid}}"}\'\ncontentType: json\norder: 1\n',
      'postman/collections/Pets/Live/.resources/Gone.resources/messages/c.message.yaml':
        '$kind: websocket-message\ncontent: x\n',
      'postman/collections/Pets/Get.request.yaml': '$kind: http-request\nurl: https://pets.test\n',
      'postman/collections/Pets/Io.request.yaml': '$kind: socket.io-request\nurl: https://pets.test\n',
      'postman/environments/dev.environment.yaml':
        'name: Dev\nvalues: [{ key: token, value: abc, type: secret }, { key: h, value: x, enabled: false }]\n',
      'postman/globals/workspace.globals.yaml': 'name: Globals\nvalues: [{ key: g, value: "1" }]\n',
    });
    expect(connectionOf(imported, 'Updates')).toMatchObject({
      folder: 'Pet store/Live',
      address: 'wss://pets.test/updates?since=0',
      options: {
        ws: { handshakeTimeoutMs: 3_000, maxMessageBytes: 2_097_152 },
        tls: { verify: false },
        reconnect: { enabled: true, attempts: 3, delayMs: 500 },
      },
      headers: [{ name: 'Authorization', value: 'Bearer {{token}}', auth: true }],
      messages: [
        { name: 'Hello', mode: 'json', body: '{"id": "{{$uuid}}"}' },
        { name: 'b', mode: 'hex', body: '00 ff', kind: 'binary' },
      ],
    });
    expect(imported.environments.map(({ name, suggested }) => [name, suggested])).toEqual([
      ['Variables of Pet store', 'workspace'],
      ['Dev', 'new'],
      ['Globals', 'workspace'],
    ]);
    expect(notesOf(imported).map((note) => note.replace(/ @.*/, ''))).toEqual([
      'lost h of Dev',
      'lost Io',
      'lost setting odd of Updates',
      'lost parameter off of Updates',
      'lost 1 HTTP request',
      'lost c.message.yaml',
    ]);
  });

  it('gives each request the auth and headers of the nearest folder, secrets as secrets', async () => {
    const request = (more = '') => `$kind: websocket-request\nurl: wss://h/x\n${more}`;
    const imported = await readTexts({
      'postman/collections/C/.resources/definition.yaml':
        '$kind: collection\nname: C\nauth: { type: bearer, credentials: [{ key: token, value: hunter2 }] }\nheaders: [{ key: X-Team, value: a }]\n',
      'postman/collections/C/F/.resources/definition.yaml':
        '$kind: folder\nauth: { type: basic, basic: [{ key: username, value: u }, { key: password, value: "{{pw}}" }] }\n',
      'postman/collections/C/Top.request.yaml': request(),
      'postman/collections/C/F/In.request.yaml': request(),
      'postman/collections/C/F/Own.request.yaml': request(
        'auth: { type: apikey, apikey: [{ key: key, value: X-Key }, { key: value, value: k }] }\n',
      ),
      'postman/collections/C/F/Off.request.yaml': request('auth: { type: noauth }\n'),
    });
    const headers = (name: string) =>
      connectionOf(imported, name).headers.map((one) => `${one.name}: ${one.value}`);
    expect(headers('Top')).toEqual(['X-Team: a', 'Authorization: Bearer {{token}}']);
    expect(headers('In')).toEqual(['X-Team: a', 'Authorization: Basic {{$base64 "u:{{pw}}"}}']);
    expect(headers('Own')).toEqual(['X-Team: a', 'X-Key: {{api_key}}']);
    expect(headers('Off')).toEqual(['X-Team: a']);
    expect(connectionOf(imported, 'Top').headers[1]?.variables).toMatchObject([
      { name: 'token', value: 'hunter2', secret: true },
    ]);
    expect(notesOf(imported)).toEqual([]);
  });

  it('keeps what is written about headers, and says that messages of Socket.IO are of Socket.IO', async () => {
    const imported = await readTexts({
      'postman/collections/A/W.request.yaml': `$kind: websocket-request
url: ws://h
description: Feed.
headers: [{ key: X-A, value: "1", description: who asks }]
`,
      'postman/collections/A/S.request.yaml':
        '$kind: socket.io-request\nurl: http://h\nmessages: .resources/S.resources/messages\n',
      'postman/collections/A/.resources/S.resources/messages/m.message.yaml':
        '$kind: socket.io-message\neventName: chat\n',
    });
    expect(connectionOf(imported, 'W').description).toBe('Feed.\n\n- `X-A`: who asks');
    expect(notesOf(imported)).toEqual([
      'lost S @ postman/collections/A/S.request.yaml: socket.io is not spoken here',
      'lost m.message.yaml @ postman/collections/A/.resources/S.resources/messages/m.message.yaml: socket.io is not spoken here',
    ]);
  });
});
