import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { hex, outlineOf } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { ntp } from './ntp.js';

const udp = { ...noContext, transport: 'udp', ports: [123, 50000] } as const;

/** A client's question (ntpdate) and a stratum 2 server's answer. */
const request = hex(`e3 00 03 fa 00 01 00 00 00 01 00 00 00 00 00 00
  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 c5 02 04 7f ef 0b b9 00`);
const response = hex(`24 02 03 ee 00 00 0a 3d 00 00 05 0f 84 a3 61 0c
  c5 02 03 4c 8d 4f 2a f6 c5 02 04 7f ef 0b b9 00 c5 02 04 7f f2 e6 31 f8 c5 02 04 7f f2 e8 4c 12`);
const kiss = hex(`e4 00 06 ec 00 00 00 00 00 00 00 00 52 41 54 45 ${'00'.repeat(32)}`);
/** Read variables, as `ntpq -c rv` sends it, and an answer. */
const control = hex('16 02 00 01 00 00 00 00 00 00 00 00');
const variables = hex('16 82 00 01 06 15 00 00 00 00 00 0a 73 74 72 61 74 75 6d 3d 32 0a 00 00');
const withMac = Uint8Array.from([...response, ...hex(`00 00 00 01 ${'ab'.repeat(16)}`)]);
const withExtension = Uint8Array.from([...request, ...hex(`01 04 00 24 ${'cd'.repeat(32)}`)]);

describe('ntp', () => {
  it('reads a question', () => {
    const lines = outlineOf(ntp, request, udp);
    expect(lines.slice(0, 9)).toEqual([
      'flags @0+1 = 0xe3: version 4, client',
      '  leap indicator @0+1 = unknown (clock not synchronized) (3)',
      '  version @0+1 = 4',
      '  mode @0+1 = client (3)',
      'stratum @1+1 = 0, unspecified or invalid',
      'poll @2+1 = 3: 8 s',
      'precision @3+1 = -6: 15630 µs',
      'root delay @4+4 = 1.000000 s',
      'root dispersion @8+4 = 1.000000 s',
    ]);
    expect(lines.at(-1)).toBe('transmit timestamp @40+8 = 2004-09-27T03:16:15.933772623Z');
  });

  it('reads an answer', () => {
    expect(outlineOf(ntp, response, udp).slice(4)).toEqual([
      'stratum @1+1 = 2, secondary server',
      'poll @2+1 = 3: 8 s',
      'precision @3+1 = -18: 3.815 µs',
      'root delay @4+4 = 0.039993 s',
      'root dispersion @8+4 = 0.019760 s',
      'reference identifier @12+4 = 132.163.97.12 (IPv4 address, or the start of a hash of the IPv6 one)',
      'reference timestamp @16+8 = 2004-09-27T03:11:08.551989255Z',
      'origin timestamp @24+8 = 2004-09-27T03:16:15.933772623Z',
      'receive timestamp @32+8 = 2004-09-27T03:16:15.948824999Z',
      'transmit timestamp @40+8 = 2004-09-27T03:16:15.948857073Z',
    ]);
    expect(ntp.dissect(response, udp)).toMatchObject({ summary: 'NTPv4 server, stratum 2', consumed: 48 });
  });

  it('reads the bits of the first byte as bits', () => {
    const dissection = ntp.dissect(response, udp);
    if (dissection.kind !== 'done') throw new Error(dissection.reason);
    expect(dissection.fields[0]?.children.map((one) => one.bits)).toEqual([
      { first: 0, count: 2 },
      { first: 2, count: 3 },
      { first: 5, count: 3 },
    ]);
  });

  it('names a kiss code', () => {
    expect(outlineOf(ntp, kiss, udp)).toContain(
      'reference identifier @12+4 = RATE, kiss code: rate exceeded',
    );
    expect(ntp.dissect(kiss, udp)).toMatchObject({ summary: 'NTPv4 server, kiss code RATE' });
  });

  it('reads a time after 2036 as of era 1', () => {
    const late = response.slice();
    late.set(hex('00 00 00 01 80 00 00 00'), 40);
    expect(outlineOf(ntp, late, udp).at(-1)).toBe(
      'transmit timestamp @40+8 = 2036-02-07T06:28:17.500000000Z',
    );
  });

  it('reads control messages', () => {
    expect(ntp.dissect(control, udp)).toMatchObject({ summary: 'NTP control command, read variables' });
    expect(outlineOf(ntp, variables, udp).slice(-3)).toEqual([
      'count @10+2 = 10 bytes',
      'data @12+10 = "stratum=2␊"',
      'padding and authenticator @22+2 = 00 00',
    ]);
  });

  it('reads an authentication code and extension fields', () => {
    expect(outlineOf(ntp, withMac, udp).slice(-3)).toEqual([
      'message authentication code @48+20 = 16 bytes',
      '  key identifier @48+4 = 1',
      `  digest @52+16 = ${'ab '.repeat(16).trim()}`,
    ]);
    expect(outlineOf(ntp, withExtension, udp).slice(-4, -1)).toEqual([
      'extension field @48+36 = Unique Identifier',
      '  field type @48+2 = Unique Identifier (0x0104)',
      '  length @50+2 = 36 bytes',
    ]);
  });

  it('says what is cut short and what does not belong', () => {
    expect(outlineOf(ntp, response.subarray(0, 20), udp).at(-1)).toBe(
      'reference timestamp @16+4 = c5 02 03 4c !cut short: 8 bytes needed, 4 there',
    );
    expect(outlineOf(ntp, Uint8Array.from([...response, 1, 2, 3]), udp).at(-1)).toContain(
      'neither an extension',
    );
    expect(ntp.dissect(hex('00 01'), udp).kind).toBe('not-mine');
    expect(ntp.dissect(hex(''), udp).kind).toBe('need-more');
  });

  it('is chosen for its packets and for no others', () => {
    for (const one of [request, response, kiss, control, variables, withMac, withExtension])
      expect(chosen(one, udp)).toBe('ntp');
    expect(chosen(response, { transport: 'udp' })).toBe('ntp');
    expect(ntp.sniff(response, { ...noContext, transport: 'tcp', ports: [123] })).toBe(0);
    expect(ntp.sniff(new Uint8Array(48).fill(0x20), noContext)).toBe(0);
  });

  it('takes anything', () => {
    expectHardened(ntp, [request, response, kiss, control, variables, withMac, withExtension], udp);
  });
});
