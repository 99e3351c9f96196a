import { describe, expect, it } from 'vitest';
import { slipEncode } from '../framing/slip.js';
import { chosen, expectHardened, randomBytes, seeded } from '../../tests/payloads/hostile.js';
import { hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { dissectLayers } from './index.js';
import { slip } from './slip.js';

const escaped = hex('c0 48 69 db dc db dd 21 c0');
const two = hex('c0 01 02 c0 c0 03 c0');

function unwrapped(bytes: Uint8Array): readonly number[] | null {
  const dissection = slip.dissect(bytes, noContext);
  return dissection.kind === 'done' && dissection.unwrapped !== undefined
    ? [...dissection.unwrapped.bytes]
    : null;
}

describe('slip', () => {
  it('shows escapes and offers what they stand for', () => {
    expect(outlineOf(slip, escaped)).toEqual([
      'END @0+1 = 0xc0',
      'packet @1+7 = 5 bytes',
      '  data @1+2 = "Hi"',
      '  escape @3+2 = 0xc0, END',
      '  escape @5+2 = 0xdb, ESC',
      '  data @7+1 = "!"',
      'END @8+1 = 0xc0',
    ]);
    expect(unwrapped(escaped)).toEqual([...hex('48 69 c0 db 21')]);
  });

  it('reads several packets and offers the first', () => {
    expect(outlineOf(slip, two).filter((line) => line.startsWith('packet'))).toEqual([
      'packet @1+2 = 2 bytes',
      'packet @5+1 = 1 byte',
    ]);
    expect(slip.dissect(two, noContext)).toMatchObject({ unwrapped: { label: 'packet 1 of 2' } });
  });

  it('marks escapes that escape nothing', () => {
    expect(outlineOf(slip, hex('c0 01 db 02 c0'))).toContain(
      '  escape @2+1 = ESC !ESC before 0x02 escapes nothing (RFC 1055)',
    );
    expect(outlineOf(slip, hex('c0 01 db c0'))).toContain(
      '  escape @2+1 = ESC !ESC at the end of the packet',
    );
    expect(unwrapped(hex('c0 01 db 02 c0'))).toEqual([1, 2]);
    expect(outlineOf(slip, hex('01 02'))[0]).toBe('packet @0+2 = 2 bytes, no END after it');
  });

  it('undoes what the encoder does', () => {
    const random = seeded(1055);
    for (let round = 0; round < 100; round++) {
      const payload = randomBytes(random, 1 + random(200)).map((byte) => (random(4) === 0 ? 0xc0 : byte));
      expect(unwrapped(slipEncode(payload))).toEqual([...payload]);
    }
  });

  it('is chosen where it begins and ends with END, and what it wraps is read', () => {
    expect(chosen(escaped)).toBe('slip');
    expect(chosen(hex('01 db dc 02 c0'))).toBe('slip');
    expect(chosen(hex('01 02 03 c0'))).toBe('raw');
    const wrapped = Uint8Array.from([0xc0, ...slipEncode(utf8('{"a":[1]}'))]);
    expect(dissectLayers(wrapped, noContext).map((layer) => layer.reading.id)).toEqual(['slip', 'json']);
  });

  it('takes anything', () => {
    expectHardened(slip, [escaped, two]);
  });
});
