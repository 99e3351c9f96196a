import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Transport } from '../../contract/transport.js';
import { webSocketTransport } from '../../contract/web-socket.js';
import type { Ends } from './transports.js';
import { transports } from './transports.js';

const closed = (end: Transport) => new Promise<void>((resolve) => end.onClose(resolve));

/** The next `count` messages. */
function messages(end: Transport, count: number): Promise<Uint8Array[]> {
  return new Promise((resolve) => {
    const got: Uint8Array[] = [];
    end.onMessage((bytes) => {
      got.push(bytes);
      if (got.length === count) resolve(got);
    });
  });
}

let ends: Ends;
afterEach(() => ends.dispose());

describe.each(transports)('%s', (_, open) => {
  it('carries messages both ways, whole and in order', async () => {
    ends = await open();
    const count = 500;
    const atHost = messages(ends.host, count);
    const atPage = messages(ends.page, count);
    for (let i = 0; i < count; i++) {
      ends.page.send(Uint8Array.of(i & 255, i >> 8));
      ends.host.send(new Uint8Array(i).fill(i));
    }
    expect((await atHost).map(([low, high]) => low! | (high! << 8))).toEqual(
      Array.from({ length: count }, (_, i) => i),
    );
    (await atPage).forEach((bytes, i) => expect(bytes).toEqual(new Uint8Array(i).fill(i)));
  });

  it('carries a large message', async () => {
    ends = await open();
    const large = new Uint8Array(8 * 1024 * 1024);
    for (let i = 0; i < large.length; i += 4096) large[i] = i >> 12;
    const [atHost] = [messages(ends.host, 1)];
    ends.page.send(large);
    expect(Buffer.compare((await atHost)[0]!, large)).toBe(0);
  });

  it('keeps what comes before anybody listens', async () => {
    ends = await open();
    ends.page.send(Uint8Array.of(1));
    ends.page.send(Uint8Array.of(2));
    // An answer from the other side shows that both have arrived.
    ends.host.send(Uint8Array.of(0));
    await messages(ends.page, 1);
    expect(await messages(ends.host, 2)).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
  });

  it('carries the bytes as they were when they were sent', async () => {
    ends = await open();
    const bytes = Uint8Array.of(1, 2, 3);
    const at = messages(ends.host, 1);
    ends.page.send(bytes);
    expect(await at).toEqual([Uint8Array.of(1, 2, 3)]);
    expect(bytes).toEqual(Uint8Array.of(1, 2, 3));
  });

  it.each(['host', 'page'] as const)('tells both ends once when the %s closes', async (side) => {
    ends = await open();
    let told = 0;
    ends.host.onClose(() => told++);
    ends.page.onClose(() => told++);
    const both = Promise.all([closed(ends.host), closed(ends.page)]);
    ends[side].close();
    ends[side].close();
    await both;
    expect(told).toBe(2);
    await Promise.all([closed(ends.host), closed(ends.page)]);
  });

  it('sends nothing after the close', async () => {
    ends = await open();
    const got: Uint8Array[] = [];
    ends.host.onMessage((bytes) => got.push(bytes));
    const both = Promise.all([closed(ends.host), closed(ends.page)]);
    ends.page.close();
    ends.page.send(Uint8Array.of(1));
    await both;
    ends.host.send(Uint8Array.of(1));
    expect(got).toEqual([]);
  });
});

describe('WebSocket alone', () => {
  async function server() {
    const listening = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(listening, 'listening');
    const url = `ws://127.0.0.1:${(listening.address() as AddressInfo).port}`;
    const accepted = once(listening, 'connection') as Promise<[WebSocket, { socket: { pause(): void } }]>;
    ends = {
      host: null as unknown as Transport,
      page: null as unknown as Transport,
      dispose() {
        for (const client of listening.clients) client.terminate();
        listening.close();
      },
    };
    return { url, accepted };
  }

  it('refuses text: the contract is bytes', async () => {
    const { url, accepted } = await server();
    const socket = new WebSocket(url);
    const host = webSocketTransport((await accepted)[0]);
    if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open');
    const over = once(socket, 'close') as Promise<[number]>;
    socket.send('{"id":1}');
    await closed(host);
    const [code] = await over;
    expect(code).toBe(4003);
  });

  it('lets a reader go that does not read, rather than keep everything for it', async () => {
    const { url, accepted } = await server();
    const socket = new WebSocket(url);
    const host = webSocketTransport((await accepted)[0], { maxWaitingBytes: 1024 * 1024 });
    if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open');
    socket.pause();
    let open = true;
    host.onClose(() => (open = false));
    let sent = 0;
    // The kernel takes a few megabytes for itself; far below this the limit has to strike.
    for (; open && sent < 64; sent++) host.send(new Uint8Array(1024 * 1024));
    expect(open).toBe(false);
    expect(sent).toBeLessThan(32);
    socket.terminate();
  });

  it('closes where nobody answers', async () => {
    const { url } = await server();
    await ends.dispose();
    const page = webSocketTransport(new WebSocket(url));
    page.send(Uint8Array.of(1));
    await closed(page);
    expect(page.close()).toBeUndefined();
  });
});
