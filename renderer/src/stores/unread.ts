import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { useHostStore } from './host.js';
import { useTabsStore } from './tabs.js';

/** Between two tellings, milliseconds: an icon need not count along with a flood. */
const pauseMs = 500;

/** What nobody has looked at: in tabs that lie behind, and in the one in front while the window is not. */
export const useUnreadStore = defineStore('unread', () => {
  const host = useHostStore();
  const tabs = useTabsStore();
  /** Rows of the front tab when the window was left; null while it is in front. */
  const left = shallowRef<{ readonly tab: string; readonly rows: number } | null>(null);

  const count = computed(() => {
    const behind = tabs.tabs.reduce((sum, tab) => sum + tabs.unread(tab), 0);
    const { active } = tabs;
    if (left.value === null || left.value.tab !== active?.id) return behind;
    return behind + Math.max(0, (tabs.sessionOf(active)?.rows ?? 0) - left.value.rows);
  });

  function leave(): void {
    const { active } = tabs;
    left.value = active === null ? null : { tab: active.id, rows: tabs.sessionOf(active)?.rows ?? 0 };
  }

  /** Tells the host from now on, where it has an icon; as long as the page. */
  function follow(page: Window = window): void {
    if (host.info?.capabilities.ownWindow !== true) return;
    page.addEventListener('blur', leave);
    page.addEventListener('focus', () => (left.value = null));
    let told = 0;
    let waiting = false;
    const tell = (): void => {
      waiting = false;
      if (count.value === told) return;
      told = count.value;
      void host.call('attention.unread', { count: told });
    };
    watch(count, () => {
      if (waiting) return;
      waiting = true;
      setTimeout(tell, pauseMs);
    });
  }

  return { count, follow };
});
