import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { defaultOptions } from '../../contract/index.js';
import { TestAuthority } from './test-certificates.js';
import { plainServer } from './test-endpoint.js';
import { tlsOptions } from './tls-context.js';
import { secureClient, secureServer, serverNameOf } from './tls-handshake.js';

const authority = await TestAuthority.create();
const { certFile, keyFile } = await authority.server();
const tls = { ...defaultOptions.tls, certFile, keyFile };
const { signal } = new AbortController();

afterAll(() => authority.remove());

async function material(role: 'client' | 'server') {
  const made = await tlsOptions(tls, authority.directory, role);
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

it('gives up on a server that accepts and says nothing', async () => {
  const server = await plainServer();
  const raw = connect({ port: server.port, host: '127.0.0.1' });
  await once(raw, 'connect');
  const how = { tls, host: '127.0.0.1', port: server.port, signal, timeoutMs: 40 };
  const secured = await secureClient(raw, await material('client'), how);
  expect(secured).toMatchObject({ ok: false, info: null, error: { code: 'tls.timeout', stage: 'tls' } });
  if (!secured.ok) expect(secured.error.message).toContain(`127.0.0.1:${server.port} did not finish`);
  expect(raw.destroyed).toBe(true);
  await server.close();
});

it('gives up on a peer that connects and says nothing', async () => {
  const server = await plainServer();
  const client = connect({ port: server.port, host: '127.0.0.1' });
  client.on('error', () => {});
  const raw = await server.accepted();
  const secured = await secureServer(raw, await material('server'), { tls, signal, timeoutMs: 40 });
  expect(secured).toMatchObject({ ok: false, error: { code: 'tls.timeout' } });
  client.destroy();
  await server.close();
});

it('tells a peer that connects and hangs up', async () => {
  const identity = await material('server');
  const server = await plainServer();
  const client = connect({ port: server.port, host: '127.0.0.1' });
  const raw = await server.accepted();
  const securing = secureServer(raw, identity, { tls, signal });
  client.destroy();
  const secured = await securing;
  expect(secured).toMatchObject({ ok: false, error: { code: 'tls.cut-short' } });
  await server.close();
});

it('sends names as server name, and addresses never', () => {
  expect(serverNameOf(tls, 'a.example')).toBe('a.example');
  expect(serverNameOf(tls, '127.0.0.1')).toBeNull();
  expect(serverNameOf(tls, '::1')).toBeNull();
  expect(serverNameOf({ ...tls, serverName: 'b.example' }, '127.0.0.1')).toBe('b.example');
});
