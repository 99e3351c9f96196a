import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowFlag, RowKind } from '../contract/index.js';
import type { RepeatInfo, RepeatPlan, SessionInfo } from '../contract/index.js';
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

/** A TCP session and the socket it is connected to. */
async function connect(): Promise<{ session: Session; far: Socket }> {
  const connected = once(server, 'connection');
  const session = await start(engine, `127.0.0.1:${port}`);
  const [far] = (await connected) as [Socket];
  await until(engine, session, ({ state }) => state === 'open');
  return { session, far };
}

function planOf(body: string, plan: Partial<RepeatPlan> = {}): RepeatPlan {
  const text = { mode: 'text', body } as const;
  return { to: 'all', kind: 'data', text, environment: null, everyMs: 1, times: null, lines: false, ...plan };
}

/** The repeat of the session when it is so. */
async function repeatIs(session: Session, holds: (repeat: RepeatInfo) => boolean): Promise<RepeatInfo> {
  const so = ({ repeat }: SessionInfo): boolean => repeat !== null && holds(repeat);
  const { repeat } = await until(engine, session, so);
  if (repeat === null) throw new Error('it was there a moment ago');
  return repeat;
}

/** Everything the socket receives until there are so many bytes. */
async function hear(far: Socket, size: number): Promise<string> {
  let heard = '';
  while (heard.length < size) {
    const [chunk] = (await once(far, 'data')) as [Buffer];
    heard += chunk.toString('latin1');
  }
  return heard;
}

const numbers = (count: number): string => Array.from({ length: count }, (_, at) => `${at + 1};`).join('');

