import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { timelineColumns } from '../../../contract/index.js';
import type { TimelineColumn } from '../../../contract/index.js';
import { useSettingsStore } from '../stores/settings.js';

/** Columns that the settings leave out of the timeline. */
export function useAbsentColumns(): ComputedRef<readonly TimelineColumn[]> {
  const settings = useSettingsStore();
  return computed(() =>
    timelineColumns.filter((column) => !settings.values['timeline.columns'].includes(column)),
  );
}
