import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../contract/index.js';
import { Clock } from './clock.js';
import { LiveSession } from './live-session.js';
import { UnreliableDisk } from './log/fixture.js';
import { Listeners } from './log/listeners.js';
import { createLog } from './log/index.js';
import { planSession } from './session-plan.js';
import { TestBench, rowsOf, valueOf } from './test-engine.js';

let bench: TestBench;
let disk: UnreliableDisk;
let session: LiveSession;
let problems: Failure[];
const news = new Listeners<undefined>();

beforeEach(async () => {
  bench = await TestBench.make();
  disk = new UnreliableDisk();
  problems = [];
  const directory = join(bench.directory, 'one');
  const clock = new Clock();
  const header = {
    id: 'one',
    name: 'one',
    app: '0',
    createdAt: new Date(clock.startedAt).toISOString(),
    clockOrigin: clock.startedAt,
    connection: null,
  };
  const options = { disk, retryMs: 5, highWater: 1 << 20, lowWater: 64 << 10 };
  const log = valueOf(await createLog(directory, header, options));
  const plan = valueOf(planSession({ protocol: 'tcp', role: 'server', address: '127.0.0.1:0', options: {} }));
  const start = { plan, typed: plan.config, name: 'one', connection: null, replaceStale: false, secrets: [] };
  const owner = {
    changed: () => news.tell(undefined),
    problem: (failure: Failure) => problems.push(failure),
    isOwnEcho: () => false,
  };
  session = new LiveSession({ id: 'one', directory, workspace: bench.directory, log, clock, owner }, start);
  valueOf(session.start(start));
});

afterEach(async () => {
  await session.close(2_000);
  news.clear();
  await bench.close();
});

function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) {
      resolve();
      return;
    }
    const off = news.add(() => {
      if (!holds()) return;
      off();
      resolve();
    });
  });
}

describe('a session whose disk is in trouble', () => {
  it('goes on without its disk, says why, and writes everything when it is back', async () => {
    await until(() => session.info.state === 'listening');
    const socket = connect(session.sender.local?.port ?? 0, '127.0.0.1');
    await once(socket, 'connect');
    disk.writeErrno = 'ENOSPC';
    socket.write('into the void');
    await until(() => session.info.diskFailure !== null);
    expect(session.info.diskFailure?.code).toBe('log.disk-full');
    expect(problems.map(({ code }) => code)).toEqual(['log.disk-full']);
    expect(session.info.state).toBe('listening');
    const answered = once(socket, 'data');
    valueOf(await session.send('all', { kind: 'data', data: new TextEncoder().encode('still here') }));
    expect(String((await answered)[0])).toBe('still here');
    disk.writeErrno = null;
    await until(() => session.info.diskFailure === null);
    valueOf(await session.log.flush());
    const texts = (await rowsOf(session)).map(({ text }) => text);
    expect(texts).toContain('into the void');
    expect(texts).toContain('still here');
    socket.destroy();
  });

  it('pauses reading while the disk cannot keep up, and loses nothing', async () => {
    await until(() => session.info.state === 'listening');
    let open = () => undefined as void;
    disk.gate = new Promise((resolve) => {
      open = resolve;
    });
    const size = 64 << 20;
    const socket = connect(session.sender.local?.port ?? 0, '127.0.0.1');
    socket.end(Buffer.alloc(size));
    await until(() => session.log.pressure);
    expect(session.info.bytesIn).toBeLessThan(size);
    disk.gate = null;
    open();
    await until(() => session.info.bytesIn === size);
    const flow = (await rowsOf(session)).filter(({ kind }) => kind === 'flow').map(({ text }) => text);
    expect(flow[0]).toBe('Reading is paused: the disk cannot keep up');
    expect(flow[1]).toMatch(/^Reading goes on after \d+ ms: the disk has caught up$/);
    expect(session.log.lostRows).toBe(0);
    socket.destroy();
  });
});
