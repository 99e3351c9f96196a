import { Opcode, decodeFrameHead, opcodeName } from '../../../codec/index.js';
import type { DecodedHead } from '../../../codec/index.js';
import { RowFlag, kindName } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';
import { formatCount, phrase, type Phrase, t } from '../language/index.js';

/** What the head of a WebSocket frame says in the Frame column, as short as it goes. */
export interface FrameWords {
  /** `0x1`: the opcode as it stands in the byte. */
  readonly opcode: string;
  readonly fin: boolean;
  /** `RSV1 RSV2`; empty where none is set. */
  readonly rsv: string;
  /** The masking key in hex; null where the frame is not masked. */
  readonly mask: string | null;
  /** Of the head, and how the length is written: `6 B head, 7-bit length`. */
  readonly title: string;
}

/** Null where the row is not one frame. */
export function headOf(row: Row): DecodedHead | null {
  const head = row.head.length === 0 ? null : decodeFrameHead(row.head);
  return head?.ok === true ? head.value : null;
}

export function frameWords(head: DecodedHead): FrameWords {
  const { fin, opcode, masked, maskKey, headLength, lengthForm, minimal, declared } = head;
  const length = { bytes: formatCount(Number(declared)), bits: lengthForm };
  const words = [
    t('{opcode} frame', { opcode: opcodeName(opcode) }),
    fin ? t('final') : t('not final'),
    t('{count, plural, one {# byte of head} other {# bytes of head}}', { count: headLength }),
    minimal
      ? t('{bytes} in a {bits}-bit length', length)
      : t('{bytes} in a {bits}-bit length, longer than need be', length),
  ];
  return {
    opcode: `0x${opcode.toString(16)}`,
    fin,
    rsv: rsvWords(head),
    mask: masked ? hexKey(maskKey) : null,
    title: words.join(' · '),
  };
}

/** The Kind column of a frame: continuation needs a shorter word. */
export function frameLabel({ opcode }: DecodedHead): string {
  if (opcode === Opcode.continuation) return 'Cont.';
  const name = opcodeName(opcode);
  return name.startsWith('reserved')
    ? `Op 0x${opcode.toString(16)}`
    : name.charAt(0).toUpperCase() + name.slice(1);
}

/** Which piece of a message a frame is; null for one that is whole. Control frames are never fragmented (RFC 6455 §5.5). */
export function fragmentWord({ fin, opcode }: DecodedHead): Phrase | null {
  if (opcode === Opcode.continuation) return fin ? phrase('last fragment') : phrase('fragment');
  return fin || opcode >= 8 ? null : phrase('first fragment');
}

/** The frame for those who hear it: "opcode 1, final, RSV1, masked 37fa213d". */
export function spokenFrame(head: DecodedHead): readonly string[] {
  const { fin, opcode, masked, maskKey, minimal } = head;
  const rsv = rsvWords(head);
  return [
    `opcode ${opcode}`,
    fin ? t('final') : t('not final'),
    ...(rsv === '' ? [] : [rsv]),
    masked ? t('masked {key}', { key: hexKey(maskKey) }) : t('not masked'),
    ...(minimal ? [] : [t('length not in its shortest form')]),
  ];
}

/** What leads from a row to the other layer: a frame to its message, a message to its frames. */
export function relatedItem(row: Row, wire: boolean): Phrase | null {
  const name = kindName(row.kind);
  if (name === 'frame' && wire) return (row.flags & RowFlag.crafted) === 0 ? phrase('Show message') : null;
  const many = (row.flags & (RowFlag.fragmented | RowFlag.compressed)) !== 0 && row.head.length === 0;
  return !wire && many && (name === 'text' || name === 'binary') ? phrase('Show frames') : null;
}

function rsvWords({ rsv }: DecodedHead): string {
  return [4, 2, 1].flatMap((bit, at) => ((rsv & bit) === 0 ? [] : [`RSV${at + 1}`])).join(' ');
}

function hexKey(key: number): string {
  return key.toString(16).padStart(8, '0');
}
