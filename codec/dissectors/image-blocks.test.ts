import { describe, expect, it } from 'vitest';
import { hex, outline } from '../../tests/payloads/sound.js';
import { FieldTree } from './fields.js';
import { readGif, readPng } from './image-blocks.js';

const signature = '89504e470d0a1a0a';

function read(reader: typeof readPng, bytes: string): { lines: string[]; width: number | null; end: number } {
  const tree = new FieldTree();
  const given = hex(bytes);
  const { width, end } = reader(tree, given);
  return { lines: outline(tree.finish(given.length)), width, end };
}

describe('readPng', () => {
  it('computes no checksum of more than 4 MiB', () => {
    const flawsOf = (length: number): string[] => {
      const tree = new FieldTree();
      const bytes = new Uint8Array(8 + 12 + length);
      bytes.set(hex(signature));
      new DataView(bytes.buffer).setUint32(8, length);
      bytes.set(hex('49444154'), 12);
      readPng(tree, bytes);
      return outline(tree.finish(bytes.length)).filter((line) => line.includes('the chunk has'));
    };
    expect(flawsOf(4 * 1024 * 1024)).toHaveLength(1);
    expect(flawsOf(4 * 1024 * 1024 + 1)).toEqual([]);
  });

  it('reads chunks up to IEND and leaves what follows', () => {
    const { lines, end } = read(
      readPng,
      `${signature} 00000003 74455874 410042 d3a2ef91 00000000 49454e44 ae426082 ffff`,
    );
    expect(end).toBe(35);
    expect(lines.slice(0, 3)).toEqual(['Signature @0+8 = PNG', 'tEXt @8+15 = 3 bytes', '  text @16+3 = A␀B']);
    expect(lines.at(-1)).toBe('  CRC @31+4 = 0xae426082');
  });

  it.each([
    ['00000000 49', 'a chunk is cut short'],
    ['0000000d 49484452 00000001', '13 bytes announced, 4 there'],
    ['ffffffff 49484452 00000001', '4294967295 bytes announced, 4 there'],
    ['00000000 49454e44 00000000', 'the chunk has 0xae426082'],
  ])('names what is wrong with %s', (chunk, error) => {
    const { lines, width } = read(readPng, `${signature} ${chunk}`);
    expect(lines.some((line) => line.endsWith(`!${error}`))).toBe(true);
    expect(width).toBeNull();
  });
});

describe('readGif', () => {
  it('reads the screen and its colours', () => {
    const { lines, width } = read(
      readGif,
      '474946383961 0a00 1400 91 00 00 000000 ffffff ff0000 00ff00 2c 3b',
    );
    expect(width).toBe(10);
    expect(lines).toContain('  size of the table @10+1 = 4 colours');
    expect(lines).toContain('  colour resolution @10+1 = 2 bits');
    expect(lines.slice(-2)).toEqual(['Colour table @13+12 = 4 colours', 'Blocks @25+2 = 2 bytes']);
  });

  it('names what is cut short', () => {
    expect(read(readGif, '474946383961 0a00').lines.at(-1)).toContain('!the logical screen has 7 bytes');
    expect(read(readGif, '474946383961 0a00 1400 80 00 00 00').lines.at(-1)).toContain(
      '!6 bytes announced, 1 there',
    );
    expect(read(readGif, '474946383961 0a00 1400 00 00 00 2c').lines.at(-1)).toContain(
      '!it does not end with the trailer',
    );
  });
});
