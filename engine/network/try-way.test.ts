import { connect, createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { environmentProxies } from './environment.js';
import { AppNetwork } from './app-network.js';
import type { ProxySettings } from './app-network.js';
import { tryWay } from './try-way.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

/** A proxy that leads to `port` whatever it is asked, or answers what it is told to, and what it was asked. */
async function proxy(port: number, answer = 'HTTP/1.1 200 OK'): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((client) => {
    client.on('error', () => {});
    client.once('data', (bytes) => {
      asked.push(bytes.toString());
      client.write(`${answer}\r\n\r\n`);
      const far = connect(port, '127.0.0.1').on('error', () => {});
      client.on('close', () => far.destroy()).pipe(far);
    });
  });
  return { port: await listening(server), asked };
}

function network(settings: Partial<ProxySettings>): AppNetwork {
  const { mode = 'manual', url = '', password = '', bypass = '<-loopback>', pac = '' } = settings;
  const values = { mode, url, password, bypass, pac, authorities: [], clients: [] };
  return new AppNetwork(() => values, environmentProxies({}));
}

describe('the way to an address', () => {
  it('is tried straight there, and hung up without a word', async () => {
    let heard = 0;
    let hungUp = (): void => undefined;
    const closed = new Promise<void>((done) => (hungUp = done));
    const far = await listening(
      createServer((socket) => {
        socket.on('data', (bytes) => (heard += bytes.length)).on('error', () => {});
        socket.on('close', () => hungUp());
      }),
    );
    const tried = await tryWay(network({ mode: 'none' }), `127.0.0.1:${far}`);
    expect(tried).toMatchObject({ ok: true, value: { place: `127.0.0.1:${far}`, via: null } });
    await closed;
    expect(heard).toBe(0);
    expect(await tryWay(undefined, `wss://127.0.0.1:${far}/chat`)).toMatchObject({ value: { via: null } });
  });

  it('is tried through the proxy of the settings, whose password is told to nobody', async () => {
    const far = await listening(createServer((socket) => socket.on('error', () => {})));
    const by = await proxy(far);
    const settings = { url: `http://me@127.0.0.1:${by.port}`, password: 'w0rd' };
    const tried = await tryWay(network(settings), 'far.invalid:7');
    expect(tried).toMatchObject({ ok: true, value: { place: 'far.invalid:7' } });
    expect(tried.ok && tried.value.via).toContain(`127.0.0.1:${by.port}`);
    expect(JSON.stringify(tried)).not.toContain('w0rd');
    expect(by.asked[0]).toMatch(/^CONNECT far\.invalid:7 /);
    const past = await tryWay(network({ ...settings, bypass: '127.0.0.0/8' }), `127.0.0.1:${far}`);
    expect(past).toMatchObject({ value: { via: null } });
  });

  it.each([
    ['HTTP/1.1 407 Proxy Authentication Required', 'proxy.auth'],
    ['HTTP/1.1 403 Forbidden', 'proxy.refused'],
  ])('fails as a connection does where the proxy answers %s', async (answer, code) => {
    const by = await proxy(0, answer);
    const tried = await tryWay(network({ url: `http://127.0.0.1:${by.port}` }), 'far.invalid:7');
    expect(tried).toMatchObject({ ok: false, error: { code } });
  });

  it('fails by name where no proxy is there, none is named, or the address is of another kind', async () => {
    const gone = createServer();
    const port = await listening(gone);
    await new Promise((done) => gone.close(done));
    const code = async (settings: Partial<ProxySettings>, address = 'far.invalid:7') => {
      const tried = await tryWay(network(settings), address);
      return tried.ok ? 'ok' : tried.error.code;
    };
    expect(await code({ url: `http://127.0.0.1:${port}` })).toBe('proxy.unreachable');
    expect(await code({ url: '' })).toBe('proxy.url');
    expect(await code({ mode: 'none' }, `127.0.0.1:${port}`)).toBe('connect.refused');
    expect(await code({}, 'udp://127.0.0.1:7')).toBe('address.scheme');
    expect(await code({}, '')).toBe('address.empty');
  });
});
