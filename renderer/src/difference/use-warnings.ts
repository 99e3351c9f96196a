import { computed, type ComputedRef } from 'vue';
import { maxDifferenceRows } from '../../../contract/index.js';
import { useDifferenceStore } from '../stores/difference.js';
import { useSessionsStore } from '../stores/sessions.js';
import { formatCount, t, told } from '../language/index.js';

/** What must be known of the pairs before they are believed. */
export function useWarnings(): ComputedRef<readonly string[]> {
  const difference = useDifferenceStore();
  const sessions = useSessionsStore();
  const nameOf = (id: string | null): string => (id === null ? '' : (sessions.byId.get(id)?.name ?? id));
  return computed(() => {
    const found: string[] = [];
    if (difference.info === null) return found;
    for (const side of [difference.info.left, difference.info.right]) {
      const name = nameOf(side.session);
      if (side.failure !== null && difference.info.stage === 'done') {
        found.push(
          t('Some rows of {name} could not be read: {why}', { name, why: told(side.failure.message) }),
        );
      }
      if (side.beyond > 0) {
        found.push(
          t(
            '{count, plural, one {# row} other {# rows}} of {name} are not compared: a side has at most {most}. A filter narrows it down.',
            { count: side.beyond, name, most: formatCount(maxDifferenceRows) },
          ),
        );
      }
      if (side.keyless > 0 && difference.info.stage === 'done') {
        found.push(
          t('{count, plural, one {# row} other {# rows}} of {name} have no key; they go with equal ones.', {
            count: side.keyless,
            name,
          }),
        );
      }
    }
    return found;
  });
}
