import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex, parseHex } from '../hex.js';
import { FrameScanner, type FramePart } from './frame-scanner.js';

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function join(parts: readonly FramePart[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part.bytes.subarray(part.start, part.end)]));
}

/** Everything a scanner says, as text: what must not depend on the chunks. */
class Record {
  readonly lines: string[] = [];
  junk: number[] = [];
  singles = 0;

  frame(scanner: FrameScanner): void {
    const whole = scanner.single ? scanner.source.subarray(scanner.headAt, scanner.end) : join(scanner.parts);
    if (scanner.single) {
      this.singles++;
      expect(scanner.payloadAt - scanner.headAt).toBe(scanner.headLength);
      expect(scanner.end - scanner.payloadAt).toBe(scanner.payloadLength);
      expect(scanner.parts).toEqual([]);
    }
    const key = scanner.maskKey.toString(16).padStart(8, '0');
    this.lines.push(
      `${scanner.fin ? 'F' : '-'}${scanner.rsv} ${scanner.opcode} ${scanner.masked ? key : 'clear'} ` +
        `${scanner.lengthForm}${scanner.minimal ? '' : '!'} ${scanner.headLength}+${scanner.payloadLength}` +
        `${scanner.oversize ? ' oversize' : ''} ${scanner.oversize ? '' : formatHex(whole)}`,
    );
  }

  bytes(bytes: Uint8Array, start: number, end: number): void {
    expect(end).toBeGreaterThan(start);
    this.junk.push(...bytes.subarray(start, end));
  }

  get said(): readonly string[] {
    return this.junk.length === 0
      ? this.lines
      : [...this.lines, `junk ${formatHex(Uint8Array.from(this.junk))}`];
  }
}

/** Pushes bytes in chunks of these sizes, repeated; each chunk is an array of its own, as from a socket. */
function scan(bytes: Uint8Array, sizes: readonly number[] = [bytes.length], limit?: number): Record {
  const record = new Record();
  const scanner = new FrameScanner(record, limit);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    scanner.push(bytes.slice(at, at + size));
    at += size;
  }
  return record;
}

/** The same as sockets are read: every chunk in the same memory, and slabs that hold something else once given back. */
function scanReused(bytes: Uint8Array, sizes: readonly number[], slabSize: number, limit?: number): Record {
  const record = new Record();
  const free: Uint8Array[] = [];
  let lent = 0;
  const scanner = new FrameScanner(record, limit, {
    take: () => {
      lent++;
      return free.pop() ?? new Uint8Array(slabSize);
    },
    give: (slab) => {
      lent--;
      free.push(slab.fill(0xee));
    },
  });
  const memory = new Uint8Array(Math.max(1, ...sizes));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const chunk = bytes.subarray(at, at + Math.max(1, sizes[turn % sizes.length] ?? 1));
    memory.set(chunk);
    scanner.push(memory.subarray(0, chunk.length));
    memory.fill(0xee);
    at += chunk.length;
  }
  if (scanner.pending().length === 0) expect(lent).toBe(0);
  return record;
}

