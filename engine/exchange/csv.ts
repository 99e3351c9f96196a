import { encodeUtf8, formatEscapes, formatHex } from '../../codec/index.js';
import type { ExportFormat, ExportRow } from './format.js';

/**
 * RFC 4180, one line a row: payloads whole, as text with backslash escapes that read back to the
 * same bytes (`\n`, `\x00`, `\\`), so that no cell holds a line break or a control.
 *
 * A spreadsheet takes a cell that begins with one of `= + - @` for a formula, quoted or not. Such a
 * cell gets an apostrophe in front, and so does one that begins with an apostrophe: a reader that
 * drops one leading apostrophe has the text again. The last two cells are the mark, `yes` or nothing, and
 * its comment, written as payloads are. Rows of the wire have one more cell: the frame's head, in hex.
 */
export const csv: ExportFormat = {
  title: 'CSV',
  extension: 'csv',
  type: 'text/csv',
  head: ({ wire }) =>
    `seq,time,offset_ns,direction,kind,flags,peer,length,payload,marked,comment${wire ? ',head' : ''}\r\n`,
  writer: ({ wire }) => {
    let first = true;
    let held = new Uint8Array();
    return {
      begin: (row) => {
        first = true;
        held = new Uint8Array();
        return `${fields(row)},"`;
      },
      piece: (bytes, last) => {
        const all = held.length === 0 ? bytes : joined(held, bytes);
        const whole = last ? all.length : wholeCharacters(all);
        held = Uint8Array.from(all.subarray(whole));
        const text = formatEscapes(all.subarray(0, whole));
        const guard = first && isFormula(text) ? "'" : '';
        if (text !== '') first = false;
        return guard + quoted(text);
      },
      end: (row) => `"${markCells(row)}${wire ? headCell(row) : ''}\r\n`,
      life: (row, detail) => {
        return `${fields(row)},${cell(detail.text)}${markCells(row)}${wire ? headCell(row) : ''}\r\n`;
      },
    };
  },
};

function fields(row: ExportRow): string {
  const { seq, time, offsetNs, direction, kind, flags, peer, length } = row;
  return `${seq},${time},${offsetNs},${direction},${kind},${flags.join(' ')},${peer},${length}`;
}

function markCells({ mark }: ExportRow): string {
  if (mark === null) return ',,';
  return mark === '' ? ',yes,' : `,yes,${cell(mark)}`;
}

function headCell({ head }: ExportRow): string {
  return `,${formatHex(head, { separator: '' })}`;
}

function cell(words: string): string {
  const text = formatEscapes(encodeUtf8(words));
  return `"${isFormula(text) ? "'" : ''}${quoted(text)}"`;
}

function quoted(text: string): string {
  return text.replaceAll('"', '""');
}

/** The full-width forms too: some spreadsheets take them for the same. */
function isFormula(text: string): boolean {
  return /^[=+\-@'＝＋－＠]/.test(text);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** Length without a last character whose bytes have not all come. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const size = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return back < size ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
