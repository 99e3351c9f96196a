import { mkdir, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionOptions } from '../../contract/index.js';
import { PeerBench, freePort } from './engine-fixture.js';
import { needs } from './program.js';

const ncat = needs('ncat');
const socat = needs('socat');
const microsocks = needs('microsocks');
const tinyproxy = needs('tinyproxy');
const ssh = needs('ssh');
const sshd = needs('sshd');
const keygen = needs('ssh-keygen');

// As a proxy it listens on every address, whichever it is given.
const listening = ['-v', '-4', '-l', '--proxy-type', 'http'];

let bench: PeerBench;
beforeEach(async () => {
  bench = await PeerBench.make();
});
afterEach(() => bench.close());

const own = (url: string, password = ''): ConnectionOptions => ({
  proxy: { use: 'own', url, ...(password !== '' && { password }) },
});

/** A far end that answers with what it gets, and waits until it listens. */
async function echo(): Promise<number> {
  const listener = await bench.listen('tcp', '127.0.0.1:0', { listen: { echo: true } });
  return listener.port;
}

/** Connects, says something and reads it back. */
async function roundTrip(address: string, options: ConnectionOptions, protocol: 'tcp' | 'ws' = 'tcp') {
  const client = await bench.connect(protocol, address, options);
  if (protocol === 'ws') {
    await client.send('text', 'through');
    await client.row('text', ({ dir, bytes }) => dir === 'in' && bytes.toString() === 'through');
  } else {
    await client.send('data', 'through');
    await client.stream('in', 'through');
  }
  const told = JSON.stringify(
    (await client.rows()).map(({ detail, bytes }) => [detail, bytes.toString('latin1')]),
  );
  await client.session.stop();
  return { client, told };
}

async function failure(address: string, options: ConnectionOptions) {
  const client = await bench.start('tcp', 'client', address, options);
  return (await client.row('error')).detail?.error;
}

describe.skipIf(ncat.missing)(`ncat as an HTTP proxy${ncat.note}`, () => {
  async function proxy(...more: string[]): Promise<number> {
    const port = await freePort();
    const process = bench.run(ncat.path, [...listening, ...more, String(port)]);
    await process.sees(`Listening on 0.0.0.0:${port}`);
    return port;
  }

  it('leads to a TCP server', async () => {
    const port = await proxy();
    const { told } = await roundTrip(`127.0.0.1:${await echo()}`, own(`http://127.0.0.1:${port}`));
    expect(told).toContain(`the proxy 127.0.0.1:${port} answered 200 OK`);
  });

  it('leads to a WebSocket server', async () => {
    const port = await proxy();
    const far = await bench.listen('ws', 'ws://127.0.0.1:0/', { listen: { echo: true } });
    await roundTrip(`ws://127.0.0.1:${far.port}/`, own(`http://127.0.0.1:${port}`), 'ws');
  });

  it('asks for user and password, and tells the wrong ones', async () => {
    const port = await proxy('--proxy-auth', 'me:w0rd');
    const far = `127.0.0.1:${await echo()}`;
    expect(await failure(far, own(`http://127.0.0.1:${port}`))).toMatchObject({
      code: 'proxy.auth',
      message: expect.stringContaining('answered 407 Proxy Authentication Required') as string,
    });
    expect(await failure(far, own(`http://me@127.0.0.1:${port}`, 'other'))).toMatchObject({
      code: 'proxy.auth',
    });
    const { told } = await roundTrip(far, own(`http://me@127.0.0.1:${port}`, 'w0rd'));
    expect(told).not.toContain('w0rd');
    expect(told).not.toContain(Buffer.from('me:w0rd').toString('base64'));
  });

  it('is told from a SOCKS proxy, and says that the far end is not there', async () => {
    const port = await proxy();
    const gone = await freePort();
    expect(await failure(`127.0.0.1:${gone}`, own(`http://127.0.0.1:${port}`))).toMatchObject({
      code: 'proxy.target',
    });
    // It waits for the end of a line that never comes: the timeout is what ends it.
    const impatient = { ...own(`socks5h://127.0.0.1:${port}`), tcp: { connectTimeoutMs: 500 } };
    expect(await failure(`127.0.0.1:${gone}`, impatient)).toMatchObject({ code: 'proxy.timeout' });
  });
});

