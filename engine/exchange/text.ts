import { formatBytes, formatHex, looksTextual, visibleText } from '../../codec/index.js';
import type { ExportFormat, ExportRow } from './format.js';

const arrows = { in: '←', out: '→', none: '·' } as const;
/** How much of a payload decides whether it is shown as text or as hex. */
const judgedBytes = 4_096;

/**
 * One line a row for eyes, in columns: time, direction, peer, kind, size, payload. Payloads are whole;
 * text with every control made visible (␊, ⟨U+202E⟩), anything else as hex. A star, and its comment in
 * brackets, stand before the payload of a marked row; the head of a frame, in braces, before that of a row
 * of the wire.
 */
export const text: ExportFormat = {
  title: 'Text',
  extension: 'txt',
  type: 'text/plain; charset=utf-8',
  head: () => '',
  writer: ({ wire }) => {
    let decoder: InstanceType<typeof TextDecoder> | null = null;
    let first = true;
    return {
      begin: (row) => {
        first = true;
        return columns(row) + (wire ? frameHead(row) : '');
      },
      piece: (bytes, last) => {
        const opening = first;
        if (opening) {
          const textual = looksTextual(bytes.subarray(0, judgedBytes));
          decoder = textual ? new TextDecoder('utf-8', { ignoreBOM: true }) : null;
          first = false;
        }
        if (decoder !== null) return visibleText(decoder.decode(bytes, { stream: !last }));
        return (opening || bytes.length === 0 ? '' : ' ') + formatHex(bytes);
      },
      end: () => '\n',
      life: (row, detail) => `${columns(row)}${visibleText(detail.text)}\n`,
    };
  },
};

function columns({ time, direction, peer, kind, length, mark }: ExportRow): string {
  const who = peer === 0 ? '' : `#${peer}`;
  const size = direction === 'none' ? '' : formatBytes(length);
  // Microseconds are what a timeline shows.
  const when = `${time.slice(0, 26)}Z`;
  const star = mark === null ? '' : mark === '' ? '★ ' : `★ [${visibleText(mark)}] `;
  return `${when}  ${arrows[direction]} ${who.padEnd(5)} ${kind.padEnd(10)} ${size.padStart(8)}  ${star}`;
}

function frameHead({ head }: ExportRow): string {
  return head.length === 0 ? '' : `{${formatHex(head)}} `;
}
