import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { ComputedRef } from 'vue';
import type { FieldPlace } from '../../../../codec/index.js';
import type { Composition, Failure, MessagePreview } from '../../../../contract/index.js';
import { useHostStore } from '../../stores/host.js';
import { useVariablesStore } from '../../stores/variables.js';
import { needsHost } from './encode-here.js';
import type { FieldRow } from './rows.js';
import type { FieldsEditor } from './use-fields.js';
import { isTyped } from './words.js';
import { told } from '../../language/index.js';

/** Milliseconds of quiet before the host is asked again. */
const quietMs = 120;

/** What the table's bytes are: made here, or by the host where there are variables in it. */
export function useFieldBytes(
  editor: FieldsEditor,
  asked: ComputedRef<{
    readonly composition: Composition;
    readonly session: string | null;
    readonly connection: string | null;
    readonly draw: string;
  }>,
) {
  const host = useHostStore();
  const variables = useVariablesStore();
  const preview = shallowRef<MessagePreview | null>(null);
  const failure = shallowRef<Failure | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let count = 0;

  const hosted = computed(() => editor.message.value !== null && needsHost(editor.message.value));

  async function ask(): Promise<void> {
    const mine = ++count;
    const { composition, session, connection, draw } = asked.value;
    const { environment } = variables;
    const answer = await host.call('message.preview', {
      ...{ session, connection, draw, environment, reveal: false },
      text: { ...composition },
    });
    if (mine !== count) return;
    preview.value = answer.ok ? answer.value : null;
    failure.value = answer.ok ? null : answer.error;
  }

  watch(
    () => [hosted.value, asked.value, variables.environment, variables.activeScope] as const,
    ([on]) => {
      clearTimeout(timer);
      if (on) timer = setTimeout(() => void ask(), quietMs);
      else {
        count++;
        preview.value = null;
        failure.value = null;
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));

  const bytes = computed(() => preview.value?.bytes ?? editor.encoded.value?.bytes ?? new Uint8Array());
  const size = computed(() => preview.value?.size ?? bytes.value.length);
  const places = computed(() => {
    const map = new Map<string, FieldPlace>(editor.encoded.value?.places.map((one) => [one.path, one]) ?? []);
    // Of numbers that the host alone knows the page shows the bytes.
    for (const { path, from, to } of preview.value?.fields ?? []) {
      const known = map.get(path);
      if (known !== undefined)
        map.set(path, { ...known, from, to, ...(known.from === from ? {} : { whole: null }) });
    }
    return map;
  });
  /** By path; what the page knows comes before what the host says. */
  const problems = computed(() => {
    const map = new Map<string, string>();
    for (const { path, message } of editor.encoded.value?.problems ?? [])
      if (!map.has(path)) map.set(path, told(message));
    // Without a placeholder in the whole message no name can be unknown, and of thousands of rows none is asked.
    for (const row of hosted.value ? editor.rows.value : []) {
      if (row.item !== null || row.absent || !isTyped(row.field)) continue;
      const fault = variables.faultOf(editor.valueOf(row));
      if (fault !== null && !map.has(row.path)) map.set(row.path, told(fault.message));
    }
    const answered = failure.value?.detail?.['problems'];
    for (const one of Array.isArray(answered) ? (answered as unknown[]) : []) {
      if (typeof one !== 'object' || one === null || !('path' in one) || !('message' in one)) continue;
      if (typeof one.path === 'string' && typeof one.message === 'string' && !map.has(one.path))
        map.set(one.path, told(one.message));
    }
    return map;
  });
  function problemOf(row: FieldRow): string | null {
    if (problems.value.size === 0) return null;
    // Of a layout fields are named without the numbers of items.
    const plain = row.path.replaceAll(/\.\d+(?=\.|$)/g, '');
    return problems.value.get(row.path) ?? problems.value.get(plain) ?? null;
  }
  const placeOf = (path: string): FieldPlace | null => places.value.get(path) ?? null;
  return { bytes, size, places, preview, failure, problems, problemOf, placeOf, hosted };
}
