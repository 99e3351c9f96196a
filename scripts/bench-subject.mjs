// A process that is measured: `engine`, `bare`, or `keep` (bare, and written to a file), as its argument says. It does what the bench tells it.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as bare from './bench-bare.mjs';
import { loadBundle } from './bench-bundle.mjs';
import { caseOf } from './bench-cases.mjs';
import * as engine from './bench-engine.mjs';
import { readAnywhere, recordLog, searchAll } from './bench-log.mjs';
import { repeatOnce } from './bench-repeat.mjs';

const resolutionMs = 1;
/** Datagrams that are still to come after the last was sent come within this, milliseconds. */
const quietMs = 200;
/** A collector's threads are done within this, milliseconds. */
const settledMs = 100;
const bundle = process.argv[2] === 'engine' ? await loadBundle() : null;

/** @type {Awaited<ReturnType<typeof bare.receive>> | Awaited<ReturnType<typeof engine.receive>> | null} */
let receiving = null;
let delay = monitorEventLoopDelay({ resolution: resolutionMs });

let cpu = process.cpuUsage();

function watchLoop() {
  cpu = process.cpuUsage();
  delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
}

/** Processor time of all threads, and how late the loop was; a timer of 1 ms that comes in time is no delay. */
function watched() {
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuSeconds: (user + system) / 1e6,
    delayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - resolutionMs),
  };
}

/** @type {Record<string, (asked: { case: string, port: number, count: number, size: number, directory: string, runs: number }) => Promise<object>>} */
const deeds = {
  receive: async (asked) => {
    const test = caseOf(asked.case);
    const loop = bundle === null || test.reading === true;
    receiving = await (loop
      ? bare.receive(test, bundle?.FrameScanner, process.argv[2] === 'keep')
      : engine.receive(bundle, test));
    watchLoop();
    return { port: receiving.port };
  },
  end: async (asked) => {
    const test = caseOf(asked.case);
    if (receiving === null) throw new Error('nothing is being received');
    if (test.protocol === 'udp') await quiet(receiving.seen);
    else await receiving.whole(asked.count * test.size);
    const seen = watched();
    return { ...(await receiving.end()), ...seen };
  },
  send: async (asked) => {
    const test = caseOf(asked.case);
    watchLoop();
    const figures = await (bundle === null
      ? bare.send(test, asked.port, asked.count)
      : engine.send(bundle, test, asked.port, asked.count));
    return { ...figures, ...watched() };
  },
  resident: async () => {
    // What one collection frees is given back to the system behind its back.
    for (let i = 0; i < 3; i++) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, settledMs));
    }
    return { bytes: process.memoryUsage.rss() };
  },
  log: async (asked) => {
    if (bundle === null) throw new Error('a bare loop has no log');
    return recordLog(bundle, asked.directory, asked.count, asked.size);
  },
  crash: async (asked) => {
    if (bundle === null) throw new Error('a bare loop has no log');
    return recordLog(bundle, asked.directory, asked.count, asked.size, false);
  },
  rows: async (asked) => {
    if (bundle === null) throw new Error('a bare loop has no log');
    return readAnywhere(bundle, asked.directory, asked.count, asked.runs);
  },
  search: async (asked) => {
    if (bundle === null) throw new Error('a bare loop has no log');
    return searchAll(bundle, asked.directory, asked.runs);
  },
  repeat: async (asked) => {
    if (bundle === null) throw new Error('a bare loop has no repeats');
    return repeatOnce(bundle, asked.port, asked.count);
  },
};

/** Resolves when nothing more comes. @param {() => number} seen */
async function quiet(seen) {
  for (let before = -1; before !== seen();) {
    before = seen();
    await new Promise((resolve) => setTimeout(resolve, quietMs));
  }
}

process.on(
  'message',
  async (
    /** @type {{ id: number, do: string, case: string, port: number, count: number, size: number, directory: string, runs: number }} */ asked,
  ) => {
    const deed = deeds[asked.do];
    if (deed === undefined) throw new Error(`nobody knows how to ${asked.do}`);
    process.send?.({ id: asked.id, answer: await deed(asked) });
  },
);

// Without the bench nobody would end it.
process.on('disconnect', () => process.exit());
