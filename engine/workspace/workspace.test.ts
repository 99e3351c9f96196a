import { chmod, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Layout, SavedConnection } from '../../contract/index.js';
import { WorkspaceBench, orderStream as order, outsideChange } from './test-workspace.js';

let bench: WorkspaceBench;
let root: string;
beforeEach(async () => {
  bench = await WorkspaceBench.make();
  root = bench.directory;
});
afterEach(() => bench.close());

describe('a workspace', () => {
  it('writes one connection as one diffable file and reads it back', async () => {
    const first = await bench.open();
    const saved = await first.save(order, null);
    expect(saved.ok).toBe(true);
    expect(await readdir(join(root, 'connections'))).toEqual(['order-stream.json']);
    const text = await readFile(join(root, 'connections', 'order-stream.json'), 'utf8');
    expect(text).toMatch(/^\{\n {2}"schema": 2,\n {2}"id": "order-stream",\n {2}"name": "Order stream",/u);
    expect(text.endsWith('}\n')).toBe(true);
    await first.close();
    expect((await bench.open()).info.connections[0]?.connection).toEqual(order);
  });

  it('keeps folders and descriptions of messages, and writes nothing where there is none', async () => {
    const workspace = await bench.open();
    const path = join(root, 'connections', 'order-stream.json');
    const [plain] = order.messages;
    if (plain === undefined) throw new Error('no message');
    const revision = async (connection: SavedConnection, base: string | null): Promise<string> => {
      const saved = await workspace.save(connection, base);
      if (!saved.ok) throw new Error(saved.error.message);
      return saved.value.revision;
    };
    const first = await revision(order, null);
    const before = await readFile(path, 'utf8');
    const emptied = {
      ...order,
      messages: [{ ...plain, folder: '', description: '', ending: 'none' as const, reason: '', to: '' }],
      messageFolders: [],
    };
    expect(await revision(emptied, first)).toBe(first);
    expect(await readFile(path, 'utf8')).toBe(before);

    const full: SavedConnection = {
      ...order,
      messages: [
        { ...plain, folder: 'Orders/New', description: 'Opens the feed', ending: 'crlf', to: '{{peer}}:9' },
        { id: 'm2', name: 'bye', mode: 'text', kind: 'close', body: '', code: 1000, reason: 'done' },
      ],
      messageFolders: ['Orders', 'Orders/New', 'Empty'],
    };
    await revision(full, first);
    const lines = before.split('\n');
    const added = (await readFile(path, 'utf8')).split('\n').filter((line) => !lines.includes(line));
    expect(added).toContain('      "folder": "Orders/New",');
    await workspace.close();
    expect((await bench.open()).info.connections[0]?.connection).toEqual(full);
  });

  it('keeps layouts, and messages made of fields a value on a line', async () => {
    const fields: Layout['fields'] = [
      { name: 'address', type: 'u8', value: '17' },
      {
        name: 'items',
        type: 'array',
        fields: [{ name: 'flags', type: 'bits', fields: [{ name: 'all', type: 'bit', size: 8 }] }],
      },
      { name: 'crc', type: 'u16', little: true, checksum: { algorithm: 'CRC-16/MODBUS', from: 'address' } },
    ];
    const layout: Layout = { id: 'rtu', name: 'RTU', fields };
    const body = (of: Layout | string, values: Record<string, string>): string =>
      JSON.stringify({ layout: of, values });
    const values = { address: '18', 'items.0.flags.all': '{{flags}}' };
    const full: SavedConnection = {
      ...order,
      messages: [
        { id: 'm1', name: 'by id', mode: 'fields', kind: 'binary', body: body('rtu', values) },
        { id: 'm2', name: 'inline', mode: 'fields', kind: 'binary', body: body(layout, {}) },
        { id: 'm3', name: 'broken', mode: 'fields', kind: 'binary', body: 'not yet' },
      ],
      layouts: [layout],
    };
    const workspace = await bench.open();
    const first = await workspace.save(full, null);
    if (!first.ok) throw new Error(first.error.message);
    const path = join(root, 'connections', 'order-stream.json');
    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines).toContain('          "address": "18",');
    expect(lines).toContain('        "layout": "rtu",');
    const changed = {
      ...full,
      messages: full.messages.map((one, at) =>
        at === 0 ? { ...one, body: body('rtu', { ...values, address: '19' }) } : one,
      ),
    };
    const second = await workspace.save(changed, first.value.revision);
    expect(second.ok).toBe(true);
    const added = (await readFile(path, 'utf8')).split('\n').filter((line) => !lines.includes(line));
    expect(added).toEqual(['          "address": "19",']);
    await workspace.close();
    const again = await bench.open();
    expect(again.info.problems).toEqual([]);
    expect(again.info.connections[0]?.connection).toEqual(changed);
  });

  it('refuses layouts deeper than any message, and names the line', async () => {
    const deep = `${'{"name":"a","type":"group","fields":['.repeat(40)}${']}'.repeat(40)}`;
    const text = JSON.stringify({ schema: 1, ...order, layouts: [{ id: 'a', name: 'a', fields: [] }] });
    await mkdir(join(root, 'connections'), { recursive: true });
    await writeFile(
      join(root, 'connections', 'deep.json'),
      text.replace('"fields":[]', `"fields":[${deep}]`),
    );
    const [problem] = (await bench.open()).info.problems;
    expect(problem).toMatchObject({ file: 'connections/deep.json', line: 1 });
    expect(problem?.message).toContain('layouts.0.fields.0.fields.0');
  });

  it('fills a first start with the sample and leaves an existing workspace alone', async () => {
    const first = await bench.open({ sample: true });
    expect(first.info.connections.map((one) => one.connection.name)).toContain('WebSocket client');
    expect(first.info.folders).toEqual(['Try it']);
    for (const { connection } of first.info.connections) await first.remove(connection.id);
    await first.close();
    expect((await bench.open({ sample: true })).info.connections).toEqual([]);
  });

  it('refuses a save from an older revision and says which file was changed', async () => {
    const workspace = await bench.open();
    const saved = await workspace.save(order, null);
    if (!saved.ok) throw new Error(saved.error.message);
    const path = join(root, 'connections', 'order-stream.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('Order stream', 'Renamed outside'));
    const refused = await workspace.save({ ...order, name: 'Mine' }, saved.value.revision);
    expect(refused).toMatchObject({ ok: false, error: { code: 'workspace.conflict' } });
    expect(refused.ok ? '' : refused.error.message).toContain('connections/order-stream.json');
    expect(await readFile(path, 'utf8')).toContain('Renamed outside');
    expect((await workspace.save({ ...order, name: 'Mine' }, '*')).ok).toBe(true);
    expect(await readFile(path, 'utf8')).toContain('"Mine"');
  });

  it('tells of an outside edit and shows it', async () => {
    const workspace = await bench.open();
    await workspace.save(order, null);
    const path = join(root, 'connections', 'order-stream.json');
    const changed = outsideChange(workspace);
    await writeFile(path, (await readFile(path, 'utf8')).replace('Order stream', 'Renamed outside'));
    await changed;
    expect(workspace.info.connections[0]?.connection.name).toBe('Renamed outside');
  });

  it('reports a broken file by name and line, leaves it untouched and loads the rest', async () => {
    await (await bench.open()).save(order, null);
    const broken = '{\n  "schema": 1,\n  "id": "x",\n  oops\n}\n';
    await writeFile(join(root, 'connections', 'broken.json'), broken);
    const workspace = await bench.open();
    expect(workspace.info.connections).toHaveLength(1);
    expect(workspace.info.problems).toMatchObject([{ file: 'connections/broken.json', line: 4 }]);
    expect(await readFile(join(root, 'connections', 'broken.json'), 'utf8')).toBe(broken);
  });

  it('names the line of a value that is not what it should be', async () => {
    await (await bench.open()).save(order, null);
    const path = join(root, 'connections', 'order-stream.json');
    const text = (await readFile(path, 'utf8')).replace('"protocol": "ws"', '"protocol": "gopher"');
    await writeFile(path, text);
    const line = text.split('\n').findIndex((one) => one.includes('gopher')) + 1;
    const problem = (await bench.open()).info.problems[0];
    expect(problem).toMatchObject({ file: 'connections/order-stream.json', line });
    expect(problem?.message).toContain('config.protocol');
  });

  it('reads files as an editor on Windows writes them, byte order mark and line ends', async () => {
    const first = await bench.open();
    await first.save(order, null);
    await first.close();
    for (const file of ['workspace.json', 'connections/order-stream.json']) {
      const text = await readFile(join(root, file), 'utf8');
      await writeFile(join(root, file), `\ufeff${text.replaceAll('\n', '\r\n')}`);
    }
    const { info } = await bench.open();
    expect(info.problems).toEqual([]);
    expect(info.connections[0]?.connection).toEqual(order);
  });

  it('names an unresolved merge by line', async () => {
    await (await bench.open()).save(order, null);
    const path = join(root, 'connections', 'order-stream.json');
    await writeFile(path, `<<<<<<< HEAD\n${await readFile(path, 'utf8')}=======\n>>>>>>> theirs\n`);
    const problem = (await bench.open()).info.problems[0];
    expect(problem?.line).toBe(1);
    expect(problem?.message).toContain('merge');
  });

  it('names by line what a merge that kept both sides leaves behind', async () => {
    const workspace = await bench.open();
    await workspace.save(order, null);
    await workspace.close();
    const path = join(root, 'connections', 'order-stream.json');
    const text = await readFile(path, 'utf8');
    const lineOf = (content: string, mark: string): number =>
      content.split('\n').findLastIndex((line) => line.includes(mark)) + 1;
    const problemWith = async (content: string, file = 'order-stream.json') => {
      await writeFile(join(root, 'connections', file), content);
      const opened = await bench.open();
      await opened.close();
      return opened.info.problems[0];
    };
    const keys = text.replace('  "order": 1,', '  "order": 1,\n  "order": 2,');
    expect(await problemWith(keys)).toMatchObject({ line: lineOf(keys, '"order"') });
    const [message] = order.messages;
    const messages = `${JSON.stringify({ schema: 2, ...order, messages: [message, message] }, null, 2)}\n`;
    const twice = await problemWith(messages);
    expect(twice).toMatchObject({ line: lineOf(messages, '"m1"') });
    expect(twice?.message).toContain('"m1"');
    await writeFile(path, text);
    const copied = await problemWith(text, 'z-copy.json');
    expect(copied).toMatchObject({ file: 'connections/z-copy.json', line: 3 });
    expect(copied?.message).toContain('connections/order-stream.json');
  });

  it('never overwrites a broken file whose name a new connection would take', async () => {
    await mkdir(join(root, 'connections'), { recursive: true });
    await writeFile(join(root, 'connections', 'order-stream.json'), 'not json');
    const workspace = await bench.open();
    expect((await workspace.save(order, null)).ok).toBe(true);
    expect(await readFile(join(root, 'connections', 'order-stream.json'), 'utf8')).toBe('not json');
    expect(await readdir(join(root, 'connections'))).toContain('order-stream-2.json');
  });

  it('leaves files of a later version alone and says so', async () => {
    await (await bench.open()).save(order, null);
    const path = join(root, 'connections', 'order-stream.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"schema": 2', '"schema": 3'));
    expect((await bench.open()).info.problems[0]?.message).toContain('later Wirebench');
  });

  it('takes a removed connection back', async () => {
    const workspace = await bench.open();
    await workspace.save(order, null);
    expect((await workspace.remove(order.id)).ok).toBe(true);
    expect(workspace.info.connections).toEqual([]);
    expect(await workspace.restore(order.id)).toMatchObject({ ok: true, value: { connection: order } });
    expect(await workspace.remove('nobody')).toMatchObject({ error: { code: 'workspace.unknown' } });
  });

  it('keeps a passphrase out of the shared file and readable by its owner alone', async () => {
    const workspace = await bench.open();
    const options = { tls: { keyFile: 'client.pem', passphrase: 'hunter2' } };
    const secret: SavedConnection = { ...order, config: { ...order.config, protocol: 'wss', options } };
    const saved = await workspace.save(secret, null);
    expect(saved).toMatchObject({ ok: true, value: { connection: secret } });
    const text = await readFile(join(root, 'connections', 'order-stream.json'), 'utf8');
    expect(text).toContain('client.pem');
    expect(text).not.toContain('hunter2');
    expect((await stat(join(root, '.local', 'secrets.json'))).mode & 0o777).toBe(0o600);
    await workspace.close();
    expect((await bench.open()).info.connections[0]?.connection).toEqual(secret);
  });

  it('keeps the password of a proxy out of the shared file, also one within its URL', async () => {
    const workspace = await bench.open();
    const proxy = { use: 'own' as const, url: 'http://me:hunter2@proxy.test:3128' };
    const typed: SavedConnection = { ...order, config: { ...order.config, options: { proxy } } };
    const apart = { ...proxy, url: 'http://me@proxy.test:3128', password: 'hunter2' };
    expect(await workspace.save(typed, null)).toMatchObject({
      value: { connection: { config: { options: { proxy: apart } } } },
    });
    const text = await readFile(join(root, 'connections', 'order-stream.json'), 'utf8');
    expect(text).toContain('http://me@proxy.test:3128');
    expect(text).not.toContain('hunter2');
    await workspace.close();
    const { config } = (await bench.open()).info.connections[0]?.connection ?? order;
    expect(config.options.proxy).toEqual(apart);
  });

  it('opens a directory marked read-only, says so, and refuses to save', async () => {
    await (await bench.open()).save(order, null);
    await chmod(root, 0o555);
    const workspace = await bench.open();
    expect(workspace.info.readOnly).toContain('read-only');
    expect(workspace.info.connections).toHaveLength(1);
    expect(await workspace.save(order, '*')).toMatchObject({ error: { code: 'workspace.read-only' } });
  });

  it('gives each of two hosts a state of its own', async () => {
    const first = await bench.open();
    const second = await bench.open();
    expect([first.shared, second.shared]).toEqual([false, true]);
    await first.writeState({ tabs: ['a'] });
    await second.writeState({ tabs: ['b'] });
    expect(await first.readState()).toEqual({ ok: true, value: { tabs: ['a'] } });
    await first.close();
    expect(await (await bench.open()).readState()).toEqual({ ok: true, value: { tabs: ['a'] } });
  });

  it('keeps a damaged state file under another name and says so', async () => {
    const first = await bench.open();
    await first.writeState({ tabs: [] });
    await writeFile(join(root, '.local', 'window-1', 'state.json'), '{"tabs": [');
    await first.close();
    const workspace = await bench.open();
    expect(await workspace.readState()).toEqual({ ok: true, value: null });
    expect(workspace.info.problems[0]?.message).toContain('damaged');
    expect((await readdir(join(root, '.local', 'window-1'))).join()).toContain('state.json.damaged-');
  });

  it('refuses a state too large to be one, and keeps the one before', async () => {
    const workspace = await bench.open();
    await workspace.writeState({ draft: 'kept' });
    const refused = await workspace.writeState({ draft: 'x'.repeat(17 * 1024 * 1024) });
    expect(refused).toMatchObject({ ok: false, error: { code: 'state.too-large' } });
    expect(await workspace.readState()).toEqual({ ok: true, value: { draft: 'kept' } });
  });

  it.runIf(process.platform !== 'win32')('reads no device that a link of a repository names', async () => {
    await mkdir(join(root, 'connections'));
    await symlink('/dev/zero', join(root, 'workspace.json'));
    await symlink('/dev/zero', join(root, 'connections', 'zero.json'));
    await mkdir(join(root, 'connections', 'folder.json'));
    await mkdir(join(root, '.local', 'window-1'), { recursive: true });
    await symlink('/dev/zero', join(root, '.local', 'window-1', 'state.json'));
    await symlink('/dev/zero', join(root, '.local', 'secrets.json'));
    const workspace = await bench.open();
    expect(workspace.info.problems.map(({ file, message }) => [file, message])).toEqual([
      ['workspace.json', 'is no regular file and was not read'],
      ['connections/folder.json', 'is a directory and was not read'],
      ['connections/zero.json', 'is no regular file and was not read'],
    ]);
    expect(await workspace.readState()).toEqual({ ok: true, value: null });
    expect((await workspace.save(order, null)).ok).toBe(true);
  });

  it('saves where the folder of connections has been removed, and goes on seeing edits of the new one', async () => {
    const workspace = await bench.open();
    const removed = outsideChange(workspace);
    await workspace.save(order, null);
    await rm(join(root, 'connections'), { recursive: true });
    await removed;
    expect((await workspace.save(order, null)).ok).toBe(true);
    const path = join(root, 'connections', 'order-stream.json');
    const text = await readFile(path, 'utf8');
    // The new folder is watched as soon as its appearance has been noticed; a read may meet half a write.
    await new Promise<void>((resolve) => {
      const write = setInterval(
        () => void writeFile(path, text.replace('Order stream', `Order ${Math.random()}`)),
        100,
      );
      const off = workspace.onChange(() => {
        if (workspace.info.connections[0]?.connection.name.startsWith('Order 0') !== true) return;
        off();
        clearInterval(write);
        resolve();
      });
    });
  });

  it('keeps the passphrases that another host of the workspace has written', async () => {
    const here = await bench.open();
    const there = await bench.open();
    const secret = (id: string, passphrase: string): SavedConnection => ({
      ...order,
      id,
      name: id,
      config: { ...order.config, options: { tls: { passphrase } } },
    });
    await here.save(secret('one', 'first'), null);
    await there.save(secret('two', 'second'), null);
    await here.close();
    await there.close();
    const again = await bench.open();
    const known = again.info.connections.map(({ connection }) => connection.config.options.tls?.passphrase);
    expect(known.sort()).toEqual(['first', 'second']);
  });

  it('gives no file the name of a device of Windows', async () => {
    const workspace = await bench.open();
    await workspace.save({ ...order, name: 'AUX' }, null);
    expect(await readdir(join(root, 'connections'))).toEqual(['aux-connection.json']);
  });

  it('ends with the state that was written last, however many are under way', async () => {
    const workspace = await bench.open();
    const all = await Promise.all(Array.from({ length: 50 }, (_, tab) => workspace.writeState({ tab })));
    expect(all.every(({ ok }) => ok)).toBe(true);
    expect(await workspace.readState()).toEqual({ ok: true, value: { tab: 49 } });
  });

  it('reads the state that is on its way to the disk', async () => {
    const workspace = await bench.open();
    const written = workspace.writeState({ tab: 1 });
    expect(await workspace.readState()).toEqual({ ok: true, value: { tab: 1 } });
    await written;
  });
});
