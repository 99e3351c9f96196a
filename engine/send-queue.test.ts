import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowFlag, maxQueueItems, maxQueueSize } from '../contract/index.js';
import type { QueueInfo, QueueItem, SessionInfo } from '../contract/index.js';
import type { Engine } from './engine.js';
import type { Session } from './session.js';
import { TestBench, codeOf, listen, rowsOf, start, until, valueOf } from './test-engine.js';

let bench: TestBench;
let engine: Engine;
let server: Server;
let port: number;
beforeEach(async () => {
  bench = await TestBench.make();
  engine = await bench.engine();
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on TCP, so its address is one with a port.
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  await bench.close();
  server.close();
});

/** A TCP session, the socket it is connected to, and what that has heard. */
async function connect(): Promise<{ session: Session; far: Socket; heard: () => string }> {
  const connected = once(server, 'connection');
  const session = await start(engine, `127.0.0.1:${port}`);
  const [far] = (await connected) as [Socket];
  let heard = '';
  far.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await until(engine, session, ({ state }) => state === 'open');
  return { session, far, heard: () => heard };
}

function item(id: string, part: Partial<QueueItem> = {}): QueueItem {
  const text = { mode: 'text', body: `${id};` } as const;
  return { id, name: id, to: 'all', kind: 'data', text, environment: null, delayMs: 0, ...part };
}

async function queueIs(session: Session, holds: (queue: QueueInfo) => boolean): Promise<QueueInfo> {
  const so = ({ queue }: SessionInfo): boolean => queue !== null && holds(queue);
  const { queue } = await until(engine, session, so);
  if (queue === null) throw new Error('it was there a moment ago');
  return queue;
}

const waiting = (session: Session): string[] => valueOf(session.queueing.read()).items.map(({ id }) => id);
const empty = ({ state }: QueueInfo): boolean => state === 'idle';

