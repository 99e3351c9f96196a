import type { Dissector } from '../dissectors/dissector.js';
import { done, notMine } from '../dissectors/fields.js';
import type { Field } from '../field.js';
import { visibleText } from '../text.js';
import { decodeFields } from './decode.js';
import type { Layout } from './layout.js';

/** Bytes a layout is tried on unasked. */
const sniffBytes = 64 * 1024;
/** Two bytes that are always the same are no accident. */
const sureBytes = 2;

/** The id a layout goes by among payload formats. */
export function layoutFormat(layout: Pick<Layout, 'id'>): string {
  return `layout:${layout.id}`;
}

/**
 * A layout as a payload format. It offers itself only where it has constants and they hold, as fields
 * without any fit whatever comes.
 */
export function layoutDissector(layout: Layout): Dissector {
  return {
    id: layoutFormat(layout),
    label: visibleText(layout.name),
    sniff(bytes) {
      if (bytes.length > sniffBytes) return 0;
      const read = decodeFields(layout.fields, bytes);
      if (read.constants < 1 || read.proofs === 0) return 0;
      const whole = read.error === null && read.consumed === bytes.length;
      if (read.constants >= sureBytes) return whole ? 0.98 : 0.6;
      return whole ? (read.proofs > 1 ? 0.9 : 0.45) : 0;
    },
    dissect(bytes) {
      const read = decodeFields(layout.fields, bytes);
      if (read.fields.length === 0) return notMine(read.error ?? 'the layout has no fields');
      return done(read.fields, read.error ?? summaryOf(read.fields), read.consumed);
    },
  };
}

/** The first fields with their values. */
function summaryOf(fields: readonly Field[]): string {
  const told = fields.filter(({ value }) => value !== '').slice(0, 4);
  return told.map(({ name, value }) => `${name} ${value}`).join(', ');
}
