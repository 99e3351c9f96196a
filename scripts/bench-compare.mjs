// What goes through endpoint, session and log, beside a bare loop of `ws`, `net` or `dgram` that keeps nothing.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cases, median } from './bench-cases.mjs';
import { Child } from './bench-child.mjs';
import { rowOf, short } from './bench-row.mjs';

/** @typedef {import('./bench-cases.mjs').Case} Case */
/** @typedef {import('./bench-cases.mjs').Figures & { rows?: number, disk?: number, held?: number, life?: number }} Figures */
/** @typedef {'bare' | 'engine' | 'keep'} Side */

const leastDatagramRuns = 7;

/**
 * Lets the disk rest and warms memory for as many bytes as a run writes, on every side alike: what ran before left on
 * its way would be counted, and pages that a virtual machine has not touched, or gave back, cost several times the write.
 * @param {number} bytes
 */
export function settleDisk(bytes) {
  const path = join(tmpdir(), `wirebench-warm-${process.pid}`);
  const piece = Buffer.alloc(4 << 20, 'w');
  const file = openSync(path, 'w');
  for (let at = 0; at < bytes; at += piece.length) writeSync(file, piece, 0, piece.length, at);
  closeSync(file);
  rmSync(path);
  spawnSync('sync');
}

/** @param {Case} test @param {Child} subject @param {Child} partner @param {number} count @returns {Promise<Figures>} */
async function run(test, subject, partner, count) {
  settleDisk(count * (test.size + 20));
  if (test.what === 'send') {
    const { port } = await partner.ask({ do: 'sink', case: test.id });
    return { ...(await subject.ask({ do: 'send', case: test.id, port, count })), sent: count };
  }
  const { port } = await subject.ask({ do: 'receive', case: test.id });
  const { sent } = await partner.ask({ do: 'flood', case: test.id, port, count });
  return { ...(await subject.ask({ do: 'end', case: test.id, count: sent })), sent };
}

/** @param {readonly Figures[]} all */
function summary(all) {
  const of = (/** @type {(one: Figures) => number} */ read) => median(all.map(read));
  return {
    messagesPerSecond: of(({ messages, seconds }) => messages / seconds),
    bytesPerSecond: of(({ bytes, seconds }) => bytes / seconds),
    lost: of(({ sent, messages }) => 1 - messages / sent),
    cpuNsPerByte: of(({ cpuSeconds, bytes }) => (cpuSeconds / bytes) * 1e9),
    delayP99Ms: of(({ delayP99Ms }) => delayP99Ms),
    onDiskMs: of(({ onDiskMs }) => onDiskMs),
  };
}

/** @param {Case} test @param {{ quick: boolean, runs: number }} how */
async function compare(test, { quick, runs: usual }) {
  const sides = /** @type {Side[]} */ (['bare', 'engine', ...(test.keep === true ? ['keep'] : [])]);
  // Datagrams that are lost make a run the exception: three are too few.
  const runs = test.protocol === 'udp' ? Math.max(usual, leastDatagramRuns) : usual;
  const partner = new Child('bench-partner.mjs');
  const count = Math.ceil(test.count * (quick ? (test.quick ?? 0.1) : 1));
  const measured = sides.map((side) => ({
    side,
    subject: new Child('bench-subject.mjs', [side]),
    figures: /** @type {Figures[]} */ ([]),
  }));
  try {
    // Once each to warm up; then in turn, each side first as often as the others.
    for (const { subject } of measured) await run(test, subject, partner, Math.ceil(count / 2));
    for (let i = 0; i < runs; i++) {
      for (let j = 0; j < measured.length; j++) {
        const one = measured[(i + j) % measured.length];
        if (one !== undefined) one.figures.push(await run(test, one.subject, partner, count));
      }
    }
  } finally {
    await Promise.all([...measured.map(({ subject }) => subject.end()), partner.end()]);
  }
  const figuresOf = (/** @type {Side} */ side) => measured.find((one) => one.side === side)?.figures ?? [];
  return {
    test,
    bare: summary(figuresOf('bare')),
    engine: summary(figuresOf('engine')),
    keep: test.keep === true ? summary(figuresOf('keep')) : null,
    last: figuresOf('engine').at(-1),
  };
}

/** @param {import('./bench-row.mjs').Context} context */
export async function benchTraffic({ quick, runs, wanted, tell }) {
  /** @type {{ title: string, engine: number, bare: number } | null} */
  let worst = null;
  for (const test of cases) {
    if (!wanted(test.id) && !(wanted('delay') && test.what === 'receive' && test.reading !== true)) continue;
    const { bare, engine, keep, last } = await compare(test, { quick, runs });
    const stream = test.protocol === 'tcp' && test.what === 'receive';
    const datagrams = test.protocol === 'udp' && test.what === 'receive';
    // A stream has no messages: how many chunks it comes in is the kernel's affair.
    const rate = (/** @type {typeof bare} */ side) =>
      (stream ? '' : `${short(side.messagesPerSecond)}/s, `) +
      `${short(side.bytesPerSecond)}B/s` +
      (datagrams ? `, ${(100 * side.lost).toFixed(1)} % lost` : '') +
      // A loop of sends that the kernel takes at once never rests: its timers say nothing.
      (test.what === 'send' ? '' : `, delay p99 ${side.delayP99Ms.toFixed(1)} ms`);
    tell(
      rowOf({
        id: test.id,
        what: `${test.title}, ${test.reading === true ? 'no log' : 'rows on disk'}, to bare`,
        value: engine.bytesPerSecond / bare.bytesPerSecond,
        unit: '',
        goal: test.goal ?? null,
        engine: `${rate(engine)}, processor time ${(engine.cpuNsPerByte / bare.cpuNsPerByte).toFixed(1)} of bare`,
        bare: rate(bare),
      }),
    );
    if (keep !== null) {
      tell(
        rowOf({
          id: `${test.id}-written`,
          what: `${test.title}: bare, and written to a file, to bare`,
          value: keep.bytesPerSecond / bare.bytesPerSecond,
          unit: '',
          engine: `no rows, no checksums: ${short(keep.bytesPerSecond)}B/s`,
          bare: rate(bare),
        }),
      );
    }
    if (
      last?.rows !== undefined &&
      last.disk !== undefined &&
      last.held !== undefined &&
      test.protocol !== 'tcp'
    ) {
      tell(
        rowOf({
          id: test.id,
          what: `${test.title}: disk a row beyond the payload`,
          value: last.disk / last.rows - test.size,
          unit: 'B',
          how: 'most',
          // A WebSocket row keeps the frame's head too.
          goal: test.protocol === 'udp' && !quick ? 12 : null,
          engine: `${short(last.rows)} rows, ${(last.held / last.rows).toFixed(1)} B of memory a row`,
        }),
      );
    }
    if (test.what === 'receive' && test.reading !== true && engine.delayP99Ms >= (worst?.engine ?? 0)) {
      worst = { title: test.title, engine: engine.delayP99Ms, bare: bare.delayP99Ms };
    }
  }
  if (worst === null || !(wanted('delay') || wanted('receive'))) return;
  tell(
    rowOf({
      ...{ id: 'delay', what: 'Event loop delay p99 while flooded, the worst of them', unit: 'ms' },
      ...{ value: worst.engine, how: 'most', goal: 8 },
      engine: worst.title,
      bare: `${worst.bare.toFixed(1)} ms`,
    }),
  );
}
