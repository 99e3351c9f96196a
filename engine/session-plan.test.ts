import { describe, expect, it } from 'vitest';
import type { ConnectionConfig, ConnectionOptions, Protocol, Role } from '../contract/index.js';
import { planSession } from './session-plan.js';
import { codeOf, valueOf } from './test-engine.js';

function config(
  address: string,
  protocol: Protocol = 'tcp',
  role: Role = 'client',
  options: ConnectionOptions = {},
): ConnectionConfig {
  return { protocol, role, address, options };
}

describe('planSession', () => {
  it('fills the options a person left alone', () => {
    const plan = valueOf(planSession(config('localhost:8080')));
    expect(plan.address).toMatchObject({ host: 'localhost', port: 8_080 });
    expect(plan.options.tls.verify).toBe(true);
  });

  it.each([
    ['', 'address.empty'],
    ['localhost', 'address.port'],
    ['localhost:70000', 'address.port'],
    ['localhost:0', 'address.port'],
    ['ftp://localhost:21', 'address.scheme'],
  ])('refuses %j with %s', (address, code) => {
    expect(codeOf(planSession(config(address)))).toBe(code);
  });

  it('says which protocol to choose where the address names another', () => {
    const result = planSession(config('ws://localhost:8080/chat'));
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'address.protocol', detail: { protocol: 'ws' } },
    });
    expect(result.ok ? '' : result.error.message).toContain(
      'choose WebSocket, or write tcp://localhost:8080',
    );
    expect(codeOf(planSession(config('tcp://localhost:1', 'unix')))).toBe('address.protocol');
    expect(codeOf(planSession(config('unix:/tmp/x', 'udp')))).toBe('address.protocol');
  });

  it.each<[ConnectionOptions, string]>([
    [{ ws: { headers: [['X Y', '1']] } }, 'ws.headers[0]'],
    [{ ws: { headers: [['X', 'a\r\nEvil: 1']] } }, 'ws.headers[0]'],
    [{ ws: { subprotocols: ['chat', 'chat'] } }, 'ws.subprotocols[1]'],
    [{ ws: { subprotocols: ['a b'] } }, 'ws.subprotocols[0]'],
    [{ ws: { origin: 'http://x\n' } }, 'ws.origin'],
    [{ tls: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' } }, 'tls.minVersion'],
    [{ framing: { kind: 'delimiter', delimiter: '0' } }, 'framing'],
  ])('names the option that cannot be: %j', (options, option) => {
    const result = planSession(config('wss://localhost:8080', 'wss', 'client', options));
    expect(result).toMatchObject({ ok: false, error: { code: 'address.options', detail: { option } } });
  });

  it('reads a greeting as text or hex and names the digit it cannot read', () => {
    const greet = (kind: 'text' | 'binary', body: string) =>
      planSession(config('localhost:0', 'tcp', 'server', { listen: { greeting: { kind, body } } }));
    expect(valueOf(greet('text', 'héllo')).greeting?.data).toEqual(
      Uint8Array.of(0x68, 0xc3, 0xa9, 0x6c, 0x6c, 0x6f),
    );
    expect(valueOf(greet('binary', 'c0 ff ee')).greeting?.data).toEqual(Uint8Array.of(0xc0, 0xff, 0xee));
    expect(greet('binary', 'c0 fg')).toMatchObject({
      ok: false,
      error: { code: 'address.options', detail: { option: 'listen.greeting', offset: 4 } },
    });
  });
});
