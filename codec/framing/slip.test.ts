import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok } from '../result.js';
import { slipDecode, slipEncode } from './slip.js';

describe('slip', () => {
  it('escapes END and ESC (RFC 1055)', () => {
    expect(slipEncode(Uint8Array.of(0x01, 0xc0, 0xdb, 0x02))).toEqual(
      Uint8Array.of(0x01, 0xdb, 0xdc, 0xdb, 0xdd, 0x02, 0xc0),
    );
  });

  it.each([[Uint8Array.of(1, 0xdb, 2)], [Uint8Array.of(1, 0xdb)]])(
    'names an ESC that escapes nothing',
    (body) => {
      expect(slipDecode(body)).toMatchObject({
        ok: false,
        error: { code: 'slip.escape', detail: { offset: 1 } },
      });
    },
  );

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0xc0, 0xdb, 0xdc, 0xdd, 0x00)), (numbers) => {
        const payload = Uint8Array.from(numbers);
        expect(slipDecode(slipEncode(payload).subarray(0, -1))).toEqual(ok(payload));
      }),
      { seed: 18 },
    );
  });
});
