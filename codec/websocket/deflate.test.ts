import { createInflateRaw, deflateRawSync, constants } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex, parseHex } from '../hex.js';
import { encodeUtf8 } from '../utf8.js';
import { MessageDeflater, MessageInflater } from './deflate.js';

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function said(inflater: MessageInflater, hex: string, limit = 1_000_000): string {
  const inflated = inflater.inflate([bytesOf(hex)], limit);
  return inflated.ok ? new TextDecoder().decode(inflated.bytes) : `${inflated.why}: ${inflated.message}`;
}

describe('MessageInflater', () => {
  it.each([
    ['one block', 'f2 48 cd c9 c9 07 00'],
    ['an uncompressed block', '00 05 00 fa ff 48 65 6c 6c 6f 00'],
    ['a last block and one more', 'f3 48 cd c9 c9 07 00 00'],
    ['a last block and nothing more', 'f3 48 cd c9 c9 07 00'],
    ['two blocks', 'f2 48 05 00 00 00 ff ff ca c9 c9 07 00'],
  ])('inflates Hello of RFC 7692 §7.2.3 from %s', (_name, hex) => {
    expect(said(new MessageInflater(15, true), hex)).toBe('Hello');
  });

  it('refers to the messages before, or does not', () => {
    const keeping = new MessageInflater(15, true);
    expect(said(keeping, 'f2 48 cd c9 c9 07 00')).toBe('Hello');
    expect(said(keeping, 'f2 00 11 00 00')).toBe('Hello');
    const forgetting = new MessageInflater(15, false);
    expect(said(forgetting, 'f2 48 cd c9 c9 07 00')).toBe('Hello');
    expect(said(forgetting, 'f2 00 11 00 00')).toMatch(/^data: /);
  });

  it('keeps the window over a last block', () => {
    const inflater = new MessageInflater(15, true);
    expect(said(inflater, 'f3 48 cd c9 c9 07 00 00')).toBe('Hello');
    expect(said(inflater, 'f2 00 11 00 00')).toBe('Hello');
  });

  it.each([
    ['nothing', '', 'it ends inside a block'],
    ['a message cut short', 'f2 48 cd c9', 'it ends inside a block'],
    ['a block of a kind that is not', '07 ff ff', 'invalid block type'],
    ['a stored block whose lengths disagree', '00 05 00 00 00', 'invalid stored block lengths'],
    ['a reference to before the beginning', 'f2 00 11 00 00', 'invalid distance too far back'],
  ])('refuses %s', (_name, hex, message) => {
    expect(said(new MessageInflater(15, true), hex)).toBe(`data: ${message}`);
  });

  it('says that a message refers to one that was lost, and goes on after it', () => {
    const inflater = new MessageInflater(15, true);
    expect(said(inflater, '07 ff ff')).toBe('data: invalid block type');
    expect(said(inflater, 'f2 00 11 00 00')).toBe(
      'lost: it refers to a compressed message that could not be read',
    );
    expect(said(inflater, 'f2 48 cd c9 c9 07 00')).toBe('Hello');
  });

  it('stops a bomb at the limit', () => {
    const bomb = new Uint8Array(
      deflateRawSync(new Uint8Array(20_000_000), { level: 1, finishFlush: constants.Z_SYNC_FLUSH }),
    );
    const payload = bomb.subarray(0, -4);
    expect(payload.length).toBeLessThan(200_000);
    const started = process.memoryUsage().arrayBuffers;
    const inflated = new MessageInflater(15, true).inflate([payload], 1_000_000);
    expect(inflated).toEqual({ ok: false, why: 'limit', message: 'it inflates to more than 1000000 bytes' });
    expect(process.memoryUsage().arrayBuffers - started).toBeLessThan(10_000_000);
  });

  it('takes a message of exactly the limit and none longer', () => {
    const stored = '00 05 00 fa ff 48 65 6c 6c 6f 00';
    expect(said(new MessageInflater(15, true), stored, 5)).toBe('Hello');
    expect(said(new MessageInflater(15, true), stored, 4)).toBe('limit: it inflates to more than 4 bytes');
  });

  it('refuses blocks marked as last without end', () => {
    const many = new Uint8Array(40_000).map((_, i) => (i % 2 === 0 ? 0x03 : 0x00));
    expect(new MessageInflater(15, true).inflate([many], 1_000)).toMatchObject({ ok: false, why: 'limit' });
  });

  it('inflates the same from any parts', () => {
    const text = encodeUtf8('to be or not to be, that is the question; '.repeat(200));
    const payload = new MessageDeflater(15, true).deflate(text);
    for (const size of [1, 3, 64, payload.length]) {
      const parts: Uint8Array[] = [];
      for (let at = 0; at < payload.length; at += size) parts.push(payload.subarray(at, at + size));
      expect(new MessageInflater(15, true).inflate(parts, 100_000)).toEqual({ ok: true, bytes: text });
    }
  });

  it('never throws, whatever the bytes', () => {
    const inflater = new MessageInflater(9, true);
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const inflated = inflater.inflate([bytes], 10_000);
      expect(inflated.ok ? inflated.bytes.length <= 10_000 : inflated.why).toBeTruthy();
    });
    fc.assert(property, { seed: 7692, numRuns: 2_000 });
  });
});

describe('MessageDeflater', () => {
  it('writes the empty message of RFC 7692 §7.2.3.6', () => {
    expect(formatHex(new MessageDeflater(15, true).deflate(new Uint8Array(0)))).toBe('00');
  });

  it.each([8, 9, 12, 15])('is undone by the inflater with a window of %i bits', (bits) => {
    const messages = fc.array(fc.uint8Array({ maxLength: 2_000, max: 3 }), { maxLength: 6 });
    const property = fc.property(messages, fc.boolean(), (list, keeps) => {
      const deflater = new MessageDeflater(bits, keeps);
      const inflater = new MessageInflater(bits, keeps);
      for (const message of list) {
        expect(inflater.inflate([deflater.deflate(message)], 10_000)).toEqual({ ok: true, bytes: message });
      }
    });
    fc.assert(property, { seed: 7692, numRuns: 30 });
  });

  it('refers to the messages before', () => {
    const deflater = new MessageDeflater(15, true);
    const message = encodeUtf8('{"op":"subscribe","channel":"trades"}');
    const first = deflater.deflate(message).length;
    expect(deflater.deflate(message).length).toBeLessThan(first / 2);
  });

  it("is understood by Node's zlib, message after message", async () => {
    const deflater = new MessageDeflater(15, true);
    const inflate = createInflateRaw();
    const messages = ['Hello', 'Hello', '', 'x'.repeat(200_000)].map(encodeUtf8);
    for (const message of messages)
      inflate.write(Uint8Array.of(...deflater.deflate(message), 0, 0, 0xff, 0xff));
    inflate.end(Uint8Array.of(0x03, 0x00));
    const read: Buffer[] = [];
    for await (const piece of inflate) read.push(piece as Buffer);
    expect(Buffer.concat(read).equals(Buffer.concat(messages))).toBe(true);
  });
});
