// The engine as a subject: the same work through endpoint, session and log, on a real disk.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { inWindow } from './bench-cases.mjs';

/** @typedef {import('./bench-cases.mjs').Case} Case */
/** @typedef {import('./bench-bundle.mjs').Bundle} Bundle */
/** @typedef {Awaited<ReturnType<typeof begin>>} Begun */

/**
 * @template T
 * @param {import('../contract/result.js').Result<T>} result
 */
export function valueOf(result) {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** Bytes of JavaScript and of buffers that survive a collection. */
function memory() {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Before there was an engine: what it keeps for the next session counts too. */
const atStart = memory();

/** An engine on a temporary workspace with one session. @param {Bundle} bundle @param {Case} test @param {'client' | 'server'} role @param {number} port */
async function begin({ createEngine }, test, role, port) {
  const directory = await mkdtemp(join(tmpdir(), 'wirebench-bench-'));
  const engine = valueOf(await createEngine({ workspace: directory, version: 'bench' }));
  const address = test.protocol === 'ws' ? `ws://127.0.0.1:${port}/` : `127.0.0.1:${port}`;
  const config = {
    protocol: test.protocol,
    role,
    address,
    options: { ws: { deflate: false }, listen: { maxPeers: 100_000 } },
  };
  const info = valueOf(await engine.start({ session: null, name: 'bench', connection: null, config }));
  const session = valueOf(engine.live(info.id));
  const ready = role === 'server' ? 'listening' : 'open';
  await new Promise((/** @type {(value: void) => void} */ resolve) => {
    const look = () => {
      if (session.info.state !== ready) return;
      off();
      resolve();
    };
    const off = engine.onSession(look);
    look();
  });
  // A live session records into a log that can be flushed.
  const log = /** @type {import('../engine/log/session-log.js').SessionLog} */ (session.log);
  const end = async () => {
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { session, log, end };
}

/** How long until all of it is on stable storage. @param {Begun['log']} log */
async function onDisk(log) {
  const started = performance.now();
  valueOf(await log.flush());
  return performance.now() - started;
}

/** @param {Bundle} bundle @param {Case} test */
export async function receive(bundle, test) {
  const { session, log, end } = await begin(bundle, test, 'server', 0);
  const lifeRows = () => log.count - session.info.messagesIn;
  return {
    port: session.info.local?.port ?? 0,
    /** @param {number} all */
    whole: (all) =>
      new Promise((/** @type {(value: void) => void} */ resolve) => {
        const look = () => {
          if (log.bytesIn < all) return;
          off();
          resolve();
        };
        const off = log.onChange(look);
        look();
      }),
    seen: () => session.info.messagesIn,
    end: async () => {
      const { messagesIn: messages, bytesIn: bytes, directory } = session.info;
      const { first, last } = await span(log);
      const onDiskMs = await onDisk(log);
      const rows = log.count;
      const disk = (await stat(join(directory, 'rows.wblog'))).size;
      const held = memory() - atStart;
      const life = lifeRows();
      await end();
      return { messages, bytes, seconds: (last - first) / 1e9, onDiskMs, rows, life, disk, held };
    },
  };
}

/** Times of the first and last row that came in; life rows stand around them. @param {Begun['log']} log */
async function span(log) {
  const isIn = async (/** @type {number} */ seq) => {
    const row = valueOf(await log.row(seq));
    return row.direction === 1 && row.kind <= 4 ? row.time : null;
  };
  let first = null;
  for (let seq = 1; seq <= log.count && first === null; seq++) first = await isIn(seq);
  let last = null;
  for (let seq = log.count; seq > 0 && last === null; seq--) last = await isIn(seq);
  return { first: first ?? 0, last: last ?? 0 };
}

/** @param {Bundle} bundle @param {Case} test @param {number} port @param {number} count */
export async function send(bundle, test, port, count) {
  const { session, log, end } = await begin(bundle, test, 'client', port);
  const data = new Uint8Array(Buffer.alloc(test.size, 'wirebench '));
  /** @type {import('../contract/session.js').Outgoing} */
  const message = { kind: test.protocol === 'ws' ? 'text' : 'data', data };
  const started = performance.now();
  await inWindow(count, (done) => {
    void session.send('all', message).then((sent) => {
      valueOf(sent);
      done();
    });
  });
  const seconds = (performance.now() - started) / 1000;
  const bytes = log.bytesOut;
  const onDiskMs = await onDisk(log);
  await end();
  return { messages: count, bytes, seconds, onDiskMs };
}
