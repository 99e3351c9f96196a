import * as z from 'zod/mini';
import { FieldsBody, SavedMessage } from '../../contract/index.js';
import type { Layout, LayoutField } from '../../contract/index.js';

/**
 * Messages in mode `fields` as files hold them: the layout and each value on a line of its own, where the
 * body of the message is one text. A body that is none is kept as the text it is.
 */
export const FileMessage = z
  .extend(SavedMessage, {
    body: z.exactOptional(SavedMessage.shape.body),
    fields: z.exactOptional(FieldsBody),
  })
  .check(z.refine((one) => (one.body === undefined) !== (one.fields === undefined), 'has a body, or fields'));
export type FileMessage = z.output<typeof FileMessage>;

/** A message of a file as the rest of the program knows it. */
export function messageOfFile({ fields, body, ...message }: FileMessage): SavedMessage {
  return { ...message, body: fields === undefined ? (body ?? '') : JSON.stringify(fields) };
}

/** What a file has instead of a body that is made of fields; null of any other. */
export function printedFields({ mode, body }: SavedMessage): Pick<FileMessage, 'fields'> | null {
  const fields = mode === 'fields' ? fieldsOf(body) : null;
  if (fields === null) return null;
  const { layout, values } = fields;
  return { fields: { layout: typeof layout === 'string' ? layout : printedLayout(layout), values } };
}

function fieldsOf(body: string): FieldsBody | null {
  try {
    const judged = FieldsBody.safeParse(JSON.parse(body));
    return judged.success ? judged.data : null;
  } catch {
    return null;
  }
}

/** A layout with its keys in one order, those that say nothing left out. */
export function printedLayout({ id, name, note, fields }: Layout): Layout {
  return {
    id,
    name,
    ...(note === undefined || note === '' ? {} : { note }),
    fields: fields.map(printedField),
  };
}

function printedField(field: LayoutField): LayoutField {
  const { name, type, little, value, fixed, names, length, count, checksum } = field;
  const { size, prefix, end, fill, charset, align, times, when, note, fields } = field;
  return {
    name,
    type,
    ...(little === undefined ? {} : { little }),
    ...(size === undefined ? {} : { size }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(end === undefined || end === '' ? {} : { end }),
    ...(align === undefined ? {} : { align }),
    ...(fill === undefined || fill === '' ? {} : { fill }),
    ...(charset === undefined ? {} : { charset }),
    ...(times === undefined ? {} : { times }),
    ...(when === undefined ? {} : { when }),
    ...(value === undefined || value === '' ? {} : { value }),
    ...(fixed === undefined ? {} : { fixed }),
    ...(length === undefined ? {} : { length }),
    ...(count === undefined ? {} : { count }),
    ...(checksum === undefined ? {} : { checksum }),
    ...(names === undefined || names.length === 0 ? {} : { names }),
    ...(note === undefined || note === '' ? {} : { note }),
    ...(fields === undefined ? {} : { fields: fields.map(printedField) }),
  };
}
