import { describe, expect, it } from 'vitest';
import { hex } from '../../tests/payloads/sound.js';
import { cborTagName, describeTag } from './cbor-tags.js';

describe('CBOR tags', () => {
  it('names those of the registry', () => {
    expect(cborTagName(55799n)).toBe('self-described CBOR');
    expect(cborTagName(2n ** 63n)).toBeNull();
  });

  it('says what tag and item mean together', () => {
    expect(describeTag(1n, 1363896240n)).toBe('2013-03-21T20:04:00Z (tag 1, seconds since 1970)');
    expect(describeTag(1n, 1363896240.5)).toBe('2013-03-21T20:04:00.5Z (tag 1, seconds since 1970)');
    expect(describeTag(2n, hex('01 00000000 00000000'))).toBe(
      '18446744073709551616 (tag 2, unsigned bignum)',
    );
    expect(describeTag(3n, hex('01 00000000 00000000'))).toBe(
      '-18446744073709551617 (tag 3, negative bignum)',
    );
    expect(describeTag(37n, hex('00112233445566778899aabbccddeeff'))).toBe(
      '00112233-4455-6677-8899-aabbccddeeff (tag 37, UUID)',
    );
    expect(describeTag(100n, -10676n)).toBe('1940-10-09 (tag 100, days since 1970)');
  });

  it('adds nothing where there is nothing to add', () => {
    expect(describeTag(2n, new Uint8Array(2000))).toBeNull();
    expect(
      [NaN, Infinity, 1e300, 'text', undefined, 2n ** 63n].map((content) => describeTag(1n, content)),
    ).toEqual(Array.from({ length: 6 }, () => null));
    expect(describeTag(32n, 'http://a')).toBeNull();
  });
});
