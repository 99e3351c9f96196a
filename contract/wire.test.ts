import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxHeadBytes } from './row.js';
import type { RowBatch } from './rows.js';
import { decode, encode } from './wire.js';

const bytes = (hex: string) => Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (pair) => parseInt(pair, 16));

/** A message whose JSON is given as text, with the bytes that follow it. */
function raw(json: string, parts = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(json);
  const start = Math.ceil((8 + text.length) / 8) * 8;
  const message = new Uint8Array(start + parts.length);
  message.set([0x57, 0x42, 0x31, 0x00]);
  new DataView(message.buffer).setUint32(4, text.length, true);
  message.set(text, 8);
  message.set(parts, start);
  return message;
}

function read(message: Uint8Array): unknown {
  const result = decode(message);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function refusal(message: Uint8Array): string {
  const result = decode(message);
  if (result.ok) throw new Error(`read as ${JSON.stringify(result.value)}`);
  return `${result.error.code} ${result.error.message}`;
}

/** The same bytes at an odd address, as a slice of a larger buffer may be. */
function shifted(message: Uint8Array): Uint8Array {
  const larger = new Uint8Array(message.length + 1);
  larger.set(message, 1);
  return larger.subarray(1);
}

describe('encode', () => {
  it('writes head, JSON, padding and parts, little-endian', () => {
    expect(encode({ n: Uint32Array.of(1, 0xdeadbeef) })).toEqual(
      bytes(
        '57423100 1e000000' +
          // [{"n":null},[["u32",2,["n"]]]] and two bytes of padding
          '5b7b226e223a6e756c6c7d2c5b5b2275 3332222c322c5b226e225d5d5d5d 0000' +
          '01000000 efbeadde',
      ),
    );
  });

  it('starts every part at a multiple of 8', () => {
    const message = encode({ a: Uint8Array.of(1), b: Float64Array.of(0.5), c: Uint8Array.of(2, 3) });
    const value = read(message) as { a: Uint8Array; b: Float64Array; c: Uint8Array };
    expect([value.a.byteOffset % 8, value.b.byteOffset % 8, value.c.byteOffset % 8]).toEqual([0, 0, 0]);
    expect(value.b.buffer).toBe(message.buffer);
  });

  it('leaves the message as it was', () => {
    const message = { list: [{ data: Uint8Array.of(1) }], other: { n: 1 } };
    encode(message);
    expect(message).toEqual({ list: [{ data: Uint8Array.of(1) }], other: { n: 1 } });
  });

  it('writes only the part of a buffer that a view shows', () => {
    expect(read(encode({ data: new Uint8Array([9, 1, 2, 9]).subarray(1, 3) }))).toEqual({
      data: Uint8Array.of(1, 2),
    });
  });

  it('writes a Buffer as its bytes', () => {
    const value = read(encode({ data: Buffer.from('abc') })) as { data: Uint8Array };
    expect(value.data.constructor).toBe(Uint8Array);
    expect(value.data).toEqual(bytes('616263'));
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  it.each([
    ['a function', { f: () => 1 }],
    ['a bigint', { n: 1n }],
    ['a symbol', { s: Symbol('s') }],
    ['a Map', { m: new Map() }],
    ['a Date', { d: new Date(0) }],
    ['a cycle', cycle],
    ['a DataView', { v: new DataView(new ArrayBuffer(1)) }],
    ['a BigInt64Array', { v: new BigInt64Array(1) }],
    ['a key named __proto__', JSON.parse('{"__proto__":1}')],
  ])('throws on %s, which is a bug of the caller', (_, message) => {
    expect(() => encode(message)).toThrow(TypeError);
  });
});

describe('decode', () => {
  const everything = {
    id: 7,
    text: 'naïve ✓ \u0000',
    list: [1, -2.5, null, true, { deep: [Uint8Array.of(255, 0), Int8Array.of(-1)] }],
    u16: Uint16Array.of(65535),
    i16: Int16Array.of(-2),
    u32: Uint32Array.of(4294967295),
    i32: Int32Array.of(-3),
    f32: Float32Array.of(1.5),
    f64: Float64Array.of(1e300, -0, NaN),
    empty: new Float64Array(0),
  };

  it('reads back what encode wrote', () => {
    expect(read(encode(everything))).toEqual(everything);
  });

  it('reads bytes at an odd address, copying what cannot be a view', () => {
    const message = shifted(encode(everything));
    const value = read(message) as typeof everything;
    expect(value).toEqual(everything);
    expect(value.f64.buffer).not.toBe(message.buffer);
    expect((value.list[4] as { deep: Uint8Array[] }).deep[0]!.buffer).toBe(message.buffer);
  });

  it('reads a page of rows as views into the message', () => {
    const length = 100;
    const batch: RowBatch = {
      from: 5,
      length,
      total: 1e6,
      seq: Float64Array.from({ length }, (_, i) => i + 2 ** 40),
      time: Float64Array.from({ length }, (_, i) => i * 1.5e9),
      kind: new Uint8Array(length).fill(3),
      direction: new Uint8Array(length).fill(1),
      flags: new Uint8Array(length),
      peer: new Uint32Array(length).fill(70_000),
      size: new Float64Array(length).fill(137),
      previewAt: Uint32Array.from({ length: length + 1 }, (_, i) => i * 48),
      previews: Uint8Array.from({ length: length * 48 }, (_, i) => i),
      headSize: new Uint8Array(length).fill(6),
      heads: new Uint8Array(length * maxHeadBytes).fill(0x81),
    };
    const message = encode({ id: 1, ok: true, value: batch });
    const { value } = read(message) as { value: RowBatch };
    expect(value).toEqual(batch);
    for (const column of [
      value.seq,
      value.time,
      value.kind,
      value.peer,
      value.size,
      value.previews,
      value.heads,
    ]) {
      expect(column.buffer).toBe(message.buffer);
    }
  });

  it.each([
    ['nothing', '', 'shorter than its head'],
    ['a cut head', '57423100 0100', 'shorter than its head'],
    ['another magic', '57423200 00000000', 'does not begin'],
    ['a JSON length beyond the end', '57423100 ffffffff 5b5d', 'cut off inside its JSON'],
    ['JSON that is not UTF-8', '57423100 04000000 22ff2220 00000000', 'cannot be read'],
    ['no JSON', '57423100 00000000', 'cannot be read'],
  ])('refuses %s', (_, hex, why) => {
    expect(refusal(bytes(hex))).toContain(why);
  });

  it.each([
    ['an object around it', '{}', 'not [body, parts]'],
    ['a third member', '[1,[],2]', 'not [body, parts]'],
    ['parts that are no list', '[1,{}]', 'not a list'],
    ['a part that is no list', '[{"a":null},["u8"]]', 'not [type, elements, path]'],
    ['a negative length', '[{"a":null},[["u8",-1,["a"]]]]', 'not [type, elements, path]'],
    ['a length that is no integer', '[{"a":null},[["u8",0.5,["a"]]]]', 'not [type, elements, path]'],
    ['a length of 1e308', '[{"a":null},[["u8",1e308,["a"]]]]', 'not [type, elements, path]'],
    ['an empty path', '[null,[["u8",0,[]]]]', 'not [type, elements, path]'],
    ['a path of something else', '[{"a":null},[["u8",0,[null]]]]', 'not [type, elements, path]'],
    ['an unknown type', '[{"a":null},[["u9",0,["a"]]]]', 'unknown type'],
    ['a type from the prototype', '[{"a":null},[["constructor",0,["a"]]]]', 'unknown type'],
    ['a part beyond the end', '[{"a":null},[["u8",1,["a"]]]]', 'cut off inside a part'],
    ['a huge part', '[{"a":null},[["f64",9007199254740991,["a"]]]]', 'cut off inside a part'],
    ['a path that is not there', '[{"a":null},[["u8",0,["b"]]]]', 'leads nowhere'],
    ['a path through null', '[{"a":null},[["u8",0,["a","b"]]]]', 'leads nowhere'],
    ['a path over a value', '[{"a":1},[["u8",0,["a"]]]]', 'leads nowhere'],
    ['the same path twice', '[{"a":null},[["u8",0,["a"]],["u8",0,["a"]]]]', 'leads nowhere'],
    ['a path into a part', '[{"a":null},[["u8",0,["a"]],["u8",0,["a","buffer"]]]]', 'leads nowhere'],
    ['a path to a prototype', '[{"a":null},[["u8",0,["__proto__","x"]]]]', '__proto__'],
    ['a path to a constructor', '[{"a":null},[["u8",0,["constructor","prototype"]]]]', 'leads nowhere'],
    ['the length of a list', '[[null],[["u8",0,["length"]]]]', 'leads nowhere'],
    ['a key of a list written as text', '[[null],[["u8",0,["0"]]]]', 'leads nowhere'],
    ['an index of an object', '[{"0":null},[["u8",0,[0]]]]', 'leads nowhere'],
    ['an index beyond a list', '[[null],[["u8",0,[1]]]]', 'leads nowhere'],
    ['a key named __proto__', '[{"__proto__":{"admin":true}},[]]', '__proto__'],
    ['a deep, escaped __proto__', '[[{"a":[{"\\u005f_proto__":1}]}],[]]', '__proto__'],
  ])('refuses %s', (_, json, why) => {
    // A path that names __proto__ does so in the parts, not as a key.
    const said = refusal(raw(json));
    expect(said.startsWith('wire.invalid ')).toBe(true);
    if (!json.includes('["__proto__"')) expect(said).toContain(why);
    else expect(said).toContain('leads nowhere');
  });

  it('takes __proto__ as a value, which is only text', () => {
    expect(read(raw('[{"text":"\\"__proto__\\": \\u0041"},[]]'))).toEqual({ text: '"__proto__": A' });
  });

  it('refuses bytes after the last part', () => {
    expect(refusal(raw('[1,[]]', new Uint8Array(8)))).toContain('add up');
    expect(refusal(raw('[{"a":null},[["u8",1,["a"]]]]', new Uint8Array(9)))).toContain('add up');
  });

  it('refuses nesting that would exhaust the stack of what reads it', () => {
    const deep = (levels: number) => `[${'['.repeat(levels)}${']'.repeat(levels)},[]]`;
    expect(read(raw(deep(200)))).toBeInstanceOf(Array);
    expect(refusal(raw(deep(201)))).toContain('nested deeper than 200');
    expect(refusal(raw(deep(1_000_000)))).toContain('nested deeper than 200');
    expect(read(raw(`["${'['.repeat(1000)}\\"${'{'.repeat(1000)}",[]]`))).toHaveLength(2001);
  });

  it('refuses a message over the limit before reading it', () => {
    const message = encode({ data: new Uint8Array(100) });
    expect(decode(message, { maxBytes: message.length }).ok).toBe(true);
    const result = decode(message, { maxBytes: message.length - 1 });
    expect(result).toMatchObject({ ok: false, error: { code: 'wire.too-large' } });
  });

  it('refuses every truncation of a message', () => {
    const message = encode(everything);
    for (let length = 0; length < message.length; length++) {
      expect(decode(message.subarray(0, length)).ok, `${length} bytes`).toBe(false);
    }
  });

  it('survives random bytes, with and without a valid head', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), fc.nat(300), (noise, head, length) => {
        if (head && noise.length >= 8) {
          noise.set([0x57, 0x42, 0x31, 0x00, length & 255, length >> 8, 0, 0]);
        }
        expect(typeof decode(noise).ok).toBe('boolean');
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('survives any byte of a message being changed', () => {
    const message = encode(everything);
    fc.assert(
      fc.property(fc.nat(message.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = message.slice();
        damaged[at]! ^= change;
        expect(typeof decode(damaged).ok).toBe('boolean');
      }),
      { numRuns: 3000, seed: 2 },
    );
    expect(Object.prototype).not.toHaveProperty('x');
  });

  it('reads back any JSON with bytes anywhere in it', () => {
    const content = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.float64Array({ maxLength: 5 }));
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.string({ unit: 'binary' }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        content,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          fc.string({ maxLength: 5 }).filter((key) => key !== '__proto__'),
          tie('value'),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    }));
    fc.assert(
      fc.property(value, fc.boolean(), (message, odd) => {
        const written = encode({ message });
        expect(read(odd ? shifted(written) : written)).toEqual({ message });
      }),
      { numRuns: 1000, seed: 3 },
    );
  });
});
