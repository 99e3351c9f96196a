import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, kindName, maxRowsPerRead } from '../../contract/index.js';
import type { FramingSpec } from '../../contract/index.js';
import type { View } from '../../engine/log/index.js';
import { PeerBench, valueOf } from './engine-fixture.js';
import type { LoggedSession } from './engine-fixture.js';
import { Ledger } from './flood-ledger.js';
import type { PeerProcess } from './process.js';

const program = fileURLToPath(new URL('programs/flood.mjs', import.meta.url));

const million = 1_000_000;
const peers = 50;
/** Against a machine that does much else: on two quiet cores each takes a few seconds. */
const streamPatienceMs = 400_000;

/*
 * What the process may grow by while a flood is recorded and read back, bytes. Rows as objects would take 300 MB
 * a million; the log's queue (32 MiB at which reading pauses), its arenas, its cache and a young heap take a part of this.
 */
const mostGrowth = 320 << 20;
const lines: FramingSpec = { kind: 'line' };
const raw: FramingSpec = { kind: 'raw' };

/** Samples the process's memory until stopped, and answers the highest. */
function watchMemory(): () => number {
  const before = process.memoryUsage.rss();
  let highest = before;
  const look = () => (highest = Math.max(highest, process.memoryUsage.rss()));
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    look();
    return highest - before;
  };
}

/** Resolves when `done` holds, asked after rows have come and when the flood says that it is over. */
function logged(session: LoggedSession, done: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!done()) return;
      off();
      resolve();
    };
    const off = session.session.log.onChange(look);
    look();
  });
}

async function sent(flood: PeerProcess): Promise<{ records: number; bytes: number }> {
  const [, records, bytes] = await flood.sees(/sent (\d+) (\d+)/, streamPatienceMs);
  return { records: Number(records), bytes: Number(bytes) };
}

/** Books what came in, row by row; records are shorter than previews. Other rows are answered by kind. */
async function bookRows(view: View, ledger: Ledger): Promise<void> {
  await view.settled();
  let last = 0;
  for (let from = 0; from < view.count; from += maxRowsPerRead) {
    const batch = valueOf(await view.rows(from, Math.min(view.count, from + maxRowsPerRead)));
    for (let i = 0; i < batch.length; i++) {
      const seq = batch.seq[i] ?? 0;
      if (seq < last) ledger.problems.push(`row ${seq} stands behind row ${last}`);
      last = seq;
      if (batch.direction[i] !== Direction.in || !isRecord(kindName(batch.kind[i] ?? 0))) continue;
      const bytes = batch.previews.subarray(batch.previewAt[i], batch.previewAt[i + 1]);
      if (!isEnd(bytes)) ledger.book(batch.peer[i] ?? 0, bytes);
    }
  }
}

/** The same from the JSON lines of an export, cut where the pieces happen to end. */
async function bookExport(session: LoggedSession, view: View, ledger: Ledger): Promise<void> {
  let rest = '';
  for await (const piece of session.session.export(view, 'jsonl')) {
    const texts = (rest + Buffer.from(valueOf(piece).data).toString()).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      const row = JSON.parse(text) as {
        dir: string;
        kind: string;
        peer: number;
        length: number;
        payload: string;
      };
      if (row.dir !== 'in' || !isRecord(row.kind)) continue;
      const bytes = Buffer.from(row.payload, 'base64');
      if (bytes.length !== row.length) ledger.problems.push(`${text} has another length`);
      if (!isEnd(bytes)) ledger.book(row.peer, bytes);
    }
  }
  if (rest !== '') ledger.problems.push(`the export ends with ${rest}`);
}

const isRecord = (kind: string): boolean => ['chunk', 'datagram', 'text', 'binary', 'frame'].includes(kind);
/** What follows a flood of datagrams; records are longer. */
const isEnd = (bytes: Uint8Array): boolean => bytes.length === 8;

/** What is in the log and what is in its export are the records that came, whole, once, in order. */
async function expectRecords(
  session: LoggedSession,
  framing: FramingSpec,
  expected: { readonly records: number; readonly senders: number; readonly gaps?: boolean },
): Promise<void> {
  const view = valueOf(session.session.view({}, framing));
  const log = new Ledger(expected.gaps);
  const exported = new Ledger(expected.gaps);
  await bookRows(view, log);
  await bookExport(session, view, exported);
  view.close();
  for (const ledger of [log, exported]) {
    expect(ledger.problems).toEqual([]);
    expect(ledger.records).toBe(expected.records);
    expect(ledger.senders).toBe(expected.senders);
  }
}

