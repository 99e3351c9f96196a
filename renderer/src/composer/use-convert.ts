import type { ComputedRef } from 'vue';
import type { TabState } from '../stores/tab.js';
import { useToasts } from '../ui/index.js';
import { carryBody } from './carry-body.js';
import { labelOf, switchMode } from './composer-modes.js';
import { convertBody } from './convert.js';
import type { ConvertTarget } from './convert.js';

/** Takes a message from one mode to another: by switching, which overwrites nothing, and on demand, which can be undone. */
export function useConvert(tab: ComputedRef<TabState | null>): {
  readonly switchTo: (mode: string) => void;
  readonly convertTo: (target: ConvertTarget) => void;
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
    const name = target === 'base64url' ? 'URL-safe Base64' : labelOf(mode);
    const made = convertBody(draft.bodies[before] ?? '', before, target);
    if (!made.ok) {
      toasts.show({ tone: 'warn', title: `Not converted to ${name}`, text: made.error.message });
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
    toasts.show({ tone: 'ok', title: `Converted to ${name}`, action: { label: 'Undo', run: undo } });
  }

  return { switchTo, convertTo };
}
