import { describe, expect, it } from 'vitest';
import { outline, utf8 } from '../../tests/payloads/sound.js';
import { FieldTree } from './fields.js';
import { readChunks } from './http1-chunks.js';

function read(text: string, start = 0): { lines: string[]; end: number; body: Uint8Array } {
  const tree = new FieldTree();
  const bytes = utf8(text);
  const result = readChunks(tree, bytes, start);
  return { lines: outline(tree.finish(bytes.length)), ...result };
}

describe('readChunks', () => {
  it('joins chunks and leaves what follows', () => {
    const { lines, end, body } = read('xx3 ;a=b\r\nabc\r\n1\nd\n0\r\n\r\nGET', 2);
    expect(body).toEqual(utf8('abcd'));
    expect(end).toBe(24);
    expect(lines[0]).toBe('Chunked body @2+22 = 2 chunks, 4 bytes');
    expect(lines.at(-1)).toBe('  Last chunk @19+3 = 0');
  });

  it.each([
    ['', 'cut short'],
    ['3', 'cut short'],
    ['3\r\nab', '3 bytes announced, 2 there'],
    ['g\r\n', 'in hex'],
    ['-1\r\n', 'in hex'],
    ['ffffffffffffffff\r\n', 'in hex'],
    ['1\r\nab\r\n', 'no line ends after its data'],
    ['0\r\nA: b\r\n', 'trailers is missing'],
  ])('names what is wrong with %j', (text, error) => {
    const { lines, end } = read(text);
    expect(lines.filter((line) => line.includes(' !') && line.includes(error))).toHaveLength(1);
    expect(end).toBeLessThanOrEqual(text.length);
  });
});
