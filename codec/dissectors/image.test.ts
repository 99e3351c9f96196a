import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSound, expectSoundPrefixes, hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { image } from './image.js';

const ascii = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

const png = hex(
  '89504e470d0a1a0a 0000000d 49484452 00000001 00000002 08 06 00 00 00 a7c0f1b2 00000000 49454e44 ae426082',
);
const jpeg = hex('ffd8 ffe0 0004 0102 ffc0 000b 08 0010 0020 01 011100 ffda 0003 00 1234 ffd9');
const gif = hex(`${ascii('GIF89a')} 0a00 1400 80 00 00 000000 ffffff 2c 3b`);
const lossy = hex(`${ascii('RIFF')} 16000000 ${ascii('WEBPVP8 ')} 0a000000 300100 9d012a 1000 2000`);
const lossless = hex(`${ascii('RIFF')} 16000000 ${ascii('WEBPVP8L')} 0a000000 2f 0fc00700 0000000000`);
const extended = hex(`${ascii('RIFF')} 16000000 ${ascii('WEBPVP8X')} 0a000000 00000000 0f0000 1f0000`);
const bmp = hex('424d 1e000000 00000000 1a000000 28000000 02000000 fdffffff 0100 1800');
const ico = hex('0000 0100 0100 10 20 00 00 0100 2000 04000000 16000000 01020304');
const avif = hex(
  `00000010 ${ascii('ftypavif')} 00000000 00000030 ${ascii('meta')} 00000000 00000024 ${ascii('iprp')} 0000001c ${ascii('ipco')} 00000014 ${ascii('ispe')} 00000000 00000040 00000030`,
);

function summary(bytes: Uint8Array): string {
  const dissection = image.dissect(bytes, noContext);
  return dissection.kind === 'done' ? dissection.summary : dissection.reason;
}

describe('image', () => {
  it.each([
    ['PNG', png, 'PNG image, 1 × 2 pixels'],
    ['JPEG', jpeg, 'JPEG image, 32 × 16 pixels'],
    ['GIF', gif, 'GIF image, 10 × 20 pixels'],
    ['lossy WebP', lossy, 'WebP image, 16 × 32 pixels'],
    ['lossless WebP', lossless, 'WebP image, 16 × 32 pixels'],
    ['extended WebP', extended, 'WebP image, 16 × 32 pixels'],
    ['BMP', bmp, 'BMP image, 2 × 3 pixels'],
    ['ICO', ico, 'ICO image, 16 × 32 pixels'],
    ['AVIF', avif, 'AVIF image, 64 × 48 pixels'],
    ['SVG', utf8('<?xml version="1.0"?>\n<svg width="1"/>'), 'SVG image'],
  ])('tells %s and its size', (_name, bytes, text) => {
    expect(summary(bytes)).toBe(text);
    expectSoundPrefixes(image, bytes);
  });

  it('shows where the size stands', () => {
    expect(
      outlineOf(image, png)
        .filter((line) => /width|height|IEND|CRC/.test(line))
        .map((line) => line.split(' !')[0]),
    ).toEqual([
      '  width @16+4 = 1',
      '  height @20+4 = 2',
      '  CRC @29+4 = 0xa7c0f1b2',
      'IEND @33+12 = 0 bytes',
      '  CRC @41+4 = 0xae426082',
    ]);
    expect(outlineOf(image, png).find((line) => line.includes('a7c0f1b2'))).toContain('!the chunk has 0x');
    expect(outlineOf(image, png).find((line) => line.includes('ae426082'))).not.toContain('!');
    expect(outlineOf(image, avif).slice(0, 2)).toEqual(['ftyp @0+16 = 16 bytes', '  brand @8+4 = avif']);
    expect(outlineOf(image, jpeg).map((line) => line.trim().split(' ')[0])).toEqual([
      'SOI',
      'APP0',
      'SOF0',
      'precision',
      'height',
      'width',
      'components',
      'SOS',
      'Scans',
      'EOI',
    ]);
  });

  it('is not fooled by two letters or some zeros', () => {
    const sure = (bytes: Uint8Array): number => image.sniff(bytes, noContext);
    expect(sure(png)).toBeGreaterThan(0.9);
    expect(
      [
        utf8('BMW is a car maker'),
        hex('00000100'),
        hex('0000010001000000'),
        utf8('<svgx>'),
        new Uint8Array(),
      ].map(sure),
    ).toEqual([0, 0, 0, 0, 0]);
    expect(summary(utf8('hello'))).toBe('it begins with no signature of an image');
  });

  it('takes any bytes behind a signature', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(png, jpeg, gif, lossy, bmp, ico, avif),
        fc.uint8Array({ maxLength: 60 }),
        fc.nat(40),
        (start, bytes, keep) => {
          expectSound(image, Uint8Array.of(...start.subarray(0, keep), ...bytes));
          const changed = start.slice();
          bytes.forEach((byte, at) => {
            if (at % 3 === 0 && at + 12 < changed.length) changed[at + 12] = byte;
          });
          expectSound(image, changed);
        },
      ),
      { seed: 52, numRuns: 2000 },
    );
  });
});
