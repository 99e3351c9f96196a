import { describe, expect, it } from 'vitest';
import { connectionOf, notesOf, readTexts } from './test-import.js';

const collection = JSON.stringify({
  info: {
    name: 'Chat API',
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
  },
  auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
  variable: [{ key: 'room id', value: '42' }],
  event: [{ listen: 'prerequest', script: { exec: ['pm.variables.set("a", 1)'] } }],
  item: [
    {
      name: 'Rooms',
      item: [
        {
          name: 'Join',
          request: {
            url: {
              raw: 'ws://{{host}}/rooms/:room?x={{$guid}}',
              variable: [{ key: 'room', value: '{{room id}}' }],
            },
            header: [
              { key: 'X-Trace', value: '{{$timestamp}}' },
              { key: 'X-Old', value: '1', disabled: true },
              { key: 'Sec-WebSocket-Protocol', value: 'chat, superchat' },
              { key: 'Origin', value: 'https://app.test' },
              { key: 'Upgrade', value: 'websocket' },
            ],
            body: {
              mode: 'raw',
              raw: '{"say":"{{$randomFirstName}}"}',
              options: { raw: { language: 'json' } },
            },
            description: 'Joins a room.',
          },
        },
        { name: 'List', request: { method: 'GET', url: 'https://{{host}}/rooms' } },
      ],
    },
    {
      name: 'Login',
      request: {
        url: 'wss://secure.test/login',
        auth: {
          type: 'basic',
          basic: [
            { key: 'username', value: 'ada' },
            { key: 'password', value: 'hunter2' },
          ],
        },
      },
    },
  ],
});

describe('postman', () => {
  it('brings requests to WebSockets with folders, headers, auth, message and description', async () => {
    const imported = await readTexts({ 'chat.postman_collection.json': collection });
    expect(imported.formats).toEqual(['Postman collection']);
    expect(connectionOf(imported, 'Join')).toMatchObject({
      folder: 'Chat API/Rooms',
      description: 'Joins a room.',
      protocol: 'ws',
      address: 'ws://{{host}}/rooms/{{room_id}}?x={{$uuid}}',
      options: { ws: { subprotocols: ['chat', 'superchat'], origin: 'https://app.test' } },
      headers: [
        { name: 'X-Trace', value: '{{$timestamp}}', auth: false },
        { name: 'Authorization', value: 'Bearer {{token}}', auth: true },
      ],
      messages: [{ name: 'Message', mode: 'json', body: '{"say":"{{$randomFirstName}}"}', kind: 'text' }],
    });
    expect(imported.environments).toMatchObject([
      {
        name: 'Variables of Chat API',
        suggested: 'workspace',
        variables: [{ name: 'room_id', value: '42' }],
      },
    ]);
  });

  it('keeps a password as a secret of the connection and never in a header', async () => {
    const login = connectionOf(await readTexts({ 'c.json': collection }), 'Login');
    expect(login.headers).toMatchObject([
      {
        name: 'Authorization',
        value: 'Basic {{$base64 "ada:{{password}}"}}',
        variables: [{ name: 'password', value: 'hunter2', secret: true }],
      },
    ]);
  });

  it('names what does not come, with place and reason', async () => {
    expect(notesOf(await readTexts({ 'c.json': collection }))).toEqual([
      'changed room id @ c.json › variable[0]: it is called room_id, here and wherever it is used',
      'lost prerequest script of Chat API @ c.json: scripts of Postman do not run here',
      'lost {{$randomFirstName}} in Message @ c.json › item[0].item[0].request.body: there is no generated value like $randomFirstName here: it stays as it is',
      'lost header X-Old of Join @ c.json › item[0].item[0]: it is switched off there',
      'changed header Upgrade of Join @ c.json › item[0].item[0]: each handshake makes its own',
      'lost 1 HTTP request of Chat API @ c.json: Wirebench speaks WebSocket, TCP, TLS and UDP, not HTTP',
    ]);
  });

  it('brings environments and globals, secrets apart', async () => {
    const imported = await readTexts({
      'staging.postman_environment.json': JSON.stringify({
        name: 'Staging',
        values: [
          { key: 'host', value: 'staging.test', enabled: true },
          { key: 'token', value: 'abc', type: 'secret', enabled: true },
          { key: 'old', value: 'x', enabled: false },
        ],
        _postman_variable_scope: 'environment',
      }),
      'globals.json': JSON.stringify({
        name: 'Globals',
        values: [{ key: 'g', value: '1' }],
        _postman_variable_scope: 'globals',
      }),
    });
    expect(imported.environments).toMatchObject([
      {
        name: 'Staging',
        suggested: 'new',
        variables: [
          { name: 'host', value: 'staging.test', secret: false },
          { name: 'token', value: 'abc', secret: true },
        ],
      },
      { name: 'Globals', suggested: 'workspace', variables: [{ name: 'g', value: '1' }] },
    ]);
    expect(notesOf(imported)).toEqual([
      'lost old of Staging @ staging.postman_environment.json › values[2]: it is switched off there',
    ]);
  });

  it('takes the variable of an address for its word on encryption', async () => {
    const imported = await readTexts({
      'c.json': JSON.stringify({
        info: { name: 'A' },
        variable: [{ key: 'base', value: 'wss://h.test' }],
        item: [{ name: 'One', type: 'websocket', request: { url: '{{base}}/x' } }],
      }),
    });
    expect(connectionOf(imported, 'One')).toMatchObject({ protocol: 'wss', address: '{{base}}/x' });
  });

  it('takes a request whose URL begins with a variable that holds ws:// or wss://, of any file', async () => {
    const item = (name: string, raw: string): unknown => ({ name, request: { method: 'GET', url: { raw } } });
    const imported = await readTexts({
      'c.json': JSON.stringify({
        info: { name: 'C' },
        variable: [
          { key: 'own', value: 'ws://localhost:1', description: 'here' },
          { key: 'web', value: 'https://h' },
        ],
        item: [item('Own', '{{own}}/a'), item('Else', '{{ live }}/b'), item('Web', '{{web}}/c')],
      }),
      'e.json': JSON.stringify({ name: 'Prod', values: [{ key: 'live', value: 'wss://prod.test' }] }),
    });
    expect(imported.connections.map(({ name, address }) => [name, address])).toEqual([
      ['Own', '{{own}}/a'],
      ['Else', '{{live}}/b'],
    ]);
    expect(notesOf(imported)).toEqual([
      'lost description of own @ c.json › variable[0]: variables have none here',
      'lost 1 HTTP request of C @ c.json: Wirebench speaks WebSocket, TCP, TLS and UDP, not HTTP',
    ]);
  });
});