describe('a queue', () => {
  it('sends in order with a delay before each, resolved when its turn has come', async () => {
    const { session, far, heard } = await connect();
    const items = Array.from({ length: 20 }, (_, at) =>
      item(`q${at}`, { text: { mode: 'text', body: '{{counter}};' }, delayMs: 5 }),
    );
    const begun = valueOf(await engine.enqueue(session, items, true));
    expect(begun).toMatchObject({ state: 'running', waiting: 20, sent: 0, failure: null });
    expect(begun.dueAt).not.toBeNull();
    const done = await queueIs(session, empty);
    expect(done).toMatchObject({ waiting: 0, sent: 20, dueAt: null });
    while (heard().length < 51) await once(far, 'data');
    expect(heard()).toBe(Array.from({ length: 20 }, (_, at) => `${at + 1};`).join(''));
    const rows = (await rowsOf(session)).filter(({ kind }) => kind === 'chunk');
    expect(rows.every(({ flags }) => flags === RowFlag.automatic)).toBe(true);
    const times = await Promise.all(
      rows.map(async ({ seq }) => valueOf(await session.log.row(seq)).time / 1e6),
    );
    // Counted from deadline to deadline: twenty delays of five, whatever each was late by; the first one too.
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(19 * 5 - 50);
    expect((await rowsOf(session)).at(-1)?.text).toBe('The queue is empty; 20 sent');
  });

  it('waits until it is told to go, goes one step, and goes on', async () => {
    const { session, far, heard } = await connect();
    valueOf(
      await engine.enqueue(
        session,
        ['a', 'b', 'c'].map((id) => item(id, { delayMs: 60_000 })),
        false,
      ),
    );
    expect(session.info.queue).toMatchObject({ state: 'paused', waiting: 3, dueAt: null });
    const step = once(far, 'data');
    valueOf(session.queueing.control('step'));
    await step;
    expect(heard()).toBe('a;');
    expect(await queueIs(session, ({ sent }) => sent === 1)).toMatchObject({ state: 'paused', waiting: 2 });
    valueOf(session.queueing.control('go'));
    // A minute from when the one before was sent.
    expect(session.info.queue!.dueAt! - Date.now()).toBeGreaterThan(50_000);
    const next = once(far, 'data');
    valueOf(session.queueing.change({ change: 'delay', ids: ['b'], delayMs: 0 }));
    await next;
    expect(heard()).toBe('a;b;');
    valueOf(session.queueing.control('pause'));
    expect(session.info.queue).toMatchObject({ state: 'paused', waiting: 1 });
    valueOf(session.queueing.control('clear'));
    expect(session.info.queue).toMatchObject({ state: 'idle', waiting: 0 });
    valueOf(session.queueing.control('undo'));
    valueOf(session.queueing.control('undo'));
    expect(waiting(session)).toEqual(['c']);
  });

  it('is changed while it waits: moved, delayed, taken out', async () => {
    const { session, far, heard } = await connect();
    valueOf(
      await engine.enqueue(
        session,
        ['a', 'b', 'c', 'd'].map((id) => item(id)),
        false,
      ),
    );
    const before = session.info.queue!.revision;
    valueOf(session.queueing.change({ change: 'move', id: 'd', index: 0 }));
    valueOf(session.queueing.change({ change: 'remove', ids: ['b', 'gone'] }));
    valueOf(session.queueing.control('undo'));
    expect(waiting(session)).toEqual(['d', 'a', 'b', 'c']);
    valueOf(session.queueing.change({ change: 'remove', ids: ['b'] }));
    valueOf(session.queueing.change({ change: 'delay', ids: ['c'], delayMs: 2 }));
    valueOf(session.queueing.change({ change: 'move', id: 'gone', index: 0 }));
    expect(waiting(session)).toEqual(['d', 'a', 'c']);
    expect(valueOf(session.queueing.read()).items[2]).toEqual({
      id: 'c',
      name: 'c',
      kind: 'data',
      preview: 'c;',
      delayMs: 2,
    });
    expect(session.info.queue!.revision).toBeGreaterThan(before);
    valueOf(session.queueing.control('go'));
    await queueIs(session, empty);
    while (heard().length < 6) await once(far, 'data');
    expect(heard()).toBe('d;a;c;');
  });

  it('pauses at what cannot be sent, which stays first and says why', async () => {
    const { session, far, heard } = await connect();
    const bad = item('bad', { text: { mode: 'text', body: '{{nobody}}' } });
    valueOf(await engine.enqueue(session, [item('a'), bad, item('c')], true));
    const stuck = await queueIs(session, ({ failure }) => failure !== null);
    expect(stuck).toMatchObject({ state: 'paused', waiting: 2, sent: 1 });
    expect(stuck.failure?.code).toMatch(/^template\./);
    expect(waiting(session)).toEqual(['bad', 'c']);
    valueOf(session.queueing.change({ change: 'remove', ids: ['bad'] }));
    expect(session.info.queue).toMatchObject({ failure: null });
    valueOf(session.queueing.control('go'));
    await queueIs(session, empty);
    while (heard().length < 4) await once(far, 'data');
    expect(heard()).toBe('a;c;');
  });

  it('says who does not read, and pauses where that one is dropped', async () => {
    const { session, far } = await connect();
    far.pause();
    const body = 'x'.repeat(8 << 20);
    valueOf(await engine.enqueue(session, [item('big', { text: { mode: 'text', body } }), item('b')], true));
    const held = await queueIs(session, ({ wait }) => wait !== null);
    expect(held).toMatchObject({ state: 'running', waiting: 2, wait: { reason: 'peer', peer: 1 } });
    // What is on its way neither moves nor goes.
    valueOf(session.queueing.change({ change: 'move', id: 'b', index: 0 }));
    valueOf(session.queueing.control('clear'));
    expect(waiting(session)).toEqual(['big']);
    valueOf(await session.end([1], 'reset'));
    expect(await queueIs(session, ({ state }) => state === 'paused')).toMatchObject({ wait: null });
  });

  it('waits for the first peer of a listener, and crafts a frame around what is put in by then', async () => {
    const { session, port: at } = await listen(engine, { protocol: 'ws' });
    const text = { mode: 'text' as const, body: 'a{{counter}}' };
    valueOf(await engine.enqueue(session, [item('crafted', { text, frame: { fragments: 2 } })], true));
    expect((await queueIs(session, ({ wait }) => wait !== null)).wait?.reason).toBe('nobody');
    expect(valueOf(session.queueing.read()).items[0]?.kind).toBe('crafted');
    const far = await start(engine, `ws://127.0.0.1:${at}/`, {
      protocol: 'ws',
      options: { ws: { deflate: false } },
    });
    await until(engine, far, ({ messagesIn }) => messagesIn === 1);
    expect(await queueIs(session, empty)).toMatchObject({ sent: 1 });
  });

  it('keeps what waits when the sockets end, and goes on with the next ones', async () => {
    const { session } = await connect();
    valueOf(await engine.enqueue(session, [item('a', { delayMs: 60_000 }), item('b')], true));
    await session.stop();
    await until(engine, session, ({ state }) => state === 'closed');
    expect(session.info.queue).toMatchObject({ state: 'paused', waiting: 2, failure: null });
    const connected = once(server, 'connection');
    await start(engine, `127.0.0.1:${port}`, { session: session.id });
    const [far] = (await connected) as [Socket];
    await until(engine, session, ({ state }) => state === 'open');
    const first = once(far, 'data');
    valueOf(session.queueing.control('step'));
    expect(String((await first)[0])).toBe('a;');
  });

  it('notes what was sent, crafted and files too, with its row and what it met', async () => {
    const { session, far, heard } = await connect();
    const note = (name: string, part: Partial<NonNullable<QueueItem['note']>> = {}) => ({
      ...{ key: 'k', message: null, name, kind: 'text' as const },
      ...part,
    });
    const data = new Uint8Array(200_000).fill(0x61);
    const items = [
      item('a', {
        text: { mode: 'text', body: 'a{{counter}}' },
        note: note('first', { message: 'm1', ending: 'lf' }),
      }),
      item('f', { file: { name: 'a.bin', data }, note: note('a.bin', { kind: 'binary' }) }),
      item('x', { text: { mode: 'text', body: '{{nobody}}' }, note: note('wrong') }),
    ];
    valueOf(await engine.enqueue(session, items, false));
    expect(valueOf(session.queueing.read()).items[1]).toMatchObject({ kind: 'file', preview: 'a.bin' });
    valueOf(session.queueing.control('go'));
    await queueIs(session, ({ failure }) => failure !== null);
    const [wrong, file, first, ...others] = valueOf(await engine.sent.read('k'));
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      ...{ name: 'first', message: 'm1', mode: 'text', body: 'a{{counter}}', ending: 'lf' },
      ...{ session: session.id, bytes: 2, peers: 1, failure: null },
    });
    expect(valueOf(await session.log.row(first?.seq ?? 0)).direction).toBe(Direction.out);
    expect(file).toMatchObject({ mode: 'file', body: 'a.bin', kind: 'binary', bytes: 200_000, peers: 1 });
    expect(wrong).toMatchObject({ name: 'wrong', seq: null, bytes: 0, peers: 0 });
    expect(wrong?.failure).toContain('nobody');
    while (heard().length < 200_002) await once(far, 'data');
    expect(heard()).toBe(`a1${'a'.repeat(200_000)}`);
  });

  it('and a repeat beside it find each its own rows, whichever of them wrote last', async () => {
    const { session } = await connect();
    const note = { key: 'k', message: null, name: 'q', kind: 'text' as const };
    const text = { mode: 'text' as const, body: 'r;' };
    const plan = { to: 'all' as const, kind: 'data' as const, text, environment: null, everyMs: 1 };
    valueOf(
      await engine.startRepeat(session, { ...plan, times: 400, lines: false, note: { ...note, name: 'r' } }),
    );
    const items = Array.from({ length: 100 }, (_, at) =>
      item(`q${at}`, { text: { mode: 'text', body: `q${at};` }, note }),
    );
    valueOf(await engine.enqueue(session, items, true));
    await queueIs(session, empty);
    await until(engine, session, ({ repeat }) => repeat?.state === 'done');
    const entries = valueOf(await engine.sent.read('k'));
    const payloadOf = async (seq: number): Promise<string> =>
      String(Buffer.from(valueOf(await session.log.payload(seq, 0, 16)).bytes));
    const queued = entries.filter(({ name }) => name === 'q');
    expect(queued).toHaveLength(100);
    for (const { body, seq } of queued) expect(await payloadOf(seq ?? 0)).toBe(body);
    const repeated = entries.find(({ name }) => name === 'r');
    expect(await payloadOf(repeated?.seq ?? 0)).toBe('r;');
  });

  it('takes no more than it can hold', async () => {
    const { session } = await connect();
    const many = Array.from({ length: maxQueueItems }, (_, at) => item(`m${at}`));
    valueOf(await engine.enqueue(session, many, false));
    expect(codeOf(await engine.enqueue(session, [item('one more')], false))).toBe('queue.full');
    valueOf(session.queueing.control('clear'));
    const half = (id: string): QueueItem =>
      item(id, { text: { mode: 'text', body: 'x'.repeat(maxQueueSize / 2 + 1) } });
    expect(codeOf(await engine.enqueue(session, [half('h1'), half('h2')], false))).toBe('queue.full');
    expect(session.info.queue?.waiting).toBe(0);
  });

  it('has nothing to say before there was anything, nor of a recorded session', async () => {
    const { session } = await connect();
    expect(session.info.queue).toBeNull();
    expect(valueOf(session.queueing.read())).toEqual({ revision: 0, items: [] });
    expect(valueOf(session.queueing.control('go'))).toMatchObject({ state: 'idle' });
    expect(valueOf(session.queueing.change({ change: 'remove', ids: [] }))).toMatchObject({ waiting: 0 });
    await engine.close();
    const later = await bench.engine();
    const recorded = valueOf(await later.session(session.id));
    expect(recorded.info.queue).toBeNull();
    expect(codeOf(recorded.queueing.read())).toBe('session.idle');
    expect(codeOf(await later.enqueue(recorded, [item('a')], true))).toBe('session.idle');
  });
});
