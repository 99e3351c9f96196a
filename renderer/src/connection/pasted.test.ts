import { describe, expect, it } from 'vitest';
import type { ConnectionConfig } from '../../../contract/index.js';
import { carriedAddress, listensBeyondLoopback, readAddress, withPort } from './pasted.js';

const ws: ConnectionConfig = { protocol: 'ws', role: 'client', address: '', options: {} };
const tcp: ConnectionConfig = { ...ws, protocol: 'tcp' };

function read(text: string, current: ConnectionConfig) {
  const answer = readAddress(text, current);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

describe('an address typed or pasted', () => {
  it.each([
    ['localhost:12345', tcp, 'tcp', 'localhost:12345'],
    ['tcp://localhost:12345', ws, 'tcp', 'localhost:12345'],
    ['wss://Host/Path?q=1', tcp, 'wss', 'wss://Host/Path?q=1'],
    ['localhost:8080/x', ws, 'ws', 'ws://localhost:8080/x'],
    ['udp://[::1]:9', ws, 'udp', '[::1]:9'],
    ['unix:/tmp/a.sock', tcp, 'unix', '/tmp/a.sock'],
  ] as const)('reads %s', (text, current, protocol, address) => {
    expect(read(text, current).config).toMatchObject({ protocol, address });
  });

  it('refuses a port out of range with its code', () => {
    expect(readAddress('localhost:70000', tcp)).toMatchObject({ ok: false, error: { code: 'address.port' } });
  });

  it('takes a wscat line over with its options and names what it could not take', () => {
    const answer = read("wscat -c wss://h:1/chat -H 'X-Token: abc' -s v1 --no-check --foo", tcp);
    expect(answer.config).toEqual({
      protocol: 'wss',
      role: 'client',
      address: 'wss://h:1/chat',
      options: { ws: { headers: [['X-Token', 'abc']], subprotocols: ['v1'] }, tls: { verify: false } },
    });
    expect(answer.unmapped).toEqual(['--foo']);
    expect(answer.tool).toBe('wscat');
  });

  it('makes a listener of nc -l', () => {
    expect(read('nc -l 8080', ws).config).toMatchObject({ protocol: 'tcp', role: 'server' });
  });
});

describe('the message of a command line', () => {
  it('comes with what ends it, and with what it is on a WebSocket', () => {
    expect(read('echo hi | nc h 7', ws)).toMatchObject({ message: 'hi', messageEnding: 'lf' });
    expect(read('echo -n hi | nc h 7', ws)).toMatchObject({ message: 'hi', messageEnding: 'none' });
    expect(read(String.raw`printf 'a\r\n' | nc h 7`, ws)).toMatchObject({ messageEnding: 'crlf' });
    expect(read(String.raw`printf '\x01' | websocat -b ws://h`, tcp)).toMatchObject({
      message: '01',
      messageMode: 'hex',
      messageKind: 'binary',
    });
    expect(read('echo hi | websocat -b ws://h', tcp)).toMatchObject({ messageKind: 'binary' });
    expect(read('echo hi | websocat ws://h', tcp)).toMatchObject({ messageKind: 'text' });
  });

  it('is the first of several, and the rest is named', () => {
    const line = String.raw`printf 'a\nb\nc\n' | websocat ws://h`;
    expect(read(line, tcp)).toMatchObject({
      message: 'a',
      unmapped: ['2 more messages that it sends (import the line to have all)'],
    });
  });
});

describe('an address carried to another protocol', () => {
  it.each([
    ['ws://127.0.0.1:8080/x', ws, 'tcp', '127.0.0.1:8080'],
    ['ws://h:8080/x', ws, 'wss', 'wss://h:8080/x'],
    ['ws://h/x', ws, 'wss', 'wss://h/x'],
    ['h:1', tcp, 'ws', 'ws://h:1'],
    ['[::1]:1', tcp, 'udp', '[::1]:1'],
    ['h:1', tcp, 'unix', ''],
    ['not an address', tcp, 'ws', 'not an address'],
  ] as const)('makes of %s', (address, from, to, expected) => {
    expect(carriedAddress(address, { ...from, address }, to)).toBe(expected);
  });
});

describe('where a listener is heard', () => {
  const at = (address: string): ConnectionConfig => ({ ...tcp, role: 'server', address });

  it.each([
    ['127.0.0.1:80', false],
    ['[::1]:80', false],
    ['localhost:80', false],
    [':80', false],
    ['0.0.0.0:80', true],
    ['192.0.2.7:80', true],
  ])('tells of %s', (address, beyond) => {
    expect(listensBeyondLoopback(at(address))).toBe(beyond);
  });

  it('frees the port and keeps the rest', () => {
    expect(withPort(at('127.0.0.1:8080'), 0)).toBe('127.0.0.1:0');
    expect(withPort({ ...ws, role: 'server', address: 'ws://[::1]:8080/x' }, 0)).toBe('ws://[::1]:0/x');
  });
});
