import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex, parseHex } from '../hex.js';
import { encodeUtf8 } from '../utf8.js';
import { MessageDeflater } from './deflate.js';
import { defaultDeflate, type DeflateParameters } from './extensions.js';
import { encodeFrame } from './frame.js';
import {
  MessageReader,
  type MessageReaderOptions,
  type ReadFrame,
  type ReadMessage,
} from './message-reader.js';

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function frame(opcode: number, payload: Uint8Array, fin = true, rsv = 0): Uint8Array {
  const written = encodeFrame({ fin, rsv, opcode, mask: null, payload });
  if (!written.ok) throw new Error(written.error.message);
  return written.value;
}

interface Heard {
  readonly frames: ReadFrame[];
  readonly messages: ReadMessage[];
  readonly junk: number[];
  readonly pending: Uint8Array;
}

function read(
  bytes: Uint8Array,
  options: Partial<MessageReaderOptions> = {},
  sizes: readonly number[] = [bytes.length],
): Heard {
  const frames: ReadFrame[] = [];
  const messages: ReadMessage[] = [];
  const junk: number[] = [];
  const reader = new MessageReader(
    {
      frame: (one) => frames.push(one),
      message: (one) => messages.push(one),
      bytes: (more) => junk.push(...more),
    },
    { role: 'server', deflate: null, ...options },
  );
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    reader.push(bytes.slice(at, at + size));
    at += size;
  }
  return { frames, messages, junk, pending: reader.pending() };
}

