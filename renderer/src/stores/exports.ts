import { fail, ok } from '../../../contract/index.js';
import type { Result } from '../../../contract/index.js';
import type { useHostStore } from './host.js';

export type ExportFormat = 'text' | 'jsonl' | 'csv';

export interface ExportedFile {
  readonly name: string;
  readonly blob: Blob;
  readonly rows: number;
}

/**
 * Writes the rows of a view out, pulled piece by piece. A Blob's parts may lie on disk, so the
 * page does not hold the file in memory. Cancelled: `export.cancelled`.
 */
export async function exportRows(
  host: ReturnType<typeof useHostStore>,
  what: { readonly session: string; readonly view: number; readonly format: ExportFormat },
  options: { readonly onRows: (rows: number) => void; readonly signal: AbortSignal },
): Promise<Result<ExportedFile>> {
  const begun = await host.call('export.begin', what);
  if (!begun.ok) return begun;
  const handle = begun.value.export;
  // Blobs of blobs: the small parts go to where the browser keeps blobs, not into this array.
  let blob = new Blob([], { type: begun.value.type });
  try {
    while (true) {
      if (options.signal.aborted) return fail('export.cancelled', 'The export was cancelled.');
      const piece = await host.call('export.next', { export: handle });
      if (!piece.ok) return piece;
      // The message's buffer is never shared memory, so the bytes can be a part of a Blob.
      blob = new Blob([blob, piece.value.data as Uint8Array<ArrayBuffer>], { type: begun.value.type });
      options.onRows(piece.value.rows);
      if (piece.value.done) return ok({ name: begun.value.name, blob, rows: piece.value.rows });
    }
  } finally {
    void host.call('export.end', { export: handle });
  }
}
