import { onScopeDispose } from 'vue';
import { useCommandsStore } from '../stores/commands.js';
import { convertTargets } from './convert.js';
import type { ConvertTarget } from './convert.js';

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

/** The composer's commands for keys and palette, for as long as it is on screen. */
export function useComposerCommands(on: ComposerCommands): void {
  const group = 'Message' as const;
  onScopeDispose(
    useCommandsStore().registerAll([
      {
        id: 'message.send',
        title: 'Send the message',
        group,
        shortcut: 'Mod+Enter',
        enabled: on.canSend,
        run: on.send,
      },
      { id: 'message.frame', title: 'Craft a frame', group, enabled: on.canCraft, run: on.craft },
      { id: 'message.focus', title: 'Go to the message', group, run: on.focus },
      { id: 'message.format', title: 'Format the message', group, enabled: on.canFormat, run: on.format },
      {
        id: 'message.find',
        title: 'Find and replace in the message',
        group,
        enabled: on.canEdit,
        run: on.find,
      },
      ...convertTargets.map(({ value, label }) => ({
        id: `message.convert.${value}`,
        title: `Convert the message to ${label}`,
        group,
        enabled: on.canEdit,
        run: () => on.convert(value),
      })),
    ]),
  );
}
