import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TestHost } from './test-host.js';
import { bytes, text } from './test-websocket.js';
import { crossed, frame, messages } from './test-wire.js';
import type { Message } from './test-wire.js';
import { FrameIntake } from './websocket-intake.js';

interface Sent {
  readonly first: number;
  readonly payload: Buffer;
  readonly mask: Buffer;
  readonly form?: 16 | 64;
}

/** Frames in an order that RFC 6455 allows: fragments with control frames between them. */
const sent: fc.Arbitrary<Sent[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('text', 'binary', 'ping', 'fragments'),
      payload: fc.oneof(
        { weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }).map(text) },
        {
          weight: 1,
          arbitrary: fc.constantFrom(125, 126, 127, 65_535, 65_536).map((size) => Buffer.alloc(size, 'é')),
        },
        { weight: 1, arbitrary: fc.constant(Buffer.alloc(0)) },
      ),
      mask: fc.oneof(
        fc.uint8Array({ minLength: 4, maxLength: 4 }).map((key) => Buffer.from(key)),
        fc.constant(bytes('00000000')),
      ),
      cuts: fc.array(fc.nat(70), { maxLength: 3 }),
    }),
    { maxLength: 12 },
  )
  .map((said) =>
    said.flatMap(({ kind, payload, mask, cuts }): Sent[] => {
      if (kind === 'ping') return [{ first: 0x89, payload: payload.subarray(0, 100), mask }];
      if (kind === 'binary') return [{ first: 0x82, payload, mask }];
      // What ends within a character is no text, and another test's.
      if (kind === 'text') return [{ first: 0x81, payload: Buffer.from(payload.toString()), mask }];
      const ends = [...cuts.map((at) => Math.min(at, payload.length)).sort((a, b) => a - b), payload.length];
      return ends.flatMap((end, i): Sent[] => [
        {
          first: (i === 0 ? 2 : 0) | (i === ends.length - 1 ? 0x80 : 0),
          payload: payload.subarray(ends[i - 1] ?? 0, end),
          mask,
        },
        ...(i % 2 === 0 && i < ends.length - 1 ? [{ first: 0x8a, payload: text('between'), mask }] : []),
      ]);
    }),
  );

it('makes rows of every byte and hands on what is not a message of one frame, whatever the chunks', () => {
  fc.assert(
    fc.property(
      sent,
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 90_000 }), { maxLength: 40 }),
      (frames, server, sizes) => {
        const shaped = frames.map(({ first, payload, mask }) =>
          frame(first, payload, server ? { mask } : {}),
        );
        const wire = Buffer.concat(shaped);
        const host = new TestHost();
        const passed: Uint8Array[] = [];
        const intake = new FrameIntake({
          host,
          peer: 1,
          server,
          deflate: false,
          limit: 100_000,
          pass: (given) => passed.push(given) > 0,
          refused: () => false,
          ready: () => undefined,
          badText: () => expect.fail('all of it is text'),
        });
        const memory = Buffer.alloc(90_000);
        for (let at = 0, i = 0; at < wire.length; i++) {
          const size = sizes.length === 0 ? 65_536 : sizes[i % sizes.length]!;
          // As sockets are read: the next chunk comes into the memory of the last.
          const length = wire.copy(memory, 0, at, at + size);
          expect(intake.take(memory.subarray(0, length))).toBe(true);
          memory.fill(0xee);
          at += size;
        }
        intake.close();
        expect(crossed(host, 1).equals(wire)).toBe(true);
        const whole = (first: number): boolean => first === 0x81 || first === 0x82;
        const others = shaped.filter((_, i) => !(whole(frames[i]!.first) && !inFragments(frames, i)));
        expect(Buffer.concat(passed).equals(Buffer.concat(others))).toBe(true);
        const wanted = frames
          .filter(({ first }, i) => whole(first) && !inFragments(frames, i))
          .map(({ first, payload }): Message => [
            first === 0x81 ? 'text' : 'binary',
            payload.toString('hex'),
          ]);
        expect(messages(host, 1)).toEqual(wanted);
      },
    ),
    { numRuns: 400, seed: 11 },
  );
});

/** Whether a frame comes while a message of fragments is under way, or ends one. */
function inFragments(frames: readonly Sent[], at: number): boolean {
  let open = false;
  for (let i = 0; i < at; i++) {
    const { first } = frames[i]!;
    if ((first & 15) < 8) open = (first & 0x80) === 0;
  }
  return open || (frames[at]!.first & 15) === 0;
}
