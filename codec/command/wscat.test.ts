import { describe, expect, it } from 'vitest';
import { newDraft, type Draft } from './draft.js';
import { readWscat } from './wscat.js';

/** The draft, or the problem, after a line split at single spaces. */
function read(line: string): Draft | string {
  const draft = newDraft();
  return readWscat(line.split(' '), draft, 'wscat') ?? draft;
}

describe('readWscat', () => {
  it.each([
    ['-c ws://h', { address: 'ws://h', protocol: 'ws', role: 'client' }],
    ['--connect=wss://h', { address: 'wss://h', protocol: 'wss' }],
    ['-c h:8080', { address: 'ws://h:8080', protocol: 'ws' }],
    ['ws://h', { address: 'ws://h' }],
    ['-l 8080', { address: 'ws://:8080', role: 'server' }],
    ['--listen 8080', { address: 'ws://:8080', role: 'server' }],
    ['-c ws://h -x hi', { facts: { message: 'hi' } }],
    [
      '-c ws://h --execute hi --origin o --subprotocol a,b',
      { facts: { message: 'hi', origin: 'o' }, subprotocols: ['a', 'b'] },
    ],
    ['-c ws://h -n', { facts: { insecure: true } }],
    ['-c ws://h --no-color --host x', { headers: [['Host', 'x']], unmapped: [] }],
    [
      '-c ws://h --header A:b --auth u:p',
      {
        headers: [
          ['A', 'b'],
          ['Authorization', 'Basic dTpw'],
        ],
      },
    ],
    [
      '-c ws://h --ca a --cert b --key c --passphrase d',
      { facts: { caFile: 'a', certFile: 'b', keyFile: 'c', passphrase: 'd' } },
    ],
    ['-c ws://h -p 8 -w 5 --slash -P extra', { unmapped: ['-p 8', '--slash', '-P', 'extra'] }],
    ['-c ws://h -- -x', { unmapped: ['-x'], facts: {} }],
  ])('reads %s', (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });

  it('says what is wrong', () => {
    expect(read('-c')).toBe('-c needs a value');
    expect(read('-c ws://h -H x')).toContain('not a header');
  });
});
