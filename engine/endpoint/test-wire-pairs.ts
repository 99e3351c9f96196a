import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import type { Endpoint } from './endpoint.js';
import { TestAuthority } from './test-certificates.js';
import { run } from './test-endpoint.js';
import type { TestHost } from './test-host.js';
import { RawPeer, bytes, switching, upgradeRequest } from './test-websocket.js';
import { closeAll as closeClients, open } from './test-websocket-client.js';
import { closeAll as closeListeners, listen, opened } from './test-websocket-listener.js';
import { makeWebSocketClient } from './websocket-client.js';

export interface WirePair {
  readonly endpoint: Endpoint;
  readonly host: TestHost;
  /** The far end: a bare socket after its handshake. */
  readonly peer: RawPeer;
  /** The far end masks. */
  readonly masks: boolean;
}

export const pairNames = ['a ws client', 'a ws listener', 'a wss client', 'a wss listener'] as const;

export const deflateLine = 'Sec-WebSocket-Extensions: permessage-deflate';

const key = bytes('37 fa 21 3d');
export const keyOf = (masks: boolean): { readonly mask?: Buffer } => (masks ? { mask: key } : {});

/** Our end in either role, over TCP or TLS, with a bare socket at the far end. */
export class WirePairs {
  readonly #ended: (() => void)[] = [];
  readonly #authority: TestAuthority;
  readonly #leaf: Awaited<ReturnType<TestAuthority['server']>>;

  private constructor(authority: TestAuthority, leaf: Awaited<ReturnType<TestAuthority['server']>>) {
    this.#authority = authority;
    this.#leaf = leaf;
  }

  static async make(): Promise<WirePairs> {
    const authority = await TestAuthority.create();
    return new WirePairs(authority, await authority.server());
  }

  open(name: (typeof pairNames)[number], deflate = false): Promise<WirePair> {
    return this.#kinds[name](deflate);
  }

  /** Runs when the test is over. */
  later(end: () => void): void {
    this.#ended.push(end);
  }

  async closeAll(): Promise<void> {
    for (const end of this.#ended.splice(0)) end();
    await closeClients();
    await closeListeners();
  }

  remove(): ReturnType<TestAuthority['remove']> {
    return this.#authority.remove();
  }

  readonly #kinds: Readonly<Record<(typeof pairNames)[number], (deflate: boolean) => Promise<WirePair>>> = {
    'a ws client': async (deflate) => {
      const { endpoint, host, peer } = await open({ deflate }, deflate ? [deflateLine] : []);
      return { endpoint, host, peer, masks: false };
    },
    'a ws listener': async (deflate) => {
      const { endpoint, host, port } = await listen({ deflate });
      const { peer } = await opened(port, '/', deflate ? [deflateLine] : []);
      return { endpoint, host, peer, masks: true };
    },
    'a wss client': async (deflate) => {
      const key = readFileSync(join(this.#authority.directory, this.#leaf.keyFile));
      const server = createTlsServer({
        key,
        cert: readFileSync(join(this.#authority.directory, this.#leaf.certFile)),
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      this.#ended.push(() => server.close());
      const accepted = once(server, 'secureConnection');
      // A listening TCP server has an address of this shape.
      const { port } = server.address() as AddressInfo;
      const { endpoint, host } = run(makeWebSocketClient, `wss://localhost:${port}/`, {
        protocol: 'wss',
        directory: this.#authority.directory,
        options: { ws: { deflate }, tls: { caFile: this.#authority.caFile }, tcp: { family: 'ipv4' } },
      });
      const [socket] = (await accepted) as [ConstructorParameters<typeof RawPeer>[0]];
      this.#ended.push(() => socket.destroy());
      const peer = new RawPeer(socket);
      socket.write(switching(await peer.head(), deflate ? [deflateLine] : []));
      await host.until('open');
      return { endpoint, host, peer, masks: false };
    },
    'a wss listener': async (deflate) => {
      const tls = { certFile: this.#leaf.certFile, keyFile: this.#leaf.keyFile };
      const { endpoint, host, port } = await listen(
        { deflate },
        { tls },
        'wss://127.0.0.1:0/',
        this.#authority.directory,
      );
      const ca = readFileSync(join(this.#authority.directory, this.#authority.caFile));
      const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca });
      this.#ended.push(() => socket.destroy());
      await once(socket, 'secureConnect');
      const peer = new RawPeer(socket);
      socket.write(upgradeRequest('/', deflate ? [deflateLine] : []));
      await peer.head();
      return { endpoint, host, peer, masks: true };
    },
  };
}
