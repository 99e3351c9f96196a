import { describe, expect, it } from 'vitest';
import { newDraft, type Draft } from './draft.js';
import { readPacketSender } from './packet-sender.js';

function read(words: readonly string[]): Draft | string {
  const draft = newDraft();
  return readPacketSender(words, draft, 'packetsender') ?? draft;
}

describe('readPacketSender', () => {
  it.each([
    [['h', '5', '00', '01'], { address: 'tcp://h:5', facts: { message: '00 01', messageMode: 'hex' } }],
    [
      ['-ua', 'h', '5', 'hi\\r\\n'],
      { address: 'udp://h:5', facts: { message: '68 69 0d 0a', messageMode: 'hex' } },
    ],
    [['-a', 'h', '5', 'plain'], { facts: { message: 'plain' } }],
    [['-A', 'h', '5', 'a\\n'], { facts: { message: 'a\\n' } }],
    [['-a', 'h', '5', '\\ff'], { facts: { message: 'ff', messageMode: 'hex' } }],
    [['-s', 'h', '443'], { address: 'tls://h:443', facts: { insecure: true } }],
    [['-S', 'h', '443'], { address: 'tls://h:443', facts: {} }],
    [['-u', '-b', '7', '::1', '5'], { address: 'udp://[::1]:5', facts: { localPort: 7 } }],
    [['-l', '-u', '-b', '5000'], { address: 'udp://:5000', role: 'server', facts: {} }],
    [['-w', '5', 'h', '1'], { unmapped: ['-w 5'] }],
  ])('reads %j', (words, expected) => {
    expect(read(words)).toMatchObject(expected);
  });

  it('takes a text of any length', () => {
    const message = 'x'.repeat(200_000);
    const draft = read(['-a', 'h', '5', message]);
    expect(typeof draft !== 'string' && draft.facts.message === message).toBe(true);
  });

  it('says what is missing', () => {
    expect(read(['h'])).toBe('write address and port');
    expect(read(['-l'])).toBe('the listener has no port: -b PORT');
    expect(read(['-b'])).toBe('-b needs a value');
  });
});
