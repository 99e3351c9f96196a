import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { expectSound, hex, outlineOf } from '../../tests/payloads/sound.js';
import { readDnsName } from './dns-name.js';
import { dns } from './dns.js';
import { ipv6 } from './dns-data.js';
import { noContext } from './dissector.js';

const udp = { ...noContext, transport: 'udp', ports: [53, 40000] } as const;
const tcp = { ...noContext, transport: 'tcp', ports: [53, 40000] } as const;
const multicast = { ...noContext, transport: 'udp', ports: [5353] } as const;

const ascii = (text: string): string => Buffer.from(text).toString('hex');
/** A name in wire form, as hex. */
const name = (text: string): string =>
  text
    .split('.')
    .filter((label) => label !== '')
    .map((label) => Buffer.byteLength(label).toString(16).padStart(2, '0') + ascii(label))
    .join('') + '00';
const u16 = (value: number): string => value.toString(16).padStart(4, '0');
/** A response with one record of a type and its data. */
const record = (type: number, data: string): Uint8Array =>
  hex(
    `abcd 8180 0000 0001 0000 0000 ${name('a.example')} ${u16(type)} 0001 0000003c ${u16(data.replaceAll(' ', '').length / 2)} ${data}`,
  );

const query = hex(
  `1a2b 0120 0001 0000 0000 0001 ${name('example.com')} 0001 0001 00 0029 04d0 0000 0000 000c 000a 0008 0123456789abcdef`,
);
const answer = hex(`1a2b 8180 0001 0002 0000 0000 ${name('www.example.com')} 0001 0001
  c00c 0005 0001 00000e10 0002 c010  c010 0001 0001 00000e10 0004 5db8d822`);
const missing = hex(`1a2b 8583 0001 0000 0001 0000 ${name('no.example.com')} 001c 0001
  c00f 0006 0001 00000384 0020 ${name('ns').slice(0, -2)}c00f ${name('root').slice(0, -2)}c00f 78a3f9c1 00001c20 00000e10 00127500 00015180`);
const mdnsQuery = hex(`0000 0000 0001 0000 0000 0000 ${name('_http._tcp.local')} 000c 8001`);
const mdnsAnswer = hex(
  `0000 8400 0000 0001 0000 0000 ${name('Büro Drucker._http._tcp.local')} 0021 8001 00000078 0011 0000 0000 0050 ${name('box.local')}`,
);

