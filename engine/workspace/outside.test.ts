import { utimesSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkspaceBench, orderStream as order, outsideChange } from './test-workspace.js';

let bench: WorkspaceBench;
let root: string;
beforeEach(async () => {
  bench = await WorkspaceBench.make();
  root = bench.directory;
});
afterEach(() => bench.close());

describe('what others do to the files of an open workspace', () => {
  it('takes a checkout that changes 200 files, folders, environments and variables for a few changes, and misses none', async () => {
    const workspace = await bench.open();
    const files = Array.from({ length: 200 }, (_, n) => `c${n}.json`);
    const pathOf = (file: string): string => join(root, 'connections', file);
    const text = (file: string, version: number): string =>
      `${JSON.stringify({ ...order, schema: 2, id: file.replace('.json', ''), name: `${file} ${version}`, folder: '' })}\n`;
    for (const file of files) await writeFile(pathOf(file), text(file, 1));
    const seen = (check: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        if (check()) return resolve();
        const off = workspace.onChange(() => {
          if (!check()) return;
          off();
          resolve();
        });
      });
    await seen(() => workspace.info.connections.length === 200);
    let told = 0;
    workspace.onChange(() => told++);
    // As git does it: the old file goes, the new one comes.
    for (const file of files) {
      await rm(pathOf(file));
      await writeFile(pathOf(file), text(file, 2));
    }
    const manifest = { schema: 2, id: 'w', name: 'w', folders: [{ path: 'New' }, { path: 'Other' }] };
    await writeFile(join(root, 'workspace.json'), JSON.stringify(manifest));
    await mkdir(join(root, 'environments'), { recursive: true });
    const lab = { schema: 2, id: 'lab', name: 'Lab', variables: [] };
    await writeFile(join(root, 'environments', 'lab.json'), JSON.stringify(lab));
    await writeFile(
      join(root, 'variables.json'),
      JSON.stringify({ schema: 2, variables: [{ name: 'a', value: '1' }] }),
    );
    await seen(
      () =>
        workspace.info.connections.every(({ connection }) => connection.name.endsWith(' 2')) &&
        workspace.info.folders.length === 2 &&
        workspace.info.environments.length === 1 &&
        workspace.info.variables.variables.length === 1,
    );
    expect(workspace.info.connections).toHaveLength(200);
    expect(workspace.info.problems).toEqual([]);
    expect(told).toBeLessThan(20);
  });

  it.each([
    ['connections/order-stream.json', () => ''],
    ['connections/order-stream.json', (whole: string) => whole.slice(0, whole.length / 2)],
    ['workspace.json', () => ''],
    ['environments/lab.json', () => '{'],
    ['variables.json', () => ''],
  ])('waits for a half-written %s instead of calling it broken', async (file, half) => {
    const workspace = await bench.open();
    await workspace.save(order, null);
    const lab = { schema: 2, id: 'lab', name: 'Lab', variables: [] };
    await mkdir(join(root, 'environments'), { recursive: true });
    await writeFile(join(root, 'environments', 'lab.json'), JSON.stringify(lab));
    await writeFile(join(root, 'variables.json'), JSON.stringify({ schema: 2, variables: [] }));
    const path = join(root, file);
    const whole = await readFile(path, 'utf8');
    const problems: string[] = [];
    const connections = new Set<number>();
    workspace.onChange(() => {
      problems.push(...workspace.info.problems.map((one) => one.file));
      connections.add(workspace.info.connections.length);
    });
    // The pause of a slow editor, who goes on writing: what nobody touches for a second is broken.
    await writeFile(path, half(whole));
    const touched = (): void => utimesSync(path, new Date(), new Date());
    const writing = setInterval(touched, 50);
    const looked = outsideChange(workspace);
    const other = { ...order, schema: 2, id: 'other', name: 'Other' };
    // Who opens it now takes the file for broken and holds nothing back: what it hears, the first one has looked at.
    const witness = outsideChange(await bench.open());
    await writeFile(join(root, 'connections', 'other.json'), JSON.stringify(other));
    await witness;
    clearInterval(writing);
    await writeFile(path, whole);
    await looked;
    await expect.poll(() => workspace.info.connections.length).toBe(2);
    expect(problems).toEqual([]);
    expect(connections.has(0)).toBe(false);
  });

  it('calls a file broken once it has settled', async () => {
    const workspace = await bench.open();
    await workspace.save(order, null);
    const changed = outsideChange(workspace);
    await writeFile(join(root, 'connections', 'order-stream.json'), '');
    await changed;
    expect(workspace.info.problems).toMatchObject([{ file: 'connections/order-stream.json' }]);
  });

  it('saves under the name that somebody else gave the file a moment ago', async () => {
    const workspace = await bench.open();
    const saved = await workspace.save(order, null);
    if (!saved.ok) throw new Error(saved.error.message);
    const folder = join(root, 'connections');
    await rename(join(folder, 'order-stream.json'), join(folder, 'orders.json'));
    expect((await workspace.save({ ...order, name: 'Mine' }, saved.value.revision)).ok).toBe(true);
    expect(await readdir(folder)).toEqual(['orders.json']);
    expect(workspace.info.problems).toEqual([]);
  });

  it('opens a workspace of a later version read-only, says so, and follows when it is brought back', async () => {
    await (await bench.open()).save(order, null);
    const path = join(root, 'workspace.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"schema": 2', '"schema": 3'));
    const workspace = await bench.open();
    expect(workspace.info.readOnly).toContain('later Wirebench');
    expect(workspace.info.connections).toHaveLength(1);
    const { environments } = workspace;
    for (const refused of [
      await workspace.save({ ...order, name: 'Other' }, '*'),
      await workspace.remove(order.id),
      await workspace.setFolders([]),
      await workspace.rename('Other'),
      await environments.saveVariables([], null),
      await workspace.addAll({
        connections: [order],
        folders: [],
        environments: [],
        variables: [],
        secrets: [],
      }),
    ]) {
      expect(refused).toMatchObject({ error: { code: 'workspace.read-only' } });
    }
    expect(await readFile(path, 'utf8')).toContain('"schema": 3');
    const changed = outsideChange(workspace);
    await writeFile(path, text);
    await changed;
    expect(workspace.info.readOnly).toBeNull();
    expect((await workspace.save({ ...order, name: 'Other' }, '*')).ok).toBe(true);
  });
});
