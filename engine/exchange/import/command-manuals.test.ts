import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../codec/index.js';
import { hex, inputOfFacts, minusNotes, readBack, shells } from './test-command-facts.js';
import type { Facts } from './test-command-facts.js';

/** As their manuals have them, or people who ask about them. */
const manual: readonly (readonly [tool: string, line: string, facts: Partial<Facts>])[] = [
  ['wscat', 'wscat -c wss://echo.websocket.org', { protocol: 'wss', host: 'echo.websocket.org', port: 443 }],
  ['wscat', 'wscat --connect ws://h/ws -s a -s b -H "X-A: 1" -o https://o -n', { subprotocols: ['a', 'b'] }],
  [
    'wscat',
    `wscat -c ws://h -x '{"a": "it is"}' -w 5`,
    { message: { kind: 'text', bytes: hexOf('{"a": "it is"}') } },
  ],
  ['wscat', 'wscat -c wss://h --ca ca.pem --cert c.pem --key k.pem', { caFile: 'ca.pem', keyFile: 'k.pem' }],
  ['websocat', 'websocat ws://echo.websocket.org/', { protocol: 'ws', host: 'echo.websocket.org' }],
  ['websocat', 'websocat -s 1234', { role: 'server', port: 1234 }],
  ['websocat', 'websocat -E -b ws-l:[::1]:8080 -', { role: 'server', host: '::1' }],
  [
    'websocat',
    `printf '\\x00\\xff' | websocat -b wss://h/x --protocol v1`,
    { message: { kind: 'binary', bytes: '00ff' } },
  ],
  ['websocat', 'echo hi | websocat -t ws://h', { message: { kind: 'text', bytes: hexOf('hi') } }],
  ['websocat', 'echo hi | websocat -b ws://h', { message: { kind: 'binary', bytes: hexOf('hi\n') } }],
  ['websocat', "SSL_CERT_FILE='/a b/ca.pem' websocat wss://h", { caFile: '/a b/ca.pem' }],
  ['ncat', 'ncat -C mail.example.com 25', { host: 'mail.example.com', port: 25 }],
  ['ncat', 'echo EHLO x | ncat -C h 25', { message: { kind: 'binary', bytes: hexOf('EHLO x\r\n') } }],
  ['ncat', 'ncat -u --listen 127.0.0.1 5000', { protocol: 'udp', role: 'server', port: 5000 }],
  ['ncat', 'echo hi | ncat -u ::1 5000', { host: '::1', message: { kind: 'binary', bytes: hexOf('hi\n') } }],
  ['ncat', 'ncat --ssl --ssl-verify h 443', { protocol: 'tls', verify: true }],
  ['ncat', 'ncat --ssl h 443', { protocol: 'tls', verify: false }],
  ['ncat', 'ncat -w 500ms h 80', { connectTimeoutMs: 500 }],
  ['ncat', 'nc -w 5 h 80', { connectTimeoutMs: 5_000 }],
  ['socat', 'socat - TCP:h:1,connect-timeout=1.5,nodelay=0', { connectTimeoutMs: 1_500, noDelay: false }],
  ['socat', 'socat - TCP-LISTEN:1,bind=127.0.0.1,keepalive,keepidle=30', { keepAliveDelayMs: 30_000 }],
  [
    'curl',
    'curl --connect-timeout 2.5 --keepalive-time 9 wss://h',
    { keepAlive: true, connectTimeoutMs: 2_500 },
  ],
  ['curl', 'curl --no-tcp-nodelay telnet://h:7', { noDelay: false }],
  ['ncat', 'ncat -s 10.0.0.1 -p 4000 h 80', { localAddress: '10.0.0.1', localPort: 4000 }],
  ['ncat', 'nc -lU /var/tmp/dsocket', { protocol: 'unix', role: 'server', path: '/var/tmp/dsocket' }],
  [
    'ncat',
    String.raw`printf "GET / HTTP/1.0\r\n\r\n" | nc host.example.com 80`,
    { message: { kind: 'binary', bytes: hexOf('GET / HTTP/1.0\r\n\r\n') } },
  ],
  ['socat', 'socat - TCP4:www.domain.org:80', { protocol: 'tcp', host: 'www.domain.org', port: 80 }],
  ['socat', 'socat - UDP6-LISTEN:5000,bind=[::1]', { protocol: 'udp', role: 'server', host: '::1' }],
  [
    'socat',
    'socat - SSL:server:4443,cafile=server.crt,cert=client.pem',
    { protocol: 'tls', caFile: 'server.crt' },
  ],
  ['socat', String.raw`socat - 'UNIX-CONNECT:/tmp/a\,b\:c'`, { path: '/tmp/a,b:c' }],
  ['socat', 'socat - "UNIX-LISTEN:\'/tmp/a,b\'"', { role: 'server', path: '/tmp/a,b' }],
  [
    'socat',
    'echo a | socat - TCP:h:1,crnl,sourceport=7',
    { localPort: 7, message: { kind: 'binary', bytes: hexOf('a\r\n') } },
  ],
  ['curl', 'echo hi | curl telnet://localhost:7 --interface 127.0.0.1', { localAddress: '127.0.0.1' }],
  [
    'curl',
    'curl -N -E client.pem:secret --key k.pem wss://h/x?a[]=1',
    { certFile: 'client.pem', target: '/x?a[]=1' },
  ],
  [
    'curl',
    String.raw`curl -k -E 'c\:d.pem' -H 'X-Empty;' wss://h`,
    { certFile: 'c:d.pem', headers: [['X-Empty', '']] },
  ],
  [
    'curl',
    String.raw`curl 'wss://h/x' -H $'X-Note: it\'s' -H 'Origin: https://o'`,
    { headers: [['X-Note', "it's"]] },
  ],
];

describe('command lines of manuals', () => {
  it.each(manual)('come in, go out as %s and come in again: %s', async (tool, line, wanted) => {
    const first = await readBack(line);
    expect(first.facts).toMatchObject(wanted);
    const target = shells.find(({ id }) => id === tool);
    if (target === undefined) throw new Error(tool);
    const input = inputOfFacts(first.facts);
    const { text: code, notes } = target.write(input);
    expect((await readBack(code)).facts, code).toEqual(minusNotes(first.facts, notes));
  });
});

function hexOf(said: string): string {
  return hex(encodeUtf8(said));
}
