import { describe, expect, it } from 'vitest';
import { dissect, dissectors, noContext, type DissectContext } from './index.js';
import { chosen, randomBytes, seeded } from '../../tests/payloads/hostile.js';
import { expectSound, utf8 } from '../../tests/payloads/sound.js';

const ids = [
  'dns',
  'ntp',
  'modbus-tcp',
  'mqtt',
  'redis',
  'stomp',
  'ssdp',
  'syslog',
  'socket-io',
  'signalr',
  'graphql-ws',
  'json-rpc',
  'slip',
  'cobs',
];
const protocols = dissectors.filter((one) => ids.includes(one.id));

/** Which of so many random payloads some protocol thinks its own. */
function taken(context: Partial<DissectContext>, least: number): readonly string[] {
  const random = seeded(42);
  const found: string[] = [];
  for (let round = 0; round < 3000; round++) {
    const bytes = randomBytes(random, least + random(120));
    for (const protocol of protocols)
      if (protocol.sniff(bytes, { ...noContext, ...context }) > 0) found.push(protocol.id);
  }
  return found;
}

describe('protocols', () => {
  it('are all in the table', () => {
    expect(protocols.map((one) => one.id).sort()).toEqual([...ids].sort());
  });

  it('leave random bytes alone', () => {
    expect(taken({}, 4).length).toBeLessThan(3);
    expect(taken({ transport: 'tcp', ports: [4000, 50000] }, 4).length).toBeLessThan(3);
    expect(taken({ transport: 'udp', ports: [4000, 50000] }, 4).length).toBeLessThan(3);
    expect(taken({ transport: 'ws', text: false }, 4).length).toBeLessThan(3);
  });

  it('leave most random bytes alone even on their own ports', () => {
    expect(taken({ transport: 'tcp', ports: [1883] }, 8).length).toBeLessThan(600);
    expect(taken({ transport: 'tcp', ports: [502] }, 8).length).toBeLessThan(3);
    expect(taken({ transport: 'udp', ports: [53] }, 12).length).toBeLessThan(3);
    expect(taken({ transport: 'tcp', ports: [6379] }, 8).length).toBeLessThan(60);
  });

  it('leave text alone', () => {
    for (const text of [
      'hello',
      '2',
      '42',
      'GET / HTTP/1.1\r\n\r\n',
      '<html></html>',
      'key=value&a=b',
      '- item\n',
      '+1 555 0100',
      ':-)',
      '$5 off',
      '*bold*\n',
      '0x30',
      'CONNECT me\n',
      '_\n',
      '#tag',
      ',\r\n',
      '(note)\r\n',
    ]) {
      expect(ids).not.toContain(chosen(utf8(text)));
      expect(ids).not.toContain(chosen(utf8(text), { transport: 'ws', text: true }));
    }
  });

  it('answer at once, whatever a megabyte holds', () => {
    const fills = [
      '$1\r\n',
      '*1\r\n',
      '+\r\n',
      '\r',
      '\n',
      '<1>',
      '1 <1>',
      '0',
      'a:b\n',
      'A\n\n\0',
      '\u00c0',
      '\u00db',
      '\u0001',
      '\0',
      '{"a":',
      '[',
      '{}\u001e',
      '\u001e',
      '4',
      '\u003f',
      '\u00c0\u000c',
      ' ',
      '"',
      '0\u0002\0\0',
    ];
    for (const fill of fills) {
      const bytes = new Uint8Array(1 << 20);
      const unit = Uint8Array.from(fill, (one) => one.charCodeAt(0));
      for (let at = 0; at < bytes.length; at++) bytes[at] = unit[at % unit.length]!;
      for (const protocol of protocols) {
        const began = process.cpuUsage();
        expectSound(protocol, bytes, noContext);
        const took = process.cpuUsage(began).user / 1_000;
        // A loop within a loop over a megabyte takes minutes; a loaded machine may take a second.
        if (took > 5000)
          expect.fail(`${protocol.id} takes ${Math.round(took)} ms for ${JSON.stringify(fill)}`);
      }
    }
  }, 120_000);

  it('say why they refused', () => {
    const { id, refusals } = dissect(utf8('{"jsonrpc":"2.0","id":1}'), noContext);
    expect(id).toBe('json');
    expect(refusals.map((one) => one.id)).toEqual(['json-rpc']);
    expect(refusals[0]?.reason).toContain('neither a method');
  });
});
