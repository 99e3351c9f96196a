import { describe, expect, it } from 'vitest';
import { ok } from '../../contract/index.js';
import type { NetworkTarget } from '../endpoint/network.js';
import { AppNetwork, proxyOfAnswer, questionFor } from './app-network.js';
import type { CertificateSettings, ProxySettings, SystemProxies } from './app-network.js';

const target: NetworkTarget = { protocol: 'tcp', host: 'example.com', port: 7 };
const none: ProxySettings & CertificateSettings = {
  ...{ mode: 'none', url: '', password: '', bypass: '', pac: '' },
  ...{ authorities: [], clients: [] },
};
const proxy = { scheme: 'http', host: 'p', port: 3128, user: '', password: '' } as const;

const system: SystemProxies = { system: () => Promise.resolve(ok(proxy)), pac: null };

function ask(settings: Partial<ProxySettings>, proxies = system, to = target) {
  return new AppNetwork(() => ({ ...none, ...settings }), proxies).proxyFor(to);
}

describe('the network of the app', () => {
  it('goes directly where no proxy is chosen', async () => {
    expect(await ask({})).toEqual({ ok: true, value: null });
  });

  it('goes through the proxy that is named, with the password kept beside it', async () => {
    expect(await ask({ mode: 'manual', url: 'socks5h://me@q', password: 'word' })).toEqual({
      ok: true,
      value: { scheme: 'socks5h', host: 'q', port: 1080, user: 'me', password: 'word' },
    });
  });

  it('asks the system', async () => {
    expect(await ask({ mode: 'system' })).toEqual({ ok: true, value: proxy });
  });

  it('lets past what is listed, and this machine, whoever names the proxy', async () => {
    const loopback = { ...target, host: '127.0.0.1' };
    for (const mode of ['system', 'manual', 'pac'] as const) {
      const settings = { mode, url: 'http://p:1', bypass: '*.com' };
      expect(await ask(settings)).toEqual({ ok: true, value: null });
      expect(await ask(settings, system, loopback)).toEqual({ ok: true, value: null });
    }
    const through = await ask({ mode: 'manual', url: 'http://p:1', bypass: '<-loopback>' }, system, loopback);
    expect(through).toMatchObject({ value: { host: 'p' } });
  });

  it('runs no PAC file where it has no browser to run it in', async () => {
    expect(await ask({ mode: 'pac', pac: 'http://p/proxy.pac' })).toMatchObject({
      error: { code: 'proxy.pac', message: expect.stringContaining('program of somebody else') as string },
    });
    const asked: unknown[] = [];
    const pac = (script: string, to: NetworkTarget) => {
      asked.push(script, to);
      return Promise.resolve(ok(proxy));
    };
    expect(await ask({ mode: 'pac', pac: 'http://p/proxy.pac' }, { ...system, pac })).toMatchObject({
      value: proxy,
    });
    expect(asked).toEqual(['http://p/proxy.pac', target]);
  });

  it('goes nowhere by settings that are wrong', async () => {
    expect(await ask({ mode: 'manual', url: 'p' })).toMatchObject({ error: { code: 'proxy.url' } });
    expect(await ask({ mode: 'manual', url: 'http://p:1', bypass: 'a/b' })).toMatchObject({
      error: { code: 'proxy.bypass' },
    });
  });

  it('has the certificate that says most of a host, and authorities for all', () => {
    const client = (hosts: string) => ({
      hosts,
      certFile: `/${hosts}`,
      keyFile: '',
      pfxFile: '',
      passphrase: 'x',
    });
    const clients = ['*.com', 'api.example.com', '*.example.com', 'not a host'].map(client);
    const network = new AppNetwork(() => ({ ...none, authorities: ['/ca.pem'], clients }), system);
    const chosen = (host: string) => network.certificatesFor({ ...target, host }).client?.pattern ?? null;
    expect(chosen('api.example.com')).toBe('api.example.com');
    expect(chosen('www.example.com')).toBe('*.example.com');
    expect(chosen('other.com')).toBe('*.com');
    expect(chosen('example.org')).toBeNull();
    expect(network.certificatesFor({ ...target, host: 'other.com' })).toEqual({
      authorities: ['/ca.pem'],
      client: { pattern: '*.com', files: { certFile: '/*.com', keyFile: '', pfxFile: '', passphrase: 'x' } },
    });
  });

  it('asks a system by a URL, and takes its answer', () => {
    expect(questionFor(target)).toBe('https://example.com:7/');
    expect(questionFor({ protocol: 'wss', host: 'fe80::1%eth0', port: 443 })).toBe('wss://[fe80::1]:443/');
    expect(proxyOfAnswer('PROXY p:3128; DIRECT', 'the system')).toEqual({ ok: true, value: proxy });
    expect(proxyOfAnswer('DIRECT', 'the system')).toEqual({ ok: true, value: null });
    expect(proxyOfAnswer('SOCKS p:1', 'the system')).toMatchObject({ error: { code: 'proxy.scheme' } });
  });
});
