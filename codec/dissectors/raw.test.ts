import { describe, expect, it } from 'vitest';
import { expectSoundPrefixes, hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { raw } from './raw.js';

describe('raw', () => {
  it('shows text as text and bytes as bytes', () => {
    expect(outlineOf(raw, utf8('é\u001b[0m'))).toEqual(['Text @0+6 = é␛[0m']);
    expect(outlineOf(raw, hex('00 ff'))).toEqual(['Bytes @0+2 = 00 ff']);
    expect(raw.dissect(hex('00 ff'), noContext)).toMatchObject({
      summary: '2 B of no known format',
      consumed: 2,
    });
    expect(raw.dissect(new Uint8Array(), noContext)).toMatchObject({ summary: 'no bytes', fields: [] });
  });

  it('is never a candidate and takes anything', () => {
    expect(raw.sniff(utf8('hello'), noContext)).toBe(0);
    expectSoundPrefixes(raw, hex('c3 a9 00 ff 41'));
    expect(outlineOf(raw, new Uint8Array(100_000).fill(0x41))[0]?.length).toBeLessThan(1100);
  });
});
