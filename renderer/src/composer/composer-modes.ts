import { Opcode } from '../../../codec/index.js';
import type { ComposerMode, Protocol, SavedMessage } from '../../../contract/index.js';
import type { MessageDraft } from '../stores/tab.js';
import { isWebSocket } from './draft.js';
import type { EditorLanguage } from './editor-language.js';
import { phrase, t, type Phrase } from '../language/index.js';

/** The ways to compose: a text in one of its forms, a file, or frames whose payload is such a text. */
export type ShownMode = ComposerMode | 'frame';

const modes: readonly { readonly value: ShownMode; readonly label: Phrase }[] = [
  { value: 'text', label: phrase('Text##form') },
  { value: 'json', label: phrase('JSON') },
  { value: 'xml', label: phrase('XML') },
  { value: 'escapes', label: phrase('Escapes') },
  { value: 'hex', label: phrase('Hex') },
  { value: 'base64', label: phrase('Base64') },
  { value: 'fields', label: phrase('Fields') },
  { value: 'file', label: phrase('File') },
  { value: 'frame', label: phrase('Frame') },
];

/** A way to compose, as a control offers it. */
interface ModeOption {
  readonly value: ShownMode;
  readonly label: string;
}
const optionsOf = (some: typeof modes): readonly ModeOption[] =>
  some.map(({ value, label }) => ({ value, label: t(label) }));

export function modesFor(protocol: Protocol): readonly ModeOption[] {
  return optionsOf(isWebSocket(protocol) ? modes : modes.filter(({ value }) => value !== 'frame'));
}

export function labelOf(mode: ShownMode): string {
  const found = modes.find(({ value }) => value === mode);
  return found === undefined ? mode : t(found.label);
}

/** What a saved message is composed as, in a word. */
export function modeTitle({ mode, frame }: Pick<SavedMessage, 'mode' | 'frame'>): string {
  return labelOf(frame === undefined ? mode : 'frame');
}

/** The forms a payload can be typed in. */
export const payloadModes = (): readonly ModeOption[] =>
  optionsOf(modes.filter(({ value }) => !['file', 'frame', 'fields'].includes(value)));

const placeholders: Readonly<Partial<Record<ComposerMode, Phrase>>> = {
  text: phrase('Type a message'),
  json: phrase('{ "type": "a message" }'),
  xml: phrase('<message/>'),
  escapes: phrase('login\\x00 user\\t\\u{1F600}\\r\\n: \\xHH is one byte, \\\\ a backslash'),
  hex: phrase('c0 ff ee: spaces, commas, 0x, \\x and line breaks are fine'),
  base64: phrase('aGVsbG8='),
};

/** What stands in the editor while nothing is typed. */
export function placeholderOf(mode: ComposerMode): string {
  const example = placeholders[mode];
  return example === undefined ? '' : t(example);
}

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
