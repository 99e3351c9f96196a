import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef, ShallowRef } from 'vue';
import type { SessionInfo } from '../../../contract/index.js';
import type { ExportChoice } from '../stores/export-choice.js';
import { estimatedBytes, mayHaveSecrets, unsuitable } from '../stores/export-choice.js';
import { clipboardSink, hostSink } from '../stores/export-sink.js';
import type { ExportSink } from '../stores/export-sink.js';
import { useExportsStore } from '../stores/exports.js';
import { useHostStore } from '../stores/host.js';
import { useLayersStore } from '../stores/layers.js';
import { useLayoutStore } from '../stores/layout.js';
import { useMarksStore } from '../stores/marks.js';
import { useSessionsStore } from '../stores/sessions.js';
import { useTabsStore } from '../stores/tabs.js';
import { specOf, useTimelinesStore } from '../stores/timelines.js';
import { useToasts } from '../ui/index.js';
import { layerOf, offered, planOf } from './export-plan.js';
import type { OnScreen, What } from './export-plan.js';
import { exportedWords, ignoredByTls } from './export-words.js';
import { t } from '../language/index.js';

export interface ExportDialogState {
  readonly info: ComputedRef<SessionInfo | null>;
  readonly choice: ComputedRef<ExportChoice & { readonly tls: boolean }>;
  /** What was chosen and does not count, in words. */
  readonly ignored: ComputedRef<readonly string[]>;
  /** What TLS encrypted with its secrets: asked for each time anew. */
  readonly secrets: ShallowRef<boolean>;
  readonly whats: ComputedRef<readonly { readonly what: What; readonly count: number | null }[]>;
  readonly layer: ComputedRef<'messages' | 'wire'>;
  readonly rows: ComputedRef<number | null>;
  readonly estimate: ComputedRef<number | null>;
  change(part: Partial<ExportChoice>): void;
  save(): Promise<void>;
  copy(): Promise<void>;
}

/** What the Export dialog offers for the session it was opened on, and what it does. */
export function useExportDialog(): ExportDialogState {
  const layers = useLayersStore();
  const layout = useLayoutStore();
  const sessions = useSessionsStore();
  const tabs = useTabsStore();
  const timelines = useTimelinesStore();
  const marks = useMarksStore();
  const running = useExportsStore();
  const host = useHostStore();
  const toasts = useToasts();

  const info = computed(() =>
    layers.exporting === null ? null : (sessions.byId.get(layers.exporting) ?? null),
  );

  const screen = computed<OnScreen | null>(() => {
    const tab = tabs.active;
    const of = info.value;
    if (of === null || tab?.session !== of.id) return null;
    const { filter, framing, layer = 'messages' } = specOf(tab, timelines.peer);
    const range = tab.filter.range?.session === tab.session ? tab.filter.range : null;
    return {
      filter,
      framing,
      layer,
      selected: timelines.current?.selectedRow.value?.seq ?? null,
      range: range === null ? null : { from: range.from, to: range.to },
    };
  });
  const filtered = computed(() => Object.keys(screen.value?.filter ?? {}).length > 0);
  const marked = computed(() => {
    // A session that has not been opened does not say how many it has.
    if (screen.value !== null) return marks.marks.size;
    const known = info.value?.marks ?? 0;
    return known > 0 ? known : null;
  });
  const offers = computed(() => offered(screen.value, filtered.value, marked.value));

  const secrets = shallowRef(false);
  watch(
    () => layers.exporting,
    (id) => {
      secrets.value = false;
      // What failed was another session's export, or is known by now.
      if (id !== null && running.progress === null) running.failure = null;
    },
  );

  /** What was chosen last, as far as it can be chosen here. */
  const chosen = computed<ExportChoice>(() => {
    const last = layout.state.export;
    const format =
      info.value !== null && unsuitable(last.format, info.value) !== null ? 'jsonl' : last.format;
    const what = offers.value.includes(last.what) ? last.what : 'all';
    const direction = format === 'raw' && last.direction === 'both' ? 'in' : last.direction;
    return { ...last, format, what, direction };
  });
  const choice = computed<ExportChoice & { readonly tls: boolean }>(() => {
    const { format } = chosen.value;
    const tls = format === 'pcapng' && secrets.value && info.value !== null && mayHaveSecrets(info.value);
    // What is encrypted can neither be picked from nor covered.
    if (tls) return { ...chosen.value, what: 'all', direction: 'both', layer: 'wire', redact: false, tls };
    return { ...chosen.value, tls };
  });
  const ignored = computed(() => (choice.value.tls ? ignoredByTls(chosen.value, screen.value) : []));
  const layer = computed(() => layerOf(choice.value, screen.value));

  function countOf(what: What): number | null {
    if (info.value === null) return null;
    if (what === 'all') return layer.value === 'wire' ? info.value.wireRows : info.value.rows;
    if (what === 'shown') return timelines.current?.count.value ?? null;
    if (what === 'marked') return marked.value;
    return what === 'selected' ? 1 : null;
  }

  const whats = computed(() => offers.value.map((what) => ({ what, count: countOf(what) })));
  const rows = computed(() => countOf(choice.value.what));
  const estimate = computed(() => {
    const of = info.value;
    if (of === null || rows.value === null || choice.value.what === 'selected') return null;
    const all = Math.max(1, layer.value === 'wire' ? of.wireRows : of.rows);
    const { direction, format } = choice.value;
    const bytes = (direction === 'out' ? 0 : of.bytesIn) + (direction === 'in' ? 0 : of.bytesOut);
    const share = direction === 'both' ? 1 : 0.5;
    return estimatedBytes(format, rows.value * share, bytes * Math.min(1, rows.value / all));
  });

  function change(part: Partial<ExportChoice>): void {
    // A report is made to be handed on: what opens doors is covered unless somebody says otherwise.
    const covers = part.format === 'html' && choice.value.format !== 'html' ? { redact: true } : {};
    // What could not be chosen here stays chosen for where it can.
    layout.state.export = { ...layout.state.export, ...covers, ...part };
  }

  async function write(sink: ExportSink, told: (rows: number, name: string) => string): Promise<void> {
    const of = info.value;
    if (of === null) return;
    const answer = await running.run(planOf(of, choice.value, screen.value), sink);
    if (!answer.ok) return;
    layers.exporting = null;
    const { rows: count, name } = answer.value;
    toasts.show({ tone: 'ok', title: () => exportedWords(count), text: () => told(count, name) });
  }

  return {
    info,
    choice,
    ignored,
    secrets,
    whats,
    layer,
    rows,
    estimate,
    change,
    save: () => write(hostSink(host), (_, name) => name),
    copy: () => write(clipboardSink(), () => t('It is on the clipboard.')),
  };
}
