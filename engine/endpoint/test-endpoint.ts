import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { fullOptions } from '../../contract/index.js';
import type { ConnectionOptions, Protocol, Role } from '../../contract/index.js';
import { parseAddress } from '../../codec/index.js';
import type { Endpoint, EndpointInput, MakeEndpoint } from './endpoint.js';
import { TestHost } from './test-host.js';

export interface TestInput {
  readonly protocol?: Protocol;
  readonly role?: Role;
  readonly options?: ConnectionOptions;
  readonly directory?: string;
  readonly replaceStale?: boolean;
}

/** What a session would hand to an endpoint of this address. */
export function inputOf(
  address: string,
  { protocol = 'tcp', role = 'client', ...rest }: TestInput,
): EndpointInput {
  const parsed = parseAddress(address, { protocol, role });
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { options = {}, directory = '/', replaceStale = false } = rest;
  return {
    config: { protocol, role, address, options },
    address: parsed.value,
    options: fullOptions(options),
    directory,
    replaceStale,
  };
}

export interface Running {
  readonly endpoint: Endpoint;
  readonly host: TestHost;
}

const running: Endpoint[] = [];

/** Makes and starts an endpoint; `stopAll` takes down what a test leaves running. */
export function run(make: MakeEndpoint, address: string, input: TestInput = {}): Running {
  const host = new TestHost();
  const endpoint = make(inputOf(address, input), host);
  running.push(endpoint);
  endpoint.start();
  return { endpoint, host };
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((endpoint) => endpoint.stop({ reset: true })));
}

export interface Plain {
  readonly port: number;
  readonly server: Server;
  /** The sockets it accepted, in order; a promise for those to come. */
  accepted(index?: number): Promise<Socket>;
  close(): Promise<void>;
}

/** A bare server of Node on loopback, for the other side of a client. */
export async function plainServer(
  onSocket: (socket: Socket) => void = () => {},
  host = '127.0.0.1',
  port = 0,
): Promise<Plain> {
  const sockets: Socket[] = [];
  let wake: (() => void)[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
    onSocket(socket);
    for (const one of wake.splice(0)) one();
  });
  await new Promise<void>((done) => server.listen(port, host, done));
  return {
    // It listens on a port, so this is an AddressInfo.
    port: (server.address() as AddressInfo).port,
    server,
    accepted: async (index = 0) => {
      for (;;) {
        const socket = sockets[index];
        if (socket) return socket;
        await new Promise<void>((done) => wake.push(done));
      }
    },
    close: () => {
      wake = [];
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

/** Everything a socket says until it ends its side; the socket stays open. */
export function readAll(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  return new Promise((settle) => {
    socket.on('data', (part) => parts.push(part));
    socket.once('end', () => settle(Buffer.concat(parts)));
    socket.resume();
  });
}

/** The errno a socket fails with. */
export function failed(socket: Socket): Promise<string | undefined> {
  return new Promise((settle) => {
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code));
    socket.resume();
  });
}

export function data(text: string): { kind: 'data'; data: Uint8Array } {
  return { kind: 'data', data: Buffer.from(text) };
}
