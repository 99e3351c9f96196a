import { describe, expect, it } from 'vitest';
import { buildFrames, craftFields, encodeUtf8 } from '../../../codec/index.js';
import type { CraftedFrame } from '../../../contract/index.js';
import { previewTokens } from './frame-preview.js';

function tokens(frame: CraftedFrame, payload: string | Uint8Array): string[][] {
  const bytes = typeof payload === 'string' ? encodeUtf8(payload) : payload;
  const { frames } = buildFrames(craftFields(frame, 'client'), bytes, () => 0x37fa213d, 600_000);
  return frames.map((one) =>
    previewTokens(one).map(({ part, hex, meaning, cut }) => `${part}${cut ? '-' : ':'} ${hex} = ${meaning}`),
  );
}

describe('the preview of a frame', () => {
  it('names the parts of a header and says what they mean', () => {
    expect(tokens({}, 'Hello')).toEqual([
      [
        'first: 81 = FIN text 0x1',
        'length: 85 = masked, length 5',
        'key: 37 fa 21 3d = key',
        'payload: 7f 9f 4d 51 58 = “Hello”',
      ],
    ]);
    expect(tokens({ masked: false, opcode: 11, rsv1: true, rsv3: true, fin: false }, '')).toEqual([
      ['first: 5b = RSV1 RSV3 reserved control 0xb', 'length: 00 = length 0'],
    ]);
    expect(tokens({ masked: false, length: '0x8000000000000000' }, '')).toEqual([
      ['first: 81 = FIN text 0x1', 'length: 7f 80 00 00 00 00 00 00 00 = length 9223372036854775808'],
    ]);
  });

  it('tells what does not leave, and what stands after it', () => {
    expect(tokens({ masked: false, cut: 4, junk: 'ff' }, 'Hello')).toEqual([
      [
        'first: 81 = FIN text 0x1',
        'length: 05 = length 5',
        'payload: 48 65 = “Hello”',
        'payload- 6c 6c 6f = not sent',
        'junk: ff = junk',
      ],
    ]);
    expect(tokens({ masked: false, cut: 1 }, 'H')[0]).toEqual([
      'first: 81 = FIN text 0x1',
      'length- 01 = not sent',
      'payload- 48 = not sent',
    ]);
  });

  it('shows the beginning of a long payload, and controls as pictures', () => {
    const [line] = tokens({ masked: false }, '\u0007\u202e'.repeat(100));
    expect(line?.[2]).toMatch(/^payload: 07 e2 80 ae .* …\u00a0352\u00a0B\u00a0more = “␇⟨U\+202E⟩.*…”$/);
  });

  it('gets along with a length that announces more of itself than there is', () => {
    expect(tokens({ masked: false, lengthForm: '7', length: '127' }, 'ab')[0]).toEqual([
      'first: 81 = first byte',
      'length: 7f = length',
      'payload: 61 62 = payload',
    ]);
  });
});
