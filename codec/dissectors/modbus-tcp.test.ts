import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { hex, outlineOf } from '../../tests/payloads/sound.js';
import { noContext, type DissectContext } from './dissector.js';
import { modbusTcp } from './modbus-tcp.js';

const client: DissectContext = { ...noContext, transport: 'tcp', ports: [502], from: 'client' };
const server: DissectContext = { ...client, from: 'server' };

/** A PDU of the examples in MODBUS Application Protocol 1.1b3 §6, in an ADU. */
function adu(pdu: string, transaction = '0001'): Uint8Array {
  const size = pdu.replaceAll(' ', '').length / 2 + 1;
  return hex(`${transaction} 0000 ${size.toString(16).padStart(4, '0')} 11 ${pdu}`);
}

const requests: readonly (readonly [pdu: string, line: string])[] = [
  ['01 0013 0013', 'Read Coils request, coils 19..37'],
  ['02 00c4 0016', 'Read Discrete Inputs request, inputs 196..217'],
  ['03 006b 0003', 'Read Holding Registers request, registers 107..109'],
  ['04 0008 0001', 'Read Input Registers request, registers 8..8'],
  ['05 00ac ff00', 'Write Single Coil request, coil 172 ON'],
  ['06 0001 0003', 'Write Single Register request, register 1 = 3'],
  ['07', 'Read Exception Status request'],
  ['08 0000 a537', 'Diagnostics request, Return Query Data'],
  ['0b', 'Get Comm Event Counter request'],
  ['0f 0013 000a 02 cd01', 'Write Multiple Coils request, coils 19..28'],
  ['10 0001 0002 04 000a 0102', 'Write Multiple Registers request, registers 1..2'],
  ['11', 'Report Server ID request'],
  ['14 0e 06 0004 0001 0002 06 0003 0009 0002', 'Read File Record request, 2 records'],
  ['15 0d 06 0004 0007 0003 06af 04be 100d', 'Write File Record request, 1 record'],
  ['16 0004 00f2 0025', 'Mask Write Register request, register 4'],
  [
    '17 0003 0006 000e 0003 06 00ff 00ff 00ff',
    'Read/Write Multiple Registers request, read 3..8, write 14..16',
  ],
  ['18 04de', 'Read FIFO Queue request, FIFO 1246'],
  ['2b 0e 01 00', 'Encapsulated Interface Transport request, object VendorName (0)'.replace(' (0)', '')],
];

const responses: readonly (readonly [pdu: string, line: string])[] = [
  ['01 03 cd6b05', 'Read Coils response, 3 bytes'],
  ['03 06 022b 0000 0064', 'Read Holding Registers response, 3 registers'],
  ['05 00ac ff00', 'Write Single Coil response, coil 172 ON'],
  ['07 6d', 'Read Exception Status response'],
  ['0b ffff 0108', 'Get Comm Event Counter response'],
  ['0c 08 0000 0108 0121 2000', 'Get Comm Event Log response'],
  ['0f 0013 000a', 'Write Multiple Coils response, coils 19..28'],
  ['10 0001 0002', 'Write Multiple Registers response, registers 1..2'],
  ['11 05 09 ff 616263', 'Report Server ID response'],
  ['14 0c 05 06 0dfe 0020 05 06 33cd 0040', 'Read File Record response, 2 records'],
  ['17 0c 00fe 0acd 0001 0003 000d 00ff', 'Read/Write Multiple Registers response, 6 registers'],
  ['18 0006 0002 01b8 1284', 'Read FIFO Queue response, 2 registers'],
  ['2b 0e 01 01 00 00 02 00 03 414243 01 02 5631', 'Encapsulated Interface Transport response, "ABC" "V1"'],
  ['81 02', 'Read Coils exception: Illegal Data Address (2)'],
  ['90 04', 'Write Multiple Registers exception: Server Device Failure (4)'],
];

function summary(bytes: Uint8Array, context: DissectContext): string {
  const dissection = modbusTcp.dissect(bytes, context);
  return dissection.kind === 'done' ? dissection.summary : `${dissection.kind}: ${dissection.reason}`;
}

function flaws(bytes: Uint8Array, context = client): string {
  return outlineOf(modbusTcp, bytes, context)
    .filter((line) => line.includes('!'))
    .join('\n');
}

