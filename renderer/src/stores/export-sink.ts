import { fail, ok } from '../../../contract/index.js';
import type { Result } from '../../../contract/index.js';
import type { useHostStore } from './host.js';
import { t } from '../language/index.js';

/** Where the pieces of an export go. Nothing is left of it unless it was finished. */
export interface ExportSink {
  /** Before the first piece of an export the host has begun. */
  open?(handle: number): Promise<Result<void>>;
  write(data: Uint8Array<ArrayBuffer>): Promise<Result<void>>;
  /** The file is whole. */
  finish(): Promise<Result<void>>;
  /** It will not be finished. */
  abandon(): Promise<void>;
}

/**
 * The host keeps the bytes, which never come here: in a file that its person chooses, or streamed to where the
 * browser keeps downloads. Either has the whole of it or nothing.
 */
export function hostSink(host: Pick<ReturnType<typeof useHostStore>, 'call'>): ExportSink {
  return {
    open: async (handle) => {
      const place = await host.call('export.place', { export: handle });
      if (!place.ok) return place;
      if (place.value.url !== null) fetchFile(place.value.url);
      return ok();
    },
    write: () => Promise.resolve(ok()),
    finish: () => Promise.resolve(ok()),
    // The host does it when the export ends unfinished.
    abandon: () => Promise.resolve(),
  };
}

function fetchFile(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  // Its name is in the answer's head.
  link.download = '';
  link.click();
}

/** Pieces that become a Blob: its parts may lie on the browser's disk, so the page does not hold the file. */
export class BlobSink implements ExportSink {
  // Blobs of blobs: the small parts go to where the browser keeps blobs, not into an array.
  blob: Blob;
  readonly #type: string;
  readonly #finished: (blob: Blob) => Promise<Result<void>>;

  constructor(type: string, finished: (blob: Blob) => Promise<Result<void>>) {
    this.#type = type;
    this.#finished = finished;
    this.blob = new Blob([], { type });
  }

  async write(data: Uint8Array<ArrayBuffer>): Promise<Result<void>> {
    this.blob = new Blob([this.blob, data], { type: this.#type });
    return ok();
  }

  finish(): Promise<Result<void>> {
    return this.#finished(this.blob);
  }

  async abandon(): Promise<void> {
    this.blob = new Blob([]);
  }
}

/** Most bytes that go on the clipboard. */
export const clipboardBytes = 4 * 1024 * 1024;

export function clipboardSink(): ExportSink {
  let size = 0;
  const inner = new BlobSink('text/plain', async (blob) => {
    try {
      await navigator.clipboard.writeText(await blob.text());
      return ok();
    } catch {
      return fail('export.write', t('The clipboard refused the text: save it as a file instead.'));
    }
  });
  return {
    write: async (data) => {
      size += data.length;
      if (size <= clipboardBytes) return inner.write(data);
      return fail('export.write', t('It is too large for the clipboard: save it as a file instead.'));
    },
    finish: () => inner.finish(),
    abandon: () => inner.abandon(),
  };
}
