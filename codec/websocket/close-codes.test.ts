import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHex } from '../hex.js';
import { ok } from '../result.js';
import { closeCodeInfo, closeCodes, encodeClosePayload, parseClosePayload } from './close-codes.js';

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

describe('closeCodeInfo', () => {
  it.each([
    [1000, 'normal closure', true],
    [1005, 'no status received', false],
    [1006, 'abnormal closure', false],
    [1015, 'TLS handshake', false],
    [1014, 'bad gateway', true],
    [3000, 'unauthorized', true],
    [3500, 'library code', true],
    [4000, 'private code', true],
    [4999, 'private code', true],
    [1016, 'unassigned', false],
    [2999, 'unassigned', false],
    [999, 'invalid', false],
    [0, 'invalid', false],
    [5000, 'invalid', false],
  ])('knows %i as %s', (code, name, sendable) => {
    expect(closeCodeInfo(code)).toMatchObject({ code, name, sendable });
  });

  it('lists 1000 to 1015 without a gap', () => {
    const protocol = closeCodes.filter((one) => one.code < 3000).map((one) => one.code);
    expect(protocol).toEqual(Array.from({ length: 16 }, (_, index) => 1000 + index));
  });
});

describe('parseClosePayload', () => {
  it('reads code and reason', () => {
    expect(parseClosePayload(bytesOf('03e8 62 79 65'))).toMatchObject({
      code: 1000,
      reason: 'bye',
      problem: null,
    });
    expect(parseClosePayload(bytesOf('03e9'))).toMatchObject({ code: 1001, reason: '', problem: null });
  });

  it('reads an empty payload as no status', () => {
    expect(parseClosePayload(new Uint8Array(0))).toMatchObject({
      code: null,
      info: { code: 1005 },
      problem: null,
    });
  });

  it.each([
    ['03', null, 'RFC 6455 §5.5.1', 'one byte cannot hold a close code, which has two'],
    ['03ed', 1005, 'RFC 6455 §7.4.1', '1005 (no status received) must not be sent'],
    ['03f8', 1016, 'RFC 6455 §7.4.2', '1016 (unassigned) must not be sent'],
    ['03e8 61 ff', 1000, 'RFC 6455 §5.5.1', 'the reason is not UTF-8 from byte 1'],
    [
      `03e8 ${'61'.repeat(124)}`,
      1000,
      'RFC 6455 §5.5',
      'a control frame holds at most 125 bytes, this one 126',
    ],
  ])('names what is wrong with %s', (hex, code, section, message) => {
    expect(parseClosePayload(bytesOf(hex))).toMatchObject({ code, problem: { section, message } });
  });
});

describe('encodeClosePayload', () => {
  it('writes code and reason', () => {
    expect(encodeClosePayload(1000, 'é')).toEqual(ok(bytesOf('03e8 c3a9')));
    expect(encodeClosePayload(4001)).toEqual(ok(bytesOf('0fa1')));
    expect(encodeClosePayload(null)).toEqual(ok(new Uint8Array(0)));
    expect(encodeClosePayload(1000, 'a'.repeat(123)).ok).toBe(true);
  });

  it('refuses a reason that is too long in bytes, or stands alone', () => {
    expect(encodeClosePayload(1000, 'é'.repeat(62))).toMatchObject({
      error: {
        code: 'close.reason',
        message: 'the reason has 124 bytes in UTF-8, a Close frame holds at most 123',
        detail: { bytes: 124, limit: 123 },
      },
    });
    expect(encodeClosePayload(null, 'bye')).toMatchObject({ error: { code: 'close.reason' } });
  });

  it.each([1004, 1005, 1006, 1015, 1016, 0, 999, 5000, 3000.5])('refuses to send %d', (code) => {
    expect(encodeClosePayload(code)).toMatchObject({
      ok: false,
      error: { code: 'close.code', detail: { code } },
    });
  });

  it('is read back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3000, max: 4999 }),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        (code, reason) => {
          const payload = encodeClosePayload(code, reason);
          if (payload.ok)
            expect(parseClosePayload(payload.value)).toMatchObject({ code, reason, problem: null });
          else expect(payload.error.code).toBe('close.reason');
        },
      ),
      { seed: 20 },
    );
  });
});
