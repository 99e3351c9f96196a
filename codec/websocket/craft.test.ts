import { describe, expect, it } from 'vitest';
import { formatHex } from '../hex.js';
import { encodeUtf8 } from '../utf8.js';
import { buildFrames, craftFields } from './craft.js';
import type { CraftFields } from './craft.js';

const key = 0x37fa213d;

/** What leaves, a line for each write: the wait before it and its bytes. */
function written(
  frame: Partial<CraftFields>,
  payload = 'Hello',
  role: 'client' | 'server' = 'server',
): string[] {
  const built = buildFrames(craftFields(frame, role), encodeUtf8(payload), (index) => key + index, 600_000);
  if (built.problems.length > 0) return [...built.problems];
  const lines = built.pieces.map(({ data, afterMs }) => `${afterMs} ${formatHex(data)}`);
  expect(built.size).toBe(built.pieces.reduce((sum, { data }) => sum + data.length, 0));
  return lines;
}

describe('crafted frames', () => {
  it('are correct where nothing is said (RFC 6455 §5.7)', () => {
    expect(written({})).toEqual(['0 81 05 48 65 6c 6c 6f']);
    expect(written({}, 'Hello', 'client')).toEqual(['0 81 85 37 fa 21 3d 7f 9f 4d 51 58']);
  });

  it('carry every bit, opcode and key that was asked for', () => {
    expect(written({ fin: false, rsv1: true, opcode: 2 })).toEqual(['0 42 05 48 65 6c 6c 6f']);
    expect(written({ rsv2: true, rsv3: true, opcode: 15 }, '')).toEqual(['0 bf 00']);
    expect(written({ masked: true, key: '01:02 03 04' }, 'A')).toEqual(['0 81 81 01 02 03 04 40']);
    expect(written({ masked: false }, 'A', 'client')).toEqual(['0 81 01 41']);
  });

  it('say a length in any form, and a wrong one', () => {
    expect(written({ lengthForm: '16' }, 'A')).toEqual(['0 81 7e 00 01 41']);
    expect(written({ lengthForm: '64' }, 'A')).toEqual(['0 81 7f 00 00 00 00 00 00 00 01 41']);
    expect(written({ length: '9' }, 'A')).toEqual(['0 81 09 41']);
    expect(written({ length: '0x8000 0000 0000 0000' }, '')).toEqual(['0 81 7f 80 00 00 00 00 00 00 00']);
    expect(written({ lengthForm: '7', length: '126' }, 'A')).toEqual(['0 81 7e 41']);
  });

  it('are cut into fragments with waits and junk between them', () => {
    expect(written({ fragments: 3, delayMs: 20, junk: 'de ad' })).toEqual([
      '0 01 02 48 65',
      '0 de ad',
      '20 00 02 6c 6c',
      '0 de ad',
      '20 80 01 6f',
    ]);
    expect(written({ fragments: 2, restart: true, rsv2: true }, 'ab')).toEqual(['0 21 01 61', '0 a1 01 62']);
    expect(written({ fragments: 2, rsv2: true }, 'ab')).toEqual(['0 21 01 61', '0 80 01 62']);
    expect(written({ fragments: 3 }, 'a')).toEqual(['0 01 01 61', '0 00 00', '0 80 00']);
    expect(written({ fragments: 2 }, 'ab', 'client')).toEqual([
      '0 01 81 37 fa 21 3d 56',
      '0 80 81 37 fa 21 3e 55',
    ]);
  });

  it('end early where they are told to, the last of them', () => {
    expect(written({ cut: 3 })).toEqual(['0 81 05 48']);
    expect(written({ cut: 1, fragments: 2 }, 'ab')).toEqual(['0 01 01 61', '0 80']);
    expect(written({ cut: 99 }, 'a')).toEqual(['0 81 01 61']);
    expect(written({ junk: 'ff' }, 'a')).toEqual(['0 81 01 61', '0 ff']);
    expect(written({ cut: 0, junk: 'ff' }, 'a')).toEqual(['0 ff']);
  });

  it.each<[Partial<CraftFields>, RegExp]>([
    [{ masked: true, key: '37fa21' }, /four bytes/],
    [{ masked: true, key: 'x' }, /four bytes/],
    [{ length: '-1' }, /whole number/],
    [{ length: '0x1 0000 0000 0000 0000' }, /64 bits/],
    [{ lengthForm: '7', length: '300' }, /7 bits/],
    [{ lengthForm: '16', length: '65536' }, /16 bits/],
    [{ junk: 'zz' }, /junk is not hex/],
    [{ cut: 0 }, /Nothing would leave/],
    [{ fragments: 500, delayMs: 60_000 }, /10 minutes/],
  ])('of %j say what is wrong with it', (frame, problem) => {
    const lines = written(frame);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(problem);
  });

  it('pass over the key of a frame that is not masked', () => {
    expect(written({ masked: false, key: 'x' }, 'A')).toEqual(['0 81 01 41']);
  });
});
