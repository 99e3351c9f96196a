/*
 * What the bench measures, and what its processes say to each other. A *subject* (the engine, or a bare loop of
 * `ws`, `net` or `dgram`) is measured; its *partner*, in a process of its own, floods it or swallows what it sends.
 */

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {string} title
 * @property {'ws' | 'tcp' | 'udp'} protocol
 * @property {'receive' | 'send'} what
 * @property {number} size payload bytes of a message, or of a write to a stream
 * @property {number} count messages of a full run
 * @property {number} [quick] share of them in a quick run, 0.1 unless given
 * @property {number} [goal] least ratio to the bare loop
 * @property {boolean} [keep] beside a bare loop that writes what it reads to a file, too
 * @property {boolean} [reading] the subject is the bare loop with our frame reader beside it, and no log
 *
 * @typedef {object} Figures
 * @property {number} messages that arrived, or were sent; chunks of a stream are not messages, so it counts writes
 * @property {number} bytes of payload
 * @property {number} seconds from the first to the last
 * @property {number} sent by the partner; differs from `messages` where datagrams were lost
 * @property {number} cpuSeconds processor time of the subject, all threads
 * @property {number} delayP99Ms lateness of the event loop, 99th percentile
 * @property {number} onDiskMs until all of it was on stable storage, after the last; 0 for a bare loop
 */

/** Counts make a full run about half a second of a bare loop, and more than the log's queue holds. @type {readonly Case[]} */
export const cases = [
  {
    id: 'ws-receive-16',
    title: 'WebSocket receive 16 B',
    protocol: 'ws',
    what: 'receive',
    size: 16,
    count: 4e6,
    goal: 0.9,
  },
  {
    id: 'ws-receive-125',
    title: 'WebSocket receive 125 B',
    protocol: 'ws',
    what: 'receive',
    size: 125,
    count: 2e6,
    goal: 0.9,
  },
  {
    id: 'ws-receive-1k',
    title: 'WebSocket receive 1 KB',
    protocol: 'ws',
    what: 'receive',
    size: 1024,
    count: 5e5,
    goal: 0.8,
  },
  {
    id: 'ws-receive-64k',
    title: 'WebSocket receive 64 KB',
    protocol: 'ws',
    what: 'receive',
    size: 65_536,
    count: 8e3,
    goal: 0.75,
  },
  {
    id: 'ws-frames-16',
    title: 'ws with frames read 16 B',
    protocol: 'ws',
    what: 'receive',
    size: 16,
    count: 2e6,
    reading: true,
  },
  {
    id: 'ws-frames-1k',
    title: 'ws with frames read 1 KB',
    protocol: 'ws',
    what: 'receive',
    size: 1024,
    count: 5e5,
    reading: true,
  },
  {
    id: 'tcp-receive-64k',
    title: 'TCP receive 64 KB',
    protocol: 'tcp',
    what: 'receive',
    size: 65_536,
    count: 12e3,
    goal: 0.75,
    keep: true,
  },
  {
    id: 'tcp-receive-16',
    title: 'TCP receive 16 B',
    protocol: 'tcp',
    what: 'receive',
    size: 16,
    count: 2e5,
  },
  {
    id: 'udp-receive-100',
    title: 'UDP receive 100 B',
    protocol: 'udp',
    what: 'receive',
    size: 100,
    count: 1e5,
    // What is lost while nothing is compiled yet would be all that a shorter run tells of.
    quick: 1,
    goal: 0.85,
  },
  {
    id: 'ws-send-125',
    title: 'WebSocket send 125 B',
    protocol: 'ws',
    what: 'send',
    size: 125,
    count: 1e5,
    goal: 0.75,
  },
  { id: 'tcp-send-16', title: 'TCP send 16 B', protocol: 'tcp', what: 'send', size: 16, count: 1e5 },
  { id: 'udp-send-100', title: 'UDP send 100 B', protocol: 'udp', what: 'send', size: 100, count: 1e5 },
];

/** Sends under way at a time: what a person's tool has, and enough to keep a socket busy. */
export const sendsUnderWay = 64;

/** @param {string} id */
export function caseOf(id) {
  const found = cases.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * @param {number[]} values
 * @param {number} share 0 to 1
 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Calls `send` until `count` are done, a bounded number at a time. @param {number} count @param {(done: () => void) => void} send */
export function inWindow(count, send) {
  return new Promise((/** @type {(value: void) => void} */ resolve) => {
    let begun = 0;
    let done = 0;
    let looping = false;
    const go = () => {
      if (looping) return;
      looping = true;
      while (begun < count && begun - done < sendsUnderWay) {
        begun++;
        send(() => {
          done++;
          if (done === count) resolve();
          else go();
        });
      }
      looping = false;
    };
    go();
  });
}
