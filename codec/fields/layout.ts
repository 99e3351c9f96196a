/**
 * A layout: a binary message as an ordered table of fields, used forwards to write one and backwards to
 * read one. The contract has the same shapes as a schema (`contract/layout.ts`).
 */

export type UnsignedType = 'u8' | 'u16' | 'u24' | 'u32' | 'u40' | 'u48' | 'u56' | 'u64';
export type SignedType = 'i8' | 'i16' | 'i24' | 'i32' | 'i40' | 'i48' | 'i56' | 'i64';
export type FloatType = 'f16' | 'f32' | 'f64';
export type FieldType =
  UnsignedType | SignedType | FloatType | 'bits' | 'bit' | 'text' | 'bytes' | 'pad' | 'group' | 'array';

export type FieldCharset = 'utf-8' | 'ascii' | 'latin1' | 'utf-16';

/**
 * Fields from `from` to `to`, both included; without `to` the first alone. Names are looked up among the
 * siblings, then outwards; a dot leads into a group.
 */
export interface FieldSpan {
  readonly from: string;
  readonly to?: string;
}

export interface LayoutField {
  readonly name: string;
  readonly type: FieldType;
  /** Least significant byte first: of numbers, `bits` and UTF-16. */
  readonly little?: true;
  /** What it holds unless a message says otherwise; a template. */
  readonly value?: string;
  /** It always holds its `value`: anything else that is read is wrong. */
  readonly fixed?: true;
  /** What single numbers are called. */
  readonly names?: readonly { readonly value: string; readonly name: string }[];
  /** Its value is the length in bytes of other fields, plus a number, in units of `per` bytes. */
  readonly length?: FieldSpan & { readonly plus?: number; readonly per?: number };
  /** Its value is the number of items of an array. */
  readonly count?: { readonly of: string; readonly plus?: number };
  /** Its value is a checksum of other fields, itself among them counted as zeros. */
  readonly checksum?: FieldSpan & { readonly algorithm: string };
  /** Bytes of `text`, `bytes`, `pad` and `bits`; bits of a `bit`. */
  readonly size?: number;
  /** `text`, `bytes`: their length in bytes stands before them as this number, in the order of `little`. */
  readonly prefix?: 'u8' | 'u16' | 'u32';
  /** `text`, `bytes`: hex of what ends them. */
  readonly end?: string;
  /** Hex of the byte that fills up `pad`, and `text` and `bytes` of a size; 00. */
  readonly fill?: string;
  readonly charset?: FieldCharset;
  /** `pad`: up to a multiple of this many bytes from the start of the message. */
  readonly align?: number;
  /** `array`: items there are, or the field that says how many; else up to the end. */
  readonly times?: number | string;
  /** It is there only where an earlier field has this value. */
  readonly when?: { readonly field: string; readonly is: string };
  readonly note?: string;
  /** Of a `group`, the `bit`s of `bits` from the most significant on, one item of an `array`. */
  readonly fields?: readonly LayoutField[];
}

export interface Layout {
  readonly id: string;
  readonly name: string;
  readonly note?: string;
  readonly fields: readonly LayoutField[];
}

/** Values that differ from the defaults, by path: `header.length`, `items.0.tag`; of an array its items. */
export type FieldValues = Readonly<Record<string, string>>;

/** Most fields of one layout and groups within each other: as in the contract. */
export const maxLayoutFields = 1_000;
export const maxLayoutDepth = 8;
/** Fields of one message, those of all items of arrays together. */
export const maxNodes = 20_000;
/** Bytes a message may have. */
export const maxMessageBytes = 64 * 1024 * 1024;

/** Bytes that all checksums of one message go over together. */
export const maxChecksumBytes = 256 * 1024 * 1024;

/** What is wrong, at the path of a field. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
  /** `layout`: no value could help. */
  readonly kind: 'layout' | 'value';
  /** Code of what a template or hex digits failed with, where that was it. */
  readonly code?: string;
}

/** Bytes of a number; 0 of a type that is none. */
export function widthOf(type: FieldType): number {
  const bits = /^[uif](\d+)$/.exec(type)?.[1];
  return bits === undefined ? 0 : Number(bits) / 8;
}

export function isFloat(type: FieldType): type is FloatType {
  return type.startsWith('f');
}

/** Whether it holds a whole number. */
export function isInteger(type: FieldType): boolean {
  return type === 'bit' || (widthOf(type) > 0 && !isFloat(type));
}

/** Whether its value is worked out from other fields. */
export function isDerived(field: LayoutField): boolean {
  return field.length !== undefined || field.count !== undefined || field.checksum !== undefined;
}