describe('a repeat', () => {
  it('sends so many times, in order, and makes each message anew', async () => {
    const { session, far } = await connect();
    const heard = hear(far, numbers(200).length);
    const begun = valueOf(await engine.startRepeat(session, planOf('{{counter}};', { times: 200 })));
    expect(begun).toMatchObject({ state: 'running', total: 200, everyMs: 1, lines: null, endedAt: null });
    const done = await repeatIs(session, ({ state }) => state === 'done');
    expect(await heard).toBe(numbers(200));
    expect(done).toMatchObject({ sent: 200, failed: 0, waiting: null, failure: null });
    expect(done.endedAt).toBeGreaterThanOrEqual(done.startedAt);
    expect(session.info.messagesOut).toBe(200);
    // The next message goes on where the repeat has stopped.
    const next = hear(far, 4);
    valueOf(await engine.startRepeat(session, planOf('{{counter}};', { times: 1 })));
    expect(await next).toBe('201;');
  });

  it('flags its rows as automatic, and notes its begin and its end', async () => {
    const { session } = await connect();
    valueOf(await engine.startRepeat(session, planOf('x', { times: 3 })));
    await repeatIs(session, ({ state }) => state === 'done');
    const rows = await rowsOf(session);
    const sent = rows.filter(({ kind }) => kind === 'chunk');
    expect(sent.map(({ flags, text }) => [flags, text])).toEqual(Array(3).fill([RowFlag.automatic, 'x']));
    const notes = rows.filter(({ kind }) => kind === 'note').map(({ text }) => text);
    expect(notes[0]).toBe('Repeating a message every 1 ms, 3 times');
    expect(notes[1]).toMatch(
      /^The repeat is done; 3 sent, .*late by \d+\.\d\d ms \(p50\), \d+\.\d\d ms \(p99\)$/,
    );
  });

  it('is one entry of what was sent, from its begin to its end', async () => {
    const { session } = await connect();
    const note = { key: 'k', message: 'm1', name: 'tick', kind: 'text' } as const;
    const seen: unknown[] = [];
    engine.sent.onAdded(({ entry }) => seen.push(entry.repeat?.state));
    valueOf(await engine.startRepeat(session, planOf('t{{counter}};', { times: 30, note })));
    await repeatIs(session, ({ state }) => state === 'done');
    const [entry, ...others] = valueOf(await engine.sent.read('k'));
    expect([others, seen]).toEqual([[], ['running', 'done']]);
    expect(entry).toMatchObject({
      ...{ name: 'tick', message: 'm1', mode: 'text', body: 't{{counter}};', session: session.id },
      ...{ peers: 1, bytes: 9 * 3 + 21 * 4, failure: null },
      repeat: { everyMs: 1, state: 'done', sent: 30, failed: 0, lines: null },
    });
    const row = valueOf(await session.log.row(entry?.seq ?? 0));
    expect([row.direction, row.flags]).toEqual([Direction.out, RowFlag.automatic]);

    valueOf(await engine.startRepeat(session, planOf('{{nobody}}', { note })));
    await repeatIs(session, ({ state }) => state === 'failed');
    const [failed] = valueOf(await engine.sent.read('k'));
    expect(failed).toMatchObject({ repeat: { state: 'failed', sent: 0 }, peers: 0, seq: null });
    expect(failed?.failure).toContain('nobody');
  });

  it('keeps deadlines that do not drift', { timeout: 120_000 }, async () => {
    const { session: listener, port: at } = await listen(engine, { protocol: 'ws' });
    const session = await start(engine, `ws://127.0.0.1:${at}/`, {
      protocol: 'ws',
      options: { ws: { deflate: false } },
    });
    await until(engine, session, ({ state }) => state === 'open');
    const total = 3_000;
    valueOf(await engine.startRepeat(session, planOf('tick', { kind: 'text', times: total })));
    const done = await repeatIs(session, ({ state }) => state === 'done');
    await until(engine, listener, ({ messagesIn }) => messagesIn === total);
    const times: number[] = [];
    for (let seq = 1; seq <= session.log.count; seq++) {
      const row = valueOf(await session.log.row(seq));
      if (row.direction === Direction.out && row.flags === RowFlag.automatic) times.push(row.time / 1e6);
    }
    expect(times).toHaveLength(total);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    // Each send is late by itself: what the last one may be late by is known, and nothing adds up. An
    // interval that began anew with each send would be some hundred milliseconds behind by now. A row has
    // its time a moment after that was measured, and a busy machine makes that moment long.
    const momentMs = 100;
    const span = times[total - 1]! - times[0]!;
    const lateness = done.lateness!;
    const steps = total - 1 + done.skipped;
    expect(span).toBeGreaterThanOrEqual(steps - lateness.max - momentMs);
    expect(span).toBeLessThanOrEqual(steps + lateness.max + momentMs);
    expect(lateness.p50).toBeLessThanOrEqual(lateness.p99);
    expect(lateness.p99).toBeLessThanOrEqual(lateness.max);
  });

  it('catches up in order what a busy moment held up', async () => {
    const { session, far } = await connect();
    const total = 1_000;
    const heard = hear(far, numbers(total).length);
    valueOf(await engine.startRepeat(session, planOf('{{counter}};', { times: total })));
    await repeatIs(session, ({ sent }) => sent > 5);
    const before = session.info.repeat!.sent;
    const busyUntil = performance.now() + 60;
    while (performance.now() < busyUntil);
    const done = await repeatIs(session, ({ state }) => state === 'done');
    expect(await heard).toBe(numbers(total));
    expect(done.sent).toBe(total);
    expect(done.lateness!.max).toBeGreaterThan(30);
    // Only a machine that gave it no turn for a second makes it skip.
    if (done.lateness!.max < 1_000) expect(done.skipped).toBe(0);
    expect(before).toBeLessThan(total);
  });

  it('pauses, goes on and stops without losing one', async () => {
    const { session, far } = await connect();
    const { session: other } = await connect();
    let heard = '';
    far.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    valueOf(await engine.startRepeat(session, planOf('{{counter}};')));
    await repeatIs(session, ({ sent }) => sent >= 20);
    expect(valueOf(session.repeating.pause(true)).state).toBe('paused');
    expect(valueOf(session.repeating.pause(true)).state).toBe('paused');
    // What was under way has left when another session has counted thirty of these milliseconds.
    valueOf(await engine.startRepeat(other, planOf('x', { times: 30 })));
    await repeatIs(other, ({ state }) => state === 'done');
    const paused = session.info.repeat!;
    valueOf(await engine.startRepeat(other, planOf('x', { times: 30 })));
    await repeatIs(other, ({ state, sent }) => state === 'done' && sent === 30);
    expect(session.info.repeat).toMatchObject({
      state: 'paused',
      sent: paused.sent,
      skipped: paused.skipped,
    });
    expect(valueOf(session.repeating.pause(false)).state).toBe('running');
    await repeatIs(session, ({ sent }) => sent >= paused.sent + 20);
    expect(valueOf(session.repeating.stop()).state).toBe('stopped');
    expect(codeOf(session.repeating.stop())).toBe('repeat.none');
    expect(codeOf(session.repeating.pause(true))).toBe('repeat.none');
    valueOf(await session.end('all', 'half-close'));
    await once(far, 'end');
    const { sent, failed } = session.info.repeat!;
    expect(heard).toBe(numbers(sent));
    expect(failed).toBe(0);
  });

  it('is one at a time for each session, and several sessions at once', async () => {
    const { session: one } = await connect();
    const { session: two } = await connect();
    valueOf(await engine.startRepeat(one, planOf('1')));
    valueOf(await engine.startRepeat(two, planOf('2')));
    expect(codeOf(await engine.startRepeat(one, planOf('3')))).toBe('repeat.active');
    const [first, second] = [one, two].map((session) => repeatIs(session, ({ sent }) => sent >= 30));
    expect(await first).toMatchObject({ state: 'running', failed: 0 });
    expect(await second).toMatchObject({ state: 'running', failed: 0 });
    expect(one.info.repeat?.perSecond).toBeGreaterThan(0);
  });

  it('sends a block line by line, with the ending after each', async () => {
    const { session, far } = await connect();
    const lines = { mode: 'text', body: 'one {{counter}}\r\n\ntwo\n', ending: '\r\n' } as const;
    const heard = hear(far, 2 * 'one 1\r\n\r\ntwo\r\n'.length);
    const plan = planOf('', { text: lines, lines: true, times: 2 });
    expect(valueOf(await engine.startRepeat(session, plan))).toMatchObject({ lines: 3, total: 6 });
    expect(await heard).toBe('one 1\r\n\r\ntwo\r\none 2\r\n\r\ntwo\r\n');
    const blank = planOf('\n\n', { lines: true });
    await repeatIs(session, ({ state }) => state === 'done');
    expect(codeOf(await engine.startRepeat(session, blank))).toBe('repeat.lines');
  });

  it(
    'waits for a peer that does not read, in bounded memory, and loses nothing',
    { timeout: 120_000 },
    async () => {
      const { session, far } = await connect();
      far.pause();
      const size = 65_536;
      const body = '.'.repeat(size);
      valueOf(await engine.startRepeat(session, planOf(body)));
      // A kernel whose buffers grow takes what had waited: it is looked at while something does.
      const waits = (): number => session.peers[0]?.queuedBytes ?? 0;
      const stuck = await repeatIs(
        session,
        ({ waiting, skipped }) => waiting !== null && skipped > 50 && waits() > 0,
      );
      expect(stuck.waiting).toMatchObject({ reason: 'peer', peer: 1 });
      expect(stuck.state).toBe('running');
      const [peer] = session.peers;
      expect(peer!.queuedBytes).toBeGreaterThan(0);
      expect(peer!.queuedBytes).toBeLessThanOrEqual((1 << 20) + size);
      expect(session.info.queuedBytes).toBe(peer!.queuedBytes);
      expect(peer!.waitingSince).toBeLessThanOrEqual(Date.now());
      // A second of it is worth a row.
      await until(engine, session, ({ repeat }) => (repeat?.skipped ?? 0) > stuck.skipped + 1_100);
      expect(session.peers[0]!.queuedBytes).toBeLessThanOrEqual((1 << 20) + size);
      expect((await rowsOf(session)).filter(({ kind }) => kind === 'flow').map(({ text }) => text)).toEqual([
        'The repeat waits: peer 1 does not read',
      ]);
      let heard = 0;
      far.on('data', (chunk: Buffer) => (heard += chunk.length));
      far.resume();
      await repeatIs(session, ({ waiting, sent }) => waiting === null && sent > stuck.sent + 20);
      valueOf(session.repeating.stop());
      const ended = once(far, 'end');
      valueOf(await session.end('all', 'half-close'));
      await ended;
      const done = session.info.repeat!;
      expect(heard).toBe(done.sent * size);
      expect(done.failed).toBe(0);
      expect(session.peers[0]).toMatchObject({ queuedBytes: 0, waitingSince: null });
      const told = (await rowsOf(session)).filter(({ kind }) => kind === 'flow');
      expect(told[1]?.text).toMatch(/^The repeat goes on after \d+ ms; \d+ deadlines were skipped so far$/);
    },
  );

  it(
    'goes on for the others without a peer that does not read, which is named',
    { timeout: 120_000 },
    async () => {
      const { session, port: at } = await listen(engine);
      const reads = createConnection(at, '127.0.0.1').resume();
      await until(engine, session, ({ peers }) => peers === 1);
      const deaf = createConnection(at, '127.0.0.1').pause();
      await until(engine, session, ({ peers }) => peers === 2);
      const size = 65_536;
      valueOf(await engine.startRepeat(session, planOf('.'.repeat(size))));
      const told = async (words: RegExp): Promise<void> => {
        for (;;) {
          const { length, kind, previewAt, previews } = valueOf(await session.log.rows(0, session.log.count));
          for (let i = 0; i < length; i++) {
            const text = Buffer.from(previews.subarray(previewAt[i], previewAt[i + 1])).toString();
            if (kind[i] === RowKind.flow && words.test(text)) return;
          }
          await new Promise((turn) => setImmediate(turn));
        }
      };
      await told(/^Peer 2 does not read: the repeat goes on without it$/);
      const { sent } = session.info.repeat!;
      await repeatIs(session, (repeat) => repeat.sent > sent + 50);
      const [one, two] = session.peers;
      expect(one!.messagesOut).toBeGreaterThan(two!.messagesOut + 40);
      expect(two!.queuedBytes).toBeLessThanOrEqual((1 << 20) + size);
      deaf.resume();
      await told(/^Peer 2 takes messages of the repeat again; \d+ (?:was|were) not sent to it$/);
      valueOf(session.repeating.stop());
      expect(session.info.repeat).toMatchObject({ state: 'stopped', failed: 0 });
      reads.destroy();
      deaf.destroy();
    },
  );

  it('waits while nobody is there, without using up counters', async () => {
    const { session, port: at } = await listen(engine);
    valueOf(await engine.startRepeat(session, planOf('{{counter}};', { times: 3 })));
    const alone = await repeatIs(session, ({ skipped }) => skipped > 10);
    expect(alone).toMatchObject({ sent: 0, waiting: { reason: 'nobody', peer: null } });
    const peer = await start(engine, `127.0.0.1:${at}`);
    await until(engine, peer, ({ bytesIn }) => bytesIn === 6);
    expect(
      (await rowsOf(peer))
        .filter(({ kind }) => kind === 'chunk')
        .map(({ text }) => text)
        .join(''),
    ).toBe('1;2;3;');
    expect((await repeatIs(session, ({ state }) => state === 'done')).sent).toBe(3);
  });

  it('ends with its session', async () => {
    const { session } = await connect();
    expect(codeOf(await engine.startRepeat(session, planOf('', { lines: true })))).toBe('repeat.lines');
    valueOf(await engine.startRepeat(session, planOf('x')));
    await repeatIs(session, ({ sent }) => sent > 3);
    valueOf(await session.stop());
    expect(session.info.repeat).toMatchObject({ state: 'stopped', failed: 0 });
    expect(codeOf(await engine.startRepeat(session, planOf('x')))).toBe('session.idle');
    expect(codeOf(session.repeating.stop())).toBe('repeat.none');
  });

  it('ends when the peer goes', async () => {
    const { session, far } = await connect();
    valueOf(await engine.startRepeat(session, planOf('x')));
    await repeatIs(session, ({ sent }) => sent > 3);
    far.resetAndDestroy();
    await until(engine, session, ({ state }) => state === 'failed' || state === 'closed');
    expect(session.info.repeat?.state).toBe('stopped');
  });

  it('fails where the message cannot be made or sent, and says why', async () => {
    const { session } = await connect();
    valueOf(await engine.startRepeat(session, planOf('{{nobody}}')));
    const unknown = session.info.repeat!;
    expect(unknown).toMatchObject({
      state: 'failed',
      sent: 0,
      failed: 1,
      failure: { code: 'template.unknown' },
    });
    valueOf(await engine.startRepeat(session, planOf('')));
    const empty = await repeatIs(session, ({ state }) => state === 'failed');
    expect(empty.failure?.code).toBe('send.empty');
    const { session: listener } = await listen(engine);
    valueOf(await engine.startRepeat(listener, planOf('x', { to: [7] })));
    expect(listener.info.repeat).toMatchObject({ state: 'failed', failure: { code: 'send.no-peer' } });
  });

  it('sends what names a file one after the other', async () => {
    await writeFile(join(bench.directory, 'part.txt'), 'part');
    const { session, far } = await connect();
    const expected = Array.from({ length: 20 }, (_, at) => `${at + 1}part;`).join('');
    const heard = hear(far, expected.length);
    const plan = planOf('{{counter}}{{file part.txt}};', { times: 20 });
    valueOf(await engine.startRepeat(session, plan));
    expect(await heard).toBe(expected);
    expect((await repeatIs(session, ({ state }) => state === 'done')).sent).toBe(20);
  });
});
