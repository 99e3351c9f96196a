import { describe, expect, it } from 'vitest';
import { buildFrames, craftFields, defaultDeflate, parseHex } from '../../../codec/index.js';
import type { CraftedFrame, Role } from '../../../contract/index.js';
import { judgePieces } from './frame-violations.js';

function judged(frame: CraftedFrame, hex = '48 69', role: Role = 'client', deflate = false) {
  const payload = parseHex(hex);
  if (!payload.ok) throw new Error(payload.error.message);
  const { pieces } = buildFrames(craftFields(frame, role), payload.value, () => 0x37fa213d, 600_000);
  return judgePieces(pieces, { role, deflate: deflate ? defaultDeflate : null });
}

describe('the faults of crafted frames', () => {
  it('are none of a correct frame, of either role, whole or in fragments', () => {
    const cases = [
      judged({}),
      judged({}, '48 69', 'server'),
      judged({ fragments: 3, delayMs: 5 }),
      judged({ opcode: 8 }, '03 e8'),
      judged({ fin: false }),
      // RFC 7692 §7.2.3.1: "Hello" compressed.
      judged({ rsv1: true }, 'f2 48 cd c9 c9 07 00', 'client', true),
    ];
    expect(cases).toEqual(cases.map(() => []));
  });

  it.each<[string, CraftedFrame, string, string[]]>([
    ['no mask', { masked: false }, '48', ['mask-missing']],
    ['reserved bits', { rsv1: true, rsv2: true, rsv3: true }, '48', ['rsv1-not-negotiated', 'rsv2', 'rsv3']],
    ['a reserved opcode', { opcode: 3 }, '48', ['opcode-reserved']],
    ['a fragmented ping', { opcode: 9, fin: false }, '48', ['control-fragmented']],
    ['a continuation of nothing', { opcode: 0 }, '48', ['continuation-without-start']],
    ['a message inside another', { fragments: 2, restart: true }, '48 69', ['message-inside-message']],
    ['text that is none', {}, 'c3 28', ['text-utf8']],
    ['text that is none across fragments', { fragments: 2 }, '48 e2 82 28', ['text-utf8']],
    ['a close code for no wire', { opcode: 8 }, '03 ed', ['close-code']],
    ['half a close code', { opcode: 8 }, '03', ['close-payload-short']],
    ['a wasteful length', { lengthForm: '16' }, '48', ['length-not-minimal']],
    ['a length of 2^63', { length: '0x8000000000000000' }, '', ['length-impossible']],
    ['junk that is no frame', { junk: 'b1 00' }, '48', ['rsv2', 'rsv3', 'mask-missing']],
  ])('name %s', (_, frame, payload, rules) => {
    expect(judged(frame, payload).map(({ rule }) => rule)).toEqual(rules);
  });

  it.each<[string, CraftedFrame, string]>([
    ['a header cut short', { cut: 1 }, 'a frame ends within its header, after 1 byte'],
    ['a payload cut short', { cut: 7 }, 'a frame of 2 bytes is announced and 1 of them come'],
    ['a length too long', { length: '9' }, 'a frame of 9 bytes is announced and 2 of them come'],
  ])('say how far %s comes', (_, frame, message) => {
    expect(judged(frame)).toEqual([{ rule: 'truncated', section: 'RFC 6455 §5.2', message }]);
  });

  it('say the same once, however many fragments commit it', () => {
    expect(judged({ fragments: 4, masked: false })).toHaveLength(1);
  });
});
