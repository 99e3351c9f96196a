import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../contract/index.js';
import { add, beginLog, endLog, written } from './test-export.js';

beforeEach(beginLog);
afterEach(endLog);

describe('C arrays', () => {
  it('are arrays by peer, direction and row, in lines of twelve', async () => {
    add(
      Uint8Array.from({ length: 13 }, (_, i) => i),
      RowKind.chunk,
    );
    add('', RowKind.chunk, Direction.out);
    const text = (await written('c', { marks: new Map([[1, 'ends here */ #error']]) })).toString();
    expect(text).toContain(
      'static const unsigned char peer1_in_1[13] = {\n  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b,\n  0x0c, \n};\n',
    );
    expect(text).toContain('static const unsigned char peer1_out_2[1] = { 0 };\n');
    expect(text).toContain('ends here * / #error');
  });
});
