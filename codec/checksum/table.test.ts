import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../utf8.js';
import { crcCatalogue } from './crc-catalogue.js';
import { checksumNamed, checksumOf, checksums } from './table.js';

const digits = encodeUtf8('123456789');

function valueOf(name: string, bytes: Uint8Array): string {
  const algorithm = checksumNamed(name);
  if (algorithm === undefined) throw new Error(`no checksum ${name}`);
  return checksumOf(algorithm, bytes)
    .toString(16)
    .padStart(Math.ceil(algorithm.width / 4), '0');
}

describe('the catalogue of CRCs', () => {
  it.each(crcCatalogue.map((one) => [one.name, one] as const))('gives the check value of %s', (name, crc) => {
    expect(BigInt(`0x${valueOf(name, digits)}`)).toBe(crc.check);
  });

  it('lists every CRC of 8, 16 and 32 bits', () => {
    const count = (width: number): number => crcCatalogue.filter((one) => one.width === width).length;
    expect([count(8), count(16), count(32)]).toEqual([20, 31, 12]);
  });

  it('knows the names protocols use', () => {
    const names = [
      'CRC-CCITT',
      'CRC-16/CCITT-FALSE',
      'x-25',
      'Modbus',
      'crc-32',
      'CRC-32C',
      'CRC 16/XMODEM',
      'CRC-A',
    ];
    expect(names.map((name) => checksumNamed(name)?.name)).toEqual([
      'CRC-16/KERMIT',
      'CRC-16/IBM-3740',
      'CRC-16/IBM-SDLC',
      'CRC-16/MODBUS',
      'CRC-32/ISO-HDLC',
      'CRC-32/ISCSI',
      'CRC-16/XMODEM',
      'CRC-16/ISO-IEC-14443-3-A',
    ]);
    expect(checksumNamed('CRC-16/NOBODY')).toBeUndefined();
    expect(checksumNamed('__proto__')).toBeUndefined();
  });
});

describe('sums', () => {
  it('adds bytes, and complements and negates what it added', () => {
    // 0x31 + … + 0x39 = 0x1dd
    expect(['SUM-8', 'SUM-16', 'SUM-32'].map((name) => valueOf(name, digits))).toEqual([
      'dd',
      '01dd',
      '000001dd',
    ]);
    expect(valueOf('SUM-8/COMPLEMENT', digits)).toBe('22');
    expect(valueOf('SUM-16/COMPLEMENT', digits)).toBe('fe22');
    expect(valueOf('SUM-32/COMPLEMENT', digits)).toBe('fffffe22');
    expect(valueOf('SUM-16/NEGATIVE', digits)).toBe('fe23');
  });

  it('gives the LRC of Modbus ASCII', () => {
    // Modbus over Serial Line V1.02: what is added and its LRC make 0.
    const frame = Uint8Array.of(0x11, 0x03, 0x00, 0x6b, 0x00, 0x03);
    expect(valueOf('LRC', frame)).toBe('7e');
  });

  it('gives the XOR of an NMEA 0183 sentence', () => {
    const sentence = 'GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,';
    expect(valueOf('NMEA-0183', encodeUtf8(sentence))).toBe('47');
    expect(valueOf('BCC', digits)).toBe('31');
  });

  it('gives the example of RFC 1071 and the IPv4 header everybody knows', () => {
    // RFC 1071 §3: the sum is ddf2.
    expect(valueOf('RFC-1071', Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7))).toBe('220d');
    const header = Uint8Array.of(
      ...[0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11],
      ...[0x00, 0x00, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7],
    );
    expect(valueOf('INTERNET', header)).toBe('b861');
    expect(valueOf('INTERNET', Uint8Array.of(0x01))).toBe('feff');
  });
});

describe("Fletcher's sums and Adler-32", () => {
  it.each([
    ['FLETCHER-16', 'abcde', 'c8f0'],
    ['FLETCHER-16', 'abcdef', '2057'],
    ['FLETCHER-16', 'abcdefgh', '0627'],
    ['FLETCHER-32', 'abcde', 'f04fc729'],
    ['FLETCHER-32', 'abcdef', '56502d2a'],
    ['FLETCHER-32', 'abcdefgh', 'ebe19591'],
    ['FLETCHER-64', 'abcde', 'c8c6c527646362c6'],
    ['FLETCHER-64', 'abcdef', 'c8c72b276463c8c6'],
    ['FLETCHER-64', 'abcdefgh', '312e2b28cccac8c6'],
    ['FLETCHER-32/BE', '123456789', '09df09d5'],
    ['ADLER-32', '123456789', '091e01de'],
    ['ADLER-32', 'Wikipedia', '11e60398'],
    ['ADLER-32', '', '00000001'],
  ])('gives %s of %j', (name, text, expected) => {
    expect(valueOf(name, encodeUtf8(text))).toBe(expected);
  });
});

describe('every checksum', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });

  it('is the same in pieces as at once, and fits its width', () => {
    fc.assert(
      fc.property(fc.constantFrom(...checksums), bytes, fc.nat({ max: 300 }), (algorithm, data, cut) => {
        const run = algorithm.start();
        run.update(data.subarray(0, cut));
        run.value();
        run.update(data.subarray(cut));
        expect(run.value()).toBe(checksumOf(algorithm, data));
        expect(run.value() >> BigInt(algorithm.width)).toBe(0n);
      }),
    );
  });

  it('agrees with zlib on CRC-32', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(valueOf('CRC-32', data)).toBe(crc32(data).toString(16).padStart(8, '0'));
      }),
    );
  });

  it('has a name of its own', () => {
    const names = checksums.map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
    for (const one of checksums) expect(checksumNamed(one.name)).toBe(one);
  });
});
