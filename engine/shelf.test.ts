import { mkdir, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowKind, trashDays } from '../contract/index.js';
import type { SessionInfo, SessionsNews } from '../contract/index.js';
import type { Engine } from './engine.js';
import { createLog } from './log/index.js';
import { TestBench, bytes, listen, start, until, valueOf } from './test-engine.js';

let bench: TestBench;

beforeEach(async () => {
  bench = await TestBench.make();
});

afterEach(async () => {
  await bench.close();
});

const sessionsOf = (): string => join(bench.directory, '.local', 'sessions');
const trashOf = (): string => join(bench.directory, '.local', 'trash', 'sessions');

/** A recorded session of an earlier run, with two messages of five bytes sent. */
async function record(name: string): Promise<string> {
  const engine = await bench.engine();
  const { session: server, port } = await listen(engine, { name: 'server' });
  const client = await start(engine, `127.0.0.1:${port}`, { name });
  await until(engine, client, ({ state }) => state === 'open');
  for (const text of ['hello', 'world']) {
    valueOf(await client.send('all', { kind: 'data', data: bytes(text) }));
  }
  await engine.close();
  await rm(join(sessionsOf(), server.id), { recursive: true });
  return client.id;
}

async function infoOf(engine: Engine, id: string): Promise<SessionInfo | undefined> {
  return (await engine.list()).find((one) => one.id === id);
}

/** The first news that is so. */
function news(engine: Engine, holds: (one: SessionsNews) => boolean): Promise<SessionsNews> {
  return new Promise((resolve) => {
    const off = engine.shelf.onNews((one) => {
      if (!holds(one)) return;
      off();
      resolve(one);
    });
  });
}

