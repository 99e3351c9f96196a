import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../tests/payloads/sound.js';
import { readDescriptorSet } from './protobuf-descriptor.js';

/** A length-delimited field of up to 127 bytes. */
function part(number: number, ...inside: (Uint8Array | string)[]): Uint8Array {
  const bytes = inside.flatMap((one) => [...(typeof one === 'string' ? utf8(one) : one)]);
  return Uint8Array.of(
    number * 8 + 2,
    ...(bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7]),
    ...bytes,
  );
}

/** A varint field below 128. */
function number(field: number, value: number): Uint8Array {
  return Uint8Array.of(field * 8, value);
}

// Of: package p; message M { repeated int32 n = 1; E e = 2; oneof o { string s = 3; } map<string, int32> m = 4; optional bool b = 5; enum E { A = 0; B = 1; } }
const set = part(
  1,
  part(1, 'm.proto'),
  part(2, 'p'),
  part(
    4,
    part(1, 'M'),
    part(2, part(1, 'n'), number(3, 1), number(4, 3), number(5, 5)),
    part(2, part(1, 'e'), number(3, 2), number(4, 1), number(5, 14), part(6, '.p.M.E')),
    part(2, part(1, 's'), number(3, 3), number(4, 1), number(5, 9), number(9, 0)),
    part(2, part(1, 'm'), number(3, 4), number(4, 3), number(5, 11), part(6, '.p.M.MEntry')),
    part(2, part(1, 'b'), hex('18 05 20 01 28 08 48 01 88 01 01')),
    part(
      3,
      part(1, 'MEntry'),
      part(2, part(1, 'key'), number(3, 1), number(4, 1), number(5, 9)),
      part(2, part(1, 'value'), number(3, 2), number(4, 1), number(5, 5)),
      part(7, number(7, 1)),
    ),
    part(4, part(1, 'E'), part(2, part(1, 'A'), number(2, 0)), part(2, part(1, 'B'), number(2, 1))),
    part(8, part(1, 'o')),
    part(8, part(1, '_b')),
  ),
);

describe('readDescriptorSet', () => {
  it('reads messages, enums, oneofs and maps', () => {
    const types = readDescriptorSet(set);
    if (!types.ok) return expect.fail(types.error.message);
    const { messages, enums } = types.value;
    expect([...messages.keys()]).toEqual(['p.M', 'p.M.MEntry']);
    expect(enums).toEqual(
      new Map([
        [
          'p.M.E',
          new Map([
            [0, 'A'],
            [1, 'B'],
          ]),
        ],
      ]),
    );
    const fields = messages.get('p.M')?.fields;
    expect(fields?.get(1)).toEqual({
      name: 'n',
      number: 1,
      type: 'int32',
      typeName: 'int32',
      repeated: true,
      oneof: null,
    });
    expect(fields?.get(2)).toMatchObject({ type: 'enum', typeName: 'p.M.E' });
    expect(fields?.get(3)).toMatchObject({ type: 'string', oneof: 'o' });
    expect(fields?.get(4)).toMatchObject({ type: 'message', typeName: 'p.M.MEntry', repeated: true });
    expect(fields?.get(5)).toMatchObject({ type: 'bool', oneof: null });
    expect(messages.get('p.M.MEntry')).toMatchObject({ isMapEntry: true });
  });

  it('refuses what is none', () => {
    const refused = { ok: false, error: { code: 'protobuf.schema' } };
    expect(readDescriptorSet(new Uint8Array())).toMatchObject(refused);
    expect(readDescriptorSet(utf8('message A {}'))).toMatchObject(refused);
    expect(readDescriptorSet(hex('08 01'))).toMatchObject(refused);
    expect(readDescriptorSet(hex('0a 03 22 01 ff'))).toMatchObject(refused);
    let nested = part(1, 'X');
    for (let depth = 0; depth < 60; depth++) nested = part(3, nested);
    expect(readDescriptorSet(part(1, part(4, nested))).ok).toBe(true);
    for (let depth = 0; depth < 10; depth++) nested = part(3, nested);
    expect(readDescriptorSet(part(1, part(4, nested)))).toMatchObject(refused);
  });

  it('takes any bytes', () => {
    for (let end = 0; end < set.length; end++) readDescriptorSet(set.subarray(0, end));
    fc.assert(
      fc.property(fc.nat(set.length - 1), fc.nat(255), (at, byte) => {
        const changed = set.slice();
        changed[at] = byte;
        expect(typeof readDescriptorSet(changed).ok).toBe('boolean');
      }),
      { seed: 50, numRuns: 2000 },
    );
  });
});
