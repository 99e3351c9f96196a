import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { fail, ok } from '../../../contract/index.js';
import type { ExportSpec, Failure, Input, Result } from '../../../contract/index.js';
import type { ExportSink } from './export-sink.js';
import { useHostStore } from './host.js';
import { t } from '../language/index.js';

export interface ExportedFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

/** Writes the rows of a view out, pulled piece by piece into a sink. Cancelled: `export.cancelled`. */
export async function exportRows(
  host: ReturnType<typeof useHostStore>,
  spec: ExportSpec,
  sink: ExportSink,
  options: { readonly onProgress: (rows: number, bytes: number) => void; readonly signal: AbortSignal },
): Promise<Result<ExportedFile>> {
  return pullPieces(host, await host.call('export.begin', spec), sink, options);
}

/** Pulls what the host has begun to write into a sink. Cancelled: `export.cancelled`. */
export async function pullPieces(
  host: ReturnType<typeof useHostStore>,
  begun: Result<{ readonly export: number; readonly name: string; readonly type: string }>,
  sink: ExportSink,
  options: { readonly onProgress: (rows: number, bytes: number) => void; readonly signal: AbortSignal },
): Promise<Result<ExportedFile>> {
  if (!begun.ok) {
    await sink.abandon();
    return begun;
  }
  const { export: handle, name } = begun.value;
  const end = (): void => void host.call('export.end', { export: handle });
  const cancelled = (): Result<never> => fail('export.cancelled', t('The export was cancelled.'));
  // A step can wait for long, for a browser that asks its person: ending the export ends the step.
  options.signal.addEventListener('abort', end);
  let bytes = 0;
  let finished = false;
  try {
    const opened = (await sink.open?.(handle)) ?? ok();
    if (!opened.ok) return opened;
    while (true) {
      if (options.signal.aborted) return cancelled();
      const piece = await host.call('export.next', { export: handle });
      if (!piece.ok) return options.signal.aborted ? cancelled() : piece;
      bytes += piece.value.bytes;
      // The message's buffer is never shared memory.
      const written = await sink.write(piece.value.data as Uint8Array<ArrayBuffer>);
      if (!written.ok) return written;
      options.onProgress(piece.value.rows, bytes);
      if (!piece.value.done) continue;
      const closed = await sink.finish();
      if (!closed.ok) return closed;
      finished = true;
      return ok({ name, rows: piece.value.rows, bytes });
    }
  } finally {
    options.signal.removeEventListener('abort', end);
    if (!finished) await sink.abandon();
    end();
  }
}

/** What an export reads: a view of its own, or view 0, which is all of the messages. */
export interface ExportPlan {
  readonly view: Input<'view.open'> | null;
  /** One row of the view alone. */
  readonly seq?: number | undefined;
  readonly spec: Omit<ExportSpec, 'view' | 'range'>;
}

export interface ExportProgress {
  readonly rows: number;
  readonly bytes: number;
  /** Rows there are; null until the view has been counted. */
  readonly total: number | null;
}

/** The export under way, one at a time: it goes on when its dialog is closed. */
export const useExportsStore = defineStore('exports', () => {
  const host = useHostStore();
  const progress = shallowRef<ExportProgress | null>(null);
  const failure = shallowRef<Failure | null>(null);
  let abort: AbortController | null = null;

  async function run(plan: ExportPlan, sink: ExportSink): Promise<Result<ExportedFile>> {
    if (abort !== null) {
      await sink.abandon();
      return fail('export.cancelled', t('Another export is under way.'));
    }
    const mine = (abort = new AbortController());
    failure.value = null;
    progress.value = { rows: 0, bytes: 0, total: null };
    const answer = await write(plan, sink, mine.signal);
    abort = null;
    progress.value = null;
    if (!answer.ok && answer.error.code !== 'export.cancelled') failure.value = answer.error;
    return answer;
  }

  async function write(
    { view: wanted, seq, spec }: ExportPlan,
    sink: ExportSink,
    signal: AbortSignal,
  ): Promise<Result<ExportedFile>> {
    const opened = wanted === null ? null : await host.call('view.open', wanted);
    if (opened !== null && !opened.ok) {
      await sink.abandon();
      return opened;
    }
    const view = opened?.value.view ?? 0;
    let total = opened?.value.count ?? null;
    const off = host.on('view.changed', (info) => {
      if (info.view === view && view !== 0) total = info.count;
    });
    try {
      const range = seq === undefined ? ok(null) : await rangeOf(spec.session, view, seq);
      if (!range.ok) {
        await sink.abandon();
        return range;
      }
      if (range.value !== null) total = 1;
      const whole = { ...spec, view, ...(range.value === null ? {} : { range: range.value }) };
      return await exportRows(host, whole, sink, {
        onProgress: (rows, bytes) => (progress.value = { rows, bytes, total }),
        signal,
      });
    } finally {
      off();
      if (view !== 0) void host.call('view.close', { view });
    }
  }

  async function rangeOf(
    session: string,
    view: number,
    seq: number,
  ): Promise<Result<{ from: number; to: number }>> {
    const found = await host.call('view.locate', { session, view, seq });
    if (!found.ok) return found;
    const { position } = found.value;
    if (position === null)
      return fail('row.unknown', t('The selected row is not in this layer: choose the other one.'));
    return ok({ from: position, to: position + 1 });
  }

  return { progress, failure, run, cancel: () => abort?.abort() };
});
