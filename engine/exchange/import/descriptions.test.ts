import { describe, expect, it } from 'vitest';
import { connectionOf, notesOf, readTexts } from './test-import.js';
import type { TestImported } from './test-import.js';

/** Folders by their path, with what is written about them, in their order. */
function docsOf(imported: TestImported): (readonly [string, string])[] {
  return imported.folders.map(({ path, description }) => [path, description]);
}

const everyLevel = [
  ['Chat', '# About chat'],
  ['Chat/Rooms', 'About *rooms*'],
  ['Chat/Rooms/Private', 'Behind a door'],
];

/** What each format has to bring: a collection, a folder, a folder in it and a request in that, all described. */
function expectEveryLevel(imported: TestImported): void {
  expect(docsOf(imported)).toEqual(everyLevel);
  expect(connectionOf(imported, 'Join')).toMatchObject({
    folder: 'Chat/Rooms/Private',
    description: 'Joins one.\n\nThen waits.',
  });
}

describe('descriptions of Postman collections', () => {
  const join = { name: 'Join', request: { url: 'ws://h.test', description: 'Joins one.\n\nThen waits.' } };
  const collection = (more: object, item: unknown): string =>
    JSON.stringify({ info: { name: 'Chat', ...more }, item });

  it('come as texts', async () => {
    const inner = { name: 'Private', description: 'Behind a door', item: [join] };
    const rooms = { name: 'Rooms', description: 'About *rooms*', item: [inner] };
    const imported = await readTexts({ 'c.json': collection({ description: '# About chat' }, [rooms]) });
    expectEveryLevel(imported);
    expect(notesOf(imported)).toEqual([]);
  });

  it('come as objects of their type and content, of items and of the requests in them', async () => {
    const written = (content: string): object => ({ content, type: 'text/markdown', version: '1' });
    const item = {
      name: 'Join',
      description: written('Joins one.'),
      request: { url: 'ws://h.test', description: written('Then waits.') },
    };
    const inner = { name: 'Private', description: written('Behind a door'), item: [item] };
    const rooms = { name: 'Rooms', description: written('About *rooms*'), item: [inner] };
    const about = { description: written('# About chat') };
    expectEveryLevel(await readTexts({ 'c.json': collection(about, [rooms]) }));
  });

  it('are named where nothing of their folder comes, and come with a folder that is empty', async () => {
    const http = { name: 'List', request: { method: 'GET', url: 'https://h.test' } };
    const items = [
      join,
      { name: 'Users', description: 'All of them', item: [http] },
      { name: 'Later', description: 'To be done', item: [] },
      { name: 'Blank', description: ' \n', item: [http] },
    ];
    const imported = await readTexts({ 'c.json': collection({ description: null }, items) });
    expect(docsOf(imported)).toEqual([
      ['Chat', ''],
      ['Chat/Later', 'To be done'],
    ]);
    expect(notesOf(imported)).toEqual([
      'lost 2 HTTP requests of Chat @ c.json: Wirebench speaks WebSocket, TCP, TLS and UDP, not HTTP',
      'lost description of Chat/Users @ c.json › item[1]: nothing comes of what is in this folder, nor does the folder',
    ]);
  });

  it('of two folders with one name are put together', async () => {
    const folder = (description: string): object => ({ name: 'Rooms', description, item: [join] });
    const imported = await readTexts({
      'c.json': collection({}, [folder('One'), folder('Two'), folder('One')]),
    });
    expect(docsOf(imported)).toEqual([
      ['Chat', ''],
      ['Chat/Rooms', 'One\n\nTwo\n\nOne'],
    ]);
  });

  it('are cut off where they are longer than one can be, and it is said', async () => {
    const imported = await readTexts({ 'c.json': collection({ description: 'x'.repeat(100_001) }, [join]) });
    expect(imported.folders[0]?.description).toHaveLength(100_000);
    expect(notesOf(imported)).toEqual([
      'changed description of Chat @ c.json › info: it is cut off after 100000 characters',
    ]);
  });
});

