import { formatHex, visibleText } from '../../codec/index.js';
import { isUnverified } from '../../contract/index.js';
import { unverifiedWords } from './format.js';
import type { ExportFormat, ExportRow } from './format.js';

const perLine = 12;
const directions = { in: 'received', out: 'sent', none: 'none' } as const;

/** An array of C for each payload, named by peer, direction and row, for tests and firmware. */
export const cArray: ExportFormat = {
  title: 'C arrays',
  extension: 'h',
  type: 'text/x-c',
  head: ({ info, version }) =>
    `/* Wirebench ${commentSafe(version)}, session ${commentSafe(info.id)}: ${commentSafe(info.name)} */\n` +
    (isUnverified(info.config) ? `/* ${unverifiedWords} */\n` : ''),
  writer: () => {
    let column = 0;
    let kept = false;
    return {
      begin: (row) => {
        column = 0;
        kept = row.length > 0;
        return `\n/* ${about(row)} */\nstatic const unsigned char ${nameOf(row)}[${Math.max(1, row.length)}] = {`;
      },
      piece: (bytes) => {
        let text = '';
        for (let at = 0; at < bytes.length;) {
          if (column === 0) text += '\n  ';
          const end = Math.min(bytes.length, at + perLine - column);
          text += `0x${formatHex(bytes.subarray(at, end), { separator: ', 0x' })},`;
          column = (column + end - at) % perLine;
          if (column !== 0) text += ' ';
          at = end;
        }
        return text;
      },
      // C before C23 has no empty arrays.
      end: () => (kept ? '\n};\n' : ' 0 };\n'),
      life: () => '',
    };
  },
};

function nameOf({ seq, peer, direction }: ExportRow): string {
  return `peer${peer}_${direction}_${seq}`;
}

function about({ seq, time, direction, kind, peer, length, mark }: ExportRow): string {
  const bytes = `${length} ${length === 1 ? 'byte' : 'bytes'}${length === 0 ? ', no element of it counts' : ''}`;
  const said = mark === null || mark === '' ? '' : `; ${commentSafe(mark)}`;
  return `row ${seq}, ${directions[direction]} ${kind} of peer ${peer}, ${bytes}, ${time}${said}`;
}

/** Nothing in it ends the comment, or goes on in the next line. */
function commentSafe(text: string): string {
  return visibleText(text).replaceAll('*/', '* /').replaceAll('/*', '/ *').replaceAll('\\', '\\\\ ');
}
