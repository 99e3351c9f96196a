import { describe, expect, it } from 'vitest';
import { createHexPages, pageBytes } from './hex-pages.js';

/** A payload whose byte at n is n mod 251, and a record of what was read of it. */
function source(size: number, failing = 0) {
  const reads: [number, number][] = [];
  const failures: string[] = [];
  let fail = failing;
  let wake: () => void = () => {};
  let settled = new Promise<void>((resolve) => (wake = resolve));
  const again = (): void => {
    wake();
    settled = new Promise<void>((resolve) => (wake = resolve));
  };
  const pages = createHexPages({
    size,
    read: (from, to) => {
      reads.push([from, to]);
      if (fail-- > 0) return Promise.reject(new Error('the log is gone'));
      return Promise.resolve(Uint8Array.from({ length: to - from }, (_, i) => (from + i) % 251));
    },
    onLoad: again,
    onFail: (message) => {
      failures.push(message);
      again();
    },
  });
  return { pages, reads, failures, next: () => settled };
}

describe('createHexPages', () => {
  it('reads a page once and answers its rows', async () => {
    const { pages, reads, next } = source(100_000);
    const loaded = next();
    expect(pages.row(16, 32)).toBeUndefined();
    expect(pages.row(32, 48)).toBeUndefined();
    await loaded;
    expect(Array.from(pages.row(16, 20) ?? [])).toEqual([16, 17, 18, 19]);
    expect(reads).toEqual([[0, pageBytes]]);
  });

  it('does not read past the end', async () => {
    const { pages, reads, next } = source(pageBytes + 10);
    const loaded = next();
    pages.row(pageBytes, pageBytes + 10);
    await loaded;
    expect(reads).toEqual([[pageBytes, pageBytes + 10]]);
    expect(pages.row(pageBytes, pageBytes + 10)).toHaveLength(10);
  });

  it('reports a failed read once and reads again when asked to', async () => {
    const { pages, reads, failures, next } = source(1_000, 1);
    let loaded = next();
    pages.row(0, 16);
    await loaded;
    expect(failures).toEqual(['the log is gone']);
    expect(pages.row(0, 16)).toBeUndefined();
    expect(reads).toHaveLength(1);
    pages.retry();
    loaded = next();
    pages.row(0, 16);
    await loaded;
    expect(pages.row(0, 16)).toHaveLength(16);
  });

  it('lets the page go that was not used longest', async () => {
    const { pages, reads, next } = source(pageBytes * 70);
    for (let page = 0; page < 64; page++) {
      const loaded = next();
      pages.row(page * pageBytes, page * pageBytes + 16);
      await loaded;
    }
    expect(pages.row(0, 16)).toHaveLength(16);
    const loaded = next();
    pages.row(64 * pageBytes, 64 * pageBytes + 16);
    await loaded;
    expect(pages.row(0, 16)).toHaveLength(16);
    expect(pages.row(pageBytes, pageBytes + 16)).toBeUndefined();
    expect(reads).toHaveLength(66);
  });

  it('joins a row that lies across the end of a page, and cuts the last one', async () => {
    const { pages, next } = source(pageBytes + 8);
    let loaded = next();
    expect(pages.row(pageBytes - 4, pageBytes + 4)).toBeUndefined();
    await loaded;
    loaded = next();
    expect(pages.row(pageBytes - 4, pageBytes + 4)).toBeUndefined();
    await loaded;
    const at = (n: number): number => n % 251;
    expect(Array.from(pages.row(pageBytes - 2, pageBytes + 2) ?? [])).toEqual(
      [pageBytes - 2, pageBytes - 1, pageBytes, pageBytes + 1].map(at),
    );
    expect(pages.row(pageBytes - 8, pageBytes + 80)).toHaveLength(16);
  });
});
