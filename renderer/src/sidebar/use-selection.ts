import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';

export interface Selection {
  /** In the order of the list; those no longer in it are gone. */
  readonly ids: ComputedRef<readonly string[]>;
  /** Where the keyboard stands. */
  readonly cursor: Readonly<Ref<string | null>>;
  has(id: string): boolean;
  /** This one alone. */
  only(id: string): void;
  toggle(id: string): void;
  /** Everything between the last one chosen by itself and this one. */
  extend(id: string): void;
  all(): void;
  clear(): void;
  /** The one `by` places further, within the list; null where that is empty. */
  step(by: number): string | null;
  /** Of a row's menu: the selection where the row is in it, else the row alone. */
  around(id: string): readonly string[];
}

/** Several of a list, as lists of files are selected. */
export function useSelection(list: Readonly<Ref<readonly string[]>>): Selection {
  const chosen = shallowRef<ReadonlySet<string>>(new Set());
  const cursor = shallowRef<string | null>(null);
  let anchor: string | null = null;

  const ids = computed(() => list.value.filter((id) => chosen.value.has(id)));
  // What left the list must not come back selected.
  watch(list, (now) => {
    const there = new Set(now);
    const left = [...chosen.value].filter((id) => there.has(id));
    if (left.length < chosen.value.size) chosen.value = new Set(left);
    if (cursor.value !== null && !there.has(cursor.value)) cursor.value = null;
  });

  function stand(id: string): void {
    cursor.value = id;
    anchor = id;
  }

  return {
    ids,
    cursor,
    has: (id) => chosen.value.has(id),
    only(id) {
      chosen.value = new Set([id]);
      stand(id);
    },
    toggle(id) {
      const next = new Set(chosen.value);
      if (!next.delete(id)) next.add(id);
      chosen.value = next;
      stand(id);
    },
    extend(id) {
      const from = list.value.indexOf(anchor ?? id);
      const to = list.value.indexOf(id);
      const [low, high] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
      chosen.value = new Set(list.value.slice(low, high + 1));
      cursor.value = id;
    },
    all: () => void (chosen.value = new Set(list.value)),
    clear: () => void (chosen.value = new Set()),
    step(by) {
      const at = cursor.value === null ? -1 : list.value.indexOf(cursor.value);
      const next = at < 0 ? 0 : Math.min(list.value.length - 1, Math.max(0, at + by));
      return list.value[next] ?? null;
    },
    around: (id) => (chosen.value.has(id) ? ids.value : [id]),
  };
}
