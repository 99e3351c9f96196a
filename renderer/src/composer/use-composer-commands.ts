import { onScopeDispose } from 'vue';
import { useCommandsStore } from '../stores/commands.js';
import type { ConvertTarget } from './convert.js';
import { phrase, type Phrase } from '../language/index.js';

export interface ComposerCommands {
  readonly canSend: () => boolean;
  /** A text is edited, so that it can be searched and converted. */
  readonly canEdit: () => boolean;
  readonly canFormat: () => boolean;
  readonly canCraft: () => boolean;
  readonly send: () => void;
  readonly craft: () => void;
  readonly focus: () => void;
  readonly format: () => void;
  readonly find: () => void;
  readonly convert: (target: ConvertTarget) => void;
}

/** In the order of the menu. */
const convertTitles = {
  text: phrase('Convert the message to Text'),
  json: phrase('Convert the message to JSON'),
  xml: phrase('Convert the message to XML'),
  escapes: phrase('Convert the message to Escapes'),
  hex: phrase('Convert the message to Hex'),
  base64: phrase('Convert the message to Base64'),
  base64url: phrase('Convert the message to Base64, URL-safe'),
} as const satisfies Partial<Record<ConvertTarget, Phrase>>;

/** The composer's commands for keys and palette, for as long as it is on screen. */
export function useComposerCommands(on: ComposerCommands): void {
  const group = 'Message' as const;
  onScopeDispose(
    useCommandsStore().registerAll([
      {
        id: 'message.send',
        title: phrase('Send the message'),
        group,
        shortcut: 'Mod+Enter',
        enabled: on.canSend,
        run: on.send,
      },
      { id: 'message.frame', title: phrase('Craft a frame'), group, enabled: on.canCraft, run: on.craft },
      { id: 'message.focus', title: phrase('Go to the message'), group, run: on.focus },
      {
        id: 'message.format',
        title: phrase('Format the message'),
        group,
        enabled: on.canFormat,
        run: on.format,
      },
      {
        id: 'message.find',
        title: phrase('Find and replace in the message'),
        group,
        enabled: on.canEdit,
        run: on.find,
      },
      ...(Object.keys(convertTitles) as (keyof typeof convertTitles)[]).map((target) => ({
        id: `message.convert.${target}`,
        title: convertTitles[target],
        group,
        enabled: on.canEdit,
        run: () => on.convert(target),
      })),
    ]),
  );
}
