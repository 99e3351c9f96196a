import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../codec/index.js';
import { fullOptions } from '../../contract/index.js';
import { buildRequest } from './websocket-request.js';

const headers: [string, string][] = [
  ['Authorization', 'Bearer one'],
  ['X-Api-Key', 'two'],
  ['x-auth-token', 'three'],
  ['Cookie', 'sid=four'],
  ['Host', 'five.example'],
  ['X-Trace', 'six'],
];

function request(foreign: boolean): string {
  const address = parseAddress('ws://user:seven@h.example/x', { role: 'client' });
  if (!address.ok) throw new Error(address.error.message);
  const made = buildRequest(address.value, { ...fullOptions({}).ws, headers }, foreign);
  if (!made.ok) throw new Error(made.error.message);
  return made.value.bytes.toString('utf8');
}

describe('an upgrade request', () => {
  it('has every header as it was typed', () => {
    for (const [name, value] of headers) expect(request(false)).toContain(`\r\n${name}: ${value}\r\n`);
  });

  it('takes nothing that opens doors along to another origin', () => {
    expect(request(true)).not.toMatch(/one|two|three|four|five|seven|^Authorization/m);
    expect(request(true)).toContain('\r\nX-Trace: six\r\n');
  });
});
