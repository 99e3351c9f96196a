/*
 * Floods whoever is there with numbered records, and knows nothing of what it floods:
 *
 *     node flood.mjs tcp|udp|ws connect PORT SENDERS RECORDS     each sender a socket of its own
 *     node flood.mjs tcp|udp|ws listen  0    1       RECORDS     whoever comes first; prints `port N`
 *
 * Records are lines over TCP, datagrams over UDP, text messages over WebSocket, whose frames are made by hand. It
 * prints `sent RECORDS BYTES` (of payload) and holds its sockets until its input ends. Over UDP `end 0000`, `end 0001`
 * and so on follow, since a datagram may get lost.
 */
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { recordOf } from './flood-records.mjs';

const [protocol = '', role = '', portText = '', sendersText = '', recordsText = ''] = process.argv.slice(2);
const port = Number(portText);
const senders = Number(sendersText);
const each = Number(recordsText);

/** Records between two looks at the socket: none of them shares a write with what another sender says. */
const burst = 400;
/** Datagrams between two turns of the loop: a receive buffer of the system holds some hundred. */
const datagrams = 16;
const mask = Buffer.from('37fa213d', 'hex');
let payloadBytes = 0;

/** One unfragmented text frame (RFC 6455 §5.2), masked as a client must. @param {Buffer} payload @param {boolean} masked */
function frame(payload, masked) {
  const bit = masked ? 0x80 : 0;
  const head =
    payload.length < 126
      ? Buffer.of(0x81, bit | payload.length)
      : Buffer.of(0x81, bit | 126, 0, payload.length);
  if (!masked) return [head, payload];
  for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
  return [head, mask, payload];
}

/** @param {import('node:net').Socket} socket @param {number} sender */
async function floodStream(socket, sender) {
  for (let next = 0; next < each;) {
    const parts = [];
    for (const end = Math.min(each, next + burst); next < end; next++) {
      const record = Buffer.from(protocol === 'tcp' ? `${recordOf(sender, next)}\n` : recordOf(sender, next));
      payloadBytes += record.length;
      if (protocol === 'tcp') parts.push(record);
      else parts.push(...frame(record, role === 'connect'));
    }
    const taken = socket.write(Buffer.concat(parts));
    await (taken
      ? new Promise(setImmediate)
      : new Promise((resolve) => socket.once('drain', () => resolve(null))));
  }
}

/** @param {import('node:dgram').Socket} socket @param {number} sender @param {number} to */
async function floodDatagrams(socket, sender, to) {
  for (let next = 0; next < each;) {
    for (const end = Math.min(each, next + datagrams); next < end; next++) {
      const record = recordOf(sender, next);
      payloadBytes += record.length;
      await new Promise((resolve) => socket.send(record, to, '127.0.0.1', resolve));
    }
    await new Promise(setImmediate);
  }
}

/** The opening handshake of either side, without a look at what the other says. @param {import('node:net').Socket} socket */
async function shakeHands(socket) {
  if (protocol !== 'ws') return;
  if (role === 'connect') {
    socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
  }
  const head = await new Promise((resolve) => socket.once('data', resolve));
  if (role === 'connect') return;
  const key = /sec-websocket-key: (\S+)/i.exec(String(head))?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
}

/** @param {import('node:net').Socket} socket */
async function ready(socket) {
  socket.on('error', () => process.exit(1));
  await shakeHands(socket);
  socket.resume();
  return socket;
}

/** @returns {Promise<import('node:net').Socket[]>} */
async function streams() {
  if (role === 'listen') {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
    const address = server.address();
    console.log(`port ${typeof address === 'object' && address !== null ? address.port : 0}`);
    const [socket] = await new Promise((resolve) => server.once('connection', (...all) => resolve(all)));
    return [await ready(socket)];
  }
  const dialled = Array.from({ length: senders }, async () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise((resolve) => socket.once('connect', () => resolve(null)));
    return ready(socket);
  });
  return Promise.all(dialled);
}

/** @param {import('node:dgram').Socket} socket */
const bound = (socket) => new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(null)));

async function floodByDatagrams() {
  const sockets = Array.from({ length: senders }, () => createSocket('udp4'));
  await Promise.all(sockets.map(bound));
  let to = port;
  const [first] = sockets;
  if (first === undefined) return;
  if (role === 'listen') {
    console.log(`port ${first.address().port}`);
    // Who says something is who wants the flood.
    to = await new Promise((resolve) => first.once('message', (_, from) => resolve(from.port)));
  }
  await Promise.all(sockets.map((socket, sender) => floodDatagrams(socket, sender, to)));
  let ends = 0;
  setInterval(() => first.send(`end ${String(ends++).padStart(4, '0')}`, to, '127.0.0.1'), 10);
}

process.stdin.on('end', () => process.exit()).resume();
if (protocol === 'udp') await floodByDatagrams();
else await Promise.all((await streams()).map(floodStream));
console.log(`sent ${senders * each} ${payloadBytes}`);
