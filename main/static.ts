import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/**
 * Segments a bundle can have. None begins with a dot, none holds a separator, an escape or a colon, so a
 * path that matches cannot leave the root on any system.
 */
const bundlePath = /^\/(?:[A-Za-z0-9_][A-Za-z0-9_.-]*\/)*[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** On Windows these are devices in every directory, whatever follows a dot: reading one may never end. */
const deviceName = /\/(?:con|prn|aux|nul|com\d|lpt\d)(?:[./]|$)/i;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** On every response, refusals included. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), display-capture=(), geolocation=(), usb=(), serial=(), hid=(), midi=(), ' +
    'payment=(), idle-detection=(), local-fonts=(), publickey-credentials-get=(), browsing-topics=()',
  'cache-control': 'no-store',
};

/** What the page may load: itself, its own host, and styles that carry this response's nonce. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // No string becomes markup or code, but for the programs of our threads (renderer/src/trusted-types.ts).
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}

/** A plain sentence as a whole response. */
export function plainResponse(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', ...headers },
  });
}

/**
 * A file of the page's bundle, the same on both hosts: headers, policy and nonce included. `path` is a
 * URL's path as it came, percent signs and all; whatever no bundle could hold is answered 404.
 */
export async function staticResponse(root: string, path: string): Promise<Response> {
  const wanted = path === '/' ? '/index.html' : path;
  if (!bundlePath.test(wanted) || deviceName.test(wanted))
    return plainResponse(404, 'There is nothing here.');
  const content = await readFile(join(root, wanted)).catch(() => null);
  if (content === null) {
    if (wanted === '/favicon.ico') return new Response(null, { status: 204, headers: securityHeaders });
    return wanted === '/index.html'
      ? plainResponse(503, 'The page of Wirebench is not built. Run: npm run build')
      : plainResponse(404, 'There is nothing here.');
  }
  const headers: Record<string, string> = {
    ...securityHeaders,
    'content-type': types[extname(wanted)] ?? 'application/octet-stream',
  };
  if (wanted === '/index.html') {
    const nonce = randomBytes(16).toString('base64');
    headers['content-security-policy'] = pagePolicy(nonce);
    return new Response(content.toString('utf8').replaceAll('__CSP_NONCE__', nonce), { headers });
  }
  // A worker is ruled by the policy it came with, not by its page's.
  if (extname(wanted) === '.js')
    headers['content-security-policy'] = pagePolicy(randomBytes(16).toString('base64'));
  // Their names hold a hash of their content.
  if (wanted.startsWith('/assets/')) headers['cache-control'] = 'private, max-age=31536000, immutable';
  return new Response(content, { headers });
}
