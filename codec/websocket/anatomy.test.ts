import { describe, expect, it } from 'vitest';
import { fieldPathAt, type Field } from '../field.js';
import { formatHex, parseHex } from '../hex.js';
import { frameAnatomy, frameFields, maskedPayload, type AnatomyContext } from './anatomy.js';

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const known: AnatomyContext = { role: null, deflate: false, fragmented: false };

/** The tree as lines: "name @start+length [bits] = value !error". */
function lines(fields: readonly Field[], depth = 0): string[] {
  return fields.flatMap((one) => {
    const bits = one.bits === undefined ? '' : ` [${one.bits.first}+${one.bits.count}]`;
    const error = one.error === undefined ? '' : ` ! ${one.error}`;
    const line = `${'  '.repeat(depth)}${one.name} @${one.start}+${one.length}${bits} = ${one.value}${error}`;
    return [line, ...lines(one.children, depth + 1)];
  });
}

function anatomy(head: string, payload: string, context: Partial<AnatomyContext> = {}): string[] {
  return lines(frameFields(bytesOf(head), bytesOf(payload), { ...known, ...context }));
}

describe('frameAnatomy', () => {
  it('takes the masked Hello of RFC 6455 §5.7 apart', () => {
    expect(anatomy('81 85 37 fa 21 3d', '48 65 6c 6c 6f', { role: 'client' })).toEqual([
      'FIN @0+1 [0+1] = 1, the last frame of its message',
      'RSV1 @0+1 [1+1] = 0',
      'RSV2 @0+1 [2+1] = 0',
      'RSV3 @0+1 [3+1] = 0',
      'Opcode @0+1 [4+4] = 0x1, text',
      'MASK @1+1 [0+1] = 1, a masking key follows and the payload is masked',
      'Payload length @1+1 [1+7] = 5, the shortest form',
      'Masking key @2+4 = 37 fa 21 3d',
      'Payload @6+5 = 5 bytes',
      '  Masked @6+5 = 7f 9f 4d 51 58',
      '  Unmasked @6+5 = 48 65 6c 6c 6f',
      '  Text @6+5 = Hello',
    ]);
  });

  it('reads a Close frame', () => {
    expect(anatomy('88 05', '03 e8 62 79 65').slice(5)).toEqual([
      'MASK @1+1 [0+1] = 0, the payload is as it is',
      'Payload length @1+1 [1+7] = 5, the shortest form',
      'Payload @2+5 = 5 bytes',
      '  Unmasked @2+5 = 03 e8 62 79 65',
      '  Close code @2+2 = 1000, normal closure: the purpose of the connection has been fulfilled',
      '  Reason @4+3 = bye',
    ]);
    expect(anatomy('88 02', '03 e8').at(-1)).toMatch(/^ {2}Close code @2\+2 = 1000/);
  });

  it.each([
    [
      '82 7e 01 00',
      'Payload length @1+3 [1+23] = 256, the shortest form',
      '126, the length is in the next 2 bytes',
      'Extended, 16 bits @2+2 = 256',
    ],
    [
      '82 7f 00 00 00 00 00 01 00 00',
      'Payload length @1+9 [1+71] = 65536, the shortest form',
      '127, the length is in the next 8 bytes',
      'Extended, 64 bits @2+8 = 65536',
    ],
  ])('shows which form a length has: %s', (head, length, small, extended) => {
    expect(anatomy(head, '', { partial: true }).slice(6, 9)).toEqual([
      length,
      `  7 bits @1+1 [1+7] = ${small}`,
      `  ${extended}`,
    ]);
  });

  it.each<[string, string, Partial<AnatomyContext>, string]>([
    [
      'c1 00',
      '',
      {},
      'RSV1 @0+1 [1+1] = 1 ! RSV1 is set, and no extension was negotiated that uses it (RFC 6455 §5.2)',
    ],
    [
      'a9 00',
      '',
      {},
      'RSV2 @0+1 [2+1] = 1 ! RSV2 is set, and no extension was negotiated that uses it (RFC 6455 §5.2)',
    ],
    [
      '83 00',
      '',
      {},
      'Opcode @0+1 [4+4] = 0x3, reserved data ! opcode 0x3 has no meaning yet (RFC 6455 §5.2)',
    ],
    [
      '09 00',
      '',
      {},
      'FIN @0+1 [0+1] = 0, more of the message follows ! a control frame must not be fragmented; FIN is 0 (RFC 6455 §5.5)',
    ],
    [
      '81 00',
      '',
      { role: 'client' },
      'MASK @1+1 [0+1] = 0, the payload is as it is ! a client must mask every frame; this one is not masked (RFC 6455 §5.1)',
    ],
    [
      '82 7e 00 00',
      '',
      {},
      'Payload length @1+3 [1+23] = 0, not the shortest form ! a length of 0 must be written in 7 bits, not in 16 (RFC 6455 §5.2)',
    ],
    [
      '82 7f 80 00 00 00 00 00 00 00',
      '',
      {},
      'Payload length @1+9 [1+71] = 9223372036854775808, the shortest form ! the most significant bit of a 64-bit length must be 0 (RFC 6455 §5.2)',
    ],
    [
      '80 00',
      '',
      {},
      'Opcode @0+1 [4+4] = 0x0, continuation ! a continuation needs a message to continue, and none is under way (RFC 6455 §5.4)',
    ],
    [
      '88 02',
      '03 ed',
      {},
      '  Close code @2+2 = 1005, no status received: the Close frame held no code ! close code 1005 (no status received) must not be sent (RFC 6455 §7.4.1)',
    ],
    [
      '88 03',
      '03 e8 ff',
      {},
      '  Reason @4+1 = \ufffd ! the reason must be UTF-8; it is not from byte 0 (RFC 6455 §5.5.1)',
    ],
    [
      '88 01',
      '03',
      {},
      'Payload @2+1 = 1 byte ! one byte cannot hold a close code, which has two (RFC 6455 §5.5.1)',
    ],
    [
      '81 01',
      'ff',
      {},
      'Payload @2+1 = 1 byte ! a text message must be UTF-8; this one is not from byte 0 (RFC 6455 §8.1)',
    ],
    [
      '81 05',
      '48',
      {},
      'Payload @2+1 = 1 byte ! the head says 5 bytes of payload, there are 1 (RFC 6455 §5.2)',
    ],
  ])('puts what is wrong with %s %s at its field', (head, payload, context, expected) => {
    const wrong = anatomy(head, payload, context).filter((line) => line.includes(' ! '));
    expect(wrong).toEqual([expected]);
  });

  it('says compressed unless that was not negotiated', () => {
    for (const deflate of [true, null]) {
      expect(anatomy('c1 01', '00', { deflate })[1]).toBe('RSV1 @0+1 [1+1] = 1, the message is compressed');
    }
  });

  it('does not judge a payload of which only the beginning is at hand', () => {
    const partial = { ...known, partial: true };
    expect(frameAnatomy(bytesOf('81 05'), bytesOf('ff'), partial).violations).toEqual([]);
    expect(frameAnatomy(bytesOf('88 05'), bytesOf('03 ed'), partial).violations).toEqual([]);
  });

  it.each([
    ['', []],
    ['81', ['FIN', 'RSV1', 'RSV2', 'RSV3', 'Opcode']],
    ['81 7e', ['FIN', 'RSV1', 'RSV2', 'RSV3', 'Opcode', 'MASK', 'Payload length']],
    ['81 7e 01', ['FIN', 'RSV1', 'RSV2', 'RSV3', 'Opcode', 'MASK', 'Payload length', 'Extended, 16 bits']],
    [
      '81 fe 01 00 aa',
      ['FIN', 'RSV1', 'RSV2', 'RSV3', 'Opcode', 'MASK', 'Payload length', 'Extended, 16 bits', 'Masking key'],
    ],
    ['81 85 37', ['FIN', 'RSV1', 'RSV2', 'RSV3', 'Opcode', 'MASK', 'Payload length', 'Masking key']],
  ])('shows what there is of the head %j', (head, names) => {
    const { fields, violations } = frameAnatomy(bytesOf(head), new Uint8Array(0), known);
    expect(fields.map((one) => one.name)).toEqual(names);
    expect(violations.map((one) => one.rule)).toEqual(['truncated']);
    expect(fields.every((one) => one.start + one.length <= bytesOf(head).length)).toBe(true);
    if (names.length > 0) expect(fields.at(-1)?.error).toMatch(/^the head of a frame needs \d+ bytes/);
  });

  it('sums a frame up', () => {
    expect(frameAnatomy(bytesOf('81 85 37 fa 21 3d'), new Uint8Array(5), known).summary).toBe(
      'text, 5 bytes, masked',
    );
    expect(frameAnatomy(bytesOf('02 01'), new Uint8Array(1), known).summary).toBe(
      'binary fragment, 1 byte, not masked',
    );
  });

  it('covers every byte of head and payload', () => {
    const fields = frameFields(bytesOf('81 fe 01 00 01 02 03 04'), new Uint8Array(256), known);
    for (let at = 0; at < 264; at++) expect(fieldPathAt(fields, at).length).toBeGreaterThan(0);
    expect(fieldPathAt(fields, 264)).toEqual([]);
  });

  it('shows no control of a payload as itself and cuts long ones', () => {
    const text = anatomy('81 03', '1b 5b 41').at(-1);
    expect(text).toBe('  Text @2+3 = ␛[A');
    const long = lines(frameFields(bytesOf('81 7e 01 00'), new Uint8Array(256).fill(0x61), known));
    expect(long.at(-1)).toBe(`  Text @4+256 = ${'a'.repeat(64)}…`);
    expect(long.at(-2)).toBe(`  Unmasked @4+256 = ${'61 '.repeat(32)}…`);
  });
});

describe('maskedPayload', () => {
  it('gives back what crossed the wire and leaves the payload alone', () => {
    const payload = bytesOf('48 65 6c 6c 6f');
    expect(formatHex(maskedPayload(bytesOf('81 85 37 fa 21 3d'), payload))).toBe('7f 9f 4d 51 58');
    expect(formatHex(maskedPayload(bytesOf('81 05'), payload))).toBe('48 65 6c 6c 6f');
    expect(formatHex(payload)).toBe('48 65 6c 6c 6f');
  });
});
