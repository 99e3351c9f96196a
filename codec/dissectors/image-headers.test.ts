import { describe, expect, it } from 'vitest';
import { hex, outline } from '../../tests/payloads/sound.js';
import { FieldTree } from './fields.js';
import { readBmp, readIco, readJpeg } from './image-headers.js';

function read(reader: typeof readBmp, bytes: string): { lines: string[]; size: string; end: number } {
  const tree = new FieldTree();
  const given = hex(bytes);
  const { width, height, end } = reader(tree, given);
  return { lines: outline(tree.finish(given.length)), size: `${width} × ${height}`, end };
}

describe('readJpeg', () => {
  it('walks the segments, fill bytes and all, to the scan', () => {
    const { lines, size } = read(
      readJpeg,
      'ffd8 ffff e1 0002 ffc2 000b 08 0001 0002 01 011100 ffda 0002 aabb ffd9',
    );
    expect(size).toBe('2 × 1');
    expect(lines.filter((line) => !line.startsWith(' ')).map((line) => line.split(' ')[0])).toEqual([
      'SOI',
      'APP1',
      'SOF2',
      'SOS',
      'Scans',
      'EOI',
    ]);
    expect(read(readJpeg, 'ffd8 ffd9 00')).toMatchObject({ end: 4, size: 'null × null' });
  });

  it('names what is cut short', () => {
    expect(read(readJpeg, 'ffd8 ffe0 0010 00').lines.at(-1)).toContain('!16 bytes announced, 3 there');
    expect(read(readJpeg, 'ffd8 ffdb 0000').lines.at(-1)).toContain('!0 bytes announced');
    expect(read(readJpeg, 'ffd8 1234').lines.at(-1)).toContain('!it does not end with EOI');
  });
});

describe('readBmp', () => {
  it('reads both kinds of header', () => {
    expect(read(readBmp, '424d 1a000000 00000000 1a000000 0c000000 0300 0400 0100 1800').size).toBe('3 × 4');
    const large = read(readBmp, '424d 1e000000 00000000 1a000000 28000000 02000000 fdffffff 0100 1800');
    expect(large.size).toBe('2 × 3');
    expect(large.lines).toContain('height @22+4 = -3, from top to bottom');
  });

  it('names what is cut short', () => {
    const { lines } = read(readBmp, '424d ff000000 00000000 1a000000 28000000 02');
    expect(lines.filter((line) => line.includes('!'))).toEqual([
      'file size @2+4 = 255 bytes !19 are there',
      'Header @10+9 = cut short !30 bytes needed, 19 there',
    ]);
  });
});

describe('readIco', () => {
  it('takes the largest image, 0 being 256', () => {
    const entry = '0000 0100 2000 00000000 26000000';
    const { lines, size } = read(readIco, `0000 0200 0200 10 10 ${entry} 00 00 ${entry}`);
    expect(size).toBe('256 × 256');
    expect(lines).toContain('type @2+2 = 2, cursor');
    expect(lines).toContain('Image 2 @22+16 = 256 × 256 pixels');
  });

  it('names what is cut short', () => {
    expect(
      read(readIco, '0000 0100 0200 10 10 0000 0100 2000 ff000000 26000000').lines.filter((line) =>
        line.includes('!'),
      ),
    ).toEqual([
      'Image 1 @6+16 = 16 × 16 pixels !its data reaches beyond the end',
      'Rest @22+0 = cut short !2 images announced, 1 there',
    ]);
  });
});
