/* The peers that `npm run screenshots` talks to, on loopback. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

/** What is put away at the end, the last first. @type {(() => unknown)[]} */
export const closers = [];

/**
 * Listens on the port a reader expects to see, or on any where that is taken.
 * @param {import('node:net').Server} server
 * @param {number} port
 */
async function listenNear(server, port) {
  for (const one of [port, 0]) {
    server.listen(one, '127.0.0.1');
    const [first] = await Promise.race([
      once(server, 'listening').then(() => ['ok']),
      once(server, 'error').then(() => ['taken']),
    ]);
    if (first === 'ok') break;
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** A feed as a trading system has one: answers a subscription, then tells of orders; numbers beyond 2^53 included. */
export async function startFeed() {
  const http = createHttpServer();
  const port = await listenNear(http, 8080);
  const server = new WebSocketServer({
    server: http,
    perMessageDeflate: { threshold: 64 },
    handleProtocols: (offered) => (offered.has('orders.v2') ? 'orders.v2' : false),
  });
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
    http.close();
  });
  let calls = 0;
  server.on('connection', (socket) => {
    let id = 90_210n + 2n ** 53n;
    // The market moves between two conversations, so that their difference has something to tell.
    const price = (101.25 + calls++ / 4).toFixed(2);
    socket.on('message', (data) => {
      const text = data.toString();
      if (text.includes('subscribe')) {
        socket.send('{"ok":true,"sub":7,"latency":0.8}');
        socket.send(
          `{"type":"filled","id":${++id},"px":${price},"qty":300,"venue":"XLON","levels":[{"px":101.24,"qty":1200},{"px":101.23,"qty":800}],"note":"žluť","last":true}`,
        );
        socket.send(Buffer.from('82a373657111a46269647392ca42ca7d71ca42ca7ae1', 'hex'));
        socket.ping('hb01');
        socket.send(`{"type":"snapshot","id":${++id},"levels":[${levels(40)}]}`);
        socket.send(`{"type":"partial","id":${++id},"px":101.23,"qty":100,"left":200}`);
      } else {
        socket.send(`{"type":"accepted","id":${++id},"echo":${text}}`);
      }
    });
  });
  return port;
}

/**
 * The port asked for where it is free, else any that is.
 * @param {number} wanted
 */
export async function freePort(wanted) {
  const server = createServer();
  const port = await listenNear(server, wanted);
  server.close();
  await once(server, 'close');
  return port;
}

/** @param {number} count */
function levels(count) {
  return Array.from(
    { length: count },
    (_, i) => `{"px":${(101.25 - i / 100).toFixed(2)},"qty":${100 * (i + 1)}}`,
  ).join(',');
}

/** An engine that greets, echoes and beats as FIX does. */
export async function startEngine() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('matching engine 4.2 ready\r\n');
    socket.pipe(socket);
    const timer = setInterval(
      () => socket.write(`8=FIX.4.4\u00019=65\u000135=0\u000134=${Date.now() % 1000}\u0001\r\n`),
      40,
    );
    socket.on('close', () => clearInterval(timer));
  });
  closers.push(() => server.close());
  return listenNear(server, 12_345);
}

/** A feed that never rests: lines by the thousand, one of which halts trading. */
export async function startFlood() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    let n = 0;
    const timer = setInterval(() => {
      let lines = '';
      for (let i = 0; i < 400; i++) {
        const type = ++n % 11 === 0 ? 'quote' : 'tick';
        lines += `{"type":"${type}","n":${n},"sym":"ACME${n % 9}","px":${(100 + (n % 50) / 4).toFixed(2)}${n === 4_321 ? ',"halt":"trading is halted"' : ''}}\n`;
      }
      socket.write(lines);
    }, 20);
    socket.on('close', () => clearInterval(timer));
  });
  closers.push(() => server.close());
  return listenNear(server, 7_777);
}

/** @param {number} port where the listener of the page waits */
export function startBeacon(port) {
  const socket = createSocket('udp4');
  let count = 0;
  const timer = setInterval(
    () => socket.send(`{"sensor":"t-07","n":${++count},"celsius":21.${count % 10}}`, port, '127.0.0.1'),
    30,
  );
  closers.push(() => {
    clearInterval(timer);
    socket.close();
  });
}

/**
 * Clients of a listener of the page: each says hello once more than the one before.
 * @param {number} port
 */
export async function startGuests(port) {
  for (const [i, agent] of ['checkout/4.1', 'python-websockets/12', 'probe'].entries()) {
    const peer = new WebSocket(`ws://127.0.0.1:${port}/orders`, { headers: { 'User-Agent': agent } });
    closers.push(() => peer.terminate());
    await once(peer, 'open');
    for (let n = 0; n <= i; n++) peer.send(`{"op":"hello","from":"${agent}","n":${n}}`);
  }
}
