import { watch } from 'vue';
import type { ComputedRef } from 'vue';
import type { ComposerMode } from '../../../contract/index.js';
import type { TabState } from '../stores/tab.js';

interface Body {
  readonly mode: ComposerMode;
  readonly body: string;
}

/** What a preset wrote, and what a person had there. */
interface Written {
  /** The payload that presets are made of. */
  readonly own: Body;
  readonly made: Body;
  /** What stood where `made` was written. */
  readonly over: string;
}

/**
 * Payloads that presets write lie on top of what was typed: it is back as soon as another preset is chosen
 * or the mode Frame is left, and the preset's is back with the mode. What was changed since then stays.
 */
export function usePresetBodies(tab: ComputedRef<TabState | null>) {
  const written = new Map<string, Written>();
  const bodyOf = ({ message }: TabState, mode: ComposerMode): string => message.bodies[mode] ?? '';

  /** Takes away what the last preset wrote, unless it was changed, and answers what was typed. */
  function takeBack(of: TabState): Body {
    const { mode } = of.message;
    const now = { mode, body: bodyOf(of, mode) };
    const last = written.get(of.id);
    if (last?.made.mode !== mode || last.made.body !== now.body) return now;
    of.message.bodies[mode] = last.over;
    return last.own;
  }

  /** Writes the payload of a preset made of `own`. */
  function put(of: TabState, own: Body, made: Body): void {
    written.set(of.id, { own, made, over: bodyOf(of, made.mode) });
    of.message.mode = made.mode;
    of.message.bodies[made.mode] = made.body;
  }

  watch(
    () => ({ of: tab.value, crafting: tab.value?.message.crafting }),
    ({ of, crafting }, before) => {
      const last = of === null ? undefined : written.get(of.id);
      if (of === null || last === undefined || of.id !== before.of?.id || crafting === before.crafting)
        return;
      const { made, over } = last;
      if (crafting === false && bodyOf(of, made.mode) === made.body) of.message.bodies[made.mode] = over;
      else if (
        crafting === true &&
        bodyOf(of, made.mode) === over &&
        bodyOf(of, last.own.mode) === last.own.body
      ) {
        of.message.mode = made.mode;
        of.message.bodies[made.mode] = made.body;
      }
    },
  );

  return { takeBack, put };
}