describe('dns', () => {
  it('reads a question with EDNS', () => {
    expect(outlineOf(dns, query, udp)).toEqual([
      'ID @0+2 = 0x1a2b',
      'flags @2+2 = 0x0120: query, Query, RD, AD',
      '  QR @2+2 = 0, query',
      '  Opcode @2+2 = Query (0)',
      '  AA @2+2 = 0, not authoritative',
      '  TC @2+2 = 0, not truncated',
      '  RD @2+2 = 1, recursion desired',
      '  RA @2+2 = 0, recursion not available',
      '  Z @2+2 = 0, reserved',
      '  AD @2+2 = 1, authentic data',
      '  CD @2+2 = 0, checking enabled',
      '  RCODE @2+2 = NoError (0)',
      'question count @4+2 = 1',
      'answer count @6+2 = 0',
      'authority count @8+2 = 0',
      'additional count @10+2 = 1',
      'question @12+17 = A example.com',
      '  name @12+13 = example.com',
      '    label @12+8 = example',
      '    label @20+4 = com',
      '    end of name @24+1 = root',
      '  type @25+2 = A (1)',
      '  class @27+2 = IN (1)',
      'additional @29+23 = OPT COOKIE',
      '  name @29+1 = .',
      '    end of name @29+1 = root',
      '  type @30+2 = OPT (41)',
      '  UDP payload size @32+2 = 1232',
      '  extended RCODE @34+1 = 0',
      '  EDNS version @35+1 = 0',
      '  flags @36+2 = 0x0000',
      '    DO @36+2 = 0, DNSSEC answer not wanted',
      '  data length @38+2 = 12',
      '  data @40+12 = COOKIE',
      '    option @40+12 = COOKIE',
      '      option code @40+2 = COOKIE (10)',
      '      option length @42+2 = 8',
      '      data @44+8 = 01 23 45 67 89 ab cd ef',
    ]);
    expect(dns.dissect(query, udp)).toMatchObject({ summary: 'DNS query A example.com', consumed: 52 });
  });

  it('follows compression', () => {
    expect(outlineOf(dns, answer, udp).slice(22)).toEqual([
      '  type @29+2 = A (1)',
      '  class @31+2 = IN (1)',
      'answer @33+14 = CNAME www.example.com example.com',
      '  name @33+2 = www.example.com',
      '    pointer @33+2 = to offset 12',
      '  type @35+2 = CNAME (5)',
      '  class @37+2 = IN (1)',
      '  TTL @39+4 = 3600 s',
      '  data length @43+2 = 2',
      '  data @45+2 = example.com',
      '    canonical name @45+2 = example.com',
      '      pointer @45+2 = to offset 16',
      'answer @47+16 = A example.com 93.184.216.34',
      '  name @47+2 = example.com',
      '    pointer @47+2 = to offset 16',
      '  type @49+2 = A (1)',
      '  class @51+2 = IN (1)',
      '  TTL @53+4 = 3600 s',
      '  data length @57+2 = 4',
      '  data @59+4 = 93.184.216.34',
      '    address @59+4 = 93.184.216.34',
    ]);
    expect(dns.dissect(answer, udp)).toMatchObject({
      summary:
        'DNS response A www.example.com, CNAME www.example.com example.com, A example.com 93.184.216.34',
    });
  });

  it('reads a name that is not there', () => {
    expect(outlineOf(dns, missing, udp).slice(-12)).toEqual([
      '  data @44+32 = ns.example.com root.example.com 2024012225',
      '    primary name server @44+5 = ns.example.com',
      '      label @44+3 = ns',
      '      pointer @47+2 = to offset 15',
      '    responsible mailbox @49+7 = root.example.com',
      '      label @49+5 = root',
      '      pointer @54+2 = to offset 15',
      '    serial @56+4 = 2024012225',
      '    refresh @60+4 = 7200 s',
      '    retry @64+4 = 3600 s',
      '    expire @68+4 = 1209600 s',
      '    minimum TTL @72+4 = 86400 s',
    ]);
    expect(dns.dissect(missing, udp)).toMatchObject({ summary: 'DNS response NXDomain AAAA no.example.com' });
  });

  it('reads the bits that multicast DNS has in a class', () => {
    expect(outlineOf(dns, mdnsQuery, multicast).slice(-3)).toEqual([
      '  class @32+2 = IN, unicast response wanted',
      '    unicast response wanted @32+2 = 1, set',
      '    class @32+2 = IN',
    ]);
    const lines = outlineOf(dns, mdnsAnswer, multicast);
    expect(lines).toContain('    cache flush @46+2 = 1, set');
    expect(lines).toContain('    label @12+14 = Büro Drucker');
    expect(dns.dissect(mdnsAnswer, multicast)).toMatchObject({
      summary: 'mDNS response SRV Büro Drucker._http._tcp.local 0 0 80 box.local',
    });
  });

  it('reads messages over TCP, each with its length', () => {
    const bytes = Uint8Array.from([0, query.length, ...query, 0, answer.length, ...answer]);
    const lines = outlineOf(dns, bytes, tcp);
    expect(lines.filter((line) => line.startsWith('message'))).toEqual([
      'message length @0+2 = 52 bytes',
      'message @2+52 = DNS query A example.com',
      'message length @54+2 = 63 bytes',
      'message @56+63 = DNS response A www.example.com, CNAME www.example.com example.com, A example.com 93.184.216.34',
    ]);
    expect(dns.dissect(bytes, tcp)).toMatchObject({
      summary: 'DNS query A example.com and 1 more message',
      consumed: 119,
    });
    expect(outlineOf(dns, bytes.subarray(0, 20), tcp)[1]).toContain('!cut short: 52 bytes needed, 18 there');
    // A stream that was cut by its length prefix.
    expect(dns.dissect(query, tcp)).toMatchObject({ summary: 'DNS query A example.com' });
  });

  it.each([
    [1, 'c0000201', '192.0.2.1'],
    [2, name('ns.example'), 'ns.example'],
    [12, name('host.example'), 'host.example'],
    [13, '03 78 38 36 05 4c 69 6e 75 78', '"x86" "Linux"'],
    [15, `000a ${name('mx.example')}`, '10 mx.example'],
    [16, '02 6869 03 796f75', '"hi" "you"'],
    [28, '20010db8000000000000000000000001', '2001:db8::1'],
    [33, `0001 0002 13c4 ${name('sip.example')}`, '1 2 5060 sip.example'],
    [
      35,
      `0064 000a 01 53 07 ${ascii('SIP+D2U')} 00 ${name('_sip._udp.example')}`,
      '100 10 "S" "SIP+D2U" "" _sip._udp.example',
    ],
    [39, name('other.example'), 'other.example'],
    [43, '1234 08 02 abcd', '4660 8 2'],
    [44, '04 02 abcdef', '4 2'],
    [46, `0001 0d 02 0000003c 65920080 65900000 1234 ${name('example')} abcd`, 'of A by example'],
    [47, `${name('b.example')} 00 06 400000000003`, 'b.example A RRSIG NSEC'],
    [48, '0101 03 0d abcd', '257 3 13'],
    [52, '03 01 01 abcd', '3 1 1'],
    [
      65,
      '0001 00 0001 0006 02 6832 02 6833 0003 0002 20fb 0004 0004 c0000201',
      '1 . alpn="h2", "h3" port=8443 ipv4hint=192.0.2.1',
    ],
    [257, `00 05 ${ascii('issue')} ${ascii('ca.example')}`, '"issue" "ca.example"'],
    [65280, 'dead', 'de ad'],
  ])('reads data of type %i', (type, data, text) => {
    const bytes = record(type, data);
    const lines = outlineOf(dns, bytes, udp);
    expect(lines.filter((line) => line.includes('!'))).toEqual([]);
    expect(lines.find((line) => line.startsWith('  data @'))?.split(' = ')[1]).toBe(text);
    expectHardened(dns, [bytes], udp);
  });

  it('follows no loop', () => {
    const self = hex('0000 0100 0001 0000 0000 0000 c00c 0001 0001');
    expect(outlineOf(dns, self, udp).join('\n')).toContain(
      'the pointer to offset 12 does not lead backwards (RFC 1035 §4.1.4)',
    );
    const pair = hex('0000 0100 0002 0000 0000 0000 c00e c00c 0001 0001');
    expect(outlineOf(dns, pair, udp).join('\n')).toContain('does not lead backwards');
    // Each name begins with a label and leads to the one before: long, but no loop.
    const chain = `0000 0100 0001 0000 0000 0000 ${name('a')} ${Array.from(
      { length: 200 },
      (_, at) => `0161 c0${(at === 0 ? 12 : 15 + (at - 1) * 4).toString(16).padStart(2, '0')}`,
    )
      .slice(0, 55)
      .join('')}`;
    expectSound(dns, hex(chain), udp);
  });

  it('follows 127 pointers of one name, and no more', () => {
    // The root, then pointers that each lead to the one before.
    const chain = Uint8Array.from({ length: 600 }, (_, at) =>
      at < 2 ? 0 : at % 2 === 1 ? (at - 3) & 0xff : 0xc0 | ((at - 2) >> 8),
    );
    expect(readDnsName(chain, 2 * 127, chain.length, 0)).toMatchObject({ text: '.', error: null });
    expect(readDnsName(chain, 2 * 128, chain.length, 0).error).toBe('more than 127 pointers in one name');
  });

  it('names what is wrong', () => {
    const flaws = (bytes: Uint8Array): string =>
      outlineOf(dns, bytes, udp)
        .filter((line) => line.includes('!'))
        .join('\n');
    expect(flaws(hex(`0000 0140 0001 0000 0000 0000 ${name('a')} 0001 0001`))).toContain('must be zero');
    expect(flaws(hex(`0000 0100 0002 0000 0000 0000 ${name('a')} 0001 0001`))).toContain(
      'the header announces 2, 1 there',
    );
    expect(flaws(hex('0000 0100 0001 0000 0000 0000 41 61 00 0001 0001'))).toContain('label types 01 and 10');
    expect(flaws(hex('0000 0100 0001 0000 0000 0000 3f 61 00 0001 0001'))).toContain(
      'reaches beyond the message',
    );
    expect(flaws(hex(`0000 0100 0001 0000 0000 0000 ${name('a')} 0001 0001 ff`))).toContain(
      'after the end of the message',
    );
    expect(
      flaws(hex(`0000 0100 0001 0000 0000 0000 ${'3f'.concat('61'.repeat(63)).repeat(5)} 00 0001 0001`)),
    ).toContain('longer than 255 octets');
    expect(flaws(record(1, 'c0000201 ff'))).toContain('more bytes than data of this type has');
    expect(flaws(record(1, 'c000'))).toContain('cut short: 4 bytes needed, 2 there');
  });

  it('shows an address of version 6 as RFC 5952 writes it', () => {
    expect(ipv6(new Uint8Array(16))).toBe('::');
    expect(ipv6(hex('20010db8000000010000000000000001'))).toBe('2001:db8:0:1::1');
    expect(ipv6(hex('20010db8000100020003000400050006'))).toBe('2001:db8:1:2:3:4:5:6');
    expect(ipv6(hex('00000000000000000000ffffc0000201'))).toBe('::ffff:c000:201');
  });

  it('is chosen for its messages, with a port and without', () => {
    for (const one of [query, answer, missing]) {
      expect(chosen(one, udp)).toBe('dns');
      expect(chosen(one)).toBe('dns');
    }
    for (const one of [mdnsQuery, mdnsAnswer]) expect(chosen(one, multicast)).toBe('dns');
    expect(chosen(Uint8Array.from([0, answer.length, ...answer]), tcp)).toBe('dns');
    expect(chosen(hex('0000 0100 ffff ffff 0000 0000 0161 00'), udp)).toBe('raw');
  });

  it('takes anything', () => {
    expectHardened(dns, [query, answer, missing], udp);
    expectHardened(dns, [mdnsQuery, mdnsAnswer], multicast);
    expectHardened(dns, [Uint8Array.from([0, query.length, ...query, 0, answer.length, ...answer])], tcp);
  });
});
