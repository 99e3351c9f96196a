import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../tests/payloads/sound.js';
import { adler32, crc32, inflateRaw, join } from './inflate.js';

describe('inflateRaw', () => {
  it('inflates and says where the data ended', () => {
    const inflated = inflateRaw(hex('ff cb 48 cd c9 c9 07 00 aa'), 1);
    expect(inflated).toMatchObject({ end: 8, complete: true, limited: false, error: null });
    expect(inflated.output).toEqual(utf8('hello'));
  });

  it('gives what came before data that ends or is wrong', () => {
    const whole = deflateRawSync(utf8('abc'.repeat(50_000) + Array.from({ length: 500 }, String).join()));
    const cut = inflateRaw(whole.subarray(0, whole.length - 20), 0);
    expect(cut.error).toBe('the data ends before its last block does');
    expect(cut.output.length).toBeGreaterThan(100_000);
    expect(inflateRaw(hex('07'), 0)).toMatchObject({ complete: false, error: 'invalid block type' });
    expect(inflateRaw(new Uint8Array(), 0)).toMatchObject({ complete: false, end: 0 });
  });

  it('stops at the limit', () => {
    const bomb = deflateRawSync(new Uint8Array(30_000_000));
    const inflated = inflateRaw(bomb, 0);
    expect(inflated).toMatchObject({ limited: true, complete: false, error: null });
    expect(inflated.output).toHaveLength(16 * 1024 * 1024);
    expect(inflateRaw(deflateRawSync(new Uint8Array(100)), 0, 100)).toMatchObject({
      limited: false,
      complete: true,
    });
    expect(inflateRaw(deflateRawSync(new Uint8Array(101)), 0, 100).output).toHaveLength(100);
  });
});

describe('checksums', () => {
  it('are those of the RFCs', () => {
    expect(crc32(utf8('123456789'))).toBe(0xcbf43926);
    expect(adler32(utf8('Wikipedia'))).toBe(0x11e60398);
    expect(adler32(new Uint8Array(20_000).fill(255))).toBe(0x9f51d664);
  });
});

describe('join', () => {
  it('cuts at the size', () => {
    expect(join([hex('01 02'), hex('03 04')], 3)).toEqual(hex('01 02 03'));
  });
});
