import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportTarget } from '../../../contract/index.js';
import { valueOf } from '../../test-engine.js';
import type { Workspace } from '../../workspace/index.js';
import { WorkspaceBench } from '../../workspace/test-workspace.js';
import { Import } from './importing.js';
import { readFiles } from './test-import.js';
import { makeZip } from './test-zip.js';

const text = (said: string): Uint8Array => new TextEncoder().encode(said);
const here: ImportTarget = { folder: '', environments: {}, clashes: 'keep' };

const postman = JSON.stringify({
  info: { name: 'C' },
  variable: [{ key: 'h', value: '1' }],
  item: [
    { name: 'F', item: [{ name: 'a', request: { url: 'ws://h', header: [{ key: 'A', value: '1' }] } }] },
  ],
});
/** One of each kind of syntax, short enough to be cut at each of its bytes. */
const whole: Readonly<Record<string, string>> = {
  'postman.json': postman,
  'insomnia.yaml':
    'type: collection.insomnia.rest/5.0\nname: W\ncollection:\n  - { url: ws://h, name: é, meta: { id: ws-req_1 } }\n',
  'a.bru':
    "meta {\n  name: x\n  type: ws\n}\nws {\n  url: ws://h\n}\nbody:ws {\n  content: '''\n    {}\n  '''\n}\n",
  'opencollection.yml':
    'info:\n  name: x\n  type: websocket\nwebsocket:\n  url: ws://h\n  message: { type: text, data: hi }\n',
  'packets.json': JSON.stringify([{ name: 'a', hexstring: '01', toip: 'h', port: '1', tcporudp: 'UDP' }]),
  'packets.ini': '[NAMES]\n1\\name=a\nsize=1\n[a]\nname=a\ntoIP=h\nport=1\ntcpOrUdp=TCP\nhexString=01\n',
  'yaak.json': JSON.stringify({
    yaakVersion: '1',
    yaakSchema: 4,
    resources: { websocketRequests: [{ name: 'a', url: 'ws://h' }] },
  }),
  'a.http': '### a\nWEBSOCKET ws://h\nX: y\n\n{"a":1}\n===\n{"b":2}\n',
  'commands.txt': "wscat -c ws://h -H 'A: b'\nncat -u h 1\n",
  'a.har': JSON.stringify({
    log: {
      entries: [
        { request: { url: 'ws://h' }, _webSocketMessages: [{ type: 'send', time: 1, opcode: 1, data: 'é' }] },
      ],
    },
  }),
  'a.jsonl':
    '{"seq":1,"time":"2026-01-01T00:00:00.000Z","offsetNs":0,"dir":"in","kind":"text","flags":[],"peer":1,"length":1,"payload":"YQ=="}\n',
};

/** Long enough that a pattern which goes back over them again and again outlasts the test. */
const spaces = ' '.repeat(200_000);

describe('text that patterns would go over again and again', () => {
  it.each([
    [
      'an address of spaces behind braces',
      'c.json',
      JSON.stringify({ info: { name: 'C' }, item: [{ name: 'a', request: `{{${spaces.slice(0, 2_000)}x` }] }),
    ],
    [
      'tags that never end',
      'a.bru',
      `meta {\n  name: x\n${'  tags: [\n'.repeat(60_000)}}\nws {\n  url: ws://h\n}\n`,
    ],
    ['spaces behind a separator', 'a.http', `WEBSOCKET ws://h\n\n===${spaces}x\n`],
    ['spaces within an address', 'b.http', `WEBSOCKET ws://h${spaces}x\n`],
  ])('is read at once: %s', async (_, path, content) => {
    const read = await readFiles({ [path]: text(content) });
    if (read.ok) expect(read.value.formats).toHaveLength(1);
    else expect(read.error.message).toContain(path);
  });
});

describe('half a surrogate pair in a parameter', () => {
  it('comes as a replacement character, and everything else as it is', async () => {
    const parameters = [{ name: 'a', value: '\ud800' }];
    const resources = [{ _id: 'ws-req_1', _type: 'websocket_request', name: 'a', url: 'ws://h', parameters }];
    const json = JSON.stringify({ _type: 'export', __export_format: 4, resources });
    const read = await readFiles({ 'i.json': text(json) });
    expect(read).toMatchObject({ value: { connections: [{ address: 'ws://h?a=%EF%BF%BD' }] } });
  });
});

