import { fail, ok } from '../contract/index.js';
import type { ExportStep, Output, Result } from '../contract/index.js';
import type { ExportPiece } from '../engine/index.js';
import type { ExportPlace, FindPlace } from './export-place.js';

/** Exports a page may have open. */
const mostExports = 16;
/** A step ends with the first piece past this many bytes, or after so long: progress is seen, and rarely asked for. */
const stepBytes = 1 << 20;
const stepMs = 100;

type Pieces = AsyncGenerator<Result<ExportPiece>, void, void>;

interface OpenExport {
  readonly name: string;
  readonly type: string;
  readonly pieces: Pieces;
  /** Where the host puts it; null where the page takes the bytes. */
  place: ExportPlace | null;
  rows: number;
  close(): void;
}

/** The exports of one page: pulled by it piece by piece, or written by the host step by step. */
export class Exports {
  readonly #open = new Map<number, OpenExport>();
  readonly #nextHandle: () => number;

  constructor(nextHandle: () => number) {
    this.#nextHandle = nextHandle;
  }

  /** A page that begins exports and never ends them loses the first ones. */
  keep(name: string, type: string, pieces: Pieces, release: () => void): Output<'export.begin'> {
    const [oldest] = this.#open.keys();
    if (this.#open.size >= mostExports && oldest !== undefined) this.end(oldest);
    const number = this.#nextHandle();
    this.#open.set(number, {
      name,
      type,
      pieces,
      place: null,
      rows: 0,
      close() {
        release();
        void this.place?.abandon();
        // It is not waited for: a generator ends when the piece under way is done.
        void pieces.return();
      },
    });
    return { export: number, name, type };
  }

  async place(number: number, findPlace: FindPlace): Promise<Result<Output<'export.place'>>> {
    const open = this.#open.get(number);
    if (open === undefined) return unknown(number);
    const found = await findPlace(open.name, open.type);
    if (found === null) return fail('export.cancelled', 'No file was chosen.');
    if (!found.ok) return found;
    // The page went, or thought better of it, while the person was choosing.
    if (this.#open.get(number) !== open || open.place !== null) {
      await found.value.abandon();
      return unknown(number);
    }
    open.place = found.value;
    return ok({ url: found.value.url });
  }

  async next(number: number): Promise<Result<ExportStep>> {
    const open = this.#open.get(number);
    if (open === undefined) return unknown(number);
    const step = open.place === null ? await pull(open) : await write(open, open.place);
    if (!step.ok || step.value.done) this.end(number);
    return step;
  }

  end(number: number): void {
    this.#open.get(number)?.close();
    this.#open.delete(number);
  }

  endAll(): void {
    for (const number of [...this.#open.keys()]) this.end(number);
  }
}

function unknown(number: number): Result<never> {
  return fail('export.unknown', `This page has no export ${number}`);
}

async function pull(open: OpenExport): Promise<Result<ExportStep>> {
  const { value, done } = await open.pieces.next();
  if (done === true || value === undefined) {
    return ok({ data: new Uint8Array(), bytes: 0, rows: open.rows, done: true });
  }
  if (!value.ok) return value;
  open.rows = value.value.rows;
  return ok({ ...value.value, bytes: value.value.data.length, done: false });
}

/** Pieces into their place, as many as one step takes. */
async function write(open: OpenExport, place: ExportPlace): Promise<Result<ExportStep>> {
  const until = performance.now() + stepMs;
  let bytes = 0;
  while (bytes < stepBytes && performance.now() < until) {
    const piece = await pull(open);
    if (!piece.ok) return piece;
    const { data, done } = piece.value;
    const taken = done ? await place.finish() : await place.write(data);
    if (!taken.ok) return taken;
    bytes += data.length;
    if (done) return ok({ data: new Uint8Array(), bytes, rows: open.rows, done });
  }
  return ok({ data: new Uint8Array(), bytes, rows: open.rows, done: false });
}
