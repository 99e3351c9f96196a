import { onBeforeUnmount, onMounted } from 'vue';
import { useBootStore } from '../stores/boot.js';
import { useCommandsStore } from '../stores/commands.js';

/** Gives every key press of the window to the commands first. */
export function useWindowKeys(): void {
  const boot = useBootStore();
  const commands = useCommandsStore();
  const onKeydown = (event: KeyboardEvent): void => {
    if (boot.state.kind === 'ready') commands.onKeydown(event);
  };
  // Capture: an editor must not take Ctrl+Enter for a line break before Send has seen it.
  onMounted(() => addEventListener('keydown', onKeydown, { capture: true }));
  onBeforeUnmount(() => removeEventListener('keydown', onKeydown, { capture: true }));
}