describe('modbus-tcp', () => {
  it('reads a request to its last byte', () => {
    expect(outlineOf(modbusTcp, adu('10 0001 0002 04 000a ff02'), client)).toEqual([
      'ADU @0+17 = Write Multiple Registers request, registers 1..2, unit 17, transaction 1',
      '  transaction identifier @0+2 = 1',
      '  protocol identifier @2+2 = 0, Modbus',
      '  length @4+2 = 11 bytes',
      '  unit identifier @6+1 = 17',
      '  PDU @7+10 = Write Multiple Registers request, registers 1..2',
      '    function code @7+1 = Write Multiple Registers (16)',
      '    starting address @8+2 = 1',
      '    quantity @10+2 = 2',
      '    byte count @12+1 = 4',
      '    registers @13+4 = 2 registers',
      '      register 1 @13+2 = 10 (0x000a)',
      '      register 2 @15+2 = 65282 (0xff02, signed -254)',
    ]);
  });

  it('reads coils in the order of the bits', () => {
    expect(outlineOf(modbusTcp, adu('0f 0013 000a 02 cd01'), client).slice(-3)).toEqual([
      '    coils @13+2 = 10 coils',
      '      coils 19 … @13+1 = 1 0 1 1 0 0 1 1',
      '      coils 27 … @14+1 = 1 0',
    ]);
  });

  it.each(requests)('reads the request %s', (pdu, line) => {
    const bytes = adu(pdu);
    expect(flaws(bytes)).toBe('');
    expect(summary(bytes, client)).toBe(`${line}, unit 17, transaction 1`);
  });

  it.each(responses)('reads the response %s', (pdu, line) => {
    const bytes = adu(pdu);
    expect(flaws(bytes, server)).toBe('');
    expect(summary(bytes, server)).toBe(`${line}, unit 17, transaction 1`);
  });

  it('tells requests from responses by their size where nobody says', () => {
    expect(summary(adu('03 006b 0003'), noContext)).toContain('request');
    expect(summary(adu('03 06 022b 0000 0064'), noContext)).toContain('response');
    expect(summary(adu('10 0001 0002'), noContext)).toContain('response');
    expect(summary(adu('10 0001 0002 04 000a 0102'), noContext)).toContain('request');
  });

  it('reads several ADUs', () => {
    const two = Uint8Array.from([...adu('03 006b 0003'), ...adu('06 0001 0003', '0002')]);
    expect(summary(two, client)).toBe(
      'Read Holding Registers request, registers 107..109, unit 17, transaction 1 and 1 more ADU',
    );
  });

  it.each([
    ['another protocol in the second ADU', '0001 0000 0002 11 07 0002 0001 0002 11 07', 'must be 0'],
    ['a length of nothing', '0001 0000 0001 11 07', 'must be 2 to 254'],
    ['a PDU that is cut short', '0001 0000 0006 11 03 006b', 'cut short: 5 bytes needed, 3 there'],
    ['too many registers', '0001 0000 0006 11 03 006b 007e', 'must be 1 to 125'],
    [
      'a byte count that does not fit',
      '0001 0000 0009 11 10 0001 0001 04 000a',
      'must be 2 for this quantity',
    ],
    ['a coil neither on nor off', '0001 0000 0006 11 05 0001 0100', 'must be 0x0000 or 0xff00'],
    [
      'more than there should be',
      '0001 0000 0007 11 06 0001 0003 ff',
      'more than a request of this function has',
    ],
    ['function 0', '0001 0000 0002 11 00', '0 is not a function'],
  ])('names %s', (_name, text, error) => {
    expect(flaws(hex(text))).toContain(error);
  });

  it('is chosen for its ADUs', () => {
    for (const [pdu] of requests) expect(chosen(adu(pdu), client)).toBe('modbus-tcp');
    for (const [pdu] of responses) expect(chosen(adu(pdu), server)).toBe('modbus-tcp');
    expect(chosen(adu('03 006b 0003'))).toBe('modbus-tcp');
    expect(modbusTcp.sniff(new Uint8Array(12), noContext)).toBe(0);
    expect(modbusTcp.dissect(hex('0001 0001 0002 11 07'), client).kind).toBe('not-mine');
    expect(modbusTcp.dissect(hex('0001'), client).kind).toBe('need-more');
  });

  it('takes anything', () => {
    expectHardened(
      modbusTcp,
      requests.map(([pdu]) => adu(pdu)),
      client,
    );
    expectHardened(
      modbusTcp,
      responses.map(([pdu]) => adu(pdu)),
      server,
    );
  });
});
