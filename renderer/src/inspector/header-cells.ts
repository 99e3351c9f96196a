import { visibleText } from '../../../codec/index.js';
import type { Field } from '../../../codec/index.js';
import type { BitCell, HighlightTone } from '../ui/index.js';
import { t } from '../language/index.js';

/** A cell of the grid and the field it stands for. */
export interface HeaderCell extends BitCell {
  readonly field: Field;
}

/** Names as the figure of RFC 6455 §5.2 has them, and the colour each keeps in the hex view. */
const looks: Readonly<Record<string, { readonly label: string; readonly tone?: HighlightTone }>> = {
  FIN: { label: 'FIN', tone: 'accent' },
  RSV1: { label: 'RSV1' },
  RSV2: { label: 'RSV2' },
  RSV3: { label: 'RSV3' },
  Opcode: { label: 'opcode', tone: 'in' },
  MASK: { label: 'MASK', tone: 'warn' },
  'Payload length': { label: 'length', tone: 'ctl' },
  '7 bits': { label: 'length', tone: 'ctl' },
  'Masking key': { label: 'masking key', tone: 'warn' },
};

/**
 * The fields of a frame's head as cells: the innermost ones that lie in its first `headLength` bytes.
 * What is wrong with the whole length is wrong with the parts that are drawn.
 */
export function headerCells(
  fields: readonly Field[],
  headLength: number,
  above?: string,
): readonly HeaderCell[] {
  return fields.flatMap((one) => {
    if (one.length === 0 || one.start + one.length > headLength) return [];
    const error = one.error ?? above;
    if (one.children.length > 0) return headerCells(one.children, headLength, error);
    const look = looks[one.name] ?? { label: 'extended length', tone: 'ctl' as const };
    return {
      id: `${one.name} ${one.start}`,
      first: one.start * 8 + (one.bits?.first ?? 0),
      count: one.bits?.count ?? one.length * 8,
      label: look.label,
      value: shortValue(one),
      spoken: spokenOf(`${one.name}: ${visibleText(one.value)}`, error),
      tone: look.tone,
      wrong: error !== undefined,
      field: one,
    };
  });
}

/** A field in words, and what is wrong with it. */
function spokenOf(field: string, error: string | undefined): string {
  return error === undefined ? field : t('{field}, wrong: {error}', { field, error: visibleText(error) });
}

/** What fits under four bits. */
function shortValue(field: Field): string {
  const value = visibleText(field.value);
  // Read alone, 126 looks like the length.
  if (field.name === '7 bits') return value.replace(/^(\d+), .* (\d+) bytes$/, '$1: in the next $2 bytes');
  if (field.name === 'Opcode') return value.slice(value.indexOf(',') + 2);
  return value.split(',')[0] ?? value;
}
