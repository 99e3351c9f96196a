import { describe, expect, it } from 'vitest';
import { makeZip } from './test-zip.js';
import { failureOf, notesOf, readFiles, readTexts } from './test-import.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const collection = (items: unknown): string => JSON.stringify({ info: { name: 'C' }, item: items });

describe('readImport', () => {
  it('reads several formats at once, archives among them, and names what is of none', async () => {
    const zip = makeZip([
      { name: 'chat/one.bru', data: bytes('meta {\n  name: One\n  type: ws\n}\nws {\n  url: ws://one\n}\n') },
    ]);
    const read = await readFiles({
      'c.json': bytes(collection([{ name: 'Two', request: { url: 'ws://two' } }])),
      'chat.zip': zip,
      'notes.txt': bytes('buy milk'),
      'chat/README.md': bytes('# Chat'),
    });
    if (!read.ok) throw new Error(read.error.message);
    expect(read.value.formats).toEqual(['Postman collection', 'Bruno collection']);
    expect(read.value.connections.map((one) => one.name)).toEqual(['Two', 'One']);
    expect(notesOf(read.value)).toEqual(['lost notes.txt @ notes.txt: no format that is known here']);
  });

  it('reads UTF-16 and Latin-1, and says so of the second', async () => {
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(collection([{ name: 'Größe', request: { url: 'ws://a' } }]), 'utf16le'),
    ]);
    const latin = Buffer.from(collection([{ name: 'Größe', request: { url: 'ws://b' } }]), 'latin1');
    const read = await readFiles({
      'a.json': utf16,
      'b.json': latin,
    });
    if (!read.ok) throw new Error(read.error.message);
    expect(read.value.connections.map((one) => one.name)).toEqual(['Größe', 'Größe']);
    expect(notesOf(read.value)).toEqual([
      'changed b.json @ b.json: it is not UTF-8: it was read as Latin-1, look at letters with accents',
    ]);
  });

  it.each([
    ['an empty file', { 'a.json': '' }, /^import\.unrecognised: a\.json is empty/],
    [
      'what is no format',
      { 'a.txt': 'hello' },
      /^import\.unrecognised: a\.txt is no format that can be read\. Known are: .*Postman/,
    ],
    [
      'what is no text',
      { 'a.bin': Uint8Array.from([1, 0, 2, 3, 4]) },
      /^import\.unrecognised: a\.bin is no text/,
    ],
    [
      'a file that was cut',
      { 'a.json': collection([{ name: 'x' }]).slice(0, 40) },
      /^import\.syntax: a\.json is no JSON/,
    ],
    ['YAML that was cut', { 'a.yaml': 'a: [1, {' }, /^import\.syntax: a\.yaml is no YAML/],
    [
      'deep nesting',
      { 'a.json': `{"info":{},"item":${'['.repeat(5_000)}${']'.repeat(5_000)}}` },
      /^import\.too-deep: a\.json/,
    ],
    [
      'deep YAML',
      { 'a.yaml': `$kind: websocket-request\nurl: ${'['.repeat(5_000)}` },
      /^import\.too-deep: a\.yaml/,
    ],
    ['a broken archive', { 'a.zip': 'PK\u0003\u0004 broken' }, /^import\.zip: a\.zip cannot be unpacked/],
  ])('refuses %s with a message that names it', async (_, files, expected) => {
    expect(await failureOf(files)).toMatch(expected);
  });

  it('refuses 100 000 items and says how many there are', async () => {
    const items = Array.from({ length: 100_000 }, (_, i) => ({ name: `n${i}`, request: { url: 'ws://h' } }));
    expect(await failureOf({ 'a.json': collection(items) })).toBe(
      'import.too-many: There are 100000 connections; one import takes 5000. Import it in parts.',
    );
  });

  it('lets nothing of __proto__ through', async () => {
    const imported = await readTexts({
      'a.json': `{"info":{"name":"C"},"__proto__":{"polluted":1},"item":[{"name":"__proto__","request":{"url":"ws://h","header":[{"key":"__proto__","value":"x"}]}}],"variable":[{"key":"__proto__","value":"y"}]}`,
    });
    expect(imported.connections[0]).toMatchObject({
      name: '__proto__',
      headers: [{ name: '__proto__', value: 'x' }],
    });
    expect(imported.environments[0]?.variables).toMatchObject([{ name: '__proto__', value: 'y' }]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('drops headers with line breaks and of no name, cleans names, and says so', async () => {
    const imported = await readTexts({
      'a.json': collection([
        {
          name: 'evil\u202ename\u0000\n',
          request: {
            url: 'ws://h',
            header: [
              { key: 'X-A', value: 'a\r\nX-Injected: 1' },
              { key: 'bad name', value: '1' },
              { key: 'X-Good', value: '1' },
            ],
          },
        },
      ]),
    });
    expect(imported.connections[0]).toMatchObject({ name: 'evil name', headers: [{ name: 'X-Good' }] });
    expect(notesOf(imported).map((note) => note.replace(/ @.*: /, ': '))).toEqual([
      'lost header X-A of evil name: a line break would begin another header',
      'lost header bad name of evil name: this is no name a header can have',
    ]);
  });

  it.each([
    [
      'backslashes',
      collection([
        { name: 'a', request: { url: 'ws://h', body: { mode: 'raw', raw: '\\'.repeat(1_000_000) } } },
      ]),
      'a.json',
    ],
    [
      'open placeholders',
      JSON.stringify({
        yaakSchema: 4,
        resources: { websocketRequests: [{ url: 'ws://h', message: '${['.repeat(300_000) }] },
      }),
      'a.json',
    ],
    [
      'blanks in a block',
      `meta {\n  name: x\n${' '.repeat(500_000)}\n}\nws {\n  url: ws://h\n}\nabc${' '.repeat(500_000)}x\n`,
      'a.bru',
    ],
    ['line breaks', `WEBSOCKET ws://h\n\nx${'\n'.repeat(500_000)}y`, 'a.http'],
    ['quotes', `wscat -c ws://h -x ${"'".repeat(200_000)}`, 'a.sh'],
  ])('is not held up by many %s', async (_, text, name) => {
    const from = process.cpuUsage();
    await readTexts({ [name]: text });
    expect(process.cpuUsage(from).user / 1_000).toBeLessThan(5_000);
  });
});
