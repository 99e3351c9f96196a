import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextSearch } from './text-search.js';

it('takes every character of the literal as itself', () => {
  for (const text of ['a.b', '(', '[x]', '\\d', '$^', '\n\0', 'é', '漢', '/-{2}']) {
    const search = new TextSearch(text);
    expect(search.isIn(Buffer.from(`..${text}..`))).toBe(true);
    expect(search.isIn(Buffer.from('a-b 1 aa')) && text !== '').toBe(false);
  }
});

it('folds ASCII letters and no others', () => {
  const search = new TextSearch('Käse');
  expect(['Käse', 'kÄse', 'KäSE', 'käse'].map((text) => search.isIn(Buffer.from(text)))).toEqual([
    true,
    false,
    true,
    true,
  ]);
  // À and à in Latin-1 are other bytes, though a Latin-1 reading would fold them.
  expect(new TextSearch('\u00c0').isIn(Buffer.from([0xc3, 0xa0]))).toBe(false);
});

it('tells the rows that hold the literal, never one across two rows', () => {
  const piece = fc.array(fc.constantFrom(...Buffer.from('aAbB')), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom('a', 'ab', 'aab', 'bb'), (rows, text) => {
      const at = new Uint32Array(rows.length + 1);
      rows.forEach((row, i) => (at[i + 1] = at[i]! + row.length));
      const hits: number[] = [];
      new TextSearch(text).eachRow(Uint8Array.from(rows.flat()), at, 0, rows.length, (row) => hits.push(row));
      const naive = rows.flatMap((row, i) =>
        Buffer.from(row).toString().toLowerCase().includes(text) ? [i] : [],
      );
      expect(hits).toEqual(naive);
    }),
    { seed: 11, numRuns: 500 },
  );
});