describe('MessageReader', () => {
  it('says where each frame lies and keeps its head as it came', () => {
    const { frames } = read(bytesOf('81 01 41 89 80 01 02 03 04 82 7e 00 01 42'), { role: null });
    expect(frames.map((one) => [one.index, one.offset, formatHex(one.headBytes)])).toEqual([
      [0, 0, '81 01'],
      [1, 3, '89 80 01 02 03 04'],
      [2, 9, '82 7e 00 01'],
    ]);
  });

  it('says which frames a message is made of', () => {
    const { messages } = read(bytesOf('89 00 01 01 61 8a 00 00 01 62 80 01 63 82 00'));
    expect(messages).toMatchObject([
      { opcode: 1, first: 1, last: 4, fragments: 3, wireLength: 3, compressed: false, ratio: null },
      { opcode: 2, first: 5, last: 5, fragments: 1 },
    ]);
    expect(formatHex(messages[0]!.payload)).toBe('61 62 63');
  });

  it('tells a message after the last of its frames, with what it breaks', () => {
    const order: string[] = [];
    const reader = new MessageReader(
      {
        frame: (one) =>
          order.push(`frame ${one.index} ${one.violations.map((broken) => broken.rule).join()}`),
        message: (one) => order.push(`message ${one.violations.map((broken) => broken.rule).join()}`),
      },
      { role: 'server', deflate: null },
    );
    reader.push(bytesOf('01 01 c3 80 01 28'));
    expect(order).toEqual(['frame 0 ', 'frame 1 text-utf8', 'message text-utf8']);
  });

  it('knows how much compression saved', () => {
    const payload = new MessageDeflater(15, true).deflate(new Uint8Array(1_000).fill(0x61));
    const { messages } = read(frame(1, payload, true, 4), { deflate: defaultDeflate });
    expect(messages[0]).toMatchObject({
      compressed: true,
      wireLength: payload.length,
      ratio: payload.length / 1_000,
    });
  });

  it('drops the payload of a frame over the limit and goes on', () => {
    const bytes = Uint8Array.of(...frame(2, new Uint8Array(200)), ...frame(1, encodeUtf8('on')));
    for (const sizes of [[1_000], [7]]) {
      const { frames, messages } = read(bytes, { limit: 100 }, sizes);
      expect(frames[0]).toMatchObject({ oversize: true, headBytes: bytesOf('82 7e 00 c8') });
      expect(frames[0]?.payload.length).toBe(0);
      expect(messages).toMatchObject([
        { lost: 'too-large', reason: 'it has more than the 100 bytes that are held', wireLength: 200 },
        { lost: null, payload: encodeUtf8('on') },
      ]);
    }
  });

  it('holds no more of a message in fragments than the limit', () => {
    const part = new Uint8Array(60);
    const bytes = Uint8Array.of(...frame(2, part, false), ...frame(0, part, false), ...frame(0, part));
    const { frames, messages } = read(bytes, { limit: 100 });
    expect(frames.map((one) => one.oversize)).toEqual([false, false, false]);
    expect(messages).toMatchObject([{ lost: 'too-large', wireLength: 180, fragments: 3 }]);
  });

  it('bounds what a compressed message inflates to', () => {
    const payload = new MessageDeflater(15, true).deflate(new Uint8Array(1_000_000));
    const { messages } = read(frame(2, payload, true, 4), { deflate: defaultDeflate, limit: 10_000 });
    expect(messages).toMatchObject([{ lost: 'too-large', reason: 'it inflates to more than 10000 bytes' }]);
  });

  it('does not call good data bad because it refers to a message that was lost', () => {
    const deflater = new MessageDeflater(15, true);
    const text = encodeUtf8('the same words again and again');
    const bytes = [deflater.deflate(text), Uint8Array.of(0x07, 0xff), deflater.deflate(text)].flatMap(
      (one) => [...frame(2, one, true, 4)],
    );
    const { frames, messages } = read(Uint8Array.from(bytes), { deflate: defaultDeflate });
    expect(frames.map((one) => one.violations.map((broken) => broken.rule))).toEqual([
      [],
      ['deflate-data'],
      [],
    ]);
    expect(messages.map((one) => one.lost)).toEqual([null, 'deflate', 'deflate']);
  });

  it('takes the parameters of whoever sends', () => {
    const agreed: DeflateParameters = { ...defaultDeflate, serverNoContextTakeover: true };
    const bytes = bytesOf('c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00');
    const lost = (role: MessageReaderOptions['role']): unknown[] =>
      read(bytes, { role, deflate: agreed }).messages.map((one) => one.lost);
    expect(lost('server')).toEqual([null, 'deflate']);
    expect(lost('client')).toEqual([null, null]);
    expect(lost(null)).toEqual([null, null]);
  });

  it('keeps a message in a hundred thousand fragments of a byte within reason', () => {
    const bytes = new Uint8Array(300_003).fill(0x61);
    for (let at = 0; at < bytes.length; at += 3) {
      bytes[at] = at === 0 ? 0x02 : at + 3 === bytes.length ? 0x80 : 0x00;
      bytes[at + 1] = 1;
    }
    const messages: ReadMessage[] = [];
    const reader = new MessageReader(
      { message: (one) => messages.push(one) },
      { role: 'server', deflate: null },
    );
    reader.push(bytes);
    expect(messages[0]).toMatchObject({ fragments: 100_001, lost: null });
    expect(messages[0]?.payload.every((byte) => byte === 0x61)).toBe(true);
  });

  it('shows what it stands in the midst of', () => {
    const reader = new MessageReader({}, { role: null, deflate: null });
    reader.push(bytesOf('01 01 61 89 02 70'));
    expect(reader.fragmented).toBe(true);
    expect(reader.offset).toBe(3);
    expect(formatHex(reader.pending())).toBe('89 02 70');
    reader.push(bytesOf('70 80 00'));
    expect(reader.fragmented).toBe(false);
    expect(reader.offset).toBe(9);
  });

  it('reads any bytes the same in any chunks', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), sizes, (bytes, chunks) => {
      const whole = read(bytes, { deflate: defaultDeflate });
      expect(read(bytes, { deflate: defaultDeflate }, [1])).toEqual(whole);
      expect(read(bytes, { deflate: defaultDeflate }, chunks)).toEqual(whole);
      const covered = whole.frames.reduce((sum, one) => sum + one.headBytes.length + one.payload.length, 0);
      expect(covered + whole.junk.length + whole.pending.length).toBe(bytes.length);
    });
    fc.assert(property, { seed: 6455, numRuns: 200 });
  });
});