describe('descriptions of Postman directories', () => {
  it('come from the definitions of collections and folders, in their order', async () => {
    const root = 'postman/collections/Chat';
    const request = '$kind: websocket-request\nurl: ws://h.test\n';
    const imported = await readTexts({
      [`${root}/.resources/definition.yaml`]: "$kind: collection\ndescription: '# About chat'\n",
      [`${root}/Zoo/.resources/definition.yaml`]: '$kind: collection\ndescription: Last\norder: 2000\n',
      [`${root}/Zoo/Feed.request.yaml`]: request,
      [`${root}/R/.resources/definition.yaml`]: 'name: Rooms\ndescription: About *rooms*\norder: 1000\n',
      [`${root}/R/Private/.resources/definition.yaml`]: 'description: { content: Behind a door }\n',
      [`${root}/R/Private/Join.request.yaml`]: `${request}description: |-\n  Joins one.\n\n  Then waits.\n`,
      [`${root}/R/Private/.resources/Join.resources/messages/a.message.yaml`]:
        '$kind: websocket-message\ncontent: "00"\ncontentType: hex\ndescription: A zero\n',
      [`${root}/Empty/.resources/definition.yaml`]: 'description: Not yet\norder: 3000\n',
    });
    expect(docsOf(imported)).toEqual([...everyLevel, ['Chat/Zoo', 'Last'], ['Chat/Empty', 'Not yet']]);
    expect(connectionOf(imported, 'Join')).toMatchObject({
      description: 'Joins one.\n\nThen waits.',
      messages: [{ mode: 'hex', description: 'A zero' }],
    });
    expect(notesOf(imported)).toEqual([]);
  });

  it('take their name from the definition of a collection given without its folder', async () => {
    const imported = await readTexts({
      '.resources/definition.yaml': '$kind: collection\nname: Chat\ndescription: Mine\n',
      'Join.request.yaml': '$kind: websocket-request\nurl: ws://h.test\n',
    });
    expect(docsOf(imported)).toEqual([['Chat', 'Mine']]);
    expect(connectionOf(imported, 'Join').folder).toBe('Chat');
  });
});

describe('descriptions of Insomnia', () => {
  it('come from workspaces and folders of version 4', async () => {
    const resources = [
      {
        _id: 'fld_2',
        _type: 'request_group',
        parentId: 'fld_1',
        name: 'Private',
        description: 'Behind a door',
      },
      { _id: 'wrk_1', _type: 'workspace', parentId: null, name: 'Chat', description: '# About chat' },
      {
        _id: 'fld_1',
        _type: 'request_group',
        parentId: 'wrk_1',
        name: 'Rooms',
        description: 'About *rooms*',
      },
      {
        ...{
          _id: 'ws-req_1',
          _type: 'websocket_request',
          parentId: 'fld_2',
          name: 'Join',
          url: 'ws://h.test',
        },
        description: 'Joins one.\n\nThen waits.',
      },
    ];
    const imported = await readTexts({
      'i.json': JSON.stringify({ _type: 'export', __export_format: 4, resources }),
    });
    expectEveryLevel(imported);
    expect(notesOf(imported)).toEqual([]);
  });

  it('come from the facts about things of version 5', async () => {
    const imported = await readTexts({
      'i.yaml': `type: collection.insomnia.rest/5.0
name: Chat
meta: { id: wrk_1, description: "# About chat" }
collection:
  - name: Rooms
    meta: { id: fld_1, sortKey: 1, description: About *rooms* }
    children:
      - name: Private
        meta: { id: fld_2, description: Behind a door }
        children:
          - name: Join
            url: ws://h.test
            meta:
              id: ws-req_1
              description: "Joins one.\\n\\nThen waits."
`,
    });
    expectEveryLevel(imported);
    expect(notesOf(imported)).toEqual([
      'lost messages of its WebSocket requests @ i.yaml: Insomnia leaves them out of this export: its export of version 4 has them',
    ]);
  });
});

