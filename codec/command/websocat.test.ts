import { describe, expect, it } from 'vitest';
import { newDraft, type Draft } from './draft.js';
import { readWebsocat } from './websocat.js';

/** The draft, or the problem, after a line split at single spaces. */
function read(line: string): Draft | string {
  const draft = newDraft();
  return readWebsocat(line.split(' '), draft, 'websocat') ?? draft;
}

describe('readWebsocat', () => {
  it.each([
    ['ws://h/x', { address: 'ws://h/x', role: 'client', unmapped: [] }],
    ['-t - wss://h', { address: 'wss://h', protocol: 'wss', unmapped: [] }],
    [
      '-H=A:b --header=C:d ws://h',
      {
        headers: [
          ['A', 'b'],
          ['C', 'd'],
        ],
      },
    ],
    ['-k --protocol a --origin=o ws://h', { facts: { insecure: true, origin: 'o' }, subprotocols: ['a'] }],
    ['--insecure -bv ws://h', { facts: { insecure: true }, unmapped: [] }],
    [
      '--ping-interval 5 --tls-domain d --basic-auth=u:p ws://h',
      { facts: { pingSeconds: 5, serverName: 'd' } },
    ],
    ['--ping-timeout 9 --text --binary -q ws://h', { unmapped: ['--ping-timeout 9', '-q'] }],
    ['-s 8080', { address: 'ws://:8080', role: 'server' }],
    ['--server-mode 0.0.0.0:8080', { address: 'ws://0.0.0.0:8080', role: 'server' }],
    [
      'ws-l:127.0.0.1:8080 mirror:',
      { address: 'ws://127.0.0.1:8080', role: 'server', unmapped: ['mirror:'] },
    ],
    ['- ws-listen:8080', { address: 'ws://:8080', role: 'server' }],
    ['tcp:h:1', { address: null, unmapped: ['tcp:h:1'] }],
  ])('reads %s', (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });

  it('says what is wrong', () => {
    expect(read('--ping-interval x ws://h')).toBe("'x' is not a number");
    expect(read('-s x')).toBe('the listener has no port');
    expect(read('-s')).toBe('the listener has no port');
  });
});
