import { expect, it } from 'vitest';
import { failureOf, placeOf, systemOf } from './failure.js';
import type { FailureContext } from './failure.js';

const error = (code: string, syscall = 'connect') =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
const at: FailureContext = { stage: 'connect', host: '127.0.0.1', port: 9 };

it.each<[string, FailureContext, string, string]>([
  ['ECONNREFUSED', at, 'connect.refused', 'connection refused by 127.0.0.1:9: nothing listens there'],
  [
    'ECONNREFUSED',
    { stage: 'connect', path: '/run/x' },
    'connect.refused',
    '/run/x: the socket file is there',
  ],
  ['ETIMEDOUT', at, 'connect.timeout', 'no answer from 127.0.0.1:9'],
  ['ETIMEDOUT', { ...at, stage: 'open' }, 'open.timeout', 'lost'],
  ['ENOTFOUND', { stage: 'resolve', host: 'nowhere' }, 'resolve.unknown-host', 'unknown host nowhere'],
  ['EAI_AGAIN', { stage: 'resolve', host: 'nowhere' }, 'resolve.unavailable', 'no name server answered'],
  ['EHOSTUNREACH', at, 'connect.host-unreachable', 'no route'],
  ['ENETUNREACH', at, 'connect.network-unreachable', 'no route for that kind'],
  ['EADDRINUSE', { ...at, stage: 'listen' }, 'listen.in-use', '127.0.0.1:9 is in use by another program'],
  ['EADDRINUSE', { ...at, local: '*:5' }, 'connect.local-in-use', 'local address *:5 is in use'],
  [
    'EADDRNOTAVAIL',
    { ...at, stage: 'listen' },
    'listen.address-unavailable',
    'not an address of this machine',
  ],
  ['EADDRNOTAVAIL', { ...at, local: '10.0.0.1:0' }, 'connect.local-unavailable', '10.0.0.1:0'],
  ['EACCES', { stage: 'listen', host: '::', port: 80 }, 'listen.denied', 'ports below 1024'],
  ['EACCES', { stage: 'connect', path: '/run/x' }, 'connect.denied', 'rights of the file'],
  ['EACCES', { ...at, stage: 'open', port: 9_000 }, 'open.denied', 'broadcast'],
  ['EPIPE', { ...at, stage: 'open' }, 'open.broken-pipe', 'broken pipe'],
  ['ECONNRESET', { ...at, stage: 'open' }, 'open.reset', 'reset by 127.0.0.1:9 (RST)'],
  ['EMFILE', at, 'connect.too-many-files', 'ulimit -n'],
  ['ENOENT', { stage: 'connect', path: '/run/x' }, 'connect.no-file', 'no socket at /run/x'],
  ['ENOENT', { stage: 'listen', path: '/no/x' }, 'listen.no-directory', 'directory does not exist'],
  ['EMSGSIZE', { ...at, stage: 'open' }, 'open.too-large', '65 507'],
  ['ENOBUFS', { ...at, stage: 'open' }, 'open.no-buffers', 'more slowly'],
  ['ERR_STREAM_DESTROYED', { ...at, stage: 'open' }, 'open.cancelled', 'closed first'],
])('explains %s (%o)', (code, context, expected, words) => {
  const failure = failureOf(error(code), context);
  expect(failure).toMatchObject({ code: expected, stage: context.stage, errno: code, syscall: 'connect' });
  expect(failure.message).toContain(words);
  expect(failure.detail).toMatchObject({ errno: code, syscall: 'connect', address: placeOf(context) });
});

it('keeps the words of an error it does not know', () => {
  expect(failureOf(error('EWEIRD'), at)).toMatchObject({
    code: 'connect.failed',
    message: 'connect 127.0.0.1:9 failed: connect EWEIRD',
  });
  expect(failureOf('thrown text', at).message).toContain('thrown text');
});

it('leaves TLS to those who know it', () => {
  const failure = failureOf(error('ERR_SSL_WRONG_VERSION_NUMBER'), {
    stage: 'connect',
    host: 'h',
    port: 443,
  });
  expect(failure).toMatchObject({ code: 'tls.no-tls', stage: 'tls', errno: 'ERR_SSL_WRONG_VERSION_NUMBER' });
});

it('calls a reset during the handshake what it is', () => {
  const failure = failureOf(error('ECONNRESET', 'read'), { stage: 'tls', host: 'h', port: 443 });
  expect(failure).toMatchObject({ code: 'tls.cut-short', stage: 'tls', errno: 'ECONNRESET' });
});

it('puts IPv6 into brackets', () => {
  expect(placeOf({ host: '::1', port: 80 })).toBe('[::1]:80');
  expect(placeOf({ host: '::1' })).toBe('::1');
  expect(placeOf({})).toBe('the peer');
});

it('answers errno and syscall only where there are any', () => {
  expect(systemOf({ code: 'x', message: '', stage: 'open' })).toEqual({});
  expect(systemOf({ code: 'x', message: '', stage: 'open', errno: 'E', syscall: 's' })).toEqual({
    errno: 'E',
    syscall: 's',
  });
});
