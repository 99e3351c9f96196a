import { checksums, isDerived, isInteger, widthOf } from '../../../../codec/index.js';
import { fieldTypes } from '../../../../contract/index.js';
import type { FieldType, LayoutField } from '../../../../contract/index.js';
import type { Option } from '../../ui/index.js';
import { phrase, t, type Phrase } from '../../language/index.js';

const named: Readonly<Partial<Record<FieldType, Phrase>>> = {
  bits: phrase('bits (of a byte or word)'),
  text: phrase('text'),
  bytes: phrase('bytes'),
  pad: phrase('padding'),
  group: phrase('group'),
  array: phrase('array'),
};

/** Types a line may have: within a field of bits there are only bits. */
export function typeOptions(
  field: LayoutField,
): readonly { readonly value: FieldType; readonly label: string }[] {
  if (field.type === 'bit') return [{ value: 'bit', label: t('bit × {count}', { count: field.size ?? 1 }) }];
  return fieldTypes
    .filter((type) => type !== 'bit')
    .map((type) => ({ value: type, label: named[type] === undefined ? type : t(named[type]) }));
}

export const algorithmOptions: readonly Option[] = checksums.map(({ name, family, aliases }) => ({
  value: name,
  label: name,
  group: family,
  ...(aliases.length === 0 ? {} : { hint: aliases[0] ?? '' }),
}));

/** What a field of another type keeps of what it was. */
export function retyped(field: LayoutField, type: FieldType): LayoutField {
  const { name, note, when, value, little, fixed, names, length, count, checksum, fields } = field;
  const base: LayoutField = {
    name,
    type,
    ...(note === undefined ? {} : { note }),
    ...(when === undefined ? {} : { when }),
  };
  if (type === 'group' || type === 'array') {
    const inner =
      fields === undefined || field.type === 'bits' ? [{ name: 'field', type: 'u8' as const }] : fields;
    return { ...base, fields: inner, ...(type === 'array' ? { value: '1' } : {}) };
  }
  if (type === 'bits') return { ...base, size: 1, fields: [{ name: 'bits', type: 'bit', size: 8 }] };
  if (type === 'pad') return { ...base, align: 4 };
  const kept: LayoutField = {
    ...base,
    ...(little === undefined || widthOf(type) < 2 ? {} : { little }),
    ...(value === undefined ? {} : { value }),
    ...(fixed === undefined ? {} : { fixed }),
  };
  if ((type === 'text' || type === 'bytes') && (field.type === 'text' || field.type === 'bytes')) {
    const { size, prefix, end, fill } = field;
    const ending = { ...(size === undefined ? {} : { size }), ...(prefix === undefined ? {} : { prefix }) };
    const more = { ...(end === undefined ? {} : { end }), ...(fill === undefined ? {} : { fill }) };
    return { ...kept, ...ending, ...more };
  }
  // A number has the bytes it has.
  if (type === 'bytes' && widthOf(field.type) > 0) return { ...kept, size: widthOf(field.type) };
  if (!isInteger(type)) return kept;
  return {
    ...kept,
    ...(names === undefined ? {} : { names }),
    ...(length === undefined ? {} : { length }),
    ...(count === undefined ? {} : { count }),
    ...(checksum === undefined ? {} : { checksum }),
  };
}

/** What a field is worked out from, or how its end is known, in few words. */
export function roleOf(field: LayoutField): string {
  const { length, count, checksum, type } = field;
  const span = length ?? checksum;
  const over = span === undefined ? '' : span.to === undefined ? span.from : `${span.from} … ${span.to}`;
  if (length !== undefined) {
    const { plus = 0, per = 1 } = length;
    const more = plus === 0 ? '' : ` ${plus > 0 ? '+' : '−'} ${Math.abs(plus)}`;
    const of = `${over}${more}`;
    return per === 1 ? t('length of {of}', { of }) : t('length of {of} in {per} bytes', { of, per });
  }
  if (count !== undefined) return t('count of {of}', { of: count.of });
  if (checksum !== undefined) return t('{algorithm} of {over}', { algorithm: checksum.algorithm, over });
  if (type === 'pad')
    return field.align === undefined
      ? t('{count, plural, one {# byte} other {# bytes}}', { count: field.size ?? 0 })
      : t('to a multiple of {align}', { align: field.align });
  if (type === 'bits') return t('{count, plural, one {# byte} other {# bytes}}', { count: field.size ?? 1 });
  return '';
}

/** Whether a line has a value that a person types. */
export function isTyped(field: LayoutField): boolean {
  if (isDerived(field)) return false;
  if (field.type === 'array') return typeof field.times !== 'number';
  return field.type !== 'group' && field.type !== 'bits' && field.type !== 'pad';
}

const hints: Readonly<Partial<Record<FieldType, Phrase>>> = {
  text: phrase('text'),
  bytes: phrase('hex'),
  array: phrase('items'),
};

/** What stands in the place of a value that nobody typed. */
export function hintOf(type: FieldType): string {
  const hint = hints[type];
  return hint === undefined ? '0' : t(hint);
}
