import { computed, shallowReactive, watch } from 'vue';
import type { ComputedRef } from 'vue';
import type { CertificateInfo, Result } from '../../../contract/index.js';
import { useSettingsStore } from '../stores/settings.js';

export type Found = Result<readonly CertificateInfo[]>;

export interface CertificatesOptions<Entry> {
  readonly entries: () => readonly Entry[];
  readonly keep: (entries: readonly Entry[]) => Promise<Result<unknown>>;
  /** What tells one entry from the others. */
  readonly keyOf: (entry: Entry) => string;
  /** What is in its files now: they may have been replaced, or gone, since they were chosen. */
  readonly look: (entry: Entry) => Promise<Found>;
  /** Told with Undo once it is removed. */
  readonly gone: (entry: Entry) => string;
}

/** Certificates that a setting lists by their files: what is in those, and removing one. */
export function useCertificates<Entry>({ entries, keep, keyOf, look, gone }: CertificatesOptions<Entry>): {
  readonly found: ComputedRef<readonly { readonly entry: Entry; readonly found: Found | undefined }[]>;
  readonly removeAt: (index: number) => Promise<void>;
} {
  const settings = useSettingsStore();
  const known = shallowReactive(new Map<string, Found>());
  watch(
    entries,
    (now) => {
      for (const entry of now) void look(entry).then((answer) => known.set(keyOf(entry), answer));
    },
    { immediate: true },
  );

  async function removeAt(index: number): Promise<void> {
    const entry = entries()[index];
    if (entry === undefined) return;
    const answer = await keep(entries().filter((one) => keyOf(one) !== keyOf(entry)));
    if (!answer.ok) return;
    settings.undo = { what: gone(entry), run: () => void keep([...entries(), entry]) };
  }

  const found = computed(() => entries().map((entry) => ({ entry, found: known.get(keyOf(entry)) })));
  return { found, removeAt };
}
