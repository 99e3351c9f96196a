/** A multiple of every row length; large enough that a screen is one read, small enough to stay quick. */
export const pageBytes = 16_384;
/** 64 pages of 16 KiB: 1 MiB held whatever the payload; the page unused longest leaves. */
const maxPages = 64;

export interface HexPages {
  /** The bytes of a row, which never crosses a page; undefined while they are on their way (asking starts the read). */
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

  return {
    row(from, to) {
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
    },
    retry: () => asked.clear(),
    dispose() {
      live = false;
      pages.clear();
    },
  };
}
