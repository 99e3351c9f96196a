import { checksums, widthOf } from '../../../../codec/index.js';
import type { LayoutField } from '../../../../contract/index.js';

type Span = { from?: string; to?: string; plus?: number; per?: number; algorithm?: string };

/** What the controls of one field make of it: each answers the field as it will be. */
export function fieldChanges(field: LayoutField, names: readonly string[], arrays: readonly string[]) {
  const others = names.filter((name) => name !== field.name);

  function role(wanted: string): LayoutField {
    const { length: _length, count: _count, checksum: _checksum, fixed: _fixed, ...rest } = field;
    const [from = ''] = others;
    const last = others.at(-1) ?? from;
    if (wanted === 'fixed')
      return { ...rest, value: rest.value ?? (rest.type === 'bytes' ? '00' : '0'), fixed: true };
    if (wanted === 'length') return { ...rest, length: { from: last } };
    if (wanted === 'count') return { ...rest, count: { of: arrays[0] ?? '' } };
    if (wanted !== 'checksum') return rest;
    const bits = bitsOf(field);
    const fits =
      checksums.find(({ width }) => width === bits) ?? checksums.find(({ width }) => width <= bits);
    const usual = bits === 16 ? 'CRC-16/MODBUS' : bits === 32 ? 'CRC-32/ISO-HDLC' : (fits?.name ?? 'XOR-8');
    return { ...rest, checksum: { algorithm: usual, from, ...(last === from ? {} : { to: last }) } };
  }

  function span(change: Span): LayoutField {
    if (field.checksum !== undefined) {
      const {
        algorithm = field.checksum.algorithm,
        from = field.checksum.from,
        to = field.checksum.to,
      } = change;
      return { ...field, checksum: { algorithm, from, ...(to === undefined || to === from ? {} : { to }) } };
    }
    if (field.length === undefined) return field;
    const { from = field.length.from, to = field.length.to } = change;
    const { plus = field.length.plus ?? 0, per = field.length.per ?? 1 } = change;
    const length = {
      from,
      ...(to === undefined || to === from ? {} : { to }),
      ...(plus === 0 ? {} : { plus }),
      ...(per === 1 ? {} : { per }),
    };
    return { ...field, length };
  }

  function ending(how: string): LayoutField {
    const { size, prefix: _prefix, end: _end, ...rest } = field;
    if (how === 'size') return { ...rest, size: size ?? 8 };
    if (how === 'u8' || how === 'u16' || how === 'u32') return { ...rest, prefix: how };
    return how === 'end' ? { ...rest, end: '00' } : rest;
  }

  function charset(id: string): LayoutField {
    const { charset: _charset, ...rest } = field;
    return id === 'ascii' || id === 'latin1' || id === 'utf-16' ? { ...rest, charset: id } : rest;
  }

  function aligned(on: boolean): LayoutField {
    const { size: _size, align: _align, ...rest } = field;
    return on ? { ...rest, align: 4 } : { ...rest, size: 1 };
  }

  function filled(hex: string): LayoutField {
    const { fill: _fill, ...rest } = field;
    return hex.trim() === '' ? rest : { ...rest, fill: hex };
  }

  function times(how: string): LayoutField {
    const { times: _times, ...rest } = field;
    if (how === 'number') return { ...rest, times: 1 };
    return how === 'field' ? { ...rest, times: others[0] ?? '' } : rest;
  }

  function namesOf(text: string): LayoutField {
    const { names: _names, ...rest } = field;
    const read = text.split('\n').flatMap((line) => {
      const cut = line.indexOf('=');
      const value = (cut < 0 ? line : line.slice(0, cut)).trim().slice(0, 64);
      const name =
        cut < 0
          ? ''
          : line
              .slice(cut + 1)
              .trim()
              .slice(0, 100);
      return value === '' ? [] : [{ value, name }];
    });
    return read.length === 0 ? rest : { ...rest, names: read.slice(0, 1_000) };
  }

  function when(other: string, is: string): LayoutField {
    const { when: _when, ...rest } = field;
    return other === '' ? rest : { ...rest, when: { field: other, is } };
  }

  function note(text: string): LayoutField {
    const { note: _note, ...rest } = field;
    return text === '' ? rest : { ...rest, note: text };
  }

  const namesText = (field.names ?? []).map(({ value, name }) => `${value} = ${name}`).join('\n');
  return { role, span, ending, charset, aligned, filled, times, namesOf, when, note, namesText };
}

/** Bits that a number has in a field; of digits in a text, four each. */
function bitsOf({ type, size = 1 }: LayoutField): number {
  if (type === 'text') return size * 4;
  return type === 'bit' ? size : widthOf(type) * 8;
}
