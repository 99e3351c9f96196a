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
      { address: 'ws://127.0.0.1:8080', role: 'server', facts: { echo: true }, unmapped: [] },
    ],
    ['- ws-listen:8080', { address: 'ws://:8080', role: 'server' }],
    ['tcp:h:1', { address: 'tcp://h:1', protocol: 'tcp', unmapped: [] }],
    ['- autoreconnect:wss://h', { address: 'wss://h', facts: { reconnect: true }, unmapped: [] }],
    ['tcp-l:127.0.0.1:5 ws://h', { address: 'ws://h', unmapped: ['tcp-l:127.0.0.1:5'] }],
    ['-b ws-l:0.0.0.0:8 broadcast:mirror:', { address: 'ws://0.0.0.0:8', facts: { echo: true } }],
    ['- ssl-connect:tcp:h:443', { address: 'tls://h:443', protocol: 'tls' }],
    ['- udp-l:5000', { address: 'udp://:5000', role: 'server' }],
    ['- unix-l:/tmp/x.sock', { address: 'unix:/tmp/x.sock', protocol: 'unix', role: 'server' }],
    ['literal:x ws://h', { address: 'ws://h', unmapped: ['literal:x'] }],
    ['mirror:', { address: null }],
  ])('reads %s', (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });

  it('says what is wrong', () => {
    expect(read('--ping-interval x ws://h')).toBe("'x' is not a number");
    expect(read('-s x')).toBe('the listener has no port');
    expect(read('-s')).toBe('the listener has no port');
    expect(read('- tcp:h')).toBe('h: write host and port');
  });
});
