import { computed, onScopeDispose, shallowRef } from 'vue';
import type { ComputedRef, ShallowRef } from 'vue';
import { useDifferenceStore } from '../stores/difference.js';
import { useToasts } from '../ui/index.js';
import type { MenuItem } from '../ui/index.js';
import { t, told } from '../language/index.js';

export interface DifferenceExport {
  readonly items: ComputedRef<readonly MenuItem[]>;
  /** Pairs written so far; null while nothing is written. */
  readonly rows: Readonly<ShallowRef<number | null>>;
  save(format: string): Promise<void>;
  cancel(): void;
}

/** Writes out the pairs that are shown, as a file. */
export function useDifferenceExport(): DifferenceExport {
  const difference = useDifferenceStore();
  const toasts = useToasts();
  const rows = shallowRef<number | null>(null);
  let abort: AbortController | null = null;
  onScopeDispose(() => abort?.abort());

  const items = computed(() => {
    const what = difference.draft.only ? t('the differences') : t('all pairs');
    return [
      { id: 'text', label: t('As text'), hint: what },
      { id: 'jsonl', label: t('As JSON lines'), hint: what },
    ];
  });

  async function save(format: string): Promise<void> {
    if (rows.value !== null) return;
    abort = new AbortController();
    rows.value = 0;
    const file = await difference.save(format === 'jsonl' ? 'jsonl' : 'text', {
      onProgress: (count) => (rows.value = count),
      signal: abort.signal,
    });
    rows.value = null;
    abort = null;
    if (!file.ok) {
      if (file.error.code !== 'export.cancelled')
        toasts.show({
          tone: 'err',
          title: () => t('The difference was not written'),
          text: () => told(file.error.message),
        });
      return;
    }
    toasts.show({
      tone: 'ok',
      title: () => t('Wrote {count, plural, one {# pair} other {# pairs}}', { count: file.value.rows }),
      text: () => file.value.name,
    });
  }

  return { items, rows, save, cancel: () => abort?.abort() };
}
