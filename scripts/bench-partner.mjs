/*
 * The other end of a bench: floods the subject, or swallows what it sends. It does as little as it can, from bytes
 * made beforehand, so that what is measured is the subject.
 */
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { caseOf } from './bench-cases.mjs';

/** Written to a stream at once, bytes. */
const burst = 256 * 1024;
/** Datagrams between two looks at the loop. */
const datagrams = 64;

/** A masked text frame, as a client sends it (RFC 6455 §5.2). @param {number} size */
function frame(size) {
  const mask = Buffer.from('37fa213d', 'hex');
  const length = size < 126 ? Buffer.of(0x80 | size) : Buffer.alloc(size < 65_536 ? 3 : 9);
  if (size >= 126) {
    length[0] = 0x80 | (size < 65_536 ? 126 : 127);
    if (size < 65_536) length.writeUInt16BE(size, 1);
    else length.writeBigUInt64BE(BigInt(size), 1);
  }
  const payload = Buffer.alloc(size, 'wirebench ');
  for (let i = 0; i < size; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
  return Buffer.concat([Buffer.of(0x81), length, mask, payload]);
}

/** @param {import('node:net').Socket} socket @param {Buffer} bytes */
function write(socket, bytes) {
  return socket.write(bytes) ? undefined : new Promise((resolve) => socket.once('drain', resolve));
}

/** @param {import('./bench-cases.mjs').Case} test @param {number} port @param {number} count */
async function floodStream(test, port, count) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve) => socket.once('connect', resolve));
  let unit = Buffer.alloc(test.size, 'wirebench ');
  if (test.protocol === 'ws') {
    socket.write(
      'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    await new Promise((resolve) => socket.once('data', resolve));
    unit = frame(test.size);
  }
  // Small writes of a stream go one by one: the case is about them. Frames go as they lie in a busy socket.
  const many = test.protocol === 'ws' ? Math.max(1, Math.floor(burst / unit.length)) : 1;
  const bytes = Buffer.concat(Array.from({ length: many }, () => unit));
  let sent = 0;
  for (; sent + many <= count; sent += many) {
    const full = write(socket, bytes);
    if (full !== undefined) await full;
    else if (many === 1 && test.size < 1024 && sent % 256 === 0) await new Promise(setImmediate);
  }
  if (sent < count) socket.write(bytes.subarray(0, (count - sent) * unit.length));
  await new Promise((resolve) => socket.end(() => resolve(undefined)));
  return count;
}

/** @param {import('./bench-cases.mjs').Case} test @param {number} port @param {number} count */
async function floodDatagrams(test, port, count) {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.connect(port, '127.0.0.1', () => resolve(undefined)));
  const bytes = Buffer.alloc(test.size, 'wirebench ');
  for (let sent = 0; sent < count; sent += datagrams) {
    for (let i = sent; i < Math.min(count, sent + datagrams); i++) socket.send(bytes);
    await new Promise(setImmediate);
  }
  socket.close();
  return count;
}

/** A server that reads and forgets. @param {import('./bench-cases.mjs').Case} test @returns {Promise<number>} its port */
function sink(test) {
  return new Promise((resolve) => {
    if (test.protocol === 'udp') {
      const socket = createSocket('udp4');
      socket.on('message', () => undefined);
      socket.bind(0, '127.0.0.1', () => resolve(socket.address().port));
      return;
    }
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      if (test.protocol !== 'ws') {
        socket.resume();
        return;
      }
      socket.once('data', (head) => {
        const key = /sec-websocket-key: (\S+)/i.exec(head.toString())?.[1] ?? '';
        const accept = createHash('sha1')
          .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
          .digest('base64');
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        socket.resume();
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

process.on(
  'message',
  async (/** @type {{ id: number, do: string, case: string, port: number, count: number }} */ asked) => {
    const test = caseOf(asked.case);
    let answer;
    if (asked.do === 'sink') answer = { port: await sink(test) };
    else if (test.protocol === 'udp') answer = { sent: await floodDatagrams(test, asked.port, asked.count) };
    else answer = { sent: await floodStream(test, asked.port, asked.count) };
    process.send?.({ id: asked.id, answer });
  },
);

// Without the bench nobody would end it.
process.on('disconnect', () => process.exit());
