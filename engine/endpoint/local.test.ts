import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction } from '../../contract/index.js';
import { judgePath } from './local-path.js';
import { makeLocalClient, makeLocalListener } from './local.js';
import { data, readAll, run, stopAll } from './test-endpoint.js';
import type { Running } from './test-endpoint.js';

let directory = '';
let path = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wirebench-'));
  path = join(directory, 'echo.sock');
});

afterEach(async () => {
  await stopAll();
  rmSync(directory, { recursive: true, force: true });
});

const client = (at = path): Running => run(makeLocalClient, at, { protocol: 'unix' });
const listen = (replaceStale = false): Running =>
  run(makeLocalListener, path, { protocol: 'unix', role: 'server', replaceStale });

/** A socket file whose process has died without tidying up. */
function leaveStale(): void {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  expect(existsSync(path)).toBe(true);
}

// Paths are of Unix; pipes of Windows have no files to leave behind.
describe.runIf(process.platform !== 'win32')('local sockets', () => {
  it('carries bytes both ways between a client and a listener', async () => {
    const server = listen();
    expect((await server.host.row('listen')).detail.local).toEqual({ host: path, port: 0, family: 'local' });
    const one = client();
    await one.host.until('open');
    await one.endpoint.send(1, data('hello'));
    expect((await server.host.received(1, 5)).toString()).toBe('hello');
    await server.endpoint.send(1, data('answer'));
    expect((await one.host.received(1, 6)).toString()).toBe('answer');
    expect((await one.host.row('open')).detail.text).toContain(path);
  });

  it('half-closes both ways', async () => {
    const server = listen();
    await server.host.row('listen');
    const one = client();
    await one.host.until('open');
    await one.endpoint.end(1, 'half-close');
    expect((await server.host.row('halfClose')).direction).toBe(Direction.in);
    await server.endpoint.send(1, data('late'));
    expect((await one.host.received(1, 4)).toString()).toBe('late');
    await server.endpoint.end(1, 'half-close');
    expect(await one.host.end()).toEqual({ by: 'us', failure: null });
  });

  it('says that a local socket knows no RST', async () => {
    const server = createServer((socket) => socket.resume()).listen(path);
    await once(server, 'listening');
    const one = client();
    await one.host.until('open');
    await one.endpoint.end(1, 'reset');
    expect((await one.host.row('note')).detail.text).toContain('knows no RST');
    await one.host.end();
    server.close();
  });

  it('removes its own socket file when it stops', async () => {
    const { endpoint, host } = listen();
    await host.row('listen');
    expect(existsSync(path)).toBe(true);
    await endpoint.stop({});
    expect(existsSync(path)).toBe(false);
  });

  it('names a stale file and leaves it alone', async () => {
    leaveStale();
    const { failure } = await listen().host.end();
    expect(failure).toMatchObject({ code: 'unix.stale-file', stage: 'listen' });
    expect(failure?.message).toContain(path);
    expect(existsSync(path)).toBe(true);
  });

  it('replaces a stale file when told to, and tells it', async () => {
    leaveStale();
    const { host } = listen(true);
    await host.row('listen');
    expect((await host.row('note')).detail.text).toContain(`removed the stale socket file ${path}`);
    const socket = connect(path);
    await once(socket, 'connect');
    socket.destroy();
  });

  it('never replaces a socket that somebody listens on', async () => {
    const other = listen();
    await other.host.row('listen');
    const { host } = listen(true);
    expect((await host.end()).failure?.code).toBe('listen.in-use');
    const socket = connect(path);
    await once(socket, 'connect');
    socket.destroy();
  });

  it('names a regular file in place and leaves it untouched', async () => {
    writeFileSync(path, 'precious');
    const { failure } = await listen(true).host.end();
    expect(failure?.code).toBe('unix.not-a-socket');
    expect(failure?.message).toContain(`${path} is a file`);
    expect(existsSync(path)).toBe(true);
  });

  it('says what is wrong with a path', async () => {
    path = join(directory, 'missing', 'x.sock');
    expect((await listen().host.end()).failure?.code).toBe('listen.no-directory');
    path = join(directory, 'x'.repeat(120));
    const { failure } = await listen().host.end();
    expect(failure?.code).toBe('unix.path-too-long');
    expect(failure?.message).toContain(`${Buffer.byteLength(path)} bytes`);
  });

  it('tells a missing socket, a stale one and a file apart when connecting', async () => {
    expect((await client().host.end()).failure).toMatchObject({ code: 'connect.no-file', stage: 'connect' });
    leaveStale();
    const stale = (await client().host.end()).failure;
    expect(stale?.code).toBe('connect.refused');
    expect(stale?.message).toContain('stale');
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect((await client(file).host.end()).failure?.code).toBe('connect.not-a-socket');
  });

  it('closes every peer when the listener stops', async () => {
    const { endpoint, host } = listen();
    await host.row('listen');
    const socket = connect({ path, allowHalfOpen: true });
    const all = readAll(socket).then(() => socket.end());
    await host.row('accept');
    await endpoint.stop({});
    await all;
    expect(host.all('end').map(({ peer }) => peer)).toEqual([1, 0]);
  });
});

it('takes pipe names on Windows and paths elsewhere', () => {
  expect(judgePath('\\\\.\\pipe\\echo', 'win32')).toBeNull();
  expect(judgePath('//./pipe/echo', 'win32')).toBeNull();
  expect(judgePath('C:\\echo.sock', 'win32')?.code).toBe('listen.not-a-pipe');
  expect(judgePath('\\\\.\\pipe\\echo', 'linux')?.code).toBe('listen.no-pipes');
  expect(judgePath('', 'linux')?.code).toBe('listen.no-path');
  expect(judgePath('/tmp/x', 'linux')).toBeNull();
});
