import { onScopeDispose } from 'vue';
import { phrase, t, told } from '../language/index.js';
import { useCommandsStore } from '../stores/commands.js';
import { useHostStore } from '../stores/host.js';
import { useLayersStore } from '../stores/layers.js';
import { useToasts } from '../ui/index.js';

/** Where to read on, and what to hand on when something is wrong. */
export function useHelpCommands(): void {
  const host = useHostStore();
  const layers = useLayersStore();
  const toasts = useToasts();

  async function showLog(): Promise<void> {
    const answer = await host.call('diagnostics.log', {});
    if (!answer.ok)
      toasts.show({
        tone: 'err',
        title: () => t('The log could not be shown'),
        text: () => told(answer.error.message),
      });
    // A host without a screen says where it is, on the machine it runs on.
    else if (!answer.value.shown)
      toasts.show({ title: () => t('The log of the host'), text: () => answer.value.file, timeoutMs: 0 });
  }

  onScopeDispose(
    useCommandsStore().registerAll([
      {
        id: 'help.guide',
        title: phrase('User guide'),
        group: 'Window',
        shortcut: 'F1',
        run: () => (layers.guide = true),
      },
      { id: 'help.log', title: phrase('Show the log'), group: 'Window', run: () => void showLog() },
      {
        id: 'app.about',
        title: phrase('About Wirebench'),
        group: 'Window',
        run: () => (layers.about = true),
      },
    ]),
  );
}
