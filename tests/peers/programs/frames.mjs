/*
 * `node frames.mjs`: a WebSocket server that sends numbered text messages without an end to whoever comes: whole ones,
 * some in fragments with a ping between them, some compressed, each compressed one by itself. Prints `port N`.
 */
import { WebSocketServer } from 'ws';

/** Messages between two turns of the loop. */
const burst = 60;
/** Unsent bytes at which it waits. */
const mostUnsent = 1 << 20;

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: { threshold: 0, serverNoContextTakeover: true },
});
server.once('listening', () => {
  const address = server.address();
  console.log(`port ${typeof address === 'object' && address !== null ? address.port : 0}`);
});
server.on('connection', (socket) => {
  let next = 0;
  socket.on('error', () => undefined);
  const more = () => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount < mostUnsent) for (let i = 0; i < burst; i++) say(socket, next++);
    setImmediate(more);
  };
  more();
});

/** @param {import('ws').WebSocket} socket @param {number} number */
function say(socket, number) {
  const text = `${String(number).padStart(9, '0')} ${'wirebench '.repeat(number % 12)}`;
  if (number % 10 === 3) {
    socket.send(text.slice(0, 4), { fin: false, compress: false });
    socket.ping(String(number));
    socket.send(text.slice(4, 7), { fin: false, compress: false });
    socket.send(text.slice(7), { fin: true, compress: false });
  } else socket.send(text, { compress: number % 10 === 7 });
}

// Whoever started it has gone.
process.stdin.on('end', () => process.exit()).resume();
