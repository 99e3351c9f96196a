import { describe, expect, it } from 'vitest';
import { connectionOf, notesOf, readTexts } from './test-import.js';

describe('yaak', () => {
  it('brings requests with folders, message, parameters and environments', async () => {
    const resources = {
      workspaces: [{ model: 'workspace', id: 'wk_1', name: 'Desk' }],
      folders: [
        {
          id: 'fl_1',
          workspaceId: 'wk_1',
          folderId: null,
          name: 'Live',
          authenticationType: 'bearer',
          authentication: { token: '${[ token ]}' },
        },
      ],
      environments: [
        { id: 'ev_1', name: 'Global Variables', base: true, variables: [{ name: 'host', value: 'h.test' }] },
        {
          id: 'ev_2',
          name: 'Staging',
          base: false,
          variables: [
            { name: 'host', value: 's.test' },
            { name: 'old', value: '1', enabled: false },
          ],
        },
      ],
      websocketRequests: [
        {
          model: 'websocket_request',
          id: 'wr_1',
          workspaceId: 'wk_1',
          folderId: 'fl_1',
          name: 'Feed',
          url: 'wss://${[ host ]}/rooms/:room',
          urlParameters: [
            { name: ':room', value: '7' },
            { name: 'q', value: '1' },
          ],
          headers: [{ name: 'X-Id', value: '${[ uuid.v4() ]}' }],
          message: '{"t": ${[ timestamp.unix() ]}, "x": "${[ prompt.text(label=\'x\') ]}"}',
          description: 'A feed',
        },
      ],
      httpRequests: [{}, {}],
    };
    const imported = await readTexts({
      'yaak.json': JSON.stringify({ yaakVersion: '1', yaakSchema: 4, resources }),
    });
    expect(connectionOf(imported, 'Feed')).toMatchObject({
      folder: 'Desk/Live',
      description: 'A feed',
      address: 'wss://{{host}}/rooms/7?q=1',
      headers: [
        { name: 'X-Id', value: '{{$uuid}}' },
        { name: 'Authorization', value: 'Bearer {{token}}' },
      ],
      messages: [{ mode: 'json', body: '{"t": {{$timestamp}}, "x": "${[ prompt.text(label=\'x\') ]}"}' }],
    });
    expect(imported.environments.map(({ name, suggested }) => [name, suggested])).toEqual([
      ['Global Variables', 'workspace'],
      ['Staging', 'new'],
    ]);
    expect(notesOf(imported).map((note) => note.replace(/ @.*/, ''))).toEqual([
      "lost ${[ prompt.text(label='x') ]} in Message",
      'lost old of Staging',
      'lost 2 HTTP requests',
    ]);
  });
});
