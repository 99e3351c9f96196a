// The session log by itself: rows a second to stable storage, reopening, and reading a page from anywhere.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { percentile } from './bench-cases.mjs';
import { valueOf } from './bench-engine.mjs';

/** Rows between two looks at the loop, as sockets would bring them. */
const batch = 2_048;
const pageRows = 100;

/**
 * @param {import('./bench-bundle.mjs').Bundle} bundle
 * @param {number} rows
 * @param {number} size
 */
export async function benchLog({ createLog, openLog }, rows, size) {
  const parent = await mkdtemp(join(tmpdir(), 'wirebench-bench-'));
  const directory = join(parent, 'session');
  const header = {
    id: 'bench',
    name: 'bench',
    app: 'bench',
    createdAt: new Date(0).toISOString(),
    clockOrigin: 0,
    connection: null,
  };
  const payload = new Uint8Array(size).fill(0x61);
  const log = valueOf(await createLog(directory, header));
  const started = performance.now();
  for (let row = 0; row < rows;) {
    for (const end = Math.min(rows, row + batch); row < end; row++)
      log.appendRaw(1, 1, 0, 1, row * 1_000, payload);
    await new Promise(setImmediate);
    while (log.pressure) await new Promise((resolve) => log.onPressure(resolve));
  }
  const appended = performance.now();
  valueOf(await log.flush());
  const flushed = performance.now();
  if (log.lostRows > 0) throw new Error(`${log.lostRows} rows were lost`);
  valueOf(await log.close());
  const disk = (await stat(join(directory, 'rows.wblog'))).size;

  const opening = performance.now();
  const opened = valueOf(await openLog(directory));
  const reopenMs = performance.now() - opening;
  if (opened.count !== rows) throw new Error(`${opened.count} rows of ${rows} came back`);
  const pages = [];
  let seed = 1;
  for (let i = 0; i < 1_000; i++) {
    seed = (seed * 48_271) % 2_147_483_647;
    const from = seed % (rows - pageRows);
    const begun = performance.now();
    valueOf(await opened.rows(from, from + pageRows));
    pages.push(performance.now() - begun);
  }
  await opened.close();
  await rm(parent, { recursive: true, force: true });
  return {
    rows,
    size,
    appendedPerSecond: rows / ((appended - started) / 1000),
    flushedPerSecond: rows / ((flushed - started) / 1000),
    diskPerRow: disk / rows,
    reopenMs,
    pageP50Ms: percentile(pages, 0.5),
    pageP99Ms: percentile(pages, 0.99),
  };
}
