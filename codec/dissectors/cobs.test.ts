import { describe, expect, it } from 'vitest';
import { cobsEncode } from '../framing/cobs.js';
import { chosen, expectHardened, randomBytes, seeded } from '../../tests/payloads/hostile.js';
import { hex, outlineOf } from '../../tests/payloads/sound.js';
import { cobs } from './cobs.js';
import { noContext } from './dissector.js';

/** The examples of Cheshire and Baker. */
const example = hex('03 11 22 02 33 00');
const zeros = hex('01 01 01 00');

function unwrapped(bytes: Uint8Array): readonly number[] | null {
  const dissection = cobs.dissect(bytes, noContext);
  return dissection.kind === 'done' && dissection.unwrapped !== undefined
    ? [...dissection.unwrapped.bytes]
    : null;
}

describe('cobs', () => {
  it('shows blocks and offers what they stand for', () => {
    expect(outlineOf(cobs, example)).toEqual([
      'packet @0+5 = 4 bytes',
      '  block @0+3 = 2 bytes',
      '    code @0+1 = 3: 2 bytes, then a zero',
      '    data @1+2 = 11 22',
      '  block @3+2 = 1 byte',
      '    code @3+1 = 2: 1 byte',
      '    data @4+1 = "3"',
      'end of packet @5+1 = 0',
    ]);
    expect(unwrapped(example)).toEqual([...hex('11 22 00 33')]);
    expect(unwrapped(zeros)).toEqual([0, 0]);
  });

  it('marks a code that reaches beyond the packet', () => {
    expect(outlineOf(cobs, hex('05 11 22 00'))).toContain(
      '    data @1+2 = 11 22 !cut short: 4 bytes needed, 2 there',
    );
    expect(outlineOf(cobs, hex('02 11'))[0]).toBe('packet @0+2 = 1 byte, no zero after it');
  });

  it('undoes what the encoder does', () => {
    const random = seeded(254);
    for (let round = 0; round < 100; round++) {
      const payload = randomBytes(random, 1 + random(600)).map((byte) => (random(6) === 0 ? 0 : byte));
      expect(unwrapped(cobsEncode(payload))).toEqual([...payload]);
    }
    const full = new Uint8Array(254).fill(7);
    expect(unwrapped(cobsEncode(full))).toEqual([...full]);
  });

  it('is chosen where the codes lead exactly to the only zero', () => {
    expect(chosen(example)).toBe('cobs');
    expect(cobs.sniff(hex('03 11 22 02 33'), noContext)).toBe(0);
    expect(cobs.sniff(hex('05 11 22 00'), noContext)).toBe(0);
  });

  it('takes anything', () => {
    expectHardened(cobs, [example, zeros, cobsEncode(new Uint8Array(600).fill(9))]);
  });
});
