import * as z from 'zod/mini';

/**
 * Layouts: a binary message as an ordered table of fields, kept with a connection. What its keys mean is
 * told by the codec (`codec/fields/layout.ts`), which has the same shapes and judges what a schema cannot.
 */

/** Most fields of one layout, those inside groups counted. */
export const maxLayoutFields = 1_000;
/** Groups and arrays within each other. */
export const maxLayoutDepth = 8;
/** Most layouts of one connection. */
export const maxLayouts = 200;
/** Most values of one message: fields of all items of arrays. */
export const maxFieldValues = 20_000;
/** Most characters of one value, a template included. */
export const maxFieldValueLength = 4 * 1024 * 1024;

export const fieldTypes = [
  ...(['u8', 'u16', 'u24', 'u32', 'u40', 'u48', 'u56', 'u64'] as const),
  ...(['i8', 'i16', 'i24', 'i32', 'i40', 'i48', 'i56', 'i64'] as const),
  ...(['f16', 'f32', 'f64', 'bits', 'bit', 'text', 'bytes', 'pad', 'group', 'array'] as const),
] as const;
export const FieldType = z.enum(fieldTypes);
export type FieldType = z.output<typeof FieldType>;

/** Of a field: a dot leads into a group (`header.length`). */
const name = z.string().check(
  z.minLength(1),
  z.maxLength(100),
  z.regex(/^[^.\p{Cc}]+$/u),
  z.refine((text) => text !== '__proto__', 'is no name of a field'),
);
const reference = z.string().check(z.minLength(1), z.maxLength(1_000));
const size = z.int().check(z.gte(0), z.lte(64 * 1024 * 1024));
const hex = z.string().check(z.maxLength(1_000));
const plus = z.int().check(z.gte(-1_000_000_000), z.lte(1_000_000_000));

/** Fields from one to another, both included; without `to` the first alone. */
const span = { from: reference, to: z.exactOptional(reference) };

export const FieldLength = z.strictObject({
  ...span,
  plus: z.exactOptional(plus),
  /** Bytes one unit stands for; 1. */
  per: z.exactOptional(z.int().check(z.gte(1), z.lte(65_536))),
});
export const FieldCount = z.strictObject({ of: reference, plus: z.exactOptional(plus) });
export const FieldChecksum = z.strictObject({
  /** As the catalogue calls it. */
  algorithm: z.string().check(z.minLength(1), z.maxLength(100)),
  ...span,
});

const own = {
  name,
  type: FieldType,
  /** Default value, a template. */
  value: z.exactOptional(z.string().check(z.maxLength(maxFieldValueLength))),
  little: z.exactOptional(z.literal(true)),
  fixed: z.exactOptional(z.literal(true)),
  names: z.exactOptional(
    z
      .array(
        z.strictObject({
          value: z.string().check(z.maxLength(64)),
          name: z.string().check(z.maxLength(100)),
        }),
      )
      .check(z.maxLength(1_000)),
  ),
  length: z.exactOptional(FieldLength),
  count: z.exactOptional(FieldCount),
  checksum: z.exactOptional(FieldChecksum),
  size: z.exactOptional(size),
  prefix: z.exactOptional(z.enum(['u8', 'u16', 'u32'])),
  end: z.exactOptional(hex),
  fill: z.exactOptional(hex),
  charset: z.exactOptional(z.enum(['utf-8', 'ascii', 'latin1', 'utf-16'])),
  align: z.exactOptional(z.int().check(z.gte(1), z.lte(4_096))),
  times: z.exactOptional(z.union([z.int().check(z.gte(0), z.lte(10_000)), reference])),
  when: z.exactOptional(z.strictObject({ field: reference, is: z.string().check(z.maxLength(100)) })),
  note: z.exactOptional(z.string().check(z.maxLength(1_000))),
};

export interface LayoutField extends z.output<z.ZodMiniObject<typeof own>> {
  /** Of a group, the parts of `bits`, or one item of an array. */
  fields?: LayoutField[];
}

/** Built level by level: how deep a file goes is no business of the stack. */
function fieldAt(depth: number): z.ZodMiniType<LayoutField> {
  if (depth === 0) return z.strictObject(own);
  return z.strictObject({
    ...own,
    fields: z.exactOptional(z.array(fieldAt(depth - 1)).check(z.maxLength(maxLayoutFields))),
  });
}

export const LayoutField = fieldAt(maxLayoutDepth);

export const Layout = z.strictObject({
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  note: z.exactOptional(z.string().check(z.maxLength(10_000))),
  fields: z.array(LayoutField).check(
    z.maxLength(maxLayoutFields),
    z.refine((fields) => countOf(fields) <= maxLayoutFields, `has more than ${maxLayoutFields} fields`),
  ),
});
export type Layout = z.output<typeof Layout>;

function countOf(fields: readonly LayoutField[]): number {
  return fields.reduce((sum, { fields: inner }) => sum + 1 + (inner === undefined ? 0 : countOf(inner)), 0);
}

/**
 * What the body of a message in mode `fields` is, as JSON: a layout, or the id of one that the connection
 * keeps, and the values that differ from its defaults, by path (`header.length`, `items.0.tag`).
 */
export const FieldsBody = z.strictObject({
  layout: z.union([Layout, z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))]),
  values: z
    .record(z.string().check(z.maxLength(1_000)), z.string().check(z.maxLength(maxFieldValueLength)))
    .check(
      z.refine(
        (values) => Object.keys(values).length <= maxFieldValues,
        `has more than ${maxFieldValues} values`,
      ),
    ),
});
export type FieldsBody = z.output<typeof FieldsBody>;
