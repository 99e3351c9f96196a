import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex, parseHex } from '../hex.js';
import { FrameScanner } from './frame-scanner.js';
import { decodeFrameHead, encodeFrame, shortestForm, type FrameDraft } from './frame.js';

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const plain: FrameDraft = { fin: true, rsv: 0, opcode: 1, mask: null, payload: new Uint8Array(0) };

function written(draft: Partial<FrameDraft>): string {
  const frame = encodeFrame({ ...plain, ...draft });
  return frame.ok ? formatHex(frame.value) : `${frame.error.code}: ${frame.error.message}`;
}

describe('decodeFrameHead', () => {
  it('reads the masked Hello of RFC 6455 §5.7', () => {
    expect(decodeFrameHead(bytesOf('81 85 37 fa 21 3d 7f 9f 4d 51 58'))).toEqual({
      ok: true,
      value: {
        fin: true,
        rsv: 0,
        opcode: 1,
        masked: true,
        maskKey: 0x37fa213d,
        lengthForm: 7,
        minimal: true,
        headLength: 6,
        payloadLength: 5,
        declared: 5n,
      },
    });
  });

  it.each([
    ['82 7d', 7, true, 125n],
    ['82 7e 01 00', 16, true, 256n],
    ['82 7e 00 7d', 16, false, 125n],
    ['82 7f 00 00 00 00 00 01 00 00', 64, true, 65536n],
    ['82 7f 00 00 00 00 00 00 ff ff', 64, false, 65535n],
    ['82 7f 80 00 00 00 00 00 00 00', 64, true, 1n << 63n],
    ['82 7f ff ff ff ff ff ff ff ff', 64, true, (1n << 64n) - 1n],
  ])('reads the length of %s to the last bit', (hex, lengthForm, minimal, declared) => {
    expect(decodeFrameHead(bytesOf(hex))).toMatchObject({ value: { lengthForm, minimal, declared } });
  });

  it.each([
    ['', 0, 2],
    ['81', 1, 2],
    ['81 7e 00', 3, 4],
    ['81 ff 00 00 00 00 00 00 00 01 aa bb cc', 13, 14],
    ['81 80', 2, 6],
  ])('says what is missing of the head %j', (hex, have, need) => {
    expect(decodeFrameHead(bytesOf(hex))).toMatchObject({
      ok: false,
      error: { code: 'frame.truncated', detail: { have, need } },
    });
  });

  it('reads a head in the midst of bytes', () => {
    expect(decodeFrameHead(bytesOf('ff ff 8a 02 01 02'), 2)).toMatchObject({
      value: { opcode: 10, payloadLength: 2, headLength: 2 },
    });
  });

  it('agrees with the scanner on any head', () => {
    const property = fc.property(fc.uint8Array({ minLength: 14, maxLength: 14 }), (head) => {
      const decoded = decodeFrameHead(head);
      const scanner = new FrameScanner({ frame: () => undefined, bytes: () => undefined }, 0);
      scanner.push(head);
      if (!decoded.ok) throw new Error('14 bytes hold any head');
      const { declared, ...facts } = decoded.value;
      expect(scanner.ended).toBe(declared >= 1n << 53n);
      if (!scanner.ended && declared >= 14n) {
        expect(scanner).toMatchObject(facts);
        expect(BigInt(facts.payloadLength)).toBe(declared);
      }
    });
    fc.assert(property, { seed: 6455, numRuns: 1000 });
  });
});

