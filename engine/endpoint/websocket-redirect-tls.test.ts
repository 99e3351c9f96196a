import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, expect, it } from 'vitest';
import { TestAuthority } from './test-certificates.js';
import { run, stopAll } from './test-endpoint.js';
import { makeWebSocketClient } from './websocket-client.js';

const authority = await TestAuthority.create();
const leaf = await authority.server();
const client = await authority.client();
const closers: (() => unknown)[] = [];

afterEach(async () => {
  await stopAll();
  for (const close of closers.splice(0)) close();
});
afterAll(() => authority.remove());

/** A TLS server that asks for a certificate and answers each request with the head given. */
async function asking(head: () => string, seen: (socket: TLSSocket) => void): Promise<number> {
  const key = leaf.key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const ca = readFileSync(join(authority.directory, authority.caFile));
  const options = { cert: leaf.cert, key, ca, requestCert: true, rejectUnauthorized: false };
  const server = createServer(options, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      seen(socket);
      socket.end(head());
    });
  });
  closers.push(() => server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

it('shows its certificate to the origin it was given for, and to none a redirect leads to', async () => {
  const names: (string | undefined)[] = [];
  // Without a certificate Node answers an empty object.
  const see = (socket: TLSSocket): unknown =>
    names.push((socket.getPeerCertificate() as { subject?: { CN?: string } }).subject?.CN);
  const other = await asking(() => 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n', see);
  const first = await asking(
    () => `HTTP/1.1 302 Found\r\nLocation: wss://127.0.0.1:${other}/\r\nContent-Length: 0\r\n\r\n`,
    see,
  );
  const { certFile, keyFile } = client;
  const { host } = run(makeWebSocketClient, `wss://localhost:${first}/`, {
    protocol: 'wss',
    directory: authority.directory,
    options: {
      tcp: { family: 'ipv4' },
      ws: { followRedirects: true },
      tls: { caFile: authority.caFile, certFile, keyFile },
    },
  });
  const end = await host.end();
  expect(end.failure?.code).toMatch(/^upgrade\./);
  expect(names).toEqual(['Test Client', undefined]);
});
