import { describe, expect, it } from 'vitest';
import { parseHex } from '../hex.js';
import { encodeUtf8 } from '../utf8.js';
import { defaultDeflate } from './extensions.js';
import { MessageReader } from './message-reader.js';
import { framePresets } from './presets.js';

const payloads: readonly (readonly [string, Uint8Array])[] = [
  ['no payload', new Uint8Array(0)],
  ['a short text', encodeUtf8('grüße')],
  ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x00, 0xc3)],
  ['300 bytes', new Uint8Array(300).fill(0x61)],
  ['70 000 bytes', new Uint8Array(70_000).fill(0x62)],
];

function rulesOf(
  frames: readonly Uint8Array[],
  role: 'client' | 'server',
  deflate: boolean,
): { rule: string; section: string }[] {
  const found: { rule: string; section: string }[] = [];
  let junk = false;
  const reader = new MessageReader(
    {
      frame: (frame) => found.push(...frame.violations),
      bytes: (_bytes, why) => {
        if (!junk) found.push(why);
        junk = true;
      },
    },
    { role, deflate: deflate ? defaultDeflate : null },
  );
  for (const frame of frames) reader.push(frame);
  return found;
}

describe('framePresets', () => {
  it('names each preset once', () => {
    const ids = framePresets.map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(framePresets.every((one) => /^RFC (6455|7692) §\d/.test(one.section))).toBe(true);
  });

  it('has those that every tester asks for', () => {
    expect(framePresets.map((one) => one.id)).toEqual(
      expect.arrayContaining([
        'unmasked',
        'rsv2',
        'reserved-opcode',
        'fragmented-ping',
        'long-ping',
        'lone-continuation',
        'nested-message',
        'invalid-utf8',
        'close-1005',
        'close-short',
        'long-length',
        'length-2-63',
      ]),
    );
  });

  const cases = framePresets.flatMap((preset) =>
    preset.roles.flatMap((role) =>
      (preset.deflate === null ? [true, false] : [preset.deflate]).map(
        (deflate) => [preset.id, role, deflate, preset] as const,
      ),
    ),
  );

  it.each(cases)('breaks exactly its rule: %s as %s, deflate %s', (_id, role, deflate, preset) => {
    for (const [name, payload] of payloads) {
      const frames = preset.frames({ role, maskKey: () => 0x89abcdef, payload });
      expect(rulesOf(frames, role, deflate), name).toMatchObject([
        { rule: preset.rule, section: preset.section },
      ]);
    }
  });

  it.each([
    ['unmasked', 'client', '81 02 68 69'],
    ['masked', 'server', '81 82 37 fa 21 3d 5f 93'],
    ['rsv2', 'server', 'a1 02 68 69'],
    ['reserved-opcode', 'server', '83 02 68 69'],
    ['fragmented-ping', 'server', '09 02 68 69'],
    ['lone-continuation', 'server', '80 02 68 69'],
    ['nested-message', 'server', '01 00 81 02 68 69'],
    ['invalid-utf8', 'server', '81 04 68 69 c3 28'],
    ['close-1005', 'server', '88 02 03 ed'],
    ['close-short', 'server', '88 01 03'],
    ['close-short', 'client', '88 81 01 02 03 04 02'],
    ['long-length', 'server', '81 7e 00 02 68 69'],
    ['length-2-63', 'server', '82 7f 80 00 00 00 00 00 00 00 68 69'],
  ] as const)('writes %s of a %s as %s', (id, role, hex) => {
    const preset = framePresets.find((one) => one.id === id);
    const frames = preset?.frames({ role, maskKey: () => 0x01020304, payload: encodeUtf8('hi') }) ?? [];
    const expected = parseHex(hex);
    expect(expected.ok && [...expected.value]).toEqual(frames.flatMap((frame) => [...frame]));
  });

  it('takes a key for each masked frame', () => {
    let turn = 0;
    const preset = framePresets.find((one) => one.id === 'nested-message');
    preset?.frames({ role: 'client', maskKey: () => turn++, payload: encodeUtf8('hi') });
    expect(turn).toBe(2);
  });
});
