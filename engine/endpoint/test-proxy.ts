import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from '../../contract/index.js';
import { makeTcpClient } from './tcp.js';
import { plainServer, run, stopAll } from './test-endpoint.js';
import type { Plain, Running } from './test-endpoint.js';

/** A proxy of tests: what it was asked, and the far end it leads to whatever that was. */
export interface TestProxy extends Plain {
  /** Bytes that came before the far end was reached, by connection. */
  readonly asked: Buffer[];
}

/** One step of a proxy that knows its lines: how many bytes (or up to which text) to wait for, then what to say. */
export type Step = readonly [wait: number | string, say: string | Buffer];

const bytesOf = (say: string | Buffer): Buffer =>
  typeof say === 'string' ? Buffer.from(say.replaceAll(' ', ''), 'hex') : say;

/**
 * Plays its steps on every connection, then joins it to `port` (0: leaves it alone). `split` says each byte by itself.
 */
export async function scriptedProxy(
  steps: readonly Step[],
  { port = 0, split = false }: { readonly port?: number; readonly split?: boolean } = {},
): Promise<TestProxy> {
  const asked: Buffer[] = [];
  const plain = await plainServer((client) => {
    const index = asked.push(Buffer.alloc(0)) - 1;
    let next = 0;
    let waiting = Buffer.alloc(0);
    const say = (bytes: Buffer): void => {
      if (!split) {
        client.write(bytes);
        return;
      }
      client.setNoDelay(true);
      for (const byte of bytes) client.write(Buffer.from([byte]));
    };
    const onData = (bytes: Buffer): void => {
      asked[index] = Buffer.concat([asked[index] ?? waiting, bytes]);
      waiting = Buffer.concat([waiting, bytes]);
      for (let step = steps[next]; step !== undefined; step = steps[next]) {
        const [wait, words] = step;
        const found = typeof wait === 'number' ? wait : waiting.indexOf(wait) + wait.length;
        if (typeof wait === 'number' ? waiting.length < wait : !waiting.includes(wait)) return;
        waiting = waiting.subarray(found);
        next += 1;
        say(bytesOf(words));
      }
      client.off('data', onData);
      if (port !== 0) join(client, port, waiting);
    };
    client.on('data', onData);
  });
  return { ...plain, asked };
}

function join(client: Socket, port: number, first: Buffer): void {
  const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  far.on('error', () => client.destroy());
  client.on('close', () => far.destroy());
  if (first.length > 0) far.write(first);
  client.pipe(far);
  far.pipe(client);
}

export const established = Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n');

const servers: { close(): Promise<void> | void }[] = [];
/** Closed with the others after the test. */
export function keep<T extends { close(): Promise<void> | void }>(server: T): T {
  servers.push(server);
  return server;
}

/** Options of a connection that goes through this proxy. */
export const own = (url: string, password = ''): ConnectionOptions => ({
  proxy: { use: 'own', url, password },
});

/** A TCP client through a proxy, to a name that nobody but the proxy knows. */
export function through(proxy: Plain, scheme = 'http', user = '', password = '', timeoutMs = 5_000): Running {
  const options = {
    ...own(`${scheme}://${user}127.0.0.1:${proxy.port}`, password),
    tcp: { connectTimeoutMs: timeoutMs },
  };
  return run(makeTcpClient, 'far.invalid:7', { options });
}

export const proxied = async (steps: readonly Step[], more = {}): Promise<TestProxy> =>
  keep(await scriptedProxy(steps, more));
export const echoServer = async (): Promise<Plain> =>
  keep(await plainServer((socket) => socket.pipe(socket)));

/** Granted, from 127.0.0.1:1234 (RFC 1928 §6). */
export const socksOpen = '05 00 00 01 7f 00 00 01 04 d2';
export const http: readonly Step[] = [['\r\n\r\n', established]];
export const socks: readonly Step[] = [
  [3, '05 00'],
  [18, socksOpen],
];
export const socksPassword: readonly Step[] = [
  [4, '05 02'],
  [9, '01 00'],
  [18, socksOpen],
];

/** Ends what a test began: endpoints, then whatever it keeps. */
export async function closeAll(): Promise<void> {
  await stopAll();
  for (const one of servers.splice(0)) await one.close();
}
