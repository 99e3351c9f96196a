// The loop the engine is compared with: count what comes, send what is asked, keep nothing.
import { open, rm } from 'node:fs/promises';
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { WebSocket, WebSocketServer } from 'ws';
import { inWindow } from './bench-cases.mjs';

/** @typedef {import('./bench-cases.mjs').Case} Case */

/** Bytes that wait for a file at which reading pauses, and bytes of one write. */
const keptAtMost = 32 << 20;
const keptAtOnce = 4 << 20;

/** A file for what is read, as it is: what the disk and the kernel take of a bare loop. */
async function keeper() {
  const path = join(tmpdir(), `wirebench-kept-${process.pid}`);
  const file = await open(path, 'w');
  /** @type {Buffer[]} */
  let waiting = [];
  let bytes = 0;
  /** @type {Promise<void> | null} */
  let writing = null;
  const write = async (/** @type {import('node:net').Socket} */ socket) => {
    while (bytes > 0) {
      const now = waiting;
      const taken = bytes;
      waiting = [];
      await file.writev(now);
      bytes -= taken;
      if (bytes < keptAtMost / 4) socket.resume();
    }
    writing = null;
  };
  return {
    /** @param {Buffer} data @param {import('node:net').Socket} socket */
    keep: (data, socket) => {
      waiting.push(data);
      bytes += data.length;
      if (bytes > keptAtMost) socket.pause();
      if (writing === null && bytes >= keptAtOnce) writing = write(socket);
    },
    close: async () => {
      await writing;
      await file.close();
      await rm(path);
    },
  };
}

/**
 * Listens and counts. With a scanner the bytes of a WebSocket go through it as well, before `ws` reads them.
 * @param {Case} test
 * @param {typeof import('../codec/index.js').FrameScanner} [Scanner]
 * @param {boolean} keeps writes what a stream brings to a file as well
 */
export async function receive(test, Scanner, keeps = false) {
  const kept = keeps ? await keeper() : null;
  let messages = 0;
  let bytes = 0;
  let first = 0;
  let last = 0;
  /** @type {() => void} */
  let wake = () => undefined;
  let wanted = Number.POSITIVE_INFINITY;
  const count = (/** @type {number} */ length) => {
    last = performance.now();
    if (messages === 0) first = last;
    messages++;
    bytes += length;
    if (bytes >= wanted) wake();
  };
  /** @type {() => void} */
  let close;
  let port = 0;
  if (test.protocol === 'udp') {
    const socket = createSocket('udp4');
    socket.on('message', (data) => count(data.length));
    await new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(undefined)));
    port = socket.address().port;
    close = () => socket.close();
  } else if (test.protocol === 'tcp') {
    const server = createServer((socket) => {
      socket.on('data', (data) => {
        kept?.keep(data, socket);
        count(data.length);
      });
      socket.on('error', () => undefined);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const address = server.address();
    if (typeof address === 'object' && address !== null) port = address.port;
    close = () => server.close();
  } else {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    server.on('connection', (ws, request) => {
      if (Scanner !== undefined) {
        let frames = 0;
        const scanner = new Scanner({ frame: () => void frames++, bytes: () => undefined });
        request.socket.prependListener('data', (chunk) => scanner.push(chunk));
      }
      // Binary or text, `ws` hands over a Buffer.
      ws.on('message', (/** @type {Buffer} */ data) => count(data.length));
      ws.on('error', () => undefined);
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    if (typeof address === 'object' && address !== null) port = address.port;
    close = () => server.close();
  }
  return {
    port,
    /** Resolves when so many bytes came. @param {number} all */
    whole: (all) =>
      new Promise((/** @type {(value: void) => void} */ resolve) => {
        wanted = all;
        wake = resolve;
        if (bytes >= wanted) resolve();
      }),
    seen: () => messages,
    end: async () => {
      close();
      await kept?.close();
      return { messages, bytes, seconds: (last - first) / 1000, onDiskMs: 0 };
    },
  };
}

/** @param {Case} test @param {number} port @param {number} count */
export async function send(test, port, count) {
  const data = Buffer.alloc(test.size, 'wirebench ');
  let started = 0;
  if (test.protocol === 'udp') {
    const socket = createSocket('udp4');
    await new Promise((resolve) => socket.bind(0, () => resolve(undefined)));
    started = performance.now();
    await inWindow(count, (done) => socket.send(data, port, '127.0.0.1', done));
    socket.close();
  } else if (test.protocol === 'tcp') {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise((resolve) => socket.once('connect', resolve));
    started = performance.now();
    await inWindow(count, (done) => socket.write(data, () => done()));
    socket.destroy();
  } else {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false });
    await new Promise((resolve) => ws.once('open', resolve));
    started = performance.now();
    await inWindow(count, (done) => ws.send(data, { binary: false }, () => done()));
    ws.terminate();
  }
  return {
    messages: count,
    bytes: count * test.size,
    seconds: (performance.now() - started) / 1000,
    onDiskMs: 0,
  };
}
