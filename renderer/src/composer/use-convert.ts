import type { ComputedRef } from 'vue';
import type { TabState } from '../stores/tab.js';
import { useToasts } from '../ui/index.js';
import { carryBody } from './carry-body.js';
import { labelOf, switchMode } from './composer-modes.js';
import { convertBody } from './convert.js';
import type { ConvertTarget } from './convert.js';
import { layOut, type Layout } from './format-body.js';
import { t, told } from '../language/index.js';

/** Takes a message from one mode to another: by switching, which overwrites nothing, and on demand, which can be undone. */
export function useConvert(tab: ComputedRef<TabState | null>): {
  readonly switchTo: (mode: string) => void;
  readonly convertTo: (target: ConvertTarget) => void;
  /** Lays its white space out anew, where it is of its format. */
  readonly relayOut: (how: Layout) => void;
} {
  const toasts = useToasts();

  function switchTo(next: string): void {
    if (tab.value === null) return;
    const { message } = tab.value;
    const before = message.mode;
    switchMode(message, next);
    carryBody(tab.value, before, message.mode);
  }

  function convertTo(target: ConvertTarget): void {
    if (tab.value === null) return;
    const draft = tab.value.message;
    const { mode: before, kind, crafting } = draft;
    const mode = target === 'base64url' ? 'base64' : target;
    const name = (): string => (target === 'base64url' ? t('URL-safe Base64') : labelOf(mode));
    const made = convertBody(draft.bodies[before] ?? '', before, target);
    if (!made.ok) {
      toasts.show({
        tone: 'warn',
        title: () => t('Not converted to {name}', { name: name() }),
        text: () => told(made.error.message),
      });
      return;
    }
    const over = draft.bodies[mode] ?? '';
    if (mode !== before) switchMode(draft, mode);
    draft.crafting = crafting;
    draft.bodies[mode] = made.value;
    const undo = (): void => {
      draft.bodies[mode] = over;
      draft.mode = before;
      draft.kind = kind;
    };
    toasts.show({
      tone: 'ok',
      title: () => t('Converted to {name}', { name: name() }),
      action: { label: () => t('Undo'), run: undo },
    });
  }

  function relayOut(how: Layout): void {
    if (tab.value === null) return;
    const { bodies, mode } = tab.value.message;
    const text = layOut(bodies[mode] ?? '', mode, how);
    if (text.ok) bodies[mode] = text.value;
    else
      toasts.show({
        tone: 'warn',
        title: () => t('This is not {mode}', { mode: labelOf(mode) }),
        text: () => told(text.error.message),
      });
  }

  return { switchTo, convertTo, relayOut };
}
