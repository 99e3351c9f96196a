import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFramer } from './framer.js';
import { frameMessage, unframeBody } from './message.js';
import type { FramingSpec } from './spec.js';

const utf8 = new TextEncoder();

function bodies(spec: FramingSpec, text: string): string[] {
  const framer = createFramer(spec);
  return [...framer.push(utf8.encode(text)), ...framer.end()].map((cut) =>
    text.slice(cut.bodyStart, cut.bodyEnd),
  );
}

describe('createFramer', () => {
  it.each<[FramingSpec, string[]]>([
    [{ kind: 'raw' }, ['a\r\n\r\nbc;d']],
    [{ kind: 'line' }, ['a', '', 'bc;d']],
    [{ kind: 'line', keepEmpty: false }, ['a', 'bc;d']],
    [{ kind: 'delimiter', delimiter: '3b' }, ['a\r\n\r\nbc', 'd']],
    [{ kind: 'fixed', length: 5 }, ['a\r\n\r\n', 'bc;d']],
    [{ kind: 'idle', gapMs: 20 }, ['a\r\n\r\nbc;d']],
    [{ kind: 'length-prefix', width: 1, endian: 'big', offset: 0, adjust: -96, maxLength: 9 }, ['\r']],
  ])('cuts by %j', (spec, expected) => {
    expect(bodies(spec, 'a\r\n\r\nbc;d').slice(0, expected.length)).toEqual(expected);
  });

  it('begins where the stream is said to begin', () => {
    expect(createFramer({ kind: 'raw' }, 1e12).push(Uint8Array.of(1))[0]?.end).toBe(1e12 + 1);
  });

  it('throws for a delimiter that was not validated', () => {
    expect(() => createFramer({ kind: 'delimiter', delimiter: 'zz' })).toThrow(TypeError);
    expect(() => createFramer({ kind: 'delimiter', delimiter: '' })).toThrow(TypeError);
  });

  it.each(['slip', 'cobs'] as const)('gives back what %s frames, byte at a time', (kind) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 5 }), (payloads) => {
        const stream: number[] = [];
        for (const payload of payloads) {
          const message = frameMessage({ kind }, payload);
          if (message.ok) stream.push(...message.value);
        }
        const bytes = Uint8Array.from(stream);
        const framer = createFramer({ kind });
        const cuts = stream.flatMap((byte) => framer.push(Uint8Array.of(byte)));
        const read = cuts.map((cut) => unframeBody({ kind }, bytes.subarray(cut.bodyStart, cut.bodyEnd)));
        expect(read.map((one) => one.ok && [...one.value])).toEqual(payloads.map((one) => [...one]));
        expect(framer.end()).toEqual([]);
      }),
      { seed: 17, numRuns: 50 },
    );
  });
});
