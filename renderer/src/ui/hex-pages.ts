/** A multiple of every row length; large enough that a screen is one read, small enough to stay quick. */
export const pageBytes = 16_384;
/** 64 pages of 16 KiB: 1 MiB held whatever the payload; the page unused longest leaves. */
const maxPages = 64;

export interface HexPages {
  /** The bytes of a row, cut to what exists; undefined while they are on their way (asking starts the read). */
  row(from: number, to: number): Uint8Array | undefined;
  /** Forgets failures, so that the next `row` asks again. */
  retry(): void;
  /** Answers that come later are dropped. */
  dispose(): void;
}

export interface HexPagesOptions {
  readonly size: number;
  readonly read: (from: number, to: number) => Promise<Uint8Array>;
  readonly onLoad: () => void;
  readonly onFail: (message: string) => void;
}

/** Bytes of a payload too large to hold, read by page as rows are drawn. */
export function createHexPages(options: HexPagesOptions): HexPages {
  const pages = new Map<number, Uint8Array>();
  const asked = new Set<number>();
  let live = true;

  async function load(page: number): Promise<void> {
    asked.add(page);
    const from = page * pageBytes;
    try {
      const bytes = await options.read(from, Math.min(options.size, from + pageBytes));
      if (!live) return;
      pages.set(page, bytes);
      asked.delete(page);
      for (const oldest of pages.keys()) {
        if (pages.size <= maxPages) break;
        pages.delete(oldest);
      }
      options.onLoad();
    } catch (error) {
      // It stays asked: a read that fails is repeated by `retry`, not by every repaint.
      if (live) options.onFail(error instanceof Error ? error.message : String(error));
    }
  }

  /** The bytes from a place on, as far as its page has them. */
  function within(from: number, to: number): Uint8Array | undefined {
    const page = Math.floor(from / pageBytes);
    const bytes = pages.get(page);
    if (!bytes) {
      if (live && !asked.has(page)) void load(page);
      return undefined;
    }
    // Used last, leaves last.
    pages.delete(page);
    pages.set(page, bytes);
    return bytes.subarray(from - page * pageBytes, to - page * pageBytes);
  }

  return {
    row(from, to) {
      const first = within(from, to);
      const end = Math.min(to, options.size);
      if (first === undefined || from + first.length >= end) return first;
      // A row may lie across the end of a page.
      const rest = within(from + first.length, end);
      if (rest === undefined) return undefined;
      const both = new Uint8Array(first.length + rest.length);
      both.set(first);
      both.set(rest, first.length);
      return both;
    },
    retry: () => asked.clear(),
    dispose() {
      live = false;
      pages.clear();
    },
  };
}