describe('a file that is cut short', () => {
  it.each(Object.entries(whole))(
    'comes up to there or is refused by name, at every byte of %s',
    async (path, content) => {
      const bytes = text(content);
      expect((await readFiles({ [path]: bytes })).ok).toBe(true);
      for (let cut = 0; cut < bytes.length; cut++) {
        const read = await readFiles({ [path]: bytes.subarray(0, cut) });
        if (read.ok) expect(read.value.formats).toHaveLength(1);
        else
          expect(read.error).toMatchObject({
            code: expect.stringMatching(/^import\./) as string,
            message: expect.stringContaining(path) as string,
          });
      }
    },
  );
});

describe('a hostile file', () => {
  let bench: WorkspaceBench;
  let root: string;
  let workspace: Workspace;
  beforeEach(async () => {
    bench = await WorkspaceBench.make();
    root = bench.directory;
    workspace = await bench.open();
  });
  afterEach(() => bench.close());

  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
  it.each<[string, string, Uint8Array, RegExp]>([
    ['nests 60 000 deep in JSON', 'deep.json', text(deep), /^import\.too-deep: deep\.json nests/],
    ['nests deep in YAML', 'deep.yaml', text(`__export_format: 4\na: ${'['.repeat(9_000)}`), /deep\.yaml/],
    [
      'is a bomb of aliases',
      'b.yaml',
      text(`__export_format: 4\na: &a [x]\nb: &b [${'*a,'.repeat(500)}]\nc: [${'*b,'.repeat(500)}]\n`),
      /b\.yaml/,
    ],
    [
      'is a ZIP bomb',
      'b.zip',
      makeZip([{ name: 'a.json', data: new Uint8Array(8 << 20) }]),
      /^import\.too-large: b\.zip\/a\.json would unpack/,
    ],
    [
      'leaves its folder',
      'b.zip',
      makeZip([{ name: '../../a.json', data: text('{}') }]),
      /^import\.path: The name "\.\.\/\.\.\/a\.json" in b\.zip would leave/,
    ],
    [
      'stands at the top of a disk',
      'b.zip',
      makeZip([{ name: 'C:\\a.json', data: text('{}') }]),
      /^import\.path: .*begins at the top/,
    ],
    ['is no text and no capture', 'a.bin', Uint8Array.of(1, 0, 2, 0, 0, 9), /^import\.unrecognised: a\.bin/],
    [
      'is UTF-16 cut in the middle of a sign',
      'w.json',
      Uint8Array.from([...Buffer.from('\ufeff{"info":', 'utf16le'), 0]),
      /w\.json/,
    ],
    [
      'says it is a capture and is not',
      'a.pcapng',
      Uint8Array.from(Buffer.from('0a0d0d0affffffff1a2b3c4d', 'hex')),
      /^import\.syntax: a\.pcapng .*byte 0/,
    ],
    [
      'has more values than memory',
      'many.json',
      text(`{"info":{},"item":[${'{},'.repeat(4_100_000)}{}]}`),
      /^import\.too-many: many\.json/,
    ],
  ])('%s is refused in one sentence that names it, and nothing changes', async (_, path, bytes, said) => {
    const before = (await readdir(root)).sort();
    const running = valueOf(
      await Import.begin([{ path, size: bytes.length }], {
        stateDirectory: join(root, '.local'),
        version: '0',
        program: null,
      }),
    );
    const taken = await running.take(0, bytes);
    const refused = taken.ok ? await running.apply(workspace, here, []) : taken;
    await running.close();
    expect(refused.ok ? 'it came' : `${refused.error.code}: ${refused.error.message}`).toMatch(said);
    expect((await readdir(root)).sort()).toEqual(before);
    expect(await readdir(join(root, '.local', 'imports'))).toEqual([]);
    expect(workspace.info.connections).toEqual([]);
  });
});
