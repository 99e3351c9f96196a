import { onMounted, onScopeDispose } from 'vue';
import { t, told } from '../language/index.js';
import { useHostStore } from '../stores/host.js';
import { useTabsStore } from '../stores/tabs.js';
import { useTroublesStore } from '../stores/troubles.js';
import { useToasts } from '../ui/index.js';
import { restoredText } from './restored.js';

/** Tells what went wrong in the host while nobody waited for an answer. */
export function useHostProblems(): void {
  const host = useHostStore();
  const tabs = useTabsStore();
  const toasts = useToasts();
  const troubles = useTroublesStore();
  let off: (() => void) | undefined;
  /** Each told by itself, until one notice tells of all. */
  const recovered: number[] = [];
  let toldOfAll = false;

  onMounted(() => {
    off = host.on('host.problem', ({ code, message, session, restored }) => {
      if (code === 'host.unhandled') return troubles.noteHost(message);
      // The session in front says so itself, in a banner that stays for as long as the trouble lasts.
      if (session !== undefined && session === tabs.active?.session) return;
      const text = (): string => told(message);
      const back = (words: () => string): number =>
        toasts.show({ tone: 'warn', title: () => t('Back after a crash'), text: words, timeoutMs: 0 });
      // Good news after a crash: it need not stay until somebody has closed it.
      if (code === 'log.recovered') {
        if (toldOfAll) return;
        recovered.push(toasts.show({ tone: 'warn', title: () => t('A recording is back'), text }));
      } else if (restored !== undefined) {
        toldOfAll = true;
        recovered.splice(0).forEach(toasts.dismiss);
        back(() => restoredText(restored));
      } else if (code === 'page.crashed') back(text);
      else if (code.startsWith('log.'))
        toasts.show({ tone: 'warn', title: () => t('Recording has a problem'), text });
      else toasts.show({ tone: 'err', title: () => t('The host reports a problem'), text });
    });
  });
  onScopeDispose(() => off?.());
}
