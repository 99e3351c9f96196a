import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { chromiumProxies } from './proxies.js';
import type { ProxySession } from './proxies.js';

const target = { protocol: 'wss', host: 'example.com', port: 443 } as const;

/** Sessions as Electron documents them: what each was set to and asked. */
function sessions(answer: string | Error) {
  const log: unknown[] = [];
  const make = (name: string): ProxySession => {
    log.push(name);
    return {
      setProxy: (config) => {
        log.push(config);
        return Promise.resolve();
      },
      resolveProxy: (url) => {
        log.push(url);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    };
  };
  return { log, proxies: chromiumProxies(make) };
}

it('asks Chromium for the proxy of the system, by a session of its own', async () => {
  const { log, proxies } = sessions('PROXY p:3128');
  expect(await proxies.system(target)).toMatchObject({ value: { scheme: 'http', host: 'p', port: 3128 } });
  await proxies.system(target);
  expect(log).toEqual([
    'proxy-system',
    { mode: 'system' },
    'wss://example.com:443/',
    'wss://example.com:443/',
  ]);
});

it('lets Chromium run a PAC file, and another one once that is chosen', async () => {
  const { log, proxies } = sessions('DIRECT');
  for (const script of ['http://a/1.pac', 'http://a/1.pac', 'http://a/2.pac'])
    expect(await proxies.pac?.(script, target)).toEqual({ ok: true, value: null });
  expect(log.filter((one) => typeof one === 'object')).toEqual([
    { mode: 'pac_script', pacScript: 'http://a/1.pac' },
    { mode: 'pac_script', pacScript: 'http://a/2.pac' },
  ]);
});

it('hands over a PAC file of this machine whole', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'wirebench-pac-'));
  try {
    await writeFile(join(directory, 'a.pac'), 'abc');
    const { log, proxies } = sessions('DIRECT');
    const file = pathToFileURL(join(directory, 'a.pac')).href;
    expect(await proxies.pac?.(file, target)).toEqual({ ok: true, value: null });
    expect(log).toContainEqual({
      mode: 'pac_script',
      pacScript: 'data:application/x-ns-proxy-autoconfig;base64,YWJj',
    });
    expect(await proxies.pac?.(`${file}x`, target)).toMatchObject({ error: { code: 'proxy.pac' } });

    // A program for Chromium to run: whatever is in it stays bytes on the way, and it ends.
    await writeFile(join(directory, 'b.pac'), '"><script>,;\r\n');
    expect(await proxies.pac?.(pathToFileURL(join(directory, 'b.pac')).href, target)).toMatchObject({
      ok: true,
    });
    expect(log.at(-2)).toEqual({
      mode: 'pac_script',
      pacScript: 'data:application/x-ns-proxy-autoconfig;base64,Ij48c2NyaXB0Piw7DQo=',
    });
    await writeFile(join(directory, 'c.pac'), Buffer.alloc((1 << 20) + 1));
    for (const endless of [pathToFileURL(join(directory, 'c.pac')).href, 'file:///dev/zero']) {
      if (process.platform === 'win32' && endless.endsWith('zero')) continue;
      expect(await proxies.pac?.(endless, target)).toMatchObject({
        error: { code: 'proxy.pac', message: expect.stringContaining('larger than 1048576 bytes') as string },
      });
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});

it('says so where Chromium does not answer', async () => {
  const { proxies } = sessions(new Error('gone'));
  expect(await proxies.system(target)).toMatchObject({
    error: { message: expect.stringContaining('gone') as string },
  });
  expect(await proxies.pac?.('http://a/1.pac', target)).toMatchObject({ error: { code: 'proxy.pac' } });
});
