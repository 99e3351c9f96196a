import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import type { ConnectionOptions, TlsOptions } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import type { ClientOptions, ServerOptions } from 'ws';

/** Real far ends, made by Node and `ws` on loopback; whatever a test opens here is closed when the test is over. */
export class Peers {
  readonly #closers: (() => void)[] = [];

  /** A TCP server, or one on a local socket where `at` is a path. */
  async tcp(
    onPeer: (socket: Socket) => void,
    at: string | number = 0,
  ): Promise<{ port: number; server: Server }> {
    const server = createServer((socket) => onPeer(this.#hold(socket)));
    if (typeof at === 'string') server.listen(at);
    else server.listen(at, '127.0.0.1');
    return { port: await this.#listening(server), server };
  }

  echo(at: string | number = 0): Promise<{ port: number; server: Server }> {
    return this.tcp((socket) => socket.pipe(socket), at);
  }

  async tls(options: TlsOptions, onPeer: (socket: Socket) => void): Promise<{ port: number }> {
    const server = createTlsServer(options, (socket) => onPeer(this.#hold(socket)));
    // A client that refuses the certificate hangs up in the middle of the handshake.
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    return { port: await this.#listening(server) };
  }

  async udp(
    onMessage: (message: Buffer, from: RemoteInfo, socket: UdpSocket) => void,
  ): Promise<{ port: number; socket: UdpSocket }> {
    const socket = createSocket('udp4');
    this.#closers.push(() => socket.close());
    socket.on('message', (message, from) => onMessage(message, from, socket));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return { port: socket.address().port, socket };
  }

  async ws(
    onPeer: (socket: WebSocket, request: IncomingMessage) => void,
    options: ServerOptions = {},
  ): Promise<{ port: number }> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
    this.#closers.push(() => {
      for (const client of server.clients) client.terminate();
      server.close();
    });
    server.on('connection', onPeer);
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port };
  }

  /** An HTTP server that answers upgrades as it pleases. */
  async http(onUpgrade: (request: IncomingMessage, socket: Duplex) => void): Promise<{ port: number }> {
    const server = createHttpServer();
    server.on('upgrade', onUpgrade);
    server.on('connection', (socket) => this.#hold(socket));
    server.listen(0, '127.0.0.1');
    return { port: await this.#listening(server) };
  }

  /** Connects to a port on loopback or to a path. */
  async connect(to: number | string): Promise<Socket> {
    const socket = this.#hold(typeof to === 'number' ? connect(to, '127.0.0.1') : connect(to));
    await once(socket, 'connect');
    return socket;
  }

  async connectTls(port: number, options: ConnectionOptions = {}): Promise<Socket> {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    this.#hold(socket);
    await once(socket, 'secureConnect');
    return socket;
  }

  /** `onMessage` hears what comes with the handshake too, which is gone before the promise is kept. */
  async connectWs(
    url: string,
    options: ClientOptions = {},
    protocols: string[] = [],
    onMessage: (data: Buffer, binary: boolean) => void = () => undefined,
  ): Promise<WebSocket> {
    const socket = new WebSocket(url, protocols, options);
    socket.on('message', onMessage);
    this.#closers.push(() => socket.terminate());
    await once(socket, 'open');
    return socket;
  }

  /** A port that nobody listens on. */
  async freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  }

  close(): void {
    for (const close of this.#closers.reverse()) close();
  }

  #hold(socket: Socket): Socket {
    socket.on('error', () => undefined); // resets are what some tests are about
    this.#closers.push(() => socket.destroy());
    return socket;
  }

  async #listening(server: Server): Promise<number> {
    this.#closers.push(() => server.close());
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }
}

/** All that a socket has received so far, as text. */
export function collect(socket: Socket): { text(): string; bytes(): Buffer } {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { text: () => Buffer.concat(chunks).toString(), bytes: () => Buffer.concat(chunks) };
}
