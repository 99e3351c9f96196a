import { defineStore } from 'pinia';
import { computed } from 'vue';
import { usePersistenceStore } from './persistence.js';
import { useTabsStore } from './tabs.js';

/** One disk that takes nothing more is one trouble, told in one place. */
export const useDiskTroubleStore = defineStore('disk-trouble', () => {
  const persistence = usePersistenceStore();
  const tabs = useTabsStore();
  const ofSession = computed(() =>
    tabs.active === null || tabs.differenceInFront
      ? null
      : (tabs.sessionOf(tabs.active)?.diskFailure ?? null),
  );

  /** Tabs and drafts cannot be kept for the same reason for which rows of the session in front cannot. */
  const tabsToo = computed(() => {
    const errno = persistence.failure?.detail?.['errno'];
    return errno !== undefined && errno === ofSession.value?.detail?.['errno'];
  });

  return { tabsToo };
});
