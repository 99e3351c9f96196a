import { describe, expect, it } from 'vitest';
import { connectionOf, notesOf, readTexts } from './test-import.js';

const version4 = `_type: export
__export_format: 4
resources:
  - _id: ws-req_1
    parentId: fld_1
    name: Feed
    url: "{{ _.base.url }}/feed"
    headers:
      - { id: p1, name: X-Id, value: "{% uuid 'v4' %}" }
      - { id: p2, name: X-Off, value: "1", disabled: true }
    parameters:
      - { id: p3, name: room, value: "a b" }
    authentication: { type: bearer, token: s3cret, prefix: Token }
    settingFollowRedirects: on
    _type: websocket_request
  - { _id: ws-payload_1, parentId: ws-req_1, name: Hello, value: '{"at": "{% now ''iso-8601'' %}"}', mode: application/json, _type: websocket_payload }
  - { _id: ws-payload_2, parentId: ws-req_1, name: Bye, value: "{{ _.who | upper }} {% prompt 'x' %}", mode: text/plain, _type: websocket_payload }
  - { _id: fld_1, parentId: wrk_1, name: Live, _type: request_group, environment: {} }
  - { _id: wrk_1, parentId: null, name: Desk, scope: collection, _type: workspace }
  - { _id: env_1, parentId: wrk_1, name: Base Environment, data: { base: { url: "wss://h.test" }, list: [1, 2] }, _type: environment }
  - { _id: env_2, parentId: env_1, name: Staging, data: { base: { url: "wss://staging.test" } }, _type: environment }
  - { _id: req_1, parentId: wrk_1, name: Get, url: "https://h.test", _type: request }
`;

