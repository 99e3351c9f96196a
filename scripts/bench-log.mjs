// The session log by itself: rows a second, what a row takes, reopening, a page from anywhere, a literal in all of it.
import { open, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { crc32 } from 'node:zlib';
import { loadBundle } from './bench-bundle.mjs';
import { median, percentile } from './bench-cases.mjs';
import { Child } from './bench-child.mjs';
import { settleDisk } from './bench-compare.mjs';
import { valueOf } from './bench-engine.mjs';
import { rowOf, short } from './bench-row.mjs';

/** @typedef {import('./bench-bundle.mjs').Bundle} Bundle */

/** Rows between two looks at the loop, as sockets would bring them. */
const batch = 2_048;
const pageRows = 100;
const pages = 2_000;
const payloadBytes = 100;
const literal = 'needle in it';
/** One row in so many holds the literal. */
const needleEvery = 100_000;

/** Bytes of JavaScript and of buffers that survive a collection. */
function memory() {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Writes as many bytes, made beforehand, in pieces of 4 MiB: no rows, no copies, no checksums. @param {string} path @param {number} bytes */
async function writeBare(path, bytes) {
  const piece = Buffer.alloc(4 << 20, 'a');
  const file = await open(path, 'w');
  const started = performance.now();
  for (let at = 0; at < bytes; at += piece.length) await file.write(piece, 0, piece.length, at);
  const seconds = (performance.now() - started) / 1000;
  await file.close();
  await rm(path);
  return seconds;
}

/**
 * Records rows into `directory`, and closes the log unless a crash is to follow.
 * @param {Bundle} bundle @param {string} directory @param {number} rows @param {number} size @param {boolean} closes
 */
export async function recordLog({ createLog }, directory, rows, size, closes = true) {
  const header = {
    ...{ id: 'bench', name: 'bench', app: 'bench', connection: null },
    ...{ createdAt: new Date(0).toISOString(), clockOrigin: 0 },
  };
  const payload = new Uint8Array(size).fill(0x61);
  const needle = Uint8Array.from(payload);
  needle.set(Buffer.from(literal), 20);
  const before = memory();
  const log = valueOf(await createLog(directory, header));
  const started = performance.now();
  for (let row = 0; row < rows;) {
    for (const end = Math.min(rows, row + batch); row < end; row++)
      log.appendRaw(1, 1, 0, 1, row * 1_000, row % needleEvery === needleEvery - 1 ? needle : payload);
    await new Promise(setImmediate);
    while (log.pressure) await new Promise((resolve) => log.onPressure(resolve));
  }
  const appended = performance.now();
  valueOf(await log.flush());
  const flushed = performance.now();
  const held = memory() - before;
  if (log.lostRows > 0) throw new Error(`${log.lostRows} rows were lost`);
  const disk = (await stat(join(directory, 'rows.wblog'))).size;
  if (closes) valueOf(await log.close());
  return { rows, held, disk, appended: (appended - started) / 1000, flushed: (flushed - started) / 1000 };
}

/** @param {import('./bench-row.mjs').Context} context @param {string} parent */
async function recording({ quick, runs, wanted, tell }, parent) {
  const many = quick ? 1e6 : 1e7;
  for (const rows of quick ? [1e6] : [1e6, many]) {
    if (!wanted('log') && !wanted('log-memory')) break;
    /** @type {Awaited<ReturnType<typeof recordLog>>[]} */
    const all = [];
    const bare = [];
    for (let i = 0; i < runs; i++) {
      settleDisk(rows * (payloadBytes + 10));
      // One process a run: what one leaves behind is not the next one's.
      const subject = new Child('bench-subject.mjs', ['engine']);
      const directory = join(parent, 'recorded');
      const figures = await subject.ask({ do: 'log', directory, count: rows, size: payloadBytes });
      await subject.end();
      await rm(directory, { recursive: true });
      all.push(figures);
      settleDisk(figures.disk);
      bare.push(rows / (await writeBare(join(parent, 'bare'), figures.disk)));
    }
    const of = (/** @type {(one: Awaited<ReturnType<typeof recordLog>>) => number} */ read) =>
      median(all.map(read));
    const title = `Log alone, ${short(rows)}rows of ${payloadBytes} B`;
    tell(
      rowOf({
        ...{ id: 'log', what: title, unit: 'rows/s', goal: rows === many ? 12e6 : null },
        value: of((one) => one.rows / one.appended),
        engine: `${short(of((one) => one.rows / one.flushed))}rows/s with the last on stable storage`,
        bare: `the same bytes written and nothing else, ${short(median(bare))}rows/s`,
      }),
    );
    if (rows === 1e6)
      tell(
        rowOf({
          ...{ id: 'log', what: 'Disk a row beyond its payload', unit: 'B', how: 'most', goal: 12 },
          value: of((one) => one.disk / one.rows - payloadBytes),
        }),
      );
    const held = of((one) => one.held);
    tell(
      rowOf({
        ...{ id: 'log-memory', how: 'most' },
        ...(rows === 1e6
          ? { what: 'Memory a row at 1 M rows', value: held / rows, unit: 'B', goal: 40 }
          : { what: 'Memory at 10 M rows', value: held / 1e6, unit: 'MB', goal: 100 }),
        engine: 'right after the flood, all caches full',
      }),
    );
  }
}

/** @param {() => Promise<number>} act @param {number} times */
async function repeated(act, times) {
  const all = [];
  for (let i = 0; i < times; i++) all.push(await act());
  return median(all);
}

/** @param {import('./bench-row.mjs').Context} context @param {string} parent @param {Bundle} bundle */
async function reopening({ quick, runs, wanted, tell }, parent, { openLog, recoverLog }) {
  const rows = quick ? 1e6 : 1e7;
  const title = `${short(rows)}rows`;
  if (wanted('reopen')) {
    const subject = new Child('bench-subject.mjs', ['engine']);
    const directory = join(parent, 'killed');
    await subject.ask({ do: 'crash', directory, count: rows, size: payloadBytes });
    await subject.end();
    const path = join(directory, 'rows.wblog');
    const session = await readFile(join(directory, 'session.json'));
    const { size } = await stat(path);
    const value = await repeated(async () => {
      await truncate(path, size);
      await writeFile(join(directory, 'session.json'), session);
      const started = performance.now();
      valueOf(await recoverLog(directory));
      const log = valueOf(await openLog(directory));
      const took = performance.now() - started;
      if (log.count !== rows + 1) throw new Error(`${log.count} rows of ${rows} came back`);
      await log.close();
      return took;
    }, runs);
    await rm(directory, { recursive: true });
    tell(
      rowOf({
        ...{ id: 'reopen', what: `Reopen ${title} after kill -9`, unit: 'ms', how: 'most', goal: 300, value },
        engine: 'recovered, then opened',
      }),
    );
  }
  if (!['reopen', 'rows', 'search'].some(wanted)) return;
  const subject = new Child('bench-subject.mjs', ['engine']);
  const directory = join(parent, 'closed');
  await subject.ask({ do: 'log', directory, count: rows, size: payloadBytes });
  await subject.end();
  if (wanted('reopen')) {
    const value = await repeated(async () => {
      const started = performance.now();
      const log = valueOf(await openLog(directory));
      const took = performance.now() - started;
      if (log.count !== rows) throw new Error(`${log.count} rows of ${rows} came back`);
      await log.close();
      return took;
    }, runs);
    tell(
      rowOf({
        ...{ id: 'reopen', what: `Reopen ${title}, closed`, unit: 'ms', how: 'most', goal: 50, value },
      }),
    );
  }
  if (wanted('rows')) await anywhere({ runs, tell, rows, directory, title });
}

/**
 * What is read is measured in a process of its own: what V8 has compiled for the cases before is not what a person has.
 * @template T
 * @param {object} asked @returns {Promise<T>}
 */
async function byItself(asked) {
  const subject = new Child('bench-subject.mjs', ['engine']);
  try {
    return await subject.ask(asked);
  } finally {
    await subject.end();
  }
}

/** @typedef {{ p50: number, p99: number, bare: number }[]} Pages */

/** Runs in a subject. @param {Bundle} bundle @param {string} directory @param {number} rows @param {number} runs @returns {Promise<Pages>} */
export async function readAnywhere({ openLog }, directory, rows, runs) {
  const file = await open(join(directory, 'rows.wblog'), 'r');
  const { size } = await file.stat();
  const block = Buffer.alloc(900 << 10);
  const all = /** @type {Pages} */ ([]);
  // The run before the first is not counted: half a second in which V8 compiles, p99 up to 2 ms.
  for (let run = -1; run < runs; run++) {
    const log = valueOf(await openLog(directory));
    const took = [];
    const bareTook = [];
    let seed = run + 2;
    const next = () => (seed = (seed * 48_271) % 2_147_483_647);
    for (let i = 0; i < pages; i++) {
      const from = next() % (rows - pageRows);
      const begun = performance.now();
      valueOf(await log.rows(from, from + pageRows));
      took.push(performance.now() - begun);
    }
    for (let i = 0; i < pages; i++) {
      const begun = performance.now();
      await file.read(block, 0, block.length, (next() * 4096) % (size - block.length));
      crc32(block);
      bareTook.push(performance.now() - begun);
    }
    await log.close();
    if (run < 0) continue;
    all.push({ p50: percentile(took, 0.5), p99: percentile(took, 0.99), bare: percentile(bareTook, 0.99) });
  }
  await file.close();
  return all;
}

/** @param {{ runs: number, tell: (row: import('./bench-row.mjs').Row) => void, rows: number, directory: string, title: string }} of */
async function anywhere({ runs, tell, rows, directory, title }) {
  const all = /** @type {Pages} */ (await byItself({ do: 'rows', directory, count: rows, runs }));
  const of = (/** @type {(one: Pages[number]) => number} */ read) => median(all.map(read));
  tell(
    rowOf({
      ...{ id: 'rows', what: `Read 100 rows anywhere in ${title}, p99`, unit: 'ms', how: 'most', goal: 1 },
      value: of((one) => one.p99),
      engine: `p50 ${of((one) => one.p50).toFixed(2)} ms`,
      bare: `a block read and its checksum, p99 ${of((one) => one.bare).toFixed(2)} ms`,
    }),
  );
}

/** @typedef {{ speed: number, first: number, longest: number, bare: number }[]} Searches */

/** Runs in a subject. @param {Bundle} bundle @param {string} directory @param {number} runs @returns {Promise<Searches>} */
export async function searchAll({ openLog, createView }, directory, runs) {
  const path = join(directory, 'rows.wblog');
  const { size } = await stat(path);
  const all = /** @type {Searches} */ ([]);
  // The run before the first is not counted: of the tenth of a session that a quick run has it is V8 that is measured.
  for (let run = -1; run < runs; run++) {
    const log = valueOf(await openLog(directory));
    const started = performance.now();
    const view = valueOf(createView(log, { filter: { text: literal } }));
    let first = 0;
    let last = started;
    let longest = 0;
    let going = true;
    const off = view.onChange(() => {
      if (first === 0 && view.count > 0) first = performance.now() - started;
    });
    // Between two turns of the loop nobody else gets one.
    const turn = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (going) setImmediate(turn);
    };
    setImmediate(turn);
    await view.settled();
    const seconds = (performance.now() - started) / 1000;
    going = false;
    off();
    if (view.count !== Math.floor(log.count / needleEvery)) throw new Error(`${view.count} rows were found`);
    const speed = (log.count * payloadBytes) / seconds / 1e9;
    view.close();
    await log.close();

    const file = await open(path, 'r');
    const piece = Buffer.alloc(4 << 20);
    const begun = performance.now();
    for (let at = 0; at < size; at += piece.length) {
      await file.read(piece, 0, piece.length, at);
      for (let i = piece.indexOf(literal); i >= 0; i = piece.indexOf(literal, i + 1));
    }
    const bare = size / (performance.now() - begun) / 1e6;
    await file.close();
    if (run >= 0) all.push({ speed, first, longest, bare });
  }
  return all;
}

/** @param {import('./bench-row.mjs').Context} context @param {string} directory */
async function searching({ runs, wanted, tell }, directory) {
  if (!wanted('search')) return;
  const { size } = await stat(join(directory, 'rows.wblog'));
  const all = /** @type {Searches} */ (await byItself({ do: 'search', directory, runs }));
  const of = (/** @type {(one: Searches[number]) => number} */ read) => median(all.map(read));
  const title = `${(size / 1e9).toFixed(1)} GB`;
  tell(
    rowOf({
      ...{
        id: 'search',
        what: `Literal search over ${title}`,
        unit: 'GB/s',
        goal: 2,
        value: of((one) => one.speed),
      },
      bare: `read and indexOf, one case alone, ${of((one) => one.bare).toFixed(2)} GB/s`,
    }),
  );
  tell(
    rowOf({
      ...{ id: 'search', what: `Literal search: first results`, unit: 'ms', how: 'most', goal: 50 },
      value: of((one) => one.first),
      engine: `one row in ${short(needleEvery)}; the longest turn of the loop ${of((one) => one.longest).toFixed(1)} ms`,
    }),
  );
}

/** @param {import('./bench-row.mjs').Context} context */
export async function benchLog(context) {
  if (!['log', 'log-memory', 'reopen', 'rows', 'search'].some(context.wanted)) return;
  const parent = await mkdtemp(join(tmpdir(), 'wirebench-bench-'));
  try {
    const bundle = await loadBundle();
    await recording(context, parent);
    await reopening(context, parent, bundle);
    await searching(context, join(parent, 'closed'));
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
