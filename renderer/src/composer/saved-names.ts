import { Opcode, opcodeName } from '../../../codec/index.js';
import { freeName } from '../stores/message-shelf.js';
import type { MessageDraft } from '../stores/tab.js';

const nameLength = 32;

/** A name for a message nobody has named: how it begins, made different from the names there are. */
export function suggestName(draft: MessageDraft, taken: readonly string[]): string {
  // A name is made of how it begins.
  const typed = (draft.bodies[draft.mode] ?? '').slice(0, 1_000);
  const body = draft.crafting
    ? `${frameName(draft)} ${typed}`
    : draft.kind === 'close' && draft.code !== null
      ? `close ${draft.code}`
      : typed;
  const words = body
    .replace(/[{}[\]"]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const start =
    words === '' ? 'message' : words.length > nameLength ? `${words.slice(0, nameLength)}…` : words;
  return freeName(start, taken);
}

/** "text frame RSV2": its kind, and the bits that make it special. */
function frameName({ frame }: MessageDraft): string {
  const bits = [
    frame.fin === false && 'unfinished',
    frame.rsv1 && 'RSV1',
    frame.rsv2 && 'RSV2',
    frame.rsv3 && 'RSV3',
    frame.masked === false && 'unmasked',
    frame.fragments !== undefined && `in ${frame.fragments}`,
  ];
  return [opcodeName(frame.opcode ?? Opcode.text), 'frame', ...bits.filter((one) => one !== false)].join(' ');
}
