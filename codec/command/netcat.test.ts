import { describe, expect, it } from 'vitest';
import { newDraft, type Draft } from './draft.js';
import { readNetcat } from './netcat.js';

/** The draft, or the problem, after a line split at single spaces. */
function read(line: string, tool = 'nc'): Draft | string {
  const draft = newDraft();
  return readNetcat(line.split(' '), draft, tool) ?? draft;
}

describe('readNetcat', () => {
  it.each([
    ['h 1', 'nc', { protocol: 'tcp', role: 'client', address: 'tcp://h:1', facts: {} }],
    ['-u ::1 5', 'nc', { protocol: 'udp', address: 'udp://[::1]:5' }],
    ['--udp h 5', 'nc', { protocol: 'udp' }],
    ['-lk 9', 'nc', { protocol: 'tcp', role: 'server', address: 'tcp://:9', unmapped: [] }],
    ['-l -p 9', 'nc', { role: 'server', address: 'tcp://:9' }],
    ['-lvp9', 'nc', { role: 'server', address: 'tcp://:9', unmapped: [] }],
    ['-lvp 9', 'nc', { role: 'server', address: 'tcp://:9', unmapped: [] }],
    ['-l 0.0.0.0 9', 'ncat', { role: 'server', address: 'tcp://0.0.0.0:9' }],
    ['-l --keep-open', 'ncat', { role: 'server', address: 'tcp://:31337' }],
    ['h', 'ncat', { address: 'tcp://h:31337' }],
    ['--ssl h 1', 'ncat', { protocol: 'tls', address: 'tls://h:1', facts: { insecure: true } }],
    ['--ssl-verify h 1', 'ncat', { protocol: 'tls', facts: { insecure: false } }],
    ['--ssl --ssl-trustfile ca h 1', 'ncat', { protocol: 'tls', facts: { caFile: 'ca' } }],
    [
      '--ssl --ssl-cert c --ssl-key k -l 9',
      'ncat',
      { protocol: 'tls', role: 'server', facts: { certFile: 'c', keyFile: 'k' } },
    ],
    ['-p 7 -s 127.0.0.1 h 1', 'nc', { facts: { localPort: 7, localHost: '127.0.0.1' } }],
    [
      '--source-port 7 --source a --ssl-servername s h 1',
      'ncat',
      { facts: { localPort: 7, localHost: 'a', serverName: 's' } },
    ],
    ['-U /tmp/x', 'nc', { protocol: 'unix', role: 'client', address: 'unix:/tmp/x' }],
    ['-lU /tmp/x', 'nc', { protocol: 'unix', role: 'server', address: 'unix:/tmp/x' }],
    ['--listen --unixsock /tmp/x', 'ncat', { protocol: 'unix', role: 'server' }],
    [
      '-vn -w 3 -C h 1 2',
      'nc',
      { unmapped: ['2'], facts: { connectTimeoutMs: 3_000 }, input: { crlf: '-C' } },
    ],
    ['-w 250ms h 1', 'ncat', { facts: { connectTimeoutMs: 250 } }],
    ['-u -w 3 h 1', 'nc', { unmapped: ['-w 3'], facts: {} }],
    ['-w soon h 1', 'nc', { unmapped: ['-w soon'], facts: {} }],
    ['--verbose h 1', 'ncat', { unmapped: [] }],
  ])('reads %s of %s', (line, tool, expected) => {
    expect(read(line, tool)).toMatchObject(expected);
  });

  it('says what is wrong', () => {
    expect(read('-l')).toBe('the listener has no port');
    expect(read('h')).toBe('write host and port');
    expect(read('-U')).toBe('-U needs a path');
    expect(read('-p')).toBe('-p needs a value');
    expect(read('-p x h 1')).toBe("'x' is not a number");
  });
});