describe('encodeFrame', () => {
  const hello = bytesOf('48 65 6c 6c 6f');

  it.each<[string, Partial<FrameDraft>, string]>([
    ['an unmasked text', { payload: hello }, '81 05 48 65 6c 6c 6f'],
    ['a masked text', { payload: hello, mask: 0x37fa213d }, '81 85 37 fa 21 3d 7f 9f 4d 51 58'],
    ['a first fragment', { fin: false, payload: hello.subarray(0, 3) }, '01 03 48 65 6c'],
    ['a ping', { opcode: 9, payload: hello }, '89 05 48 65 6c 6c 6f'],
    ['every reserved bit', { rsv: 7, opcode: 15, fin: false }, '7f 00'],
    ['RSV1', { rsv: 4 }, 'c1 00'],
    ['a wasteful 16-bit length', { lengthForm: 16 }, '81 7e 00 00'],
    [
      'a wasteful 64-bit length',
      { lengthForm: 64, payload: hello.subarray(0, 1) },
      '81 7f 00 00 00 00 00 00 00 01 48',
    ],
    [
      'a length too long for its payload',
      { payloadLength: 200, payload: hello.subarray(0, 1) },
      '81 7e 00 c8 48',
    ],
    [
      'a length too short for its payload',
      { payloadLength: 1, payload: hello.subarray(0, 2) },
      '81 01 48 65',
    ],
    ['126 in 7 bits', { lengthForm: 7, payloadLength: 126 }, '81 7e'],
    ['a length of 2^63', { payloadLength: 1n << 63n }, '81 7f 80 00 00 00 00 00 00 00'],
    [
      'a length of 2^64 - 1',
      { payloadLength: (1n << 64n) - 1n, mask: 1 },
      '81 ff ff ff ff ff ff ff ff ff 00 00 00 01',
    ],
    ['a MASK bit without a key', { maskBit: true, payload: hello.subarray(0, 1) }, '81 81 48'],
    [
      'a key without a MASK bit',
      { maskBit: false, mask: 0x37fa213d, payload: hello.subarray(0, 1) },
      '81 01 37 fa 21 3d 7f',
    ],
    [
      'a key that masks nothing',
      { maskPayload: false, mask: 0x37fa213d, payload: hello.subarray(0, 1) },
      '81 81 37 fa 21 3d 48',
    ],
  ])('writes %s', (_name, draft, hex) => {
    expect(written(draft)).toBe(hex);
  });

  it.each<[Partial<FrameDraft>, string]>([
    [{ opcode: 16 }, 'frame.field: opcode is a whole number from 0 to 15, not 16'],
    [{ opcode: 1.5 }, 'frame.field: opcode is a whole number from 0 to 15, not 1.5'],
    [{ rsv: -1 }, 'frame.field: rsv is a whole number from 0 to 7, not -1'],
    [{ mask: 2 ** 32 }, 'frame.field: mask is a whole number from 0 to 4294967295, not 4294967296'],
    [{ lengthForm: 7, payloadLength: 128 }, 'frame.length: a length in 7 bits is 0 to 127, not 128'],
    [{ lengthForm: 16, payloadLength: 65536 }, 'frame.length: a length in 16 bits is 0 to 65535, not 65536'],
    [
      { payloadLength: 1n << 64n },
      `frame.length: a length in 64 bits is 0 to ${(1n << 64n) - 1n}, not ${1n << 64n}`,
    ],
    [{ payloadLength: -1 }, 'frame.length: a length in 7 bits is 0 to 127, not -1'],
    [{ payloadLength: Number.NaN }, 'frame.length: a length is a whole number, not NaN'],
  ])('refuses what the bits cannot hold: %#', (draft, message) => {
    expect(written(draft)).toBe(message);
  });

  it('writes what the decoder reads', () => {
    const draft = fc.record({
      fin: fc.boolean(),
      rsv: fc.nat(7),
      opcode: fc.nat(15),
      mask: fc.option(fc.nat(0xffff_ffff)),
      payload: fc.uint8Array({ maxLength: 200 }),
      lengthForm: fc.constantFrom<16 | 64>(16, 64),
    });
    const property = fc.property(draft, (one) => {
      const frame = encodeFrame(one);
      if (!frame.ok) throw new Error(frame.error.message);
      expect(decodeFrameHead(frame.value)).toMatchObject({
        value: {
          fin: one.fin,
          rsv: one.rsv,
          opcode: one.opcode,
          masked: one.mask !== null,
          maskKey: one.mask ?? 0,
          lengthForm: one.lengthForm,
          payloadLength: one.payload.length,
          headLength: frame.value.length - one.payload.length,
        },
      });
    });
    fc.assert(property, { seed: 6455, numRuns: 300 });
  });

  it('leaves the payload it was given as it was', () => {
    const payload = bytesOf('01 02 03');
    encodeFrame({ ...plain, mask: 0xffffffff, payload });
    expect(formatHex(payload)).toBe('01 02 03');
  });
});

describe('shortestForm', () => {
  it.each([
    [0, 7],
    [125, 7],
    [126, 16],
    [65535, 16],
    [65536, 64],
    [1n << 63n, 64],
  ])('holds %s in %i bits', (length, form) => {
    expect(shortestForm(length)).toBe(form);
  });
});
