import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex } from '../hex.js';
import { encodeUtf8, utf8Error } from '../utf8.js';
import { defaultDeflate } from './extensions.js';
import {
  MessageReader,
  type MessageReaderOptions,
  type ReadFrame,
  type ReadMessage,
} from './message-reader.js';
import { MessageWriter } from './message-writer.js';

function read(
  bytes: Uint8Array,
  options: MessageReaderOptions,
  sizes: readonly number[],
): { frames: ReadFrame[]; messages: ReadMessage[]; junk: number[]; pending: Uint8Array } {
  const frames: ReadFrame[] = [];
  const messages: ReadMessage[] = [];
  const junk: number[] = [];
  const reader = new MessageReader(
    {
      frame: (one) => frames.push(one),
      message: (one) => messages.push(one),
      bytes: (more) => junk.push(...more),
    },
    options,
  );
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    reader.push(bytes.slice(at, at + size));
    at += size;
  }
  return { frames, messages, junk, pending: reader.pending() };
}

describe('MessageWriter', () => {
  const role = fc.constantFrom<'client' | 'server'>('client', 'server');
  const agreed = fc.option(
    fc.record({
      serverNoContextTakeover: fc.boolean(),
      clientNoContextTakeover: fc.boolean(),
      serverMaxWindowBits: fc.integer({ min: 8, max: 15 }),
      clientMaxWindowBits: fc.integer({ min: 8, max: 15 }),
    }),
  );
  const message = fc.record({
    payload: fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 200 }).map(encodeUtf8)),
    compress: fc.boolean(),
    cuts: fc.array(fc.nat(150), { maxLength: 4 }),
    /** A ping between its fragments. */
    ping: fc.boolean(),
  });

  it('writes what the reader reads, without a violation, in any chunks', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 });
    const property = fc.property(
      role,
      agreed,
      fc.array(message, { maxLength: 6 }),
      sizes,
      fc.nat(),
      (who, deflate, list, chunks, seed) => {
        let key = seed;
        const writer = new MessageWriter({
          role: who,
          deflate,
          maskKey: () => (key = (key * 1_103_515_245 + 12_345) >>> 0),
        });
        const wire = list.flatMap(({ payload, compress, cuts, ping }) => {
          const opcode = utf8Error(payload) === null ? 1 : 2;
          const frames = writer.message({ opcode, payload, cuts, compress: compress && deflate !== null });
          const [first, ...rest] = frames;
          const between = ping ? [writer.control(9, encodeUtf8('beat'))] : [];
          return [...(first === undefined ? [] : [first]), ...between, ...rest];
        });
        const bytes = Uint8Array.from(wire.flatMap((one) => [...one]));
        const { frames, messages, junk, pending } = read(bytes, { role: who, deflate }, chunks);
        expect(frames.flatMap((one) => one.violations)).toEqual([]);
        expect(frames.length).toBe(wire.length);
        expect([junk.length, pending.length]).toEqual([0, 0]);
        expect(messages.map((one) => [one.payload, one.fragments, one.compressed, one.lost])).toEqual(
          list.map(({ payload, cuts, compress }) => [
            payload,
            cuts.length + 1,
            compress && deflate !== null,
            null,
          ]),
        );
      },
    );
    fc.assert(property, { seed: 6455, numRuns: 100 });
  });

  it('masks for a client, with a key for each frame, and not for a server', () => {
    let key = 0x37fa213d;
    const client = new MessageWriter({ role: 'client', deflate: null, maskKey: () => key++ });
    const hello = encodeUtf8('Hello');
    expect(client.message({ opcode: 1, payload: hello }).map((one) => formatHex(one))).toEqual([
      '81 85 37 fa 21 3d 7f 9f 4d 51 58',
    ]);
    expect(formatHex(client.control(9, new Uint8Array(0)))).toBe('89 80 37 fa 21 3e');
    const server = new MessageWriter({ role: 'server', deflate: null, maskKey: () => expect.fail('no key') });
    expect(server.message({ opcode: 1, payload: hello, cuts: [3] }).map((one) => formatHex(one))).toEqual([
      '01 03 48 65 6c',
      '80 02 6c 6f',
    ]);
  });

  it('sets RSV1 on the first fragment alone', () => {
    const writer = new MessageWriter({ role: 'server', deflate: defaultDeflate, maskKey: () => 0 });
    const frames = writer.message({ opcode: 1, payload: encodeUtf8('Hello'), cuts: [3], compress: true });
    expect(frames.map((one) => formatHex(one))).toEqual(['41 03 f2 48 cd', '80 04 c9 c9 07 00']);
  });

  it('throws for compression that was not negotiated', () => {
    const writer = new MessageWriter({ role: 'server', deflate: null, maskKey: () => 0 });
    expect(() => writer.message({ opcode: 1, payload: new Uint8Array(0), compress: true })).toThrow(
      TypeError,
    );
  });
});
