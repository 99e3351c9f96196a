import { describe, expect, it } from 'vitest';
import { hex, outline } from '../../tests/payloads/sound.js';
import { FieldTree } from './fields.js';
import { readAvif, readWebp } from './image-boxes.js';

const ascii = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

function read(reader: typeof readWebp, bytes: string): { lines: string[]; size: string } {
  const tree = new FieldTree();
  const given = hex(bytes);
  const { width, height } = reader(tree, given);
  return { lines: outline(tree.finish(given.length)), size: `${width} × ${height}` };
}

describe('readWebp', () => {
  it('takes the size of the first chunk that has one', () => {
    const { lines, size } = read(
      readWebp,
      `${ascii('RIFF')} 22000000 ${ascii('WEBPVP8X')} 0a000000 00000000 ff0000 ff0100 ${ascii('ICCP')} 01000000 aa 00`,
    );
    expect(size).toBe('256 × 512');
    expect(lines.slice(-4)).toEqual([
      'VP8X @12+18 = 10 bytes',
      '  width @24+3 = 256',
      '  height @27+3 = 512',
      'ICCP @30+10 = 1 byte',
    ]);
  });

  it('names what is cut short', () => {
    const { lines } = read(readWebp, `${ascii('RIFF')} 30000000 ${ascii('WEBPVP8 ')} 20000000 0011 2233`);
    expect(lines.filter((line) => line.includes('!'))).toEqual([
      'size @4+4 = 48 bytes !16 there',
      'VP8  @12+12 = 32 bytes !32 bytes announced, 4 there',
    ]);
    expect(read(readWebp, `${ascii('RIFF')} 06000000 ${ascii('WEBPVP')}`).lines.at(-1)).toContain(
      '!a chunk is cut short',
    );
  });
});

describe('readAvif', () => {
  it('opens the boxes that lead to the size', () => {
    const { lines, size } = read(
      readAvif,
      `00000010 ${ascii('ftypavif')} 00000000 00000030 ${ascii('meta')} 00000000 00000024 ${ascii('iprp')} 0000001c ${ascii('ipco')} 00000014 ${ascii('ispe')} 00000000 00000002 00000003 00000000 ${ascii('mdat')}`,
    );
    expect(size).toBe('2 × 3');
    expect(lines.slice(2)).toEqual([
      'meta @16+48 = 48 bytes',
      '  iprp @28+36 = 36 bytes',
      '    ipco @36+28 = 28 bytes',
      '      ispe @44+20 = 20 bytes',
      '        width @56+4 = 2',
      '        height @60+4 = 3',
      'mdat @64+8 = 8 bytes',
    ]);
  });

  it('names what is cut short', () => {
    expect(read(readAvif, `00000040 ${ascii('ftypavif')}`).lines[0]).toContain(
      '!64 bytes announced, 12 there',
    );
    expect(read(readAvif, `00000002 ${ascii('ftypavif')}`).lines[0]).toContain('!2 bytes announced');
    expect(read(readAvif, `00000010 ${ascii('ftypavif')} 00000000 0000`).lines.at(-1)).toContain(
      '!a box is cut short',
    );
  });
});