describe('insomnia', () => {
  it('brings requests of version 4 with folders, auth, messages and both kinds of environment', async () => {
    const imported = await readTexts({ 'insomnia.yaml': version4 });
    expect(connectionOf(imported, 'Feed')).toMatchObject({
      folder: 'Desk/Live',
      protocol: 'wss',
      address: '{{base.url}}/feed?room=a%20b',
      options: { ws: { followRedirects: true } },
      headers: [
        { name: 'X-Id', value: '{{$uuid}}' },
        {
          name: 'Authorization',
          value: 'Token {{token}}',
          variables: [{ name: 'token', value: 's3cret', secret: true }],
        },
      ],
      messages: [
        { name: 'Hello', mode: 'json', body: '{"at": "{{$timestamp iso}}"}' },
        { name: 'Bye', mode: 'text' },
      ],
    });
    expect(imported.environments).toMatchObject([
      {
        name: 'Base environment of Desk',
        suggested: 'workspace',
        variables: [
          { name: 'base.url', value: 'wss://h.test' },
          { name: 'list', value: '[1,2]' },
        ],
      },
      { name: 'Staging', suggested: 'new', variables: [{ name: 'base.url', value: 'wss://staging.test' }] },
    ]);
    expect(notesOf(imported)).toEqual([
      'lost {{ _.who | upper }} in Bye @ insomnia.yaml › ws-payload_2: filters and expressions are not worked out here: it stays as it is',
      "lost {% prompt 'x' %} in Bye @ insomnia.yaml › ws-payload_2: there is no template tag prompt here: it stays as it is",
      'lost header X-Off of Feed @ insomnia.yaml › ws-req_1: it is switched off there',
      'changed list of Desk @ insomnia.yaml › env_1 › data.list: a list is kept as its JSON text',
      'lost 1 × request @ insomnia.yaml: HTTP requests: Wirebench speaks WebSocket, TCP, TLS and UDP, not HTTP',
    ]);
  });

  it('reads version 4 as JSON, too', async () => {
    const resources = [{ _id: 'ws-req_1', _type: 'websocket_request', name: 'One', url: 'ws://h' }];
    const imported = await readTexts({
      'i.json': JSON.stringify({ _type: 'export', __export_format: 4, resources }),
    });
    expect(connectionOf(imported, 'One').address).toBe('ws://h');
  });

  it('reads version 5 and says that Insomnia left the messages out', async () => {
    const imported = await readTexts({
      'five.yaml': `type: collection.insomnia.rest/5.0
name: Dummy
collection:
  - name: Top
    meta: { id: fld_1, sortKey: -1 }
    children:
      - { url: "https://h", name: Http, meta: { id: req_1 } }
      - url: wss://echo.test
        name: Socket
        meta: { id: ws-req_1, sortKey: -2 }
        authentication: { type: basic, username: user, password: "pa\\"ss" }
        headers: [{ name: User-Agent, value: insomnia }]
  - { url: ws://h, name: Rooms, meta: { id: socketio-req_1 } }
environments:
  name: Base Environment
  data: { a: 1 }
  subEnvironments:
    - { name: Production, data: { a: 2 } }
`,
    });
    expect(connectionOf(imported, 'Socket')).toMatchObject({
      folder: 'Dummy/Top',
      protocol: 'wss',
      headers: [
        { name: 'User-Agent', value: 'insomnia' },
        { name: 'Authorization', value: 'Basic {{$base64 "user:{{password}}"}}' },
      ],
    });
    expect(imported.environments.map(({ name, suggested }) => [name, suggested])).toEqual([
      ['Base environment of Dummy', 'workspace'],
      ['Production', 'new'],
    ]);
    expect(notesOf(imported).map((note) => note.replace(/ @.*/, ''))).toEqual([
      'lost 1 × request',
      'lost 1 × socketio request',
      'lost messages of its WebSocket requests',
    ]);
  });

  it('gives each request the auth and headers of its folders, of both versions', async () => {
    const bearer = { type: 'bearer', token: 'hunter2', prefix: 'Token' };
    const four = [
      { _id: 'wrk_1', _type: 'workspace', name: 'W' },
      {
        _id: 'fld_1',
        _type: 'request_group',
        parentId: 'wrk_1',
        name: 'A',
        authentication: bearer,
        headers: [{ name: 'X-Team', value: 'a' }],
      },
      {
        _id: 'fld_2',
        _type: 'request_group',
        parentId: 'fld_1',
        name: 'B',
        authentication: {},
        headers: [{ name: 'x-team', value: 'b' }],
      },
      {
        _id: 'ws-req_1',
        _type: 'websocket_request',
        parentId: 'fld_2',
        name: 'In',
        url: 'ws://h',
        authentication: {},
        headers: [],
      },
      {
        _id: 'ws-req_2',
        _type: 'websocket_request',
        parentId: 'fld_2',
        name: 'Off',
        url: 'ws://h',
        authentication: { type: 'none' },
        headers: [],
      },
      {
        _id: 'ws-req_3',
        _type: 'websocket_request',
        parentId: 'wrk_1',
        name: 'Top',
        url: 'ws://h',
        headers: [],
      },
    ];
    const child = (name: string, more = '') =>
      `{ url: ws://h, name: ${name}, meta: { id: ws-req_${name} }${more} }`;
    const five = `type: collection.insomnia.rest/5.0
name: W
collection:
  - name: A
    meta: { id: fld_1 }
    authentication: { type: bearer, token: hunter2, prefix: Token }
    headers: [{ name: X-Team, value: a }]
    children:
      - name: B
        meta: { id: fld_2 }
        headers: [{ name: x-team, value: b }]
        children: [${child('In')}, ${child('Off', ', authentication: { type: none }')}]
  - ${child('Top')}
`;
    for (const files of [
      { 'i.json': JSON.stringify({ _type: 'export', __export_format: 4, resources: four }) },
      { 'i.yaml': five },
    ]) {
      const imported = await readTexts(files);
      const headers = (name: string) =>
        connectionOf(imported, name).headers.map((one) => `${one.name}: ${one.value}`);
      expect(headers('In')).toEqual(['x-team: a, b', 'Authorization: Token {{token}}']);
      expect(headers('Off')).toEqual(['x-team: a, b']);
      expect(headers('Top')).toEqual([]);
      expect(connectionOf(imported, 'In').headers[1]?.variables).toMatchObject([
        { value: 'hunter2', secret: true },
      ]);
      expect(notesOf(imported).filter((line) => /auth|header/.test(line))).toEqual([]);
    }
  });

  it('keeps what is written about headers, and names cookies and whatever else does not come', async () => {
    const imported = await readTexts({
      'i.json': JSON.stringify({
        _type: 'export',
        __export_format: 4,
        resources: [
          { _id: 'wrk_1', _type: 'workspace', name: 'W' },
          {
            _id: 'ws-req_1',
            _type: 'websocket_request',
            parentId: 'wrk_1',
            name: 'Live',
            url: 'ws://h',
            description: 'Feed.',
            headers: [{ name: 'X-A', value: '1', description: 'who asks' }],
          },
          { _id: 'ws-payload_9', _type: 'websocket_payload', parentId: 'gone', name: 'Stray', value: 'x' },
          { _id: 'jar_1', _type: 'cookie_jar', name: 'Jar', cookies: [{ key: 'sid', value: '1' }] },
          { _id: 'mock_1', _type: 'mock_server', parentId: 'wrk_1', name: 'M' },
        ],
      }),
    });
    expect(connectionOf(imported, 'Live').description).toBe('Feed.\n\n- `X-A`: who asks');
    expect(notesOf(imported)).toEqual([
      'lost Stray @ i.json › ws-payload_9: its request is not in the export',
      'lost cookie sid of Jar @ i.json › jar_1: there is no cookie jar here: write them into a Cookie header',
      'lost 1 × mock server @ i.json: mock server: there is no such thing here',
    ]);
    const version5 = await readTexts({
      'i.yaml': `type: collection.insomnia.rest/5.0
name: V
meta: { id: wrk_5 }
collection:
  - name: F
    meta: { id: fld_1 }
    scripts: { preRequest: x(), afterResponse: "" }
    children: []
cookieJar: { name: Jar, cookies: [{ key: a, value: b }, { key: c, value: d }] }
mockServers: [{ name: M }]
environments: { name: Base, data: { a: "1" } }
`,
    });
    expect(notesOf(version5)).toEqual([
      'lost preRequest script of F @ i.yaml › fld_1: scripts of Insomnia do not run here',
      'lost 2 cookies of Jar @ i.yaml › cookieJar: there is no cookie jar here: write them into a Cookie header',
      'lost mockServers @ i.yaml › mockServers: there is no such thing here',
    ]);
  });
});
