/*
 * A far end that floods, in a process of its own: a WebSocket server that sends "tick 0", "tick 1" and so on to whoever
 * connects, as fast as `perTurn` and the reader allow. Its parent tells it what to say in between, and when to end;
 * it ends by itself once its parent is gone.
 */
import { WebSocketServer } from 'ws';

/** Messages every so many milliseconds: 20 000 a second where the machine keeps up. */
const perTurn = 200;
const everyMs = 10;
/** Bytes that the reader has not taken yet at which the flood waits for it. */
const mostWaiting = 1 << 20;
/** A test that forgot to end it fills no disk. */
const mostMessages = 5_000_000;

/** @type {import('ws').WebSocket | null} */
let reader = null;
let sent = 0;

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
  process.send?.({ port: server.address().port });
});
server.on('connection', (socket) => (reader = socket));

const flood = setInterval(() => {
  for (let n = 0; n < perTurn && sent < mostMessages; n++) {
    if (reader === null || reader.bufferedAmount > mostWaiting) return;
    reader.send(`tick ${sent++}`);
  }
}, everyMs);

process.on('message', (/** @type {{ say: string, end: boolean }} */ { say, end }) => {
  if (end) clearInterval(flood);
  reader?.send(say);
  process.send?.({ at: sent++ });
});
process.on('disconnect', () => process.exit());
