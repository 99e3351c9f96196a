import { computed, onBeforeUnmount, onMounted, watch } from 'vue';
import { maxMenuCommands } from '../../../contract/index.js';
import type { MenuChoice, MenuCommand } from '../../../contract/index.js';
import { useBootStore } from '../stores/boot.js';
import { commandTitle, useCommandsStore } from '../stores/commands.js';
import { useHostStore } from '../stores/host.js';

/** Between two words to the host: what can be done changes with each row that is selected. */
const tellMs = 250;
/** A key that the page heard and its menu chose is one press: both come within this time. */
const samePressMs = 500;
/** Has a key of its own and is not on the palette, as it opens it; a menu is where it is looked for. */
const alsoShown = new Set(['palette.open']);

/** Keeps the system's menu to what this page can do, where its host has one, and does what is chosen there. */
export function useNativeMenu(): void {
  const boot = useBootStore();
  const commands = useCommandsStore();
  const host = useHostStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = '';
  /** The command whose key was pressed last, run or not: the page knows best where the keyboard is. */
  let pressed: { readonly id: string; readonly at: number } | null = null;

  const shown = computed<readonly MenuCommand[] | null>(() => {
    if (boot.state.kind !== 'ready' || host.info?.capabilities.nativeMenu !== true) return null;
    return commands.all
      .filter((command) => command.listed !== false || alsoShown.has(command.id))
      .slice(0, maxMenuCommands)
      .map((command) => {
        const { id, group } = command;
        const shortcut = commands.shortcutOf(command);
        return {
          id,
          title: commandTitle(command),
          group,
          enabled: commands.isEnabled(command),
          ...(shortcut ? { shortcut } : {}),
        };
      });
  });

  function tell(): void {
    timer = undefined;
    if (shown.value === null) return;
    const text = JSON.stringify(shown.value);
    if (text === told) return;
    told = text;
    void host.call('menu.tell', { commands: [...shown.value] });
    timer = setTimeout(tell, tellMs);
  }

  watch(shown, () => (timer === undefined ? tell() : undefined), { immediate: true });

  function onKeydown(event: KeyboardEvent): void {
    const command = shown.value === null ? null : commands.commandFor(event);
    if (command !== null) pressed = { id: command.id, at: performance.now() };
  }

  function onChoice({ command, byKey }: MenuChoice): void {
    if (boot.state.kind !== 'ready') return;
    const heard = byKey && pressed?.id === command && performance.now() - pressed.at < samePressMs;
    pressed = null;
    if (!heard) commands.run(command);
  }

  let off = (): void => undefined;
  onMounted(() => {
    off = host.on('menu.run', onChoice);
    addEventListener('keydown', onKeydown, { capture: true });
  });
  onBeforeUnmount(() => {
    off();
    clearTimeout(timer);
    removeEventListener('keydown', onKeydown, { capture: true });
  });
}
