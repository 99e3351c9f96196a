import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { environmentProxies, SettingsFile } from '../../engine/index.js';
import { beginNetwork } from './begin-network.js';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-network-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const target = { protocol: 'tcp', host: 'example.com', port: 7 } as const;

it('takes what the settings say for the next connection, and no password from their file', async () => {
  const settings = await SettingsFile.open(directory);
  const env = { ALL_PROXY: 'socks5h://e:1' };
  const { network, secrets } = await beginNetwork(settings, environmentProxies(env));
  expect(await network.proxyFor(target)).toEqual({ ok: true, value: null });
  await settings.set({ 'network.proxy': 'system' });
  expect(await network.proxyFor(target)).toMatchObject({ value: { scheme: 'socks5h', host: 'e' } });
  await secrets.set('proxy', 'w0rd');
  await settings.set({ 'network.proxy': 'manual', 'network.proxyUrl': 'http://me@p:3128' });
  expect(await network.proxyFor(target)).toMatchObject({ value: { user: 'me', password: 'w0rd' } });
  expect(await readFile(settings.info.file, 'utf8')).not.toContain('w0rd');

  const client = { hosts: '*.com', certFile: '/c.pem', keyFile: '/k.pem', pfxFile: '' };
  await secrets.set('certificate:*.com', 'phrase');
  await settings.set({ 'certificates.authorities': ['/ca.pem'], 'certificates.clients': [client] });
  expect(network.certificatesFor(target)).toEqual({
    authorities: ['/ca.pem'],
    client: {
      pattern: '*.com',
      files: { certFile: '/c.pem', keyFile: '/k.pem', pfxFile: '', passphrase: 'phrase' },
    },
  });
});

it('lets who changes a setting and connects at once wait for it', async () => {
  const settings = await SettingsFile.open(directory);
  const { network } = await beginNetwork(settings, environmentProxies({}));
  const changed = settings.set({ 'network.proxy': 'manual', 'network.proxyUrl': 'socks5h://p:1' });
  await network.settled();
  expect(await network.proxyFor(target)).toMatchObject({ value: { host: 'p', port: 1 } });
  await changed;
  settings.close();
});