describe('describing sessions', () => {
  it('names, stars and comments a recorded session, after a restart too', async () => {
    const id = await record('talk');
    const first = await bench.engine();
    const heard = news(first, ({ changed }) => changed.some((one) => one.id === id && one.starred));
    const note = { name: ' nightly run ', starred: true, comment: 'the slow one' };
    expect(await first.shelf.describe([id], note)).toEqual({ done: [id], failed: [] });
    expect((await heard).changed).toMatchObject([{ id, name: 'nightly run', comment: 'the slow one' }]);
    await first.close();

    const second = await bench.engine();
    const said = { name: 'nightly run', starred: true, comment: 'the slow one', messagesOut: 2 };
    expect(await infoOf(second, id)).toMatchObject(said);
    expect(valueOf(await second.session(id)).info).toMatchObject(said);
    await second.shelf.describe([id], { name: '', comment: '' });
    expect(await infoOf(second, id)).toMatchObject({ name: 'talk', starred: true, comment: '' });
    expect(second.peek(id)).toMatchObject({ name: 'talk', starred: true, comment: '' });
  });

  it('names a session that is being opened meanwhile', async () => {
    const id = '20261121-080000-0001';
    const origin = Date.parse('2026-11-21T08:00:00.000Z');
    const header = { id, name: 'talk', app: '0.1.0', createdAt: new Date(origin).toISOString() };
    const log = valueOf(
      await createLog(join(sessionsOf(), id), { ...header, clockOrigin: origin, connection: {} }),
    );
    // As many rows as it takes a while to read.
    const payload = bytes('tick');
    for (let at = 0; at < 300_000; at++) {
      log.appendRaw(RowKind.chunk, Direction.in, 0, 1, at, payload);
    }
    valueOf(await log.close());
    const engine = await bench.engine();
    const opening = engine.session(id);
    const note = { name: 'nightly run', starred: true };
    expect(await engine.shelf.describe([id], note)).toEqual({ done: [id], failed: [] });
    expect(valueOf(await opening).info).toMatchObject(note);
    expect(await infoOf(engine, id)).toMatchObject({ ...note, messagesIn: 300_000 });
  });

  it('keeps what was said of a live session when it starts again and when it ends', async () => {
    const first = await bench.engine();
    const { session } = await listen(first, { name: 'port' });
    await first.shelf.describe([session.id], { name: 'mine', starred: true });
    expect(session.info).toMatchObject({ name: 'mine', starred: true });
    valueOf(await session.stop());
    await listen(first, { name: 'port', session: session.id });
    expect(session.info).toMatchObject({ name: 'mine', starred: true });
    await first.close();
    const second = await bench.engine();
    expect(await infoOf(second, session.id)).toMatchObject({ name: 'mine', starred: true });
    await second.shelf.describe([session.id], { name: '' });
    expect(await infoOf(second, session.id)).toMatchObject({ name: 'port' });
  });

  it('loses no change to another that is under way', async () => {
    const id = await record('talk');
    const engine = await bench.engine();
    await Promise.all([
      engine.shelf.describe([id], { starred: true }),
      engine.session(id),
      engine.shelf.describe([id], { comment: 'kept' }),
      engine.shelf.describe([id], { name: 'named' }),
    ]);
    expect(await infoOf(engine, id)).toMatchObject({ starred: true, comment: 'kept', name: 'named' });
    expect((await readdir(join(sessionsOf(), id))).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it('sets a broken record aside and makes a new one from the log', async () => {
    const id = await record('talk');
    const directory = join(sessionsOf(), id);
    await writeFile(join(directory, 'record.json'), '{"format":"wirebench-session-rec');
    const engine = await bench.engine();
    const counted = news(engine, ({ changed }) => changed.some((one) => one.id === id));
    expect(await infoOf(engine, id)).toMatchObject({ name: 'talk', messagesOut: 0 });
    expect((await counted).changed).toMatchObject([{ id, name: 'talk', messagesOut: 2 }]);
    const files = await readdir(directory);
    const aside = files.find((file) => file.startsWith('record.json.damaged-'));
    expect(await readFile(join(directory, aside ?? ''), 'utf8')).toBe('{"format":"wirebench-session-rec');
    expect(JSON.parse(await readFile(join(directory, 'record.json'), 'utf8'))).toMatchObject({
      name: 'talk',
      counts: { messagesOut: 2 },
    });
  });

  it('leaves a record alone that a later version wrote', async () => {
    const id = await record('talk');
    const path = join(sessionsOf(), id, 'record.json');
    const later = JSON.stringify({ format: 'wirebench-session-record', version: 2, stars: 5 });
    await writeFile(path, later);
    const engine = await bench.engine();
    const { done, failed } = await engine.shelf.describe([id, 'none'], { starred: true });
    expect(done).toEqual([]);
    expect(failed).toMatchObject([
      { session: id, error: { code: 'session.later' } },
      { session: 'none', error: { code: 'session.unknown' } },
    ]);
    expect(await readFile(path, 'utf8')).toBe(later);
  });
});

describe('counting', () => {
  it('counts the messages and the losses of a recovered session without its being opened', async () => {
    const id = await record('talk');
    const directory = join(sessionsOf(), id);
    // As after a crash: no totals, no counts, a torn tail.
    const session = JSON.parse(await readFile(join(directory, 'session.json'), 'utf8')) as object;
    await writeFile(join(directory, 'session.json'), JSON.stringify({ ...session, totals: null }));
    await rm(join(directory, 'record.json'));
    await writeFile(join(directory, 'rows.wblog'), bytes('WBK1 torn'), { flag: 'a' });
    const engine = await bench.engine();
    const counted = news(engine, ({ changed }) => changed.some((one) => one.id === id));
    expect((await infoOf(engine, id))?.messagesOut).toBe(0);
    const after = (await counted).changed[0];
    expect(after).toMatchObject({ id, messagesOut: 2, droppedBytes: 9 });
    expect(await infoOf(engine, id)).toMatchObject({ messagesOut: 2, droppedBytes: 9 });
  });
});

describe('the trash', () => {
  it('takes sessions and gives them back whole', async () => {
    const [one, two] = [await record('one'), await record('two')];
    const engine = await bench.engine();
    const before = await infoOf(engine, one);
    const heard = news(engine, ({ removed }) => removed.includes(one));
    expect(await engine.shelf.remove([one, two, 'none'])).toMatchObject({
      done: [one, two],
      failed: [{ session: 'none', error: { code: 'session.unknown' } }],
    });
    await heard;
    expect(await engine.list()).toEqual([]);
    expect((await engine.session(one)).ok).toBe(false);
    const { sessions, bytes: size } = await engine.shelf.trashed();
    expect(sessions.map(({ session, name }) => [session, name])).toEqual(
      expect.arrayContaining([
        [one, 'one'],
        [two, 'two'],
      ]),
    );
    expect(size).toBe(sessions.reduce((sum, { diskBytes }) => sum + diskBytes, 0));
    expect(await engine.shelf.restore([one])).toEqual({ done: [one], failed: [] });
    expect(await infoOf(engine, one)).toEqual(before);
    expect(await readdir(join(sessionsOf(), one))).not.toContain('removed.json');
    expect(valueOf(await valueOf(await engine.session(one)).log.payload(4)).total).toBeGreaterThan(0);
    expect((await engine.shelf.restore([one])).failed).toMatchObject([
      { error: { code: 'session.unknown' } },
    ]);
  });

  it('never takes what is starred, in a tab, read, or recorded', async () => {
    const [starred, tabbed, read] = [await record('starred'), await record('tab'), await record('read')];
    const engine = await bench.engine();
    const { session: live } = await listen(engine);
    await engine.shelf.describe([starred], { starred: true });
    const page = {};
    engine.shelf.show(page, [tabbed]);
    const release = valueOf(await engine.session(read)).hold();
    const { done, failed } = await engine.shelf.remove([starred, tabbed, read, live.id]);
    expect(done).toEqual([]);
    expect(failed.map(({ session, error }) => [session, error.code])).toEqual([
      [starred, 'session.starred'],
      [tabbed, 'session.open'],
      [read, 'session.open'],
      [live.id, 'session.live'],
    ]);
    expect(await engine.list()).toHaveLength(4);
    engine.shelf.show(page, []);
    release();
    valueOf(await live.stop());
    await engine.shelf.describe([starred], { starred: false });
    const all = [starred, tabbed, read, live.id];
    expect(await engine.shelf.remove(all)).toEqual({ done: all, failed: [] });
    expect(await engine.list()).toEqual([]);
  });

  it('says of a session that ended here, and is still read, that it is read', async () => {
    const engine = await bench.engine();
    const { session: live } = await listen(engine);
    valueOf(await live.stop());
    const release = live.hold();
    const [refused] = (await engine.shelf.remove([live.id])).failed;
    expect(refused?.error.code).toBe('session.open');
    expect(refused?.error.message).toContain('is being read, by an export, a search or a comparison');
    expect(refused?.error.message).not.toContain('tab');
    release();
    expect((await engine.shelf.remove([live.id])).done).toEqual([live.id]);
  });

  it('sees the tabs of another host on the same workspace', async () => {
    const id = await record('far');
    const engine = await bench.engine();
    const other = join(bench.directory, '.local', 'window-7');
    await mkdir(other, { recursive: true });
    // A process that lives and is not ours: the one that runs this test.
    const lock = { pid: process.ppid, host: (await import('node:os')).hostname(), started: null };
    await writeFile(join(other, 'session.lock'), JSON.stringify(lock));
    await writeFile(join(other, 'state.json'), JSON.stringify({ tabs: [{ session: id }, null, {}] }));
    expect((await engine.shelf.remove([id])).failed).toMatchObject([{ error: { code: 'session.open' } }]);
    await rm(other, { recursive: true });
    expect((await engine.shelf.remove([id])).done).toEqual([id]);
  });

  it('is emptied on demand, and of what has waited its week', async () => {
    const [old, fresh] = [await record('old'), await record('fresh')];
    const engine = await bench.engine();
    await engine.shelf.remove([old, fresh]);
    const now = Date.now();
    const weekAgo = now - trashDays * 86_400_000;
    await writeFile(join(trashOf(), old, 'removed.json'), JSON.stringify({ removedAt: weekAgo }));
    await engine.shelf.sweep(now);
    expect(await readdir(trashOf())).toEqual([fresh]);
    expect(await engine.shelf.empty(['none'])).toMatchObject({
      failed: [{ error: { code: 'session.unknown' } }],
    });
    expect(await engine.shelf.empty(null)).toEqual({ done: [fresh], failed: [] });
    expect(await engine.shelf.trashed()).toEqual({ sessions: [], bytes: 0 });
    expect(await readdir(sessionsOf())).toEqual([]);
  });

  it('waits a week from the move where nothing says when that was', async () => {
    const id = await record('old');
    const engine = await bench.engine();
    await engine.shelf.remove([id]);
    await writeFile(join(trashOf(), id, 'removed.json'), '{');
    const moved = new Date(Date.now() - 86_400_000);
    await utimes(join(trashOf(), id), moved, moved);
    await engine.shelf.sweep();
    expect(await readdir(trashOf())).toEqual([id]);
    await engine.shelf.sweep(Date.now() + trashDays * 86_400_000);
    expect(await readdir(trashOf())).toEqual([]);
  });

  it('follows no way out of the directory', async () => {
    const engine = await bench.engine();
    for (const id of ['..', '.', '', '../workspace.json', 'a/b']) {
      for (const report of [
        engine.shelf.remove([id]),
        engine.shelf.restore([id]),
        engine.shelf.empty([id]),
      ]) {
        expect((await report).failed).toMatchObject([{ error: { code: 'session.unknown' } }]);
      }
    }
    expect((await stat(bench.directory)).isDirectory()).toBe(true);
  });

  it('keeps in the trash what would replace a session', async () => {
    const id = await record('twice');
    const engine = await bench.engine();
    await engine.shelf.remove([id]);
    await mkdir(join(sessionsOf(), id));
    expect((await engine.shelf.restore([id])).failed).toMatchObject([{ error: { code: 'session.trash' } }]);
    expect((await engine.shelf.trashed()).sessions).toHaveLength(1);
  });
});
