import { onScopeDispose } from 'vue';
import { phrase, t, told } from '../language/index.js';
import { useCommandsStore } from '../stores/commands.js';
import { useHostStore } from '../stores/host.js';
import { useLayersStore } from '../stores/layers.js';
import { openLink } from '../stores/links.js';
import { useToasts } from '../ui/index.js';

/** The guide as the project shows it: the one of this version lies in `docs/guide/` beside the program. */
const guideUrl = 'https://github.com/wirebench/wirebench/tree/main/docs/guide';

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

  async function openGuide(): Promise<void> {
    if (!(await openLink(guideUrl)))
      toasts.show({ tone: 'warn', title: () => t('The guide could not be opened'), text: () => guideUrl });
  }

  onScopeDispose(
    useCommandsStore().registerAll([
      { id: 'help.guide', title: phrase('User guide'), group: 'Window', run: () => void openGuide() },
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
