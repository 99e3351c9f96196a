import { describe, expect, it } from 'vitest';
import { loadSchema, readProtoText } from './protobuf-schema.js';

const text = `
syntax = "proto3";
package shop.v1;
import "other.proto"; // not followed
/* a comment */
enum Status { UNKNOWN = 0; ACTIVE = 1; option allow_alias = true; LIVE = 1; }
message Order {
  enum Status { NONE = 0; PAID = 7; }
  message Line { string sku = 1; Status status = 2; }
  repeated Line lines = 1;
  map<string, Line> by_sku = 2;
  oneof payment { string card = 3; .shop.v1.Status mark = 4; }
  other.Thing thing = 5;
  repeated sint32 deltas = 6 [packed = false];
  reserved 9, 10 to 12;
}
service Orders { rpc Get (Order) returns (Order); }
`;

describe('readProtoText', () => {
  it('resolves names from the innermost scope', () => {
    const types = readProtoText(text);
    if (!types.ok) return expect.fail(types.error.message);
    const { messages, enums } = types.value;
    expect([...messages.keys()].sort()).toEqual([
      'shop.v1.Order',
      'shop.v1.Order.Line',
      'shop.v1.Order.by_sku entry',
    ]);
    expect(enums.get('shop.v1.Status')).toEqual(
      new Map([
        [0, 'UNKNOWN'],
        [1, 'ACTIVE'],
      ]),
    );
    const fields = messages.get('shop.v1.Order')?.fields;
    expect(fields?.get(1)).toEqual({
      name: 'lines',
      number: 1,
      type: 'message',
      typeName: 'shop.v1.Order.Line',
      repeated: true,
      oneof: null,
    });
    expect(fields?.get(2)).toMatchObject({
      type: 'message',
      typeName: 'shop.v1.Order.by_sku entry',
      repeated: true,
    });
    expect(fields?.get(3)).toMatchObject({ type: 'string', oneof: 'payment' });
    expect(fields?.get(4)).toMatchObject({ type: 'enum', typeName: 'shop.v1.Status', oneof: 'payment' });
    expect(fields?.get(5)).toMatchObject({ type: 'unknown', typeName: 'other.Thing' });
    expect(fields?.get(6)).toMatchObject({ type: 'sint32', repeated: true });
    expect(messages.get('shop.v1.Order.Line')?.fields.get(2)).toMatchObject({
      typeName: 'shop.v1.Order.Status',
    });
    expect(messages.get('shop.v1.Order.by_sku entry')).toMatchObject({ isMapEntry: true });
  });

  it.each([
    '',
    'hello',
    'message',
    'message A {',
    'message A { string }',
    '{{{{',
    'message A { string a = 1; ',
  ])('refuses or reads %j without throwing', (source) => {
    const types = readProtoText(source);
    if (!types.ok) expect(types.error.code).toBe('protobuf.schema');
    else expect(types.value.messages.size).toBe(0);
  });

  it('refuses what is too long', () => {
    expect(readProtoText(' '.repeat(2_000_000))).toMatchObject({
      ok: false,
      error: { code: 'protobuf.schema', message: 'the .proto text is longer than 1 MiB' },
    });
    expect(readProtoText('message A {'.repeat(3000)).ok).toBe(false);
  });
});

describe('loadSchema', () => {
  it('finds the message by full or short name, once', () => {
    const schema = { source: text, message: '.shop.v1.Order' };
    const found = loadSchema(schema);
    expect(found).toMatchObject({ ok: true, value: { message: { name: 'shop.v1.Order' } } });
    expect(loadSchema(schema)).toBe(found);
    expect(loadSchema({ source: text, message: 'Line' })).toMatchObject({
      value: { message: { name: 'shop.v1.Order.Line' } },
    });
    expect(loadSchema({ source: 'message A { string a = 1; }', message: '' })).toMatchObject({
      value: { message: { name: 'A' } },
    });
  });

  it('says which messages there are', () => {
    expect(loadSchema({ source: text, message: 'Nope' })).toMatchObject({
      error: { message: 'no message Nope of the schema: shop.v1.Order, shop.v1.Order.Line' },
    });
    expect(loadSchema({ source: text, message: '' }).ok).toBe(false);
    expect(loadSchema({ source: new Uint8Array([1, 2]), message: 'A' }).ok).toBe(false);
  });
});
