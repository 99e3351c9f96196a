import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { messagePortTransport } from './message-port.js';

describe('a port', () => {
  it('hands on bytes, and nothing else that structured clone can carry', async () => {
    const { port1, port2 } = new MessageChannel();
    const transport = messagePortTransport(port1);
    const heard: unknown[] = [];
    for (const stranger of [
      ...['text', 7, null, undefined, true, {}, [1, 2], new Map([['a', 1]]), new Date(0), /x/, 1n],
      ...[new ArrayBuffer(4), new DataView(new ArrayBuffer(4)), new Uint16Array(2), new Float64Array(1)],
      { length: 2, 0: 1, 1: 2 },
    ]) {
      port2.postMessage(stranger);
    }
    port2.postMessage(Uint8Array.of(1, 2, 3));
    const gone = once(port2, 'close');
    await new Promise<void>((resolve) =>
      transport.onMessage((bytes) => {
        heard.push(bytes);
        resolve();
      }),
    );
    expect(heard).toEqual([Uint8Array.of(1, 2, 3)]);
    transport.close();
    await gone;
  });
});
