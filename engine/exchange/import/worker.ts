import { parentPort, workerData } from 'node:worker_threads';
import { type ReadJob, readSpool } from './read-spool.js';

// Begun by `thread.ts`, which gives it this and nothing else.
const job = workerData as ReadJob;
await readSpool(job, (news) => parentPort?.postMessage(news));
