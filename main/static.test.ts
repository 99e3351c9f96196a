import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainResponse, securityHeaders, staticResponse } from './static.js';

let directory: string;
let root: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-static-'));
  root = join(directory, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await mkdir(join(root, '.hidden'));
  await writeFile(join(directory, 'secret.txt'), 'secret');
  await writeFile(join(root, '.env'), 'secret');
  await writeFile(join(root, '.hidden', 'secret.txt'), 'secret');
  await writeFile(
    join(root, 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><p>__CSP_NONCE__',
  );
  await writeFile(join(root, 'assets', 'index-Dx_3-a.js'), 'export {};');
  await writeFile(join(root, 'assets', 'inter.woff2'), Uint8Array.of(0, 255, 1));
  // Files here, devices on Windows.
  if (process.platform !== 'win32') {
    for (const name of ['con.js', 'assets/NUL', 'COM1.tar.gz']) await writeFile(join(root, name), 'secret');
  }
});
afterAll(() => rm(directory, { recursive: true }));

describe('what every answer says to a browser', () => {
  it('is that nothing of it belongs to another page, runs as what it is not, or asks for a device', () => {
    expect(securityHeaders).toEqual({
      'content-security-policy':
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringMatching(/^([a-z-]+=\(\)(, |$)){13}$/) as string,
      'cache-control': 'no-store',
    });
    for (const device of [
      'camera',
      'microphone',
      'display-capture',
      'geolocation',
      'usb',
      'serial',
      'hid',
      'midi',
    ]) {
      expect(securityHeaders['permissions-policy']).toMatch(new RegExp(`(^| )${device}=\\(\\)`));
    }
    expect(Object.fromEntries(plainResponse(404, 'x').headers)).toMatchObject(securityHeaders);
  });

  it('lets the page load from its own host alone, and turn no string into markup or code', async () => {
    const directives = async (path: string): Promise<string[]> =>
      ((await staticResponse(root, path)).headers.get('content-security-policy') ?? '')
        .replace(/'nonce-[^']+'/, "'nonce'")
        .split('; ');
    for (const path of ['/', '/assets/index-Dx_3-a.js']) {
      expect(await directives(path)).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'nonce'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types default',
      ]);
    }
  });
});

describe('staticResponse', () => {
  it.each(['/', '/index.html'])(
    'answers %s with the page, a nonce of its own and a policy that names it',
    async (path) => {
      const [first, second] = await Promise.all([staticResponse(root, path), staticResponse(root, path)]);
      const policy = first.headers.get('content-security-policy') ?? '';
      const nonce = /'nonce-([A-Za-z0-9+/=]{24})'/.exec(policy)?.[1];
      expect(await first.text()).toBe(`<meta property="csp-nonce" nonce="${nonce}"><p>${nonce}`);
      expect(await second.text()).not.toContain(nonce);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).toMatch(/(^|; )trusted-types default($|;)/);
      expect(policy).not.toMatch(/unsafe|allow-duplicates|\*|http:|https:/);
      expect(Object.fromEntries(first.headers)).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'x-frame-options': 'DENY',
      });
    },
  );

  it('answers files with their type, bytes as they are', async () => {
    const script = await staticResponse(root, '/assets/index-Dx_3-a.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(await script.text()).toBe('export {};');
    const font = await staticResponse(root, '/assets/inter.woff2');
    expect(font.headers.get('content-type')).toBe('font/woff2');
    expect(new Uint8Array(await font.arrayBuffer())).toEqual(Uint8Array.of(0, 255, 1));
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/assets\\..\\..\\secret.txt',
    '/index.html%00.txt',
    '/index.html\0',
    '//secret.txt',
    '/./index.html',
    '/.env',
    '/.hidden/secret.txt',
    '/C:/secret.txt',
    '/index.html::$DATA',
    '/con.js',
    '/assets/NUL',
    '/COM1.tar.gz',
    '/assets',
    '/assets/',
    'index.html',
    'http://127.0.0.1/index.html',
    '*',
    '',
    '/none.js',
    '/%',
  ])('answers %j with 404 and no path', async (path) => {
    const response = await staticResponse(root, path);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('There is nothing here.\n');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('says what to do where the page is not built', async () => {
    const response = await staticResponse(join(directory, 'nowhere'), '/');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build');
  });

  it('answers a missing favicon with nothing rather than an error', async () => {
    const response = await staticResponse(root, '/favicon.ico');
    expect(response.status).toBe(204);
  });
});
