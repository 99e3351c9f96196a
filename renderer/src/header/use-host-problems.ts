import { onMounted, onScopeDispose } from 'vue';
import { t, told } from '../language/index.js';
import { useHostStore } from '../stores/host.js';
import { useTabsStore } from '../stores/tabs.js';
import { useTroublesStore } from '../stores/troubles.js';
import { useToasts } from '../ui/index.js';

/** Tells what went wrong in the host while nobody waited for an answer. */
export function useHostProblems(): void {
  const host = useHostStore();
  const tabs = useTabsStore();
  const toasts = useToasts();
  const troubles = useTroublesStore();
  let off: (() => void) | undefined;

  onMounted(() => {
    off = host.on('host.problem', ({ code, message, session }) => {
      if (code === 'host.unhandled') return troubles.noteHost(message);
      // The session in front says so itself, in a banner that stays for as long as the trouble lasts.
      if (session !== undefined && session === tabs.active?.session) return;
      const text = (): string => told(message);
      // Good news after a crash: it need not stay until somebody has closed it.
      if (code === 'log.recovered')
        toasts.show({ tone: 'warn', title: () => t('A recording is back'), text });
      else if (code === 'page.crashed' || code === 'host.crashed')
        toasts.show({ tone: 'warn', title: () => t('Back after a crash'), text, timeoutMs: 0 });
      else if (code.startsWith('log.'))
        toasts.show({ tone: 'warn', title: () => t('Recording has a problem'), text });
      else toasts.show({ tone: 'err', title: () => t('The host reports a problem'), text });
    });
  });
  onScopeDispose(() => off?.());
}
