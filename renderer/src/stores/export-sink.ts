import { fail, ok } from '../../../contract/index.js';
import type { Result } from '../../../contract/index.js';

/** Where the pieces of an export go. Nothing is left of it unless it was finished. */
export interface ExportSink {
  write(data: Uint8Array<ArrayBuffer>): Promise<Result<void>>;
  /** The file is whole. */
  finish(): Promise<Result<void>>;
  /** It will not be finished. */
  abandon(): Promise<void>;
}

/** What of the File System Access API we use; not every browser has it. */
interface PickedFile {
  readonly name: string;
  getFile(): Promise<File>;
  createWritable(): Promise<WritableFile>;
  remove?(): Promise<void>;
}
interface WritableFile {
  write(data: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}
type Picker = (options: { readonly suggestedName: string }) => Promise<PickedFile>;

/** The browser's own save dialog, where it has one. */
export function savePicker(): Picker | null {
  const picker: unknown = Reflect.get(window, 'showSaveFilePicker');
  // What the API calls by this name; its absence is all that varies.
  return typeof picker === 'function' ? (picker.bind(window) as Picker) : null;
}

/**
 * A file that somebody picks. The browser writes beside it and puts it in its place when it is closed, so
 * that what stood there stays until then. `export.cancelled` where nothing is picked.
 */
export async function pickedSink(picker: Picker, name: string): Promise<Result<ExportSink>> {
  let file: PickedFile;
  let writable: WritableFile;
  let isNew: boolean;
  try {
    file = await picker({ suggestedName: name });
    isNew = (await file.getFile()).size === 0;
    writable = await file.createWritable();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      return fail('export.cancelled', 'No file was chosen.');
    }
    return refused(error);
  }
  return ok({
    write: (data) => attempt(writable.write(data)),
    finish: () => attempt(writable.close()),
    abandon: async () => {
      await writable.abort().catch(() => undefined);
      // The picker makes an empty file of a new name.
      if (isNew) await file.remove?.().catch(() => undefined);
    },
  });
}

async function attempt(done: Promise<void>): Promise<Result<void>> {
  try {
    await done;
    return ok();
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): Result<never> {
  const why = error instanceof Error ? error.message : String(error);
  return fail('export.write', `The file could not be written: ${why}`);
}

/** Milliseconds a download may take to begin before its address is given back. */
const revokeAfterMs = 60_000;

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

/** The browser keeps it where downloads go. */
export function downloadSink(name: string, type: string): ExportSink {
  return new BlobSink(type, async (blob) => {
    const url = URL.createObjectURL(blob);
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), revokeAfterMs);
    return ok();
  });
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
      return fail('export.write', 'The clipboard refused the text: save it as a file instead.');
    }
  });
  return {
    write: async (data) => {
      size += data.length;
      if (size <= clipboardBytes) return inner.write(data);
      return fail('export.write', 'It is too large for the clipboard: save it as a file instead.');
    },
    finish: () => inner.finish(),
    abandon: () => inner.abandon(),
  };
}
