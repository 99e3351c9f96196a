import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requests } from '../contract/index.js';
import type { Result, SessionInfo } from '../contract/index.js';
import { connect } from '../contract/connect.js';
import type { Client } from '../contract/connect.js';
import { memoryPair } from '../contract/memory.js';
import { serve } from '../contract/serve.js';
import { SettingsFile, createEngine } from '../engine/index.js';
import type { Engine } from '../engine/index.js';
import type { FindPlace } from './export-place.js';
import { createHandlers } from './handlers.js';
import type { House } from './handlers/house.js';
import { testHouse } from './test-house.js';
import { testWorkspaces } from './test-workspaces.js';
import { WholeFile } from './whole-file.js';

const host = {
  contract: 1,
  version: '0.0.0',
  capabilities: { ownWindow: true, namedPipes: false, nativeDialogs: true, openLinks: false },
  runtime: 'test',
  interfaces: [],
};
/** More than one step of an export, and less than a test should wait for. */
const size = 6 << 20;
let directory: string;
let engine: Engine;
let settings: SettingsFile;
let findPlace: FindPlace;
let house: House;
const problems: unknown[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-exports-'));
  engine = valueOf(await createEngine({ workspace: join(directory, 'workspace'), version: '0.0.0' }));
  settings = await SettingsFile.open(join(directory, 'workspace', 'settings'));
  house = {
    ...(await testHouse(directory, settings)),
    engine,
    host,
    workspaces: testWorkspaces(engine, directory),
    noteTrouble: () => undefined,
  };
  findPlace = (name) => WholeFile.begin(join(directory, name));
});
afterEach(async () => {
  settings.close();
  await engine.close();
  await rm(directory, { recursive: true, force: true });
  expect(problems.splice(0)).toEqual([]);
});

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

function openPage(): Client {
  const handlers = createHandlers(house, { places: (name, type) => findPlace(name, type) });
  const [far, near] = memoryPair();
  serve(far, requests, handlers, { log: (problem, error) => problems.push(problem, error) });
  return connect(near);
}

/** A session that has received `size` bytes and has ended. */
async function session(page: Client): Promise<string> {
  const config = { protocol: 'tcp', role: 'server', address: '127.0.0.1:0', options: {} } as const;
  const begun = await page.call('session.start', { session: null, name: 'large', connection: null, config });
  const { id } = valueOf(begun);
  const until = (holds: (info: SessionInfo) => boolean): Promise<SessionInfo> =>
    new Promise((resolve) => {
      const look = (info: SessionInfo) => {
        if (info.id !== id || !holds(info)) return;
        off();
        resolve(info);
      };
      const off = page.on('session.changed', look);
      void page.call('session.info', { session: id }).then((info) => look(valueOf(info)));
    });
  valueOf(await page.call('session.watch', { sessions: [id] }));
  const { local } = await until((info) => info.local !== null && info.state === 'listening');
  const socket = connectTcp(local?.port ?? 0, '127.0.0.1').resume();
  await once(socket, 'connect');
  socket.end(Buffer.alloc(size, 'payload '));
  await until(({ bytesIn }) => bytesIn === size);
  valueOf(await page.call('session.stop', { session: id }));
  await until(({ state }) => state === 'closed');
  return id;
}

const files = async (): Promise<string[]> =>
  (await readdir(directory)).filter((name) => name !== 'workspace');

/** Begins one and takes its first step, so that a part of it is written. */
async function half(page: Client, id: string): Promise<number> {
  const spec = { session: id, view: 0, format: 'raw', direction: 'in' } as const;
  const { export: number } = valueOf(await page.call('export.begin', spec));
  expect(await page.call('export.place', { export: number })).toEqual({ ok: true, value: { url: null } });
  const step = valueOf(await page.call('export.next', { export: number }));
  expect(step).toMatchObject({ done: false, data: new Uint8Array() });
  expect(step.bytes).toBeGreaterThan(0);
  expect(await files()).toHaveLength(1);
  return number;
}

describe('an export the host writes', () => {
  it('becomes a file without a byte of it passing through the page', async () => {
    const page = openPage();
    const id = await session(page);
    const number = await half(page, id);
    for (let done = false; !done;) {
      const step = valueOf(await page.call('export.next', { export: number }));
      expect(step.data).toHaveLength(0);
      ({ done } = step);
    }
    expect(await files()).toEqual([`large-${id}.bin`]);
    expect((await readFile(join(directory, `large-${id}.bin`))).equals(Buffer.alloc(size, 'payload '))).toBe(
      true,
    );
  });

  it('leaves nothing when it is cancelled, and when its page is gone', async () => {
    const page = openPage();
    const id = await session(page);
    const number = await half(page, id);
    valueOf(await page.call('export.end', { export: number }));
    await expect.poll(files).toEqual([]);
    expect(await page.call('export.next', { export: number })).toMatchObject({
      error: { code: 'export.unknown' },
    });
    const other = openPage();
    await half(other, id);
    other.close();
    await expect.poll(files).toEqual([]);
  });

  it('keeps its session from being deleted, and says what to wait for', async () => {
    const page = openPage();
    const id = await session(page);
    const number = await half(page, id);
    const { failed } = valueOf(await page.call('session.remove', { sessions: [id] }));
    expect(failed).toMatchObject([{ session: id, error: { code: 'session.open' } }]);
    expect(failed[0]?.error.message).toContain('let that end, or close it');
    valueOf(await page.call('export.end', { export: number }));
    await expect
      .poll(async () => valueOf(await page.call('session.remove', { sessions: [id] })).failed)
      .toEqual([]);
  });

  it('goes on when somebody deletes the recording under it', async () => {
    const page = openPage();
    const id = await session(page);
    const number = await half(page, id);
    await rm(valueOf(await page.call('session.info', { session: id })).directory, { recursive: true });
    for (let done = false; !done;) {
      ({ done } = valueOf(await page.call('export.next', { export: number })));
    }
    expect((await readFile(join(directory, `large-${id}.bin`))).length).toBe(size);
  });

  it('is cancelled where nobody chose a file, and where the page ended it meanwhile', async () => {
    const page = openPage();
    const id = await session(page);
    const spec = { session: id, view: 0, format: 'jsonl' } as const;
    findPlace = () => Promise.resolve(null);
    const first = valueOf(await page.call('export.begin', spec));
    expect(await page.call('export.place', { export: first.export })).toMatchObject({
      error: { code: 'export.cancelled' },
    });
    let choose: () => void = () => undefined;
    const chosen = new Promise<void>((resolve) => (choose = resolve));
    findPlace = async (name) => {
      await chosen;
      return WholeFile.begin(join(directory, name));
    };
    const second = valueOf(await page.call('export.begin', spec));
    const placing = page.call('export.place', { export: second.export });
    valueOf(await page.call('export.end', { export: second.export }));
    choose();
    expect(await placing).toMatchObject({ error: { code: 'export.unknown' } });
    expect(await files()).toEqual([]);
  });
});
