import { computed, useAttrs, type ComputedRef, type StyleValue } from 'vue';

/** Attributes of a field: class and style place the whole of it, everything else belongs to the control inside. */
export function useControlAttrs(): {
  shell: ComputedRef<{ class: unknown; style: StyleValue | undefined }>;
  control: ComputedRef<Record<string, unknown>>;
} {
  const attrs = useAttrs();
  return {
    shell: computed(() => ({ class: attrs['class'], style: attrs['style'] })),
    control: computed(() => {
      const rest: Record<string, unknown> = { ...attrs };
      delete rest['class'];
      delete rest['style'];
      return rest;
    }),
  };
}
