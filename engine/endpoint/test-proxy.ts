import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { plainServer } from './test-endpoint.js';
import type { Plain } from './test-endpoint.js';

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
