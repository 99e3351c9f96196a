import { Opcode } from '../../../codec/index.js';
import type { ComposerMode, Protocol, SavedMessage } from '../../../contract/index.js';
import type { MessageDraft } from '../stores/tab.js';
import { isWebSocket } from './draft.js';
import type { EditorLanguage } from './editor-language.js';

/** The ways to compose: a text in one of its forms, a file, or frames whose payload is such a text. */
export type ShownMode = ComposerMode | 'frame';

const modes: readonly { readonly value: ShownMode; readonly label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'json', label: 'JSON' },
  { value: 'xml', label: 'XML' },
  { value: 'escapes', label: 'Escapes' },
  { value: 'hex', label: 'Hex' },
  { value: 'base64', label: 'Base64' },
  { value: 'fields', label: 'Fields' },
  { value: 'file', label: 'File' },
  { value: 'frame', label: 'Frame' },
];

export function modesFor(protocol: Protocol): typeof modes {
  return isWebSocket(protocol) ? modes : modes.filter(({ value }) => value !== 'frame');
}

export const labelOf = (mode: ShownMode): string => modes.find(({ value }) => value === mode)?.label ?? mode;

/** What a saved message is composed as, in a word. */
export function modeTitle({ mode, frame }: Pick<SavedMessage, 'mode' | 'frame'>): string {
  return labelOf(frame === undefined ? mode : 'frame');
}

/** The forms a payload can be typed in. */
export const payloadModes = modes.filter(({ value }) => !['file', 'frame', 'fields'].includes(value));

export const placeholders: Readonly<Record<ComposerMode, string>> = {
  text: 'Type a message',
  json: '{ "type": "a message" }',
  xml: '<message/>',
  escapes: 'login\\x00 user\\t\\u{1F600}\\r\\n: \\xHH is one byte, \\\\ a backslash',
  hex: 'c0 ff ee: spaces, commas, 0x, \\x and line breaks are fine',
  base64: 'aGVsbG8=',
  file: '',
  fields: '',
};

/** How the editor reads the text of each mode. */
export const languages: Readonly<Record<ComposerMode, EditorLanguage>> = {
  text: 'plain',
  json: 'json',
  xml: 'xml',
  escapes: 'escapes',
  hex: 'plain',
  base64: 'plain',
  file: 'plain',
  fields: 'plain',
};

export function switchMode(draft: MessageDraft, next: string): void {
  if (next === 'frame') {
    draft.crafting = true;
    if (draft.mode === 'file' || draft.mode === 'fields') draft.mode = 'text';
    // The first frame is of the kind that would have been sent.
    if (Object.keys(draft.frame).length === 0 && draft.kind !== 'text') {
      draft.frame = { opcode: Opcode[draft.kind] };
    }
    return;
  }
  const mode = modes.find(({ value }) => value === next)?.value;
  if (mode === undefined || mode === 'frame') return;
  draft.crafting = false;
  draft.mode = mode;
  // Bytes are seldom text: the frame follows the mode until a person says otherwise.
  const bytes = mode === 'hex' || mode === 'base64' || mode === 'file' || mode === 'fields';
  if (draft.kind === 'text' && bytes) draft.kind = 'binary';
  else if (draft.kind === 'binary' && !bytes) draft.kind = 'text';
}
