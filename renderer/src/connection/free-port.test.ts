import { expect, it } from 'vitest';
import type { ConnectionConfig, Protocol, Role } from '../../../contract/index.js';
import { dials } from './free-port.js';

const at = (protocol: Protocol, role: Role, address: string): ConnectionConfig => ({
  protocol,
  role,
  address,
  options: {},
});
const listener = at('ws', 'server', 'ws://127.0.0.1:8080');

it.each([
  ['ws', 'client', 'ws://localhost:8080/chat', true],
  ['ws', 'client', 'ws://[::1]:8080', true],
  ['ws', 'client', 'ws://localhost:8081', false],
  ['ws', 'client', 'ws://example.com:8080', false],
  ['tcp', 'client', 'localhost:8080', false],
  ['ws', 'server', 'ws://localhost:8080', false],
  ['ws', 'client', 'ws://', false],
] as const)('tells whether a %s %s at %s dials the listener', (protocol, role, address, expected) => {
  expect(dials(at(protocol, role, address), listener)).toBe(expected);
});
