import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../contract/connect.js';
import { RowFlag, kindName, maxRowsPerRead } from '../../contract/index.js';
import { webSocketTransport } from '../../contract/web-socket.js';
import { createEngine } from '../../engine/index.js';
import type { Session } from '../../engine/index.js';
import { PeerBench, valueOf, written } from './engine-fixture.js';

const kills = 20;
/** Rows asked for their frames or their message, of those at each end and of some between. */
const asked = 60;

const host = join(
  process.env['WIREBENCH_OUT'] ?? fileURLToPath(new URL('../../out', import.meta.url)),
  'main/serve.js',
);
const flood = fileURLToPath(new URL('programs/frames.mjs', import.meta.url));

interface Told {
  readonly seq: number;
  readonly kind: string;
  readonly flags: number;
  readonly bytes: Buffer;
}

/** What came in, of one layer; messages of the flood are shorter than previews. Checks the order of rows on its way. */
async function incoming(session: Session, layer: 'messages' | 'wire'): Promise<Told[]> {
  const view = valueOf(session.view({ directions: ['in'] }, { kind: 'raw' }, layer));
  await view.settled();
  const rows: Told[] = [];
  for (let from = 0; from < view.count; from += maxRowsPerRead) {
    const batch = valueOf(await view.rows(from, Math.min(view.count, from + maxRowsPerRead)));
    for (let i = 0; i < batch.length; i++) {
      const bytes = Buffer.from(batch.previews.slice(batch.previewAt[i], batch.previewAt[i + 1]));
      const [seq = 0, kind = 0, flags = 0] = [batch.seq[i], batch.kind[i], batch.flags[i]];
      rows.push({ seq, kind: kindName(kind), flags, bytes });
    }
  }
  expect(view.failure).toBeNull();
  view.close();
  return rows;
}

const textOf = (number: number): string =>
  `${String(number).padStart(9, '0')} ${'wirebench '.repeat(number % 12)}`;

/** What frames say together, inflated where they are compressed (RFC 7692 §7.2.2). */
function said(frames: readonly Told[]): string {
  const bytes = Buffer.concat(frames.map((frame) => frame.bytes));
  if (((frames[0]?.flags ?? 0) & RowFlag.compressed) === 0) return bytes.toString();
  const whole = Buffer.concat([bytes, Buffer.of(0, 0, 0xff, 0xff)]);
  return inflateRawSync(whole, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
}

/** Some of a list: both ends and steps between. */
function sampled<T>(all: readonly T[]): T[] {
  const step = Math.max(1, Math.floor(all.length / asked));
  return all.filter((_, i) => i < asked || i >= all.length - asked || i % step === 0);
}

/** Rows without a gap, messages that are the numbers from 0, and frames that belong to them as they were sent. */
async function expectWhole(session: Session): Promise<number> {
  const { log } = session;
  let last = 0;
  const visit = log.scan(1, (block, start, end) => {
    expect(block.firstSeq + start).toBe(last + 1);
    last = block.firstSeq + end - 1;
    return undefined;
  });
  valueOf(await visit);
  expect(last).toBe(log.count);

  const messages = (await incoming(session, 'messages')).filter(({ kind }) => kind === 'text');
  expect(messages.map(({ bytes }) => bytes.toString())).toEqual(messages.map((_, number) => textOf(number)));
  for (const flag of [RowFlag.fragmented, RowFlag.compressed]) {
    expect(messages.some(({ flags }) => (flags & flag) !== 0)).toBe(true);
  }
  const wire = new Map((await incoming(session, 'wire')).map((row) => [row.seq, row]));
  for (const message of sampled(messages)) {
    const related = valueOf(await session.related(message.seq));
    const frames = related.frames.map((seq) => wire.get(seq));
    expect({ at: message.seq, message: related.message }).toEqual({ at: message.seq, message: message.seq });
    expect(said(frames.filter((frame) => frame !== undefined))).toBe(message.bytes.toString());
    expect(frames).toHaveLength(related.total);
  }
  // Frames of messages that were never complete can only be the last ones.
  const known = new Set(messages.map(({ seq }) => seq));
  const lastMessage = messages.at(-1)?.seq ?? 0;
  for (const frame of sampled([...wire.values()].filter(({ kind }) => kind === 'frame'))) {
    const { message } = valueOf(await session.related(frame.seq));
    if (message === null) expect(frame.seq).toBeGreaterThan(lastMessage - 1_000);
    else expect(known.has(message)).toBe(true);
  }
  return messages.length;
}

describe('a host that is killed while it records a flood of frames, fragments and compressed messages', () => {
  let bench: PeerBench;
  beforeEach(async () => {
    if (!existsSync(host)) throw new Error(`${host} is missing: npm run build`);
    bench = await PeerBench.make();
  });
  afterEach(() => bench.close());

  it(`leaves a gapless session each of ${kills} times, both layers in step, and says what was dropped`, async () => {
    const far = bench.run(process.execPath, [flood]);
    const address = `ws://127.0.0.1:${await far.port(/port (\d+)/)}/`;
    const workspace = join(bench.directory, 'workspace');
    const told: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      // Between a moment after the first rows and some blocks later, elsewhere each time.
      told.push(await killAfter(workspace, address, 200 + ((kill * 7_919) % 13_000)));
    }
    expect(told).toHaveLength(kills);
    expect(Math.min(...told)).toBeGreaterThan(0);
  }, 600_000);

  /** Records until so many messages came, kills, reopens, and answers how many messages are left. */
  async function killAfter(workspace: string, address: string, enough: number): Promise<number> {
    const running = bench.run(process.execPath, [host, '--workspace', workspace, '--json']);
    const [line] = await running.sees(/\{"url".*\}/);
    const url = new URL((JSON.parse(line) as { url: string }).url);
    const bridge = new WebSocket(`ws://${url.host}/bridge${url.search}`);
    const page = connect(webSocketTransport(bridge));
    const config = { protocol: 'ws', role: 'client', address, options: {} } as const;
    const started = valueOf(
      await page.call('session.start', { session: null, name: 'killed', connection: null, config }),
    );
    const reached = new Promise<void>((resolve) => {
      page.on('session.changed', (info) => {
        if (info.id === started.id && info.messagesIn >= enough) resolve();
      });
    });
    valueOf(await page.call('session.watch', { sessions: [started.id] }));
    await reached;
    // Blocks are on the disk, whatever is still on its way there.
    await written(join(workspace, '.local', 'sessions', started.id), 20_000);
    await running.kill();
    bridge.terminate();

    const engine = valueOf(await createEngine({ workspace, version: '0.0.0' }));
    try {
      const session = valueOf(await engine.session(started.id));
      const end = valueOf(await session.log.row(session.log.count));
      const detail: unknown = JSON.parse(
        Buffer.from(valueOf(await session.log.payload(session.log.count)).bytes).toString(),
      );
      expect(kindName(end.kind)).toBe('recovered');
      const { droppedBytes } = session.info;
      expect(detail).toMatchObject({
        droppedBytes,
        text: expect.stringContaining(
          droppedBytes === 0
            ? 'Every block that was written is whole'
            : droppedBytes === 1
              ? '1 byte was dropped'
              : `${droppedBytes} bytes were dropped`,
        ) as unknown,
      });
      return await expectWhole(session);
    } finally {
      await engine.close();
      await rm(join(workspace, '.local', 'sessions', started.id), { recursive: true, force: true });
    }
  }
});