describe('FrameScanner', () => {
  it.each([
    ['an unmasked text message', '81 05 48 65 6c 6c 6f', ['F0 1 clear 7 2+5 81 05 48 65 6c 6c 6f']],
    [
      'a masked text message',
      '81 85 37 fa 21 3d 7f 9f 4d 51 58',
      ['F0 1 37fa213d 7 6+5 81 85 37 fa 21 3d 7f 9f 4d 51 58'],
    ],
    [
      'two fragments',
      '01 03 48 65 6c 80 02 6c 6f',
      ['-0 1 clear 7 2+3 01 03 48 65 6c', 'F0 0 clear 7 2+2 80 02 6c 6f'],
    ],
    ['an empty ping', '89 00', ['F0 9 clear 7 2+0 89 00']],
    ['a masked empty pong', '8a 80 ff ff ff ff', ['F0 10 ffffffff 7 6+0 8a 80 ff ff ff ff']],
    ['all reserved bits and a reserved opcode', 'ff 00', ['F7 15 clear 7 2+0 ff 00']],
    ['RSV1 alone', 'c1 01 00', ['F4 1 clear 7 2+1 c1 01 00']],
    ['a wasteful 16-bit length', '82 7e 00 01 aa', ['F0 2 clear 16! 4+1 82 7e 00 01 aa']],
    [
      'a wasteful 64-bit length',
      '82 7f 00 00 00 00 00 00 00 01 aa',
      ['F0 2 clear 64! 10+1 82 7f 00 00 00 00 00 00 00 01 aa'],
    ],
  ])('reads %s, whole and byte at a time', (_name, hex, expected) => {
    expect(scan(bytesOf(hex)).said).toEqual(expected);
    expect(scan(bytesOf(hex), [1]).said).toEqual(expected);
  });

  it.each([
    ['82 7e 00 7d', 125, 16, false],
    ['82 7e 00 7e', 126, 16, true],
    ['82 7e ff ff', 65535, 16, true],
    ['82 7f 00 00 00 00 00 00 ff ff', 65535, 64, false],
    ['82 7f 00 00 00 00 00 01 00 00', 65536, 64, true],
  ])('reads the length of %s', (hex, length, form, minimal) => {
    const frame = Uint8Array.of(...bytesOf(hex), ...new Uint8Array(length));
    for (const sizes of [[frame.length], [1], [4, 1000]]) {
      let seen = 0;
      const scanner = new FrameScanner({
        frame: (one) => {
          seen++;
          expect([one.payloadLength, one.lengthForm, one.minimal]).toEqual([length, form, minimal]);
          if (!one.single) expect(Buffer.compare(join(one.parts), frame)).toBe(0);
        },
        bytes: () => expect.fail('these are frames'),
      });
      for (let at = 0, turn = 0; at < frame.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        scanner.push(frame, at, Math.min(frame.length, at + size));
        at += size;
      }
      expect(seen).toBe(1);
    }
  });

  it.each(['80 00 00 00 00 00 00 00', 'ff ff ff ff ff ff ff ff', '00 20 00 00 00 00 00 00'])(
    'ends at the length %s: its head and all that follows are bytes',
    (length) => {
      const hex = `81 01 41 82 7f ${length} 81 01 42`;
      const expected = ['F0 1 clear 7 2+1 81 01 41', `junk 82 7f ${length} 81 01 42`];
      expect(scan(bytesOf(hex)).said).toEqual(expected);
      expect(scan(bytesOf(hex), [1]).said).toEqual(expected);
      expect(scan(bytesOf(hex), [7, 2]).said).toEqual(expected);
    },
  );

  it('says whether it has ended', () => {
    const scanner = new FrameScanner(new Record());
    scanner.push(bytesOf('81 00'));
    expect(scanner.ended).toBe(false);
    scanner.push(bytesOf('81 ff ff ff ff ff ff ff ff ff 00 00 00 00'));
    expect(scanner.ended).toBe(true);
    expect(scanner.pending()).toEqual([]);
  });

  it('takes the longest length there can be as one', () => {
    const record = new Record();
    const scanner = new FrameScanner(record);
    scanner.push(bytesOf('82 7f 00 1f ff ff ff ff ff ff 41 42'));
    expect(scanner.ended).toBe(false);
    expect(record.said).toEqual([]);
    expect(scanner.payloadLength).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('finds frames inside one chunk without holding anything, and says where they lie', () => {
    const record = scan(bytesOf('00 00 81 02 41 42 89 00'));
    expect(record.singles).toBe(3);
    let seen = 0;
    const scanner = new FrameScanner({
      frame: (one) => {
        seen++;
        expect([one.headAt, one.payloadAt, one.end]).toEqual([2, 4, 6]);
        expect(one.source[one.payloadAt]).toBe(0x41);
      },
      bytes: () => expect.fail('this is a frame'),
    });
    scanner.push(bytesOf('ff ff 81 02 41 42 ff'), 2, 6);
    expect(seen).toBe(1);
  });

  it('shows what is held of a frame under way', () => {
    const scanner = new FrameScanner(new Record());
    scanner.push(bytesOf('81 00 82'));
    expect(formatHex(join(scanner.pending()))).toBe('82');
    scanner.push(bytesOf('03'));
    scanner.push(bytesOf('aa bb'));
    expect(formatHex(join(scanner.pending()))).toBe('82 03 aa bb');
    scanner.push(bytesOf('cc'));
    expect(scanner.pending()).toEqual([]);
  });

  it('holds long pieces by reference and short ones together', () => {
    const first = Uint8Array.of(0x82, 0x7e, 0x10, 0x00, ...new Uint8Array(2000));
    const pieces = Array.from({ length: 96 }, (_, i) => Uint8Array.of(i));
    const rest = new Uint8Array(2000);
    const parts: FramePart[] = [];
    const scanner = new FrameScanner({
      frame: (one) => parts.push(...one.parts),
      bytes: () => expect.fail('this is a frame'),
    });
    for (const piece of [first, ...pieces, rest]) scanner.push(piece);
    expect(parts.length).toBe(3);
    expect(parts[0]?.bytes).toBe(first);
    expect(parts[2]?.bytes).toBe(rest);
    expect(join(parts.slice(1, 2))).toEqual(Uint8Array.from(pieces, (piece) => piece[0] ?? 0));
  });

  it('leaves the bytes of parts alone after the call, so that they can be kept', () => {
    const kept: FramePart[][] = [];
    const scanner = new FrameScanner({
      frame: (one) => kept.push([...one.parts]),
      bytes: () => expect.fail('these are frames'),
    });
    for (let i = 0; i < 5000; i++) {
      scanner.push(Uint8Array.of(0x82));
      scanner.push(Uint8Array.of(0x01, i & 0xff));
    }
    expect(kept.length).toBe(5000);
    kept.forEach((parts, i) => expect(join(parts)).toEqual(Uint8Array.of(0x82, 0x01, i & 0xff)));
  });

  it('drops the payload of a frame over the limit, keeps its head and goes on', () => {
    const hex = `82 7e 00 80 ${'aa '.repeat(128)} 81 01 41`;
    const expected = ['F0 2 clear 16 4+128 oversize ', 'F0 1 clear 7 2+1 81 01 41'];
    for (const sizes of [[1000], [1], [3], [5, 50]]) {
      expect(scan(bytesOf(hex), sizes, 127).said).toEqual(expected);
    }
    const heads: string[] = [];
    const scanner = new FrameScanner(
      { frame: (one) => heads.push(formatHex(join(one.parts))), bytes: () => expect.fail('frames only') },
      127,
    );
    const bytes = bytesOf(hex);
    for (let at = 0; at < bytes.length; at++) {
      scanner.push(bytes, at, at + 1);
      expect(join(scanner.pending()).length).toBeLessThanOrEqual(4);
    }
    expect(heads).toEqual(['82 7e 00 80', '81 01 41']);
  });

  it('holds a frame of exactly the limit', () => {
    expect(scan(bytesOf('82 03 01 02 03'), [1], 3).said).toEqual(['F0 2 clear 7 2+3 82 03 01 02 03']);
  });

  it('finds the same in any chunks of any bytes, and loses none', () => {
    const frame = fc
      .tuple(fc.nat(255), fc.boolean(), fc.uint8Array({ maxLength: 300 }))
      .map(([first, masked, payload]) =>
        Uint8Array.of(
          first,
          (masked ? 0x80 : 0) | (payload.length < 126 ? payload.length : 126),
          ...(payload.length < 126 ? [] : [payload.length >> 8, payload.length & 255]),
          ...(masked ? [9, 8, 7, 6] : []),
          ...payload,
        ),
      );
    const stream = fc
      .tuple(fc.array(frame, { maxLength: 8 }), fc.uint8Array({ maxLength: 20 }))
      .map(([frames, tail]) => Uint8Array.from([...frames, tail].flatMap((one) => [...one])));
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    const property = fc.property(stream, sizes, (bytes, chunks) => {
      const whole = scan(bytes);
      expect(scan(bytes, [1]).said).toEqual(whole.said);
      expect(scan(bytes, chunks).said).toEqual(whole.said);
    });
    fc.assert(property, { seed: 6455, numRuns: 300 });
  });

  it('finds the same where each chunk comes into the memory of the last', () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.integer({ min: 900, max: 9_000 }), fc.nat(255)).map(([size, byte]) => {
        return new Uint8Array(size).map((_, i) => (i * 7 + byte) & 255);
      }),
    );
    const frame = fc
      .tuple(fc.nat(255), payload)
      .map(([first, body]) =>
        Uint8Array.of(first, 0xfe, body.length >> 8, body.length & 255, 9, 8, 7, 6, ...body),
      );
    const stream = fc
      .array(frame, { maxLength: 6 })
      .map((frames) => Uint8Array.from(frames.flatMap((one) => [...one])));
    const sizes = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 6 });
    const limit = fc.constantFrom(undefined, 5_000);
    const property = fc.property(
      stream,
      sizes,
      fc.integer({ min: 1, max: 4_000 }),
      limit,
      (bytes, chunks, slab, most) => {
        expect(scanReused(bytes, chunks, slab, most).said).toEqual(
          scan(bytes, [bytes.length || 1], most).said,
        );
      },
    );
    fc.assert(property, { seed: 6455, numRuns: 200 });
  });

  it('accounts for each byte once: frames, bytes, and what is pending', () => {
    const property = fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.integer({ min: 1, max: 50 }),
      (bytes, size) => {
        const out: number[] = [];
        const scanner = new FrameScanner({
          frame: (one) =>
            out.push(...(one.single ? one.source.subarray(one.headAt, one.end) : join(one.parts))),
          bytes: (chunk, start, end) => out.push(...chunk.subarray(start, end)),
        });
        for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.slice(at, at + size));
        expect([...out, ...join(scanner.pending())]).toEqual([...bytes]);
      },
    );
    fc.assert(property, { seed: 6455, numRuns: 500 });
  });
});