/** The number in the first end that came, as soon as it is the last row. */
async function firstEndOf({ session }: LoggedSession): Promise<number> {
  const textOf = async (seq: number): Promise<string> =>
    Buffer.from(valueOf(await session.log.payload(seq)).bytes).toString();
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      textOf(session.log.count).then((text) => {
        if (!text.startsWith('end ')) return;
        off();
        resolve();
      }, reject);
    };
    const off = session.log.onChange(look);
    look();
  });
  let seq = session.log.count;
  while ((await textOf(seq - 1)).startsWith('end ')) seq--;
  return Number((await textOf(seq)).slice(4));
}

/** Datagrams the system dropped for want of room in the buffer of the socket on a port (proc(5), /proc/net/udp). */
function droppedAt(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const line = readFileSync('/proc/net/udp', 'utf8')
    .split('\n')
    .map((text) => text.trim().split(/\s+/))
    .find(([, address]) => address?.endsWith(local) === true);
  if (line === undefined) throw new Error(`no socket has port ${port}`);
  return Number(line.at(-1));
}

describe('a flood of numbered records', () => {
  let bench: PeerBench;
  let growth: () => number;
  beforeEach(async () => {
    bench = await PeerBench.make();
    growth = watchMemory();
  });
  afterEach(async () => {
    growth();
    await bench.close();
  });

  const flood = (...args: (string | number)[]) => bench.run(process.execPath, [program, ...args.map(String)]);

  for (const protocol of ['tcp', 'ws'] as const) {
    const framing: FramingSpec = protocol === 'tcp' ? lines : raw;
    const addressOf = (port: number) => (protocol === 'tcp' ? '' : 'ws://') + `127.0.0.1:${port}`;
    /** Counted before anything is read back: what the sockets brought. */
    const arrived = async (session: LoggedSession, by: PeerProcess): Promise<number> => {
      const { records, bytes } = await sent(by);
      const { session: live } = session;
      await logged(session, () =>
        protocol === 'tcp' ? live.info.bytesIn >= bytes : live.info.messagesIn >= records,
      );
      return records;
    };

    it(
      `of a million records over ${protocol} to a client is logged and exported whole`,
      async () => {
        const far = flood(protocol, 'listen', 0, 1, million);
        const session = await bench.start(protocol, 'client', addressOf(await far.port(/port (\d+)/)));
        const records = await arrived(session, far);
        await expectRecords(session, framing, { records, senders: 1 });
        expect(growth()).toBeLessThan(mostGrowth);
      },
      streamPatienceMs,
    );

    it(
      `of a million records over ${protocol} by ${peers} peers of a listener is logged and exported whole`,
      async () => {
        const session = await bench.listen(protocol, addressOf(0));
        const far = flood(protocol, 'connect', session.port, peers, million / peers);
        const records = await arrived(session, far);
        expect(records).toBe(million);
        await expectRecords(session, framing, { records, senders: peers });
        expect(growth()).toBeLessThan(mostGrowth);
      },
      streamPatienceMs,
    );
  }

  /** Records the socket was given: all that were sent but those the system itself dropped, which it counts. */
  const received = async (session: LoggedSession, by: PeerProcess): Promise<number> => {
    const { records } = await sent(by);
    // The ends were sent behind the last record, so what is to come has come; ends before the first one here got lost.
    const firstEnd = await firstEndOf(session);
    return records + firstEnd - droppedAt(session.session.info.local?.port ?? 0);
  };

  it.runIf(process.platform === 'linux')(
    `of ${million} datagrams to a client is logged and exported as the socket received it`,
    async () => {
      const far = flood('udp', 'listen', 0, 1, million);
      const session = await bench.connect('udp', `127.0.0.1:${await far.port(/port (\d+)/)}`);
      await session.send('data', 'begin');
      const records = await received(session, far);
      await expectRecords(session, raw, { records, senders: 1, gaps: true });
      expect(growth()).toBeLessThan(mostGrowth);
    },
    streamPatienceMs,
  );

  it.runIf(process.platform === 'linux')(
    `of ${million} datagrams by ${peers} peers of a listener is logged and exported as the socket received it`,
    async () => {
      const session = await bench.listen('udp', '127.0.0.1:0');
      const far = flood('udp', 'connect', session.port, peers, million / peers);
      const records = await received(session, far);
      await expectRecords(session, raw, { records, senders: peers, gaps: true });
      expect(growth()).toBeLessThan(mostGrowth);
    },
    streamPatienceMs,
  );
});