describe('descriptions of Bruno', () => {
  it('come from the docs of the collection, of its folders and of requests', async () => {
    const imported = await readTexts({
      'chat/bruno.json': '{ "version": "1", "name": "Chat", "type": "collection" }',
      'chat/collection.bru': 'docs {\n  # About chat\n}\n',
      'chat/zoo/folder.bru': 'meta {\n  name: Zoo\n  seq: 2\n}\n\ndocs {\n  Last\n}\n',
      'chat/zoo/feed.bru': 'meta {\n  name: Feed\n  type: ws\n}\n\nws {\n  url: ws://h.test\n}\n',
      'chat/rooms/folder.bru': 'meta {\n  name: Rooms\n  seq: 1\n}\n\ndocs {\n  About *rooms*\n}\n',
      'chat/rooms/private/folder.bru': 'meta {\n  name: Private\n}\n\ndocs {\n  Behind a door\n}\n',
      'chat/rooms/private/join.bru':
        'meta {\n  name: Join\n  type: ws\n}\n\nws {\n  url: ws://h.test\n}\n\ndocs {\n  Joins one.\n  \n  Then waits.\n}\n',
    });
    const folders = docsOf(imported);
    expect([...folders].sort(([a], [b]) => a.localeCompare(b))).toEqual([
      ...everyLevel,
      ['Chat/Zoo', 'Last'],
    ]);
    // Of folders in one folder the order is that of `seq`.
    expect(folders.findIndex(([path]) => path === 'Chat/Rooms')).toBeLessThan(
      folders.findIndex(([path]) => path === 'Chat/Zoo'),
    );
    expect(connectionOf(imported, 'Join').description).toBe('Joins one.\n\nThen waits.');
    expect(notesOf(imported)).toEqual([]);
  });
});

describe('descriptions of OpenCollection', () => {
  it('come from a file for each collection, folder and request', async () => {
    const imported = await readTexts({
      'chat/opencollection.yml': 'opencollection: 1.0.0\ninfo: { name: Chat }\ndocs: "# About chat"\n',
      'chat/rooms/folder.yml':
        'info: { name: Rooms, type: folder, seq: 1 }\ndocs: { content: About *rooms*, type: text/markdown }\n',
      'chat/rooms/private/folder.yml':
        'info:\n  name: Private\n  type: folder\n  description: Behind a door\n',
      'chat/rooms/private/join.yml':
        'info: { name: Join, type: websocket }\nwebsocket: { url: "ws://h.test" }\ndocs: |-\n  Joins one.\n\n  Then waits.\n',
    });
    expectEveryLevel(imported);
    expect(notesOf(imported)).toEqual([]);
  });

  it('come from one file that holds them all, with what folders say for the requests in them', async () => {
    const imported = await readTexts({
      'chat.yml': `opencollection: 1.0.0
info: { name: Chat, summary: "# About chat" }
items:
  - type: folder
    name: Rooms
    docs: About *rooms*
    request: { headers: [{ name: X-Team, value: a }] }
    items:
      - type: folder
        name: Private
        description: Behind a door
        items:
          - { type: websocket, name: Join, url: "ws://h.test", description: Joins one., docs: Then waits. }
`,
    });
    expectEveryLevel(imported);
    expect(connectionOf(imported, 'Join').headers).toMatchObject([{ name: 'X-Team', value: 'a' }]);
    expect(notesOf(imported)).toEqual([]);
  });
});

describe('descriptions of Yaak', () => {
  it('come from workspaces, folders and requests', async () => {
    const common = { workspaceId: 'wk_1', headers: [], authentication: {}, authenticationType: null };
    const resources = {
      workspaces: [{ model: 'workspace', id: 'wk_1', name: 'Chat', description: '# About chat' }],
      folders: [
        {
          ...common,
          model: 'folder',
          id: 'fl_2',
          folderId: 'fl_1',
          name: 'Private',
          description: 'Behind a door',
        },
        {
          ...common,
          model: 'folder',
          id: 'fl_1',
          folderId: null,
          name: 'Rooms',
          description: 'About *rooms*',
        },
      ],
      websocketRequests: [
        {
          ...{ ...common, model: 'websocket_request', id: 'wr_1', folderId: 'fl_2', name: 'Join' },
          ...{ url: 'ws://h.test', urlParameters: [], message: '', description: 'Joins one.\n\nThen waits.' },
        },
      ],
    };
    const imported = await readTexts({ 'y.json': JSON.stringify({ yaakSchema: 4, resources }) });
    expectEveryLevel(imported);
    expect(notesOf(imported)).toEqual([]);
  });
});
