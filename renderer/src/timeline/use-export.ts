import { onScopeDispose, shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import { formatCount } from '../../../codec/index.js';
import type { Failure } from '../../../contract/index.js';
import { exportRows } from '../stores/exports.js';
import type { ExportFormat } from '../stores/exports.js';
import { useHostStore } from '../stores/host.js';
import type { Timeline } from '../stores/timeline.js';
import { useToasts } from '../ui/index.js';

export const exportChoices: readonly { readonly id: ExportFormat; readonly label: string }[] = [
  { id: 'text', label: 'As text' },
  { id: 'jsonl', label: 'As JSON lines' },
  { id: 'csv', label: 'As CSV' },
];

export interface Exporting {
  /** Rows written so far; null while nothing is exported. */
  readonly rows: Readonly<ShallowRef<number | null>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  start(timeline: Timeline, format: ExportFormat): Promise<void>;
  cancel(): void;
  /** Takes the failure off the screen. */
  forget(): void;
}

/** Exports the rows of a view into a file the browser keeps, with progress and cancel. */
export function useExport(): Exporting {
  const host = useHostStore();
  const toasts = useToasts();
  const rows = shallowRef<number | null>(null);
  const failure = shallowRef<Failure | null>(null);
  let abort: AbortController | null = null;

  async function start(timeline: Timeline, format: ExportFormat): Promise<void> {
    if (abort !== null) return;
    const mine = (abort = new AbortController());
    rows.value = 0;
    failure.value = null;
    const answer = await exportRows(
      host,
      { session: timeline.session, view: timeline.view(), format },
      { onRows: (count) => (rows.value = count), signal: mine.signal },
    );
    abort = null;
    rows.value = null;
    if (answer.ok) {
      download(answer.value.name, answer.value.blob);
      const count = `${formatCount(answer.value.rows)} ${answer.value.rows === 1 ? 'row' : 'rows'}`;
      toasts.show({ tone: 'ok', title: `Exported ${count}`, text: answer.value.name });
    } else if (answer.error.code !== 'export.cancelled') failure.value = answer.error;
  }

  const cancel = (): void => abort?.abort();
  onScopeDispose(cancel);
  const forget = (): void => void (failure.value = null);
  return { rows, failure, start, cancel, forget };
}

/** Milliseconds a download may take to begin before its address is given back. */
const revokeAfterMs = 60_000;

function download(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), revokeAfterMs);
}