describe.skipIf(microsocks.missing)(`microsocks${microsocks.note}`, () => {
  async function proxy(...more: string[]): Promise<number> {
    const port = await freePort();
    bench.run(microsocks.path, ['-i', '127.0.0.1', '-p', String(port), ...more]);
    await bench.listens(port);
    return port;
  }

  it.each(['socks5', 'socks5h'])('leads by %s to a TCP server, by address and by name', async (scheme) => {
    const port = await proxy();
    const far = await echo();
    await roundTrip(`127.0.0.1:${far}`, own(`${scheme}://127.0.0.1:${port}`));
    const options = { ...own(`${scheme}://127.0.0.1:${port}`), tcp: { family: 'ipv4' as const } };
    const { told } = await roundTrip(`localhost:${far}`, options);
    expect(told.includes('localhost is 127.0.0.1; the proxy is asked for')).toBe(scheme === 'socks5');
  });

  it('asks for user and password, and tells the wrong ones', async () => {
    const port = await proxy('-u', 'me', '-P', 'w0rd');
    const far = `127.0.0.1:${await echo()}`;
    const auth = { code: 'proxy.auth' };
    expect(await failure(far, own(`socks5h://127.0.0.1:${port}`))).toMatchObject(auth);
    expect(await failure(far, own(`socks5h://me@127.0.0.1:${port}`, 'other'))).toMatchObject(auth);
    const { told } = await roundTrip(far, own(`socks5h://me@127.0.0.1:${port}`, 'w0rd'));
    expect(told).not.toContain('w0rd');
  });

  it('says that the far end refuses, and that it is no HTTP proxy', async () => {
    const port = await proxy();
    const gone = `127.0.0.1:${await freePort()}`;
    expect(await failure(gone, own(`socks5h://127.0.0.1:${port}`))).toMatchObject({
      code: 'proxy.target',
      message: expect.stringContaining(`connection refused by ${gone}`) as string,
    });
    expect(await failure(gone, own(`http://127.0.0.1:${port}`))).toMatchObject({
      code: expect.stringMatching(/^proxy\.(protocol|closed|lost)$/) as string,
    });
  });
});

describe.skipIf(tinyproxy.missing)(`tinyproxy${tinyproxy.note}`, () => {
  it('leads to a TCP server for who is known, and says why not', async () => {
    const port = await freePort();
    const far = await echo();
    const config = join(bench.directory, 'tinyproxy.conf');
    const lines = [
      `Port ${port}`,
      'Listen 127.0.0.1',
      'Timeout 60',
      'BasicAuth me w0rd',
      `ConnectPort ${far}`,
    ];
    await writeFile(config, `${lines.join('\n')}\n`);
    bench.run(tinyproxy.path, ['-d', '-c', config]);
    await bench.listens(port);
    const { told } = await roundTrip(`127.0.0.1:${far}`, own(`http://me@127.0.0.1:${port}`, 'w0rd'));
    expect(told).not.toContain('w0rd');
    expect(await failure(`127.0.0.1:${far}`, own(`http://127.0.0.1:${port}`))).toMatchObject({
      code: 'proxy.auth',
    });
    // A port that its rules do not name.
    expect(await failure('127.0.0.1:1', own(`http://me@127.0.0.1:${port}`, 'w0rd'))).toMatchObject({
      code: 'proxy.refused',
      detail: { status: 403 },
    });
  });
});

const noSsh = ssh.missing || sshd.missing || keygen.missing;
describe.skipIf(noSsh)(`ssh -D${ssh.note}${sshd.note}${keygen.note}`, () => {
  it('leads to a TCP server, and looks names up at its far end', async () => {
    const [daemon, port] = [await freePort(), await freePort()];
    const at = (name: string) => join(bench.directory, name);
    for (const name of ['host', 'user'])
      spawnSync(keygen.path, ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
    const lines = [
      ...[
        `Port ${daemon}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${at('host')}`,
        `AuthorizedKeysFile ${at('user.pub')}`,
      ],
      ...['StrictModes no', 'UsePAM no', 'PermitRootLogin yes', `PidFile ${at('sshd.pid')}`],
    ];
    await writeFile(at('sshd.conf'), `${lines.join('\n')}\n`);
    // Where it gives its rights away; the system makes it for the service alone.
    if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    bench.run(sshd.path, ['-D', '-e', '-f', at('sshd.conf')]);
    await bench.listens(daemon);
    const options = ['StrictHostKeyChecking=no', `UserKnownHostsFile=${at('known')}`, 'BatchMode=yes'];
    const client = bench.run(ssh.path, [
      ...['-v', '-N', '-F', 'none', '-D', `127.0.0.1:${port}`, '-i', at('user'), '-p', String(daemon)],
      ...options.flatMap((one) => ['-o', one]),
      `${userInfo().username}@127.0.0.1`,
    ]);
    await client.sees('Entering interactive session');
    const far = await echo();
    await roundTrip(`localhost:${far}`, { ...own(`socks5h://127.0.0.1:${port}`), tcp: { family: 'ipv4' } });
    await roundTrip(`127.0.0.1:${far}`, own(`socks5://127.0.0.1:${port}`));
  });
});

describe.skipIf(ncat.missing || socat.missing)(`socat behind a proxy${ncat.note}${socat.note}`, () => {
  it('hears from us through ncat what it would hear directly', async () => {
    const [port, far] = [await freePort(), await freePort()];
    const proxy = bench.run(ncat.path, [...listening, String(port)]);
    await proxy.sees(`Listening on 0.0.0.0:${port}`);
    const server = bench.run(socat.path, ['-d', '-d', `TCP-LISTEN:${far},bind=127.0.0.1`, '-']);
    await server.sees('listening on');
    const client = await bench.connect('tcp', `127.0.0.1:${far}`, own(`http://127.0.0.1:${port}`));
    await client.send('data', 'to socat\n');
    await server.sees('to socat');
    server.type('from socat\n');
    await client.stream('in', 'from socat\n');
  });
});
